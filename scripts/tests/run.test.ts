import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const RUN = join(import.meta.dirname, "..", "run.mjs");

test("a command says nothing about settings that nobody made", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [RUN, "db", "--help"]);
  expect(stdout).toContain("Usage: npm run db");
  expect(stderr).not.toContain(".env");
});
