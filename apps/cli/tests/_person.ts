/** People at terminals of their own: each has a home folder, and runs the real command. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { createDaybookClient, type DaybookClient } from "@daybook/client";
import { COMPILE_CACHE } from "@daybook/server/testing/compile-cache";
import { runProgram } from "../src/program.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");

export const PASSWORD = "correct horse battery staple";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A line, or what is to happen before it is typed. */
export type Typed = string | (() => Promise<string>);

export interface Person extends AsyncDisposable {
  readonly sessionFile: string;
  /** Runs `daybook` and answers what came of it. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Starts `daybook`, which ends when it is told to. */
  start(...args: string[]): ChildProcessWithoutNullStreams;
  /** Runs `daybook`, which must succeed, and answers the lines that it wrote. */
  lines(...args: string[]): Promise<string[]>;
  /** Runs `daybook` at a terminal, and types these lines when they are asked for. */
  atTerminal(args: readonly string[], ...typed: Typed[]): Promise<Ran>;
  /** Runs `daybook --json`, which must succeed, and answers the document that it wrote. */
  json<Answer>(...args: string[]): Promise<Answer>;
}

/** Somebody in Berlin who has not signed in yet. */
export async function newPerson(serverUrl: string): Promise<Person> {
  const home = await mkdtemp(join(tmpdir(), "daybook-home-"));

  function start(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [MAIN, ...args], {
      env: {
        XDG_CONFIG_HOME: home,
        TZ: "Europe/Berlin",
        DAYBOOK_URL: serverUrl,
        ...COMPILE_CACHE,
        ...env,
      },
    });
  }

  async function run(
    args: readonly string[],
    { stdin = "", env = {} }: RunOptions = {},
  ): Promise<Ran> {
    const child = start(args, env);
    // A command that fails at once does not read what it is given.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close"),
    ]);
    return { code: code as number | null, stdout, stderr };
  }

  async function atTerminal(args: readonly string[], ...typed: Typed[]): Promise<Ran> {
    const [stdin, stdout, stderr] = [newTerminal(), newTerminal(), newTerminal()];
    const written = { stdout: "", stderr: "" };
    stdout.setEncoding("utf8").on("data", (chunk: string) => (written.stdout += chunk));
    const lines = [...typed];
    let answered = 0;
    stderr.setEncoding("utf8").on("data", (chunk: string) => {
      written.stderr += chunk;
      const shown = stripVTControlCharacters(written.stderr);
      // Questions end so, and each is answered once, whatever pieces it comes in.
      if (!shown.endsWith("] ") || shown.length === answered) {
        return;
      }
      answered = shown.length;
      const line = lines.shift();
      if (line !== undefined) {
        void Promise.resolve(typeof line === "string" ? line : line()).then((answer) => {
          stdin.write(`${answer}\n`);
        });
      }
    });
    const environment = {
      serverUrl,
      personalToken: undefined,
      configFolder: join(home, "daybook"),
      coloursUnwanted: false,
    };
    const code = await runProgram(args, environment, { stdin, stdout, stderr });
    const ended = [stdout, stderr].map((stream) => once(stream.end(), "end"));
    await Promise.all(ended);
    return { code, ...written };
  }

  async function succeed(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(args);
    if (code !== 0 || stderr !== "") {
      throw new Error(`daybook ${args.join(" ")} ended with ${code}: ${stderr}`);
    }
    return stdout;
  }

  return {
    sessionFile: join(home, "daybook", "session.json"),
    run,
    start: (...args) => start(args),
    atTerminal,
    lines: async (...args) => (await succeed(args)).trimEnd().split("\n"),
    json: async <Answer>(...args: string[]) =>
      JSON.parse(await succeed([...args, "--json"])) as Answer,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

/** What the same person does by another way than the command line: what a test begins with. */
export async function clientOf(serverUrl: string, username: string): Promise<DaybookClient> {
  const daybook = createDaybookClient({ url: serverUrl });
  await daybook.auth.login({ login: username, password: PASSWORD });
  return daybook;
}

/** Somebody in Berlin who has made an account and is signed in. */
export async function newMember(serverUrl: string, username: string): Promise<Person> {
  const person = await newPerson(serverUrl);
  const { code, stderr } = await person.run(
    ["register", "--username", username, "--email", `${username}@example.org`, "--password-stdin"],
    { stdin: `${PASSWORD}\n` },
  );
  if (code !== 0) {
    throw new Error(`${username} could not register: ${stderr}`);
  }
  return person;
}

function newTerminal(): PassThrough & { readonly isTTY: true } {
  return Object.assign(new PassThrough(), { isTTY: true as const });
}
