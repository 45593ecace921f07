/** A private Galera cluster, as `scripts/test-galera.mjs` makes one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SCRIPT = join(import.meta.dirname, "../../scripts/test-galera.mjs");

export interface Galera extends AsyncDisposable {
  /** Where its nodes listen, of a user who may create databases. */
  readonly urls: readonly string[];
  /** Ends a node as a crash would. */
  kill(index: number): Promise<void>;
  /** Starts a killed node again; done when it has caught up with the others. */
  start(index: number): Promise<void>;
}

export async function startGalera(): Promise<Galera> {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function answer(expected: RegExp): Promise<string> {
    const { value = "" } = await lines.next();
    const found = expected.exec(value)?.[1];
    if (found === undefined) throw new Error(`the Galera cluster said ${JSON.stringify(value)}`);
    return found;
  }
  const urls = (await answer(/^TEST_GALERA_URLS=(.+)$/)).split(" ");
  async function command(verb: string, index: number, done: RegExp): Promise<void> {
    child.stdin.write(`${verb} ${index}\n`);
    await answer(done);
  }
  return {
    urls,
    kill: (index) => command("kill", index, /^(killed \d)$/),
    start: (index) => command("start", index, /^(started \d)$/),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await exited;
    },
  };
}
