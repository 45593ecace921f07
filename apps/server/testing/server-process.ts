/** Runs the real server, in a process of its own, for tests of this and other packages. */
import { createTestDatabase, type TestDatabase } from "@daybook/db/testing/test-database";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMPILE_CACHE } from "./compile-cache.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 20_000;

export interface ServerOptions {
  /** Variables beside those that make it a server for tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: a fresh database of the project's engine, which goes with the process. */
  readonly databaseUrl?: string;
}

/** One line of the server's log. */
export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: string;
  readonly msg: string;
}

/** A process that was told to be a server; whether it became one is for `started` to say. */
export interface ServerRun extends AsyncDisposable {
  readonly pid: number;
  /** Its data folder, where the signing key lies. */
  readonly dataDir: string;
  /** What it wrote to its standard output and to its standard error. */
  output(): { readonly stdout: string; readonly stderr: string };
  logs(): readonly LogLine[];
  kill(signal: NodeJS.Signals): void;
  /** Stops reading what it writes, as a program does that ends before the server. */
  closeOutput(): void;
  /** Where it listens; rejects with what it wrote when it ends before it does. */
  readonly started: Promise<string>;
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

export interface ServerProcess extends ServerRun {
  /** As in `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Asks it to stop and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts a server on a free port. It logs JSON, and inherits nothing of this process's environment
 * but for the compile cache.
 * Its address comes out of its log: a LOG_LEVEL above info would hide it.
 *
 * @example await using server = await startServer({ env: { CORS_ORIGINS: "https://a.example" } });
 */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  await using opened = new AsyncDisposableStack();
  const databaseUrl = options.databaseUrl ?? opened.use(await freshDatabase()).url;
  const run = opened.use(await runServer({ env: { DATABASE_URL: databaseUrl, ...options.env } }));
  const url = await run.started;
  const resources = opened.move();
  return {
    ...run,
    url,
    databaseUrl,
    async stop(signal = "SIGTERM") {
      run.kill(signal);
      return run.exited;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Runs the server's program with these variables, whatever comes of it. */
export async function runServer(options: Pick<ServerOptions, "env">): Promise<ServerRun> {
  const dataDir = await mkdtemp(join(tmpdir(), "daybook-server-"));
  const child = spawn(process.execPath, [MAIN], {
    env: {
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dataDir,
      LOG_FORMAT: "json",
      ...COMPILE_CACHE,
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const exited = once(child, "close").then(([code]) => code as number | null);
  const logs = (): LogLine[] => output.stdout.split("\n").flatMap(readLogLine);
  const started = waitForStart(child, exited, () => ({ logs: logs(), output }));
  // Who does not ask for it need not handle its failure.
  started.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    dataDir,
    output: () => ({ ...output }),
    logs,
    kill: (signal) => void child.kill(signal),
    closeOutput() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    started,
    exited,
    async [Symbol.asyncDispose]() {
      await end(child, exited);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function freshDatabase(): Promise<TestDatabase> {
  const fresh = await createTestDatabase();
  // The server opens it by its address; SQLite would be busy with two writers.
  await fresh.database.close();
  return fresh;
}

interface Seen {
  readonly logs: readonly LogLine[];
  readonly output: { readonly stdout: string; readonly stderr: string };
}

async function waitForStart(
  child: ChildProcess,
  exited: Promise<number | null>,
  look: () => Seen,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (what: string): void => {
    const { stdout, stderr } = look().output;
    reject(new Error(`The server ${what}.\n${stdout}${stderr}`));
  };
  const timer = setTimeout(() => fail("did not start in time"), START_LIMIT_MS);
  const onData = (): void => {
    const listening = look().logs.find(({ msg }) => msg === "listening");
    if (typeof listening?.["url"] === "string") {
      resolve(listening["url"]);
    }
  };
  child.stdout?.on("data", onData);
  void exited.then((code) => fail(`ended with exit code ${code}`));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.stdout?.off("data", onData);
  }
}

async function end(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await exited;
  clearTimeout(timer);
}

function readLogLine(line: string): LogLine[] {
  return line.startsWith("{") && line.endsWith("}") ? [JSON.parse(line) as LogLine] : [];
}
