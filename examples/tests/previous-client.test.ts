/** The client of the release before, against the server as it is now (rule C5). */
import { execFile } from "node:child_process";
import { glob, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createDaybookClient } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newProject, type Project } from "./_project.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const execute = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const PREVIOUS = join(ROOT, "packages/client/tests/previous");
const ADMIN = { username: "root-of-before", password: "correct horse battery staple" };

let server: ServerProcess;
let project: Project;

beforeAll(async () => {
  const [tarball = ""] = await Array.fromAsync(glob(join(PREVIOUS, "*.tgz")));
  [server, project] = await Promise.all([startServer(), newProject(tarball)]);
  const email = `${ADMIN.username}@example.org`;
  await createDaybookClient({ url: server.url }).auth.register({ ...ADMIN, email });
  const db = join(ROOT, "packages/db/src/cli.ts");
  const env = { DATABASE_URL: server.databaseUrl };
  await execute(process.execPath, [db, "grant-admin", ADMIN.username], { env });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

test("[C5] every call that the previous client knows, with every key of its input, is answered", async () => {
  const main = [
    'import { run } from "./program.ts";',
    "const [url, admin] = process.argv.slice(2);",
    "const used = await run({ url, admin });",
    "const keys = [...used].map(([procedure, names]) => [procedure, [...names]]);",
    "process.stdout.write(JSON.stringify(Object.fromEntries(keys)));",
  ];
  await writeFile(join(project.folder, "main.mjs"), main.join("\n"));
  await project.copy(join(PREVIOUS, "program.ts"));
  const { code, stdout, stderr } = await project.run("main.mjs", [server.url, ADMIN.username]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });

  const used = JSON.parse(stdout) as Record<string, string[]>;
  const script = join(ROOT, "packages/client/scripts/known-inputs.ts");
  const installed = join(project.folder, "node_modules/@daybook/client");
  const known = JSON.parse((await execute(process.execPath, [script, installed])).stdout);
  expect(Object.keys(known).length).toBeGreaterThan(0);
  expect(notUsed(known, used)).toEqual([]);
});

/** Keys of inputs that no call had. */
function notUsed(known: Record<string, string[]>, used: Record<string, string[]>): string[] {
  return Object.entries(known).flatMap(([procedure, keys]) =>
    used[procedure] === undefined
      ? [procedure]
      : keys
          .filter((key) => used[procedure]?.includes(key) !== true)
          .map((key) => `${procedure} ${key}`),
  );
}
