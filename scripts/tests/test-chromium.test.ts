import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "../test-chromium.mjs");

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daybook-chromium-"));
  await writeFile(join(folder, "chromium"), "#!/bin/sh\n", { mode: 0o755 });
});

afterAll(() => rm(folder, { recursive: true }));

async function found(env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT], { env });
  return stdout.trim();
}

test("the Chromium of the tests is the one that is named, else an installed one", async () => {
  expect(await found({ TEST_CHROMIUM: "/opt/another", PATH: folder })).toBe(
    "TEST_CHROMIUM=/opt/another",
  );
  expect(await found({ PATH: folder })).toBe(`TEST_CHROMIUM=${join(folder, "chromium")}`);
});
