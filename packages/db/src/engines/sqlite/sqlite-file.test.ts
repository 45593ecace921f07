import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../database.ts";
import { migrate } from "../../migrations/migrator.ts";
import { sqliteFile } from "./sqlite-file.ts";

test("the file is made with its folder where it is missing; the name is taken as it is", () => {
  const root = mkdtempSync(join(tmpdir(), "daybook-file-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const name = join(root, "100% new", "day book.db");
  expect(sqliteFile(`sqlite:${name}`)).toBe(name);
  expect(statSync(name).mode & 0o777).toBe(0o600);
  expect(sqliteFile(`sqlite://${name}`)).toBe(name);
});

test("a new database and what SQLite puts beside it can be read by its user alone", async () => {
  const root = mkdtempSync(join(tmpdir(), "daybook-file-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  chmodSync(root, 0o755);
  const database = await openDatabase({ url: `sqlite:${join(root, "daybook.db")}` });
  await migrate(database);
  const modes = readdirSync(root).map((name) => statSync(join(root, name)).mode & 0o777);
  await database.close();
  expect(modes).toEqual([0o600, 0o600, 0o600]);
});

test("an address without a file is refused", () => {
  for (const url of ["sqlite:", "sqlite::memory:"]) {
    expect(() => sqliteFile(url)).toThrow(/names a file/);
  }
});
