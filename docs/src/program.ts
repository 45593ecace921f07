/** Runs the program that the TypeScript of a page makes, block by block. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Block } from "./page.ts";
import { readMarkedOutput } from "./marked-output.ts";

const PAUSE = join(import.meta.dirname, "pause.ts");
const END_LIMIT_MS = 5_000;

export interface Program extends AsyncDisposable {
  /** Runs up to the end of the next block and answers what it wrote. */
  nextBlock(): Promise<string>;
  /** Lets it end, as it must by itself. */
  finish(): Promise<void>;
}

/** What stands at the end of a block in the text that is run. */
export function pauseAt({ line, lines }: Block): string {
  return `await pauseAfter(${line + lines.length + 1});`;
}

export interface ProgramOptions {
  readonly file: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts it when its first block is asked for. */
export function createProgram({ file, cwd, env }: ProgramOptions): Program {
  let running: ReturnType<typeof launch> | undefined;

  function launch() {
    const child = spawn(process.execPath, ["--import", PAUSE, file], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const exited = Promise.withResolvers<number | null>();
    child.on("close", exited.resolve);
    if (child.stdout === null || child.stderr === null) throw new Error("no pipes");
    return {
      child,
      output: readMarkedOutput(child.stdout),
      complaints: text(child.stderr),
      exited: exited.promise,
    };
  }

  return {
    async nextBlock() {
      if (running === undefined) running = launch();
      else running.child.send("go");
      const part = await running.output.next();
      if (part.mark === undefined) throw new Error(`${part.text}${await running.complaints}`);
      return part.text;
    },
    async finish() {
      if (running === undefined) return;
      const { child, exited, complaints } = running;
      child.send("go");
      const timer = setTimeout(() => child.kill("SIGKILL"), END_LIMIT_MS);
      const code = await exited;
      clearTimeout(timer);
      if (code === null) throw new Error("The program does not end by itself.");
      if (code !== 0) throw new Error(await complaints);
    },
    async [Symbol.asyncDispose]() {
      running?.child.kill("SIGKILL");
      await running?.exited;
    },
  };
}
