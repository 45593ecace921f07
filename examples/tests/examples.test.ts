import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDaybookClient, type DaybookClient } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newProject, type Project } from "./_project.ts";
import { serverOfTomorrow } from "./_tomorrow.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PASSWORD = "correct horse battery staple";

let server: ServerProcess;
let project: Project;

beforeAll(async () => {
  [server, project] = await Promise.all([startServer(), newProject()]);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project[Symbol.asyncDispose]();
});

async function newMember(username: string): Promise<DaybookClient> {
  const daybook = createDaybookClient({ url: server.url });
  await daybook.auth.register({ username, email: `${username}@example.org`, password: PASSWORD });
  return daybook;
}

/** What comes of the consumer's program. */
const CAME_OF_IT = {
  keys: ["2026-03-23T09:00:00", "2026-03-30T09:00:00", "2026-04-06T09:00:00"],
  merged: false,
  conflict: [1, ["location", "Room 5", "Room 4"]],
  later: "ada",
  hidden: "hidden NOT_FOUND told",
  refused: "forbidden FORBIDDEN told",
  nearest: "2026-03-24T09:00:00",
  zone: "else UNKNOWN_TIME_ZONE told",
  changed: ["overrides.2026-03-30T09:00:00"],
  undone: 4,
  followed: ["event Outing"],
  blamed: true,
  ok: true,
  told: ["calendar Calendar", "calendar Team", "event Outing", "event Stand-up"],
  pages: 3,
};

async function runConsumer(url: string, sessionFile: string) {
  const main = [
    'import { run } from "./program.ts";',
    "const [url, sessionFile] = process.argv.slice(2);",
    "process.stdout.write(JSON.stringify(await run(url, sessionFile)));",
  ];
  await writeFile(join(project.folder, "main.mjs"), main.join("\n"));
  await project.copy("../../packages/client/tests/consumer/program.ts");
  const { code, stdout, stderr } = await project.run("main.mjs", [
    url,
    join(project.folder, sessionFile),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const came: unknown = JSON.parse(stdout);
  return came;
}

test("a strict program runs against a server with the packed client alone", async () => {
  expect(await runConsumer(server.url, "kept/session.json")).toEqual(CAME_OF_IT);
});

test("[C5] it runs as well against a server that answers more than its client knows", async () => {
  await using another = await startServer();
  await using tomorrow = await serverOfTomorrow(another);
  const sessionFile = "kept/session-of-tomorrow.json";
  expect(await runConsumer(tomorrow.url, sessionFile)).toEqual(CAME_OF_IT);
  expect(tomorrow.added()).toBeGreaterThan(100);
});

test("the service answers what takes place today, with a token that may only read", async () => {
  const cleo = await newMember("cleo");
  const today = Temporal.Now.plainDateISO("UTC").toString();
  await cleo.events.create({
    title: "Choir",
    start: `${today}T18:00:00`,
    end: `${today}T19:30:00`,
  });
  const { token } = await cleo.auth.tokens.create({ name: "screen", scopes: ["read"] });
  await project.copy("../service/main.ts");
  await using service = await project.start("main.ts", {
    DAYBOOK_URL: server.url,
    DAYBOOK_TOKEN: token,
    PORT: "0",
  });
  const answer = await fetch(service.firstLine);
  expect(await answer.json()).toEqual([{ from: "18:00", to: "19:30", title: "Choir" }]);
});

test("the script plans a course once, and says which field is wrong", async () => {
  const dora = await newMember("dora");
  await newMember("emil");
  const { token } = await dora.auth.tokens.create({
    name: "planning",
    scopes: ["read", "write", "share"],
  });
  await project.copy("../script/plan-course.ts");
  const env = { DAYBOOK_URL: server.url, DAYBOOK_TOKEN: token };
  const plan = (title: string, day: string, teachers: string) =>
    project.run("plan-course.ts", [title, day, teachers], env);

  const first = await plan("Pottery", "2026-09-07", "emil");
  const second = await plan("Pottery", "2026-09-07", "emil");
  expect([first, second].map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ""],
    [0, ""],
  ]);
  expect(second.stdout).toBe(first.stdout);
  const { items } = await dora.events.list();
  expect(items.map(({ id }) => id)).toEqual([first.stdout.trim()]);

  const refused = await plan("Pottery", "2026-13-07", "emil");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^INVALID_TIME: .*\n {2}start: /);
});
