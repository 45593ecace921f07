import { closeSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { makePrivateFolder } from "../../private-folder.ts";

/** In one go: a copy that is made in steps begins anew whenever another process has written. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies a database while others read and write it, as it is at one moment. Readable by its user
 * alone, as the original is.
 *
 * @throws Error where there is such a file already
 */
export async function copySqlite(file: string, copy: string): Promise<void> {
  makePrivateFolder(dirname(copy));
  closeSync(openSync(copy, "wx", 0o600));
  try {
    using source = new DatabaseSync(file, { readOnly: true });
    await backup(source, copy, { rate: ALL_PAGES });
  } catch (error) {
    rmSync(copy);
    throw error;
  }
}
