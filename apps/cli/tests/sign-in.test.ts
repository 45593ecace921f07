/** Who is signed in, where that is kept, and what the process ends with. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allItems, createDaybookClient, type Event } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newMember, newPerson, PASSWORD } from "./_person.ts";

// Each step is a process of its own: on a busy machine that adds up.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("signing in, out and in again", async () => {
  await using cleo = await newMember(server.url, "cleo");
  expect((await cleo.run(["whoami"])).code).toBe(0);
  expect(await cleo.lines("logout")).toEqual([`Signed out of ${server.url}.`]);
  for (const args of [["whoami"], ["agenda"], ["logout"], ["add", "x", "--start", "2026-01-01"]]) {
    const { code, stdout, stderr } = await cleo.run(args);
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("daybook login");
  }
  const wrong = await cleo.run(["login", "cleo", "--password-stdin"], { stdin: "not this one\n" });
  expect([wrong.code, wrong.stderr.includes("INVALID_CREDENTIALS")]).toEqual([1, true]);
  const right = await cleo.run(["login", "cleo@example.org", "--password-stdin"], {
    stdin: PASSWORD,
  });
  expect(right).toEqual({
    code: 0,
    stdout: `Signed in to ${server.url} as cleo.\n`,
    stderr: "",
  });
});

test("[U3] signing out everywhere ends the session of another terminal", async () => {
  await using here = await newMember(server.url, "dora");
  await using there = await newPerson(server.url);
  await there.run(["login", "dora", "--password-stdin"], { stdin: PASSWORD });
  expect((await there.run(["whoami"])).code).toBe(0);
  await here.lines("logout", "--everywhere");
  const ended = await there.run(["whoami", "--json"]);
  expect(ended.code).toBe(4);
  expect(JSON.parse(ended.stderr)).toMatchObject({ error: { httpStatus: 401 } });
  expect(await readFile(there.sessionFile, "utf8")).not.toContain("refreshToken");
});

test("the session file is for its user alone, and its tokens are never printed", async () => {
  await using emil = await newPerson(server.url);
  const registered = await emil.run(
    ["register", "--username", "emil", "--email", "emil@example.org", "--password-stdin", "--json"],
    { stdin: PASSWORD },
  );
  const document: unknown = JSON.parse(registered.stdout);
  expect(document).toMatchObject({ user: { username: "emil" } });
  expect(document).not.toHaveProperty("accessToken");
  expect(document).not.toHaveProperty("refreshToken");
  expect((await stat(emil.sessionFile)).mode & 0o777).toBe(0o600);
  expect((await stat(join(emil.sessionFile, ".."))).mode & 0o777).toBe(0o700);

  await chmod(emil.sessionFile, 0o644);
  const warned = await emil.run(["whoami"]);
  expect([warned.code, warned.stderr.includes("could be read by other users")]).toEqual([0, true]);
  expect((await stat(emil.sessionFile)).mode & 0o777).toBe(0o600);
  expect((await emil.run(["whoami"])).stderr).toBe("");
});

test("[U2] an expired session is refreshed, and the new tokens are kept", async () => {
  await using fred = await newMember(server.url, "fred");
  const before = await readFile(fred.sessionFile, "utf8");
  await writeFile(
    fred.sessionFile,
    before.replace(
      /"accessTokenExpiresAt": "[^"]*"/,
      '"accessTokenExpiresAt": "2026-01-01T00:00:00Z"',
    ),
  );
  expect((await fred.run(["whoami"])).code).toBe(0);
  const refreshTokenOf = (text: string): string | undefined =>
    /"refreshToken": "([^"]*)"/.exec(text)?.[1];
  const after = await readFile(fred.sessionFile, "utf8");
  expect(refreshTokenOf(after)).toBeDefined();
  expect(refreshTokenOf(after)).not.toBe(refreshTokenOf(before));
});

test("the server that was signed in to last is used again, and no other sees its tokens", async () => {
  await using gina = await newMember(server.url, "gina");
  const noServer = { env: { DAYBOOK_URL: "" } };
  expect((await gina.run(["whoami"], noServer)).stdout).toContain(server.url);
  const elsewhere = await gina.run([
    "whoami",
    "--server",
    server.url.replace("127.0.0.1", "localhost"),
  ]);
  expect(elsewhere.code).toBe(4);
  expect((await gina.run(["logout"], noServer)).code).toBe(0);
  expect(await readFile(gina.sessionFile, "utf8")).not.toContain(server.url);
});

test("[U4] a personal token from the environment stands in for a session", async () => {
  await using hugo = await newMember(server.url, "hugo");
  const daybook = createDaybookClient({ url: server.url });
  await daybook.auth.login({ login: "hugo", password: PASSWORD });
  const { token } = await daybook.auth.tokens.create({ name: "reader", scopes: ["read"] });
  await using stranger = await newPerson(server.url);
  const env = { DAYBOOK_TOKEN: token };
  const who = await stranger.run(["whoami"], { env });
  expect(who.stdout).toContain("personal token (read)");
  const refused = await stranger.run(["add", "x", "--start", "2026-01-01"], { env });
  expect([refused.code, refused.stderr.includes("INSUFFICIENT_SCOPE")]).toEqual([1, true]);
  expect((await stranger.run(["logout"], { env })).code).toBe(2);
  const wrong = await stranger.run(["whoami"], { env: { DAYBOOK_TOKEN: `${token}x` } });
  expect(wrong.code).toBe(4);
  expect((await hugo.run(["whoami"])).stdout).toContain("session");
});

test("[A1] the trail says that the command line called", async () => {
  await using ines = await newMember(server.url, "ines");
  const { id } = await ines.json<Event>("add", "Traced", "--start", "2026-01-01 10:00");
  const daybook = createDaybookClient({ url: server.url });
  await daybook.auth.login({ login: "ines", password: PASSWORD });
  const trail = await Array.fromAsync(
    allItems(daybook.audit.list, { resource: { type: "event", id } }),
  );
  expect(trail).toMatchObject([{ channel: "cli", procedure: "events.create" }]);
});

test("a reader that has seen enough is no failure", async () => {
  await using kai = await newMember(server.url, "kai");
  await kai.lines("add", "Daily", "--start", "2026-01-01 09:00", "--repeat", "FREQ=DAILY");
  const main = join(import.meta.dirname, "../src/main.ts");
  const child = spawn(
    process.execPath,
    [main, "agenda", "--from", "2026-01-01", "--days", "399", "--json"],
    {
      env: { XDG_CONFIG_HOME: join(kai.sessionFile, "../.."), DAYBOOK_URL: server.url },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = (await once(child, "close")) as [number | null];
  expect(code).toBe(0);
});
