/** Child processes that end when this one is told to: no stray server, no stray database. */
import { spawn } from "node:child_process";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** When a signal last asked this process to end. */
let endingSince = -Infinity;

/** One Ctrl-C arrives twice, from the terminal and from npm; it is passed on once. */
const SAME_REQUEST_MS = 1_000;

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    if (performance.now() - endingSince < SAME_REQUEST_MS) return;
    endingSince = performance.now();
    for (const child of running) child.kill(signal);
  });
}

/** Has a signal asked this process to end? */
export function isEnding() {
  return endingSince > 0;
}

/**
 * Runs a command with this process's input and output and gives its exit code; signals are passed on.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = track(spawn(command, args, { ...options, stdio: "inherit" }));
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
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
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = track(spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] }));
    let output = "";
    let everything = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      everything += chunk;
    });
    child.stderr.on("data", (chunk) => (everything += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${[command, ...args].join(" ")} failed:\n${everything.trim()}`));
    });
  });
}

/**
 * @template {import("node:child_process").ChildProcess} Child
 * @param {Child} child
 */
function track(child) {
  running.add(child);
  child.on("error", () => running.delete(child));
  child.on("exit", () => running.delete(child));
  return child;
}
