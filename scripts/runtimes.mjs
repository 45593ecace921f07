/**
 * Installs the runtimes that the client is tried on (`runtimes/binaries`). They are large, and of no
 * use to a server: who tests the client installs them, and `npm start` does not.
 *
 *   node scripts/runtimes.mjs
 */
import { join } from "node:path";

import { runQuietly } from "./processes.mjs";
import { installPnpm, ROOT } from "./toolchain.mjs";

/** Those that npm has for this platform; does little where they are there already. */
export async function installRuntimes() {
  const pnpm = join(await installPnpm(), "pnpm");
  await runQuietly(pnpm, ["install", "--frozen-lockfile", "--ignore-workspace"], {
    cwd: join(ROOT, "runtimes/binaries"),
    env: { ...process.env, CI: "true" },
  });
}

if (import.meta.main) await installRuntimes();
