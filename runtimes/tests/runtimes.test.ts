/** The package as it is published does the same on every runtime that it is promised for. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { binaryOf, installBinaries } from "./_binaries.ts";
import { newProject, type Project } from "./_project.ts";
import { startWorkerd } from "./_workerd.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let project: Project;
let server: ServerProcess;

beforeAll(async () => {
  project = await newProject();
  const databaseUrl = `sqlite:${join(project.folder, "daybook.db")}`;
  [server] = await Promise.all([startServer({ databaseUrl }), installBinaries()]);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

/** What the program says wherever it runs. */
const OUTCOME = {
  causes: ["signed-in", "signed-out", "signed-in"],
  startsAt: "2026-03-23T08:00:00Z",
  starts: [
    "2026-03-23T08:00:00Z",
    "2026-03-30T07:00:00Z",
    "2026-04-06T07:00:00Z",
    "2026-04-13T07:00:00Z",
    "2026-04-20T07:00:00Z",
  ],
  conflict: [["location", "Room 5", "Room 4"]],
  followed: ["Outing"],
  aborted: ["aborted", "aborted", "changes"],
  refused: [["patch.start", "INVALID_TIME"]],
  hidden: "NOT_FOUND named",
};

const DENO_MAY = ["--allow-net", "--allow-read", "--allow-write", "--allow-env"];

/** A program that has an end: it comes to it only when nothing has stayed open. */
const PROCESSES = [
  { name: "Node 20", version: /^v20\./, binary: () => binaryOf("Node 20"), run: [] },
  { name: "Node 22", version: /^v22\./, binary: () => binaryOf("Node 22"), run: [] },
  { name: "Node 26", version: /^v26\./, binary: () => process.execPath, run: [] },
  {
    name: "Deno",
    version: /^deno 2\./,
    binary: () => binaryOf("Deno"),
    run: ["run", "--no-remote", "--no-prompt", ...DENO_MAY],
  },
  { name: "Bun", version: /^1\./, binary: () => binaryOf("Bun"), run: ["run", "--no-install"] },
];

test.for(PROCESSES)("the packed client does all on $name, and lets the process end", async (on) => {
  const binary = on.binary();
  const env = { HOME: project.folder, DENO_NO_UPDATE_CHECK: "1" };
  const execute = (args: string[]) => promisify(execFile)(binary, args, { env });
  expect((await execute(["--version"])).stdout).toMatch(on.version);
  const username = on.name.toLowerCase().replace(" ", "-");
  const sessionFile = join(project.folder, `${username}.session.json`);
  const { stdout, stderr } = await execute([
    ...on.run,
    project.process,
    server.url,
    username,
    sessionFile,
  ]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual(OUTCOME);
});

/** Workers behave like the workerd of the day that they name: those of 2023 know no `cache` in `fetch`. */
const COMPATIBILITY_DATES = ["2023-03-01", "2026-11-01"];

test.for(COMPATIBILITY_DATES)(
  "the packed client does all in a worker on workerd, as of %s",
  async (compatibilityDate) => {
    const worker = project.edge;
    await using workerd = await startWorkerd(binaryOf("workerd"), { worker, compatibilityDate });
    const query = new URLSearchParams({
      url: server.url,
      username: `worker-of-${compatibilityDate}`,
    });
    const answer = await fetch(`${workerd.url}/?${query.toString()}`);
    expect({ status: answer.status, text: await answer.text() }).toEqual({
      status: 200,
      text: JSON.stringify(OUTCOME),
    });
  },
);
