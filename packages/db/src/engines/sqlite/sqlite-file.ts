import { closeSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { makePrivateFolder } from "../../private-folder.ts";

/**
 * The file that `sqlite:<file>` names; it and its folder are made where they are missing. An
 * in-memory database is refused, since each connection would have one of its own.
 *
 * @throws TypeError when the address names no file.
 */
export function sqliteFile(url: string): string {
  const name = url.slice("sqlite:".length).replace(/^\/\/(?=\/)/, "");
  if (name === "" || name.startsWith(":memory:")) {
    throw new TypeError("A SQLite address names a file: sqlite:./data/daybook.db");
  }
  const file = resolve(name);
  // What it will hold, password hashes among it, is nobody else's.
  makePrivateFolder(dirname(file));
  makePrivateFile(file);
  return file;
}

/** SQLite gives the files that it puts beside this one the same mode. */
function makePrivateFile(file: string): void {
  try {
    // "wx" opens only what it made: to close a file that SQLite has open here would end its locks.
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
