import { mkdirSync, watch } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { sessionIn, type TokenStore } from "./token-store.ts";

/**
 * Keeps the session in a file that only its user may read. The file is replaced as a whole, so that
 * several processes may share it; who listens to `session.onChange` learns what the others do. Its
 * folder is made where it is missing.
 */
export function fileTokenStore(path: string): TokenStore {
  return {
    async get() {
      try {
        return sessionIn(await readFile(path, "utf8"), path);
      } catch (error) {
        if (isMissing(error)) {
          return undefined;
        }
        throw error;
      }
    },
    async set(session) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const draft = `${path}.${crypto.randomUUID()}`;
      try {
        await writeFile(draft, `${JSON.stringify(session)}\n`, { mode: 0o600, flag: "wx" });
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    clear: () => rm(path, { force: true }),
    watch(listener) {
      const folder = dirname(path);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || name === basename(path)) listener();
      });
      // A folder that is removed cannot be watched any longer.
      watcher.on("error", () => watcher.close());
      return () => watcher.close();
    },
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
