/**
 * From a bare Node 20 with npm to the workspace's own tools. Nothing is installed outside this
 * folder; npm and pnpm keep their caches where they always do.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { runQuietly } from "./processes.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const STAMP = join(ROOT, "node_modules", ".daybook-installed");

/** The first Node that has all the server needs: native Temporal, and TypeScript without a build. */
const OLDEST_NODE = 26;

/**
 * Installs what the lockfile says, unless that was done already.
 *
 * @returns {Promise<NodeJS.ProcessEnv>} the environment in which `node`, `turbo`, … are the pinned ones
 */
export async function installTools() {
  const pnpm = await installPnpm();
  const env = {
    ...process.env,
    PATH: [join(ROOT, "node_modules", ".bin"), pnpm, process.env["PATH"]].join(delimiter),
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
  };
  const wanted = await fingerprint();
  if (!existsSync(STAMP) || (await readFile(STAMP, "utf8")) !== wanted) {
    process.stderr.write(
      "Installing the pinned tools and packages (half a minute the first time) …\n",
    );
    await runQuietly("pnpm", ["install", "--frozen-lockfile"], {
      cwd: ROOT,
      env: { ...env, CI: "true" },
    });
    await writeFile(STAMP, wanted);
  }
  await requireNode(env);
  return env;
}

/** @returns {Promise<string>} the folder that holds the `pnpm` which package.json pins */
export async function installPnpm() {
  const { packageManager } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const home = join(ROOT, ".tools", packageManager.replace("@", "-"));
  if (!existsSync(home)) {
    const unfinished = `${home}.${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    await runQuietly("npm", [
      "install",
      "--prefix",
      unfinished,
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      packageManager,
    ]);
    // What its install script would do; newer versions of npm ask before they run such scripts.
    await runQuietly(process.execPath, ["install.js"], {
      cwd: join(unfinished, "node_modules", "pnpm"),
    });
    await rename(unfinished, home).catch((/** @type {unknown} */ cause) => {
      if (!existsSync(home)) throw cause;
    });
    await rm(unfinished, { recursive: true, force: true });
  }
  return join(home, "node_modules", ".bin");
}

/** Changes when an install could have something to do. */
async function fingerprint() {
  const hash = createHash("sha256");
  for (const name of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"]) {
    hash.update(await readFile(join(ROOT, name)));
  }
  return hash.digest("hex");
}

/**
 * npm serves no Node for some platforms; then the installed one must be new enough.
 *
 * @param {NodeJS.ProcessEnv} env
 */
async function requireNode(env) {
  const version = (await runQuietly("node", ["--version"], { env })).trim();
  if (Number(/^v(\d+)/.exec(version)?.[1]) < OLDEST_NODE) {
    throw new Error(
      `Daybook runs on Node ${OLDEST_NODE} or newer, which cannot be installed by itself on this platform: ` +
        `install it and call this again (found ${version}).`,
    );
  }
}
