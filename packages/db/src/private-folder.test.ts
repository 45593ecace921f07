import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makePrivateFolder } from "./private-folder.ts";

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), "daybook-folder-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

test("a folder is made with those above it, for this user alone, and made once", () => {
  const folder = join(newRoot(), "a/b/c");
  makePrivateFolder(folder);
  makePrivateFolder(folder);
  for (const made of [folder, join(folder, "..")]) {
    expect(statSync(made).mode & 0o777).toBe(0o700);
  }
});

test("a file in its place, or above it, is a failure", () => {
  const file = join(newRoot(), "file");
  writeFileSync(file, "");
  expect(() => makePrivateFolder(file)).toThrow(/EEXIST/);
  expect(() => makePrivateFolder(join(file, "folder"))).toThrow(/ENOTDIR/);
});

// There is no such file system on other platforms.
test.runIf(existsSync("/proc/self"))(
  "a file system that takes no folders is a failure at once",
  () => {
    expect(() => makePrivateFolder("/proc/daybook/data")).toThrow(/ENOENT|EACCES|EPERM/);
  },
);
