import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * The file that `sqlite:<file>` names; its folder is made where it is missing. An in-memory
 * database is refused, since each connection would have one of its own.
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
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return file;
}
