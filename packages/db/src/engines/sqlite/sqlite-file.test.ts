import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sqliteFile } from "./sqlite-file.ts";

test("the folder of the file is made where it is missing; the name is taken as it is", () => {
  const root = mkdtempSync(join(tmpdir(), "daybook-file-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const name = join(root, "100% new", "day book.db");
  expect(sqliteFile(`sqlite:${name}`)).toBe(name);
  expect(existsSync(dirname(name))).toBe(true);
  expect(sqliteFile(`sqlite://${name}`)).toBe(name);
});

test("an address without a file is refused", () => {
  for (const url of ["sqlite:", "sqlite::memory:"]) {
    expect(() => sqliteFile(url)).toThrow(/names a file/);
  }
});
