/** Child processes that end when this one is told to: no stray server, no stray database. */
import { spawn } from "node:child_process";

/**
 * @typedef {object} Running
 * @property {import("node:child_process").ChildProcess} child
 * @property {boolean} sharesTerminal
 */

/** @type {Set<Running>} */
const running = new Set();

/** The signal that asked this process to end, if one did. @type {NodeJS.Signals | undefined} */
let endingSignal;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    endingSignal = signal;
    for (const { child, sharesTerminal } of running) {
      // The terminal itself sends Ctrl-C to every process that shares it; a second one would mean "at once".
      if (!(sharesTerminal && signal === "SIGINT" && process.stdin.isTTY)) child.kill(signal);
    }
  });
}

/** Has a signal asked this process to end? */
export function isEnding() {
  return endingSignal !== undefined;
}

/**
 * Runs a command with this process's output and gives its exit code; signals are passed on, once.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, interactive?: boolean }} [options] `interactive`
 *   leaves the command in the terminal's foreground, so that it can ask questions there.
 * @returns {Promise<number>}
 */
export function run(command, args, { cwd, env, interactive = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      stdio: [interactive ? "inherit" : "ignore", "inherit", "inherit"],
      detached: !interactive,
    });
    const entry = { child, sharesTerminal: interactive };
    running.add(entry);
    child.on("error", (error) => {
      running.delete(entry);
      reject(error);
    });
    child.on("exit", (code, signal) => {
      running.delete(entry);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/**
 * Runs a command in silence; when it fails, throws with everything it said.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} what it wrote to its standard output
 */
export function runQuietly(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const entry = { child, sharesTerminal: true };
    running.add(entry);
    let output = "";
    let everything = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      everything += chunk;
    });
    child.stderr.on("data", (chunk) => (everything += chunk));
    child.on("error", (error) => {
      running.delete(entry);
      reject(error);
    });
    child.on("close", (code) => {
      running.delete(entry);
      if (code === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(" ")} failed:\n${everything.trim()}`));
    });
  });
}
