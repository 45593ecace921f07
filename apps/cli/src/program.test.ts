import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { runProgram } from "./program.ts";

/** No server listens there: what is refused before anything is sent is told apart. */
const NOWHERE = "http://127.0.0.1:9";
const EVENT = "01890a5d-ac96-774b-bcce-b302099a8057";

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function daybook(...args: string[]): Promise<Ran> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "daybook-cli-"));
  const streams = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
  };
  const environment = {
    serverUrl: NOWHERE,
    personalToken: undefined,
    configFolder: folder.path,
    coloursUnwanted: false,
  };
  streams.stdin.end();
  const code = await runProgram(args, environment, streams);
  streams.stdout.end();
  streams.stderr.end();
  return { code, stdout: await text(streams.stdout), stderr: await text(streams.stderr) };
}

test.each([
  [["frobnicate"]],
  [[]],
  [["show"]],
  [["show", EVENT, "more"]],
  [["show", "a@b@c"]],
  [["show", `${EVENT}@2026-03-30`]],
  [["agenda", "--days", "x"]],
  [["agenda", "--days", "0"]],
  [["agenda", "--from", "2026-02-30"]],
  [["agenda", "--zone", "Europe/Nowhere"]],
  [["agenda", "--from", "2026-03-02", "--to", "2026-03-01"]],
  [["agenda", "--to", "2026-03-02", "--days", "3"]],
  [["add", "Lunch"]],
  [["edit", EVENT]],
  [["edit", EVENT, "--title", "x", "--scope", "some"]],
  [["edit", EVENT, "--all-day", "--timed"]],
  [["share", EVENT, "bea", "--role", "owner"]],
  [["share", EVENT, "bea", "--until", "soon"]],
  [["rollback", EVENT, "-1"]],
  [["whoami", "--server", "ftp://daybook.example"]],
  [["search"]],
  [["search", "x", "-n", "0"]],
  [["export"]],
  [["export", EVENT, "--from", "soon"]],
  [["move", EVENT]],
  [["feeds", "create"]],
  [["feeds", "revoke", "x"]],
  [["feeds", "frobnicate"]],
  [["free", "--find", "0"]],
  [["free", "--hours", "09:00-17:00"]],
  [["free", "--find", "30", "--hours", "9-17"]],
  [["free", "--find", "30", "--on", "MO"]],
  [["free", "--find", "30", "--hours", "09:00-17:00", "--on", "MO,XX"]],
  [["conflicts", `${EVENT}@2026-03-30`]],
  [["edit", EVENT, "--title", "x", "--following", "--scope", "all"]],
  [["login"]],
  [["login", "ada"]],
  [["at"]],
  [["at", "soon"]],
  [["at", "friday", EVENT, "--days", "3"]],
  [["blame", EVENT, "x"]],
  [["blame", EVENT, "-0"]],
  [["diff", EVENT, "0"]],
  [["explain"]],
  [["explain", EVENT, "--at", "some day"]],
  [["log", EVENT, "--oneline", "--patch"]],
  [["log", EVENT, "--days", "3"]],
  [["log", "--patch"]],
  [["log", "--since", "soon"]],
  [["share", EVENT]],
  [["share", EVENT, "bea", "--list"]],
  [["share", EVENT, "bea", "--at", "friday"]],
  [["undo", "--yes"]],
  [["undo", EVENT]],
  [["undo", EVENT, "2", "--yes", "--keep", "title", "--take-back", "title"]],
  [["undo", EVENT, "--yes", "--change-set", EVENT]],
  [["undo", "--yes", "--change-set", "x"]],
  [["watch", "-n", "0"]],
])("a command line that makes no sense ends with 2: %j", async (args) => {
  const plain = await daybook(...args);
  expect([plain.code, plain.stdout]).toEqual([2, ""]);
  expect(plain.stderr).not.toBe("");
  const machine = await daybook(...args, "--json");
  expect([machine.code, machine.stdout]).toEqual([2, ""]);
  expect(JSON.parse(machine.stderr)).toMatchObject({ error: { reason: "USAGE" } });
});

test.each([
  [["show", "nope"], "nope is not an event id; npx daybook agenda --long shows them."],
  [["rollback", EVENT, "x"], "x is not a version number."],
  [["add", "Lunch", "--start", "tomorrow"], 'tomorrow: expected a time as in "2026-03-30 09:00"'],
  [["register"], "Nobody to ask for the username here: give --username."],
  [["frobnicate"], "unknown command 'frobnicate'"],
  [["add", "Lunch"], "required option '--start <time>' not specified"],
])("what is wrong with %j is said like any other error", async (args, sentence) => {
  const { code, stderr } = await daybook(...args);
  expect([code, stderr.startsWith(`daybook: ${sentence}`)]).toEqual([2, true]);
});

test("help names what the environment sets", async () => {
  const { stdout } = await daybook("--help");
  expect(stdout).toContain("DAYBOOK_URL");
  expect(stdout).toContain("DAYBOOK_TOKEN");
});

test("no server ends with 1 and says where it was looked for", async () => {
  const { code, stdout, stderr } = await daybook("whoami");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toBe(
    "daybook: No answer from http://127.0.0.1:9. (NETWORK)\n" +
      "Is the server running there? Name another one with --server or DAYBOOK_URL.\n",
  );
  const machine = await daybook("--json", "whoami");
  expect(machine.code).toBe(1);
  expect(JSON.parse(machine.stderr)).toMatchObject({ error: { reason: "NETWORK" } });
});

test.each([
  [["--help"]],
  [["--version"]],
  [["agenda", "--help"]],
  [["feeds", "--help"]],
  [["feeds", "create", "--help"]],
  [["help", "edit"]],
  ...["at", "blame", "explain", "log", "undo", "verify", "watch"].map((name) => [[name, "--help"]]),
])("help and version are answers: %j", async (args) => {
  const { code, stdout, stderr } = await daybook(...args);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).not.toBe("");
});
