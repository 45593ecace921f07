/**
 * What `npm start`, `npm test` and the other scripts of package.json call. It needs Node 20 and npm
 * only: it installs the pinned tools into this folder and then runs the command on them.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

import { isEnding, run } from "./processes.mjs";
import { runTests } from "./test.mjs";
import { installTools, ROOT } from "./toolchain.mjs";

/**
 * Tells node to read the settings of `.env`; what the environment sets already, stays. With
 * `--env-file-if-exists` node would write a line about a missing file into the output of each run.
 */
const SETTINGS = existsSync(join(ROOT, ".env")) ? ["--env-file=.env"] : [];

/**
 * A command gets its arguments and the environment of the pinned tools, and gives its exit code.
 * Single programs run without turbo, so that signals, input and exit codes are theirs.
 *
 * @type {Record<string, (args: string[], env: NodeJS.ProcessEnv) => Promise<number>>}
 */
const COMMANDS = {
  start: (args, env) =>
    run("node", [...SETTINGS, "apps/server/src/main.ts", ...args], { cwd: ROOT, env }),
  test: runTests,
  bench: (args, env) => run("node", ["bench/main.ts", ...args], { cwd: ROOT, env }),
  db: (args, env) =>
    run("node", [...SETTINGS, "packages/db/src/cli.ts", ...args], { cwd: ROOT, env }),
  // File names are meant as seen from where the user stands.
  daybook: (args, env) => run("daybook", args, { cwd: process.env["INIT_CWD"] ?? ROOT, env }),
  "demo:day": (args, env) => run("node", ["demo/day.ts", ...args], { cwd: ROOT, env }),
  "check:history": (args, env) => run("node", ["checks/src/main.ts", ...args], { cwd: ROOT, env }),
  "client:print": (args, env) =>
    run("node", ["packages/client/scripts/print-contract.ts", ...args], { cwd: ROOT, env }),
  // A folder is meant as seen from where the user stands.
  "client:pack": (args, env) =>
    run("node", [join(ROOT, "packages/client/scripts/pack.ts"), ...args], {
      cwd: process.env["INIT_CWD"] ?? ROOT,
      env,
    }),
  "rest:print": (args, env) =>
    run("node", ["rest-checks/scripts/print-examples.ts", ...args], { cwd: ROOT, env }),
  "docs:print": (args, env) =>
    run("node", ["docs/src/reference/print-reference.ts", ...args], { cwd: ROOT, env }),
  format: (args, env) => run("oxfmt", args, { cwd: ROOT, env }),
  lint: (args, env) => run("turbo", ["run", "//#check:lint", ...args], { cwd: ROOT, env }),
  typecheck: (args, env) =>
    run("turbo", ["run", "typecheck", "--continue", ...args], { cwd: ROOT, env }),
};

const [name = "", ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command === undefined) {
  process.stderr.write(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join(" | ")}\n`);
  process.exit(2);
}

try {
  process.exitCode = await command(args, await installTools());
} catch (error) {
  if (!isEnding())
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
