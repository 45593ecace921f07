import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const RUN = join(import.meta.dirname, "..", "run.mjs");

test("a command says nothing about settings that nobody made", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [RUN, "db", "--help"]);
  expect(stdout).toContain("Usage: npm run db");
  expect(stderr).not.toContain(".env");
});

test("every command has a script of package.json, and every script its command", async () => {
  const manifest = JSON.parse(await readFile(join(RUN, "../../package.json"), "utf8"));
  const scripts = Object.entries<string>(manifest.scripts).filter(([, line]) =>
    line.includes("run.mjs"),
  );
  for (const [name, line] of scripts) expect(line).toBe(`exec node scripts/run.mjs ${name}`);
  const { stderr } = await promisify(execFile)(process.execPath, [RUN]).catch(
    (error: { stderr: string }) => error,
  );
  const commands = stderr.trim().replace("Usage: node scripts/run.mjs ", "").split(" | ");
  expect(commands).toEqual(scripts.map(([name]) => name));
  expect(commands).toContain("rest:print");
});
