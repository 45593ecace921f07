import { createDaybookClient, type DaybookClient } from "@daybook/client";
import type { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import type { Environment } from "./environment.ts";
import { UsageError } from "./failure.ts";
import { createPaint, type Paint } from "./present/paint.ts";
import { createPrompts, type Prompts } from "./prompt.ts";
import { openSessionFile } from "./session-file.ts";

const DEFAULT_SERVER = "http://127.0.0.1:3000";

/** A stream that may be a terminal. */
type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** The three streams of the process. */
export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** What one run of a command works with. */
export interface Run {
  readonly daybook: DaybookClient;
  readonly serverUrl: string;
  /** Lets later commands that name no server go to the default one again. */
  readonly forgetServer: () => Promise<void>;
  /** Whether a personal token from the environment stands in for a session. */
  readonly byPersonalToken: boolean;
  /** The reader's time zone. */
  readonly zone: string;
  readonly paint: Paint;
  readonly stdin: Input;
  readonly prompts: Prompts;
  /** Whether `--json` was given. */
  readonly json: boolean;
  /** Whether somebody is there to be asked: a terminal to read and to answer at, and no `--json`. */
  readonly attended: boolean;
  /** Writes what belongs to a question or to the course of things to stderr. */
  readonly tell: (text: (paint: Paint) => string) => void;
  /** Writes the answer to stdout: as JSON under `--json`, else as the text for people. */
  readonly answer: (document: unknown, text: () => string) => void;
  /** Writes one of many answers, which come as they happen: a line each, documents as JSON. */
  readonly line: (content: string | object) => void;
  /** The same of a text that is a file: byte by byte, no line end is added. */
  readonly write: (document: unknown, text: string) => void;
}

/** Options of the program, which every command takes. */
interface GlobalOptions {
  readonly server?: string;
  readonly json?: boolean;
}

/** What a command does, given its arguments and its options. */
export type Work<Arguments, Options> = (
  run: Run,
  args: Arguments,
  options: Options,
) => Promise<void>;

export interface Cli {
  /** Makes the action of a command, with the client for the server that its options name. */
  action<Arguments extends readonly unknown[], Options = object>(
    work: Work<Arguments, Options>,
  ): (this: Command) => Promise<void>;
}

export function createCli(environment: Environment, streams: Streams): Cli {
  const { stdin, stdout, stderr } = streams;
  const file = openSessionFile(environment.configFolder, (sentence) => {
    stderr.write(`daybook: ${sentence}\n`);
  });

  async function startRun(command: Command): Promise<Run> {
    const { server, json = false } = command.optsWithGlobals<GlobalOptions>();
    const serverUrl = requireServerUrl(
      server ?? environment.serverUrl ?? (await file.currentServer()) ?? DEFAULT_SERVER,
    );
    return {
      daybook: createDaybookClient({
        url: serverUrl,
        tokens: file.storeFor(serverUrl),
        personalToken: environment.personalToken,
        clientName: `cli/${manifest.version}`,
      }),
      serverUrl,
      forgetServer: () => file.forgetServer(serverUrl),
      byPersonalToken: environment.personalToken !== undefined,
      zone: Temporal.Now.timeZoneId(),
      paint: paintFor(stdout, environment),
      stdin,
      prompts: createPrompts(streams),
      json,
      attended: !json && stdin.isTTY === true && stderr.isTTY === true,
      tell(text) {
        stderr.write(`${text(paintFor(stderr, environment))}\n`);
      },
      answer(document, text) {
        stdout.write(`${json ? JSON.stringify(document, null, 2) : text()}\n`);
      },
      line(content) {
        stdout.write(`${typeof content === "string" ? content : JSON.stringify(content)}\n`);
      },
      write(document, text) {
        stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : text);
      },
    };
  }

  return {
    action: <Arguments extends readonly unknown[], Options>(work: Work<Arguments, Options>) =>
      async function act(this: Command) {
        const run = await startRun(this);
        // Commander collects both as each command declares them.
        await work(run, this.processedArgs as unknown as Arguments, this.opts() as Options);
      },
  };
}

/** Colours only where somebody sees them. */
export function paintFor(stream: Output, { coloursUnwanted }: Environment): Paint {
  return createPaint(stream.isTTY === true && !coloursUnwanted);
}

function requireServerUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--server: ${text} is not an http or https address.`);
  }
  // One spelling for each server: the session file is looked up by it.
  return url.origin + url.pathname.replace(/\/+$/, "");
}
