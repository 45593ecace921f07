/** A terminal of a reader: one shell that the commands of a page are given to, block by block. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readMarkedOutput, RECORD_SEPARATOR } from "./marked-output.ts";

/** Names the line of the page, which is the line of the script. */
const STOP_AT_FAILURE = `set -eE; trap 'echo "line $LINENO: $BASH_COMMAND: exit code $?"' ERR`;
const GO_ON_AFTER_FAILURE = "set +eE; trap - ERR";
const STOP_LIMIT_MS = 20_000;

export interface Commands {
  /** A text whose lines have the numbers of the page's. */
  readonly script: string;
  /** The exit code of the last one; without it each must succeed. */
  readonly exitCode: number | undefined;
}

export interface Terminal extends AsyncDisposable {
  /** Gives it commands and answers what they wrote. */
  run(commands: Commands): Promise<string>;
  /** Gives it commands that go on, and answers what tells what they wrote so far. */
  begin(commands: Pick<Commands, "script">): Promise<{ read(): string; ended(): boolean }>;
  /** Where it stands. */
  folder(): string;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its scripts may lie. */
  readonly scripts: string;
}

export function openTerminal({ cwd, env, scripts }: TerminalOptions): Terminal {
  // A group of its own, which is ended as a whole.
  const shell = spawn("bash", ["--noprofile", "--norc"], {
    cwd,
    env,
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(shell, "close");
  const output = readMarkedOutput(shell.stdout);
  let folder = cwd;
  let count = 0;
  shell.stdin.on("error", () => undefined);

  async function give(script: string, mode: string): Promise<void> {
    const file = join(scripts, `${shell.pid}-${count++}.sh`);
    await writeFile(file, script);
    shell.stdin.write(`${mode}\nsource '${file}' </dev/null 2>&1; code=$?; ${STOP_AT_FAILURE}\n`);
    shell.stdin.write(`printf '${RECORD_SEPARATOR}%s %s${RECORD_SEPARATOR}\\n' "$code" "$PWD"\n`);
  }

  return {
    async run({ script, exitCode }) {
      await give(script, exitCode === undefined ? STOP_AT_FAILURE : GO_ON_AFTER_FAILURE);
      const { text, mark } = await output.next();
      if (mark === undefined) throw new Error(text);
      const [code, ...path] = mark.split(" ");
      folder = path.join(" ");
      if (exitCode !== undefined && Number(code) !== exitCode) {
        throw new Error(`${text}exit code ${code}, and not ${exitCode}`);
      }
      return text;
    },
    async begin({ script }) {
      await give(script, STOP_AT_FAILURE);
      return { read: () => output.read(), ended: () => shell.exitCode !== null };
    },
    folder: () => folder,
    async [Symbol.asyncDispose]() {
      const { pid } = shell;
      if (pid === undefined) return;
      endGroup(pid, "SIGTERM");
      const timer = setTimeout(() => endGroup(pid, "SIGKILL"), STOP_LIMIT_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

function endGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // It may have ended by itself.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
