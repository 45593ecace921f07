/** What is shown and asked about before it is done, at a terminal and where there is none. */
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { Event } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newMember, type Person } from "./_person.ts";

// Each step is a process of its own: on a busy machine that adds up.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: ServerProcess;
let ada: Person;

beforeAll(async () => {
  server = await startServer();
  ada = await newMember(server.url, "ada");
});

afterAll(async () => {
  await ada[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const WEEKLY = ["--start", "2036-03-03 09:00", "--end", "2036-03-03 09:30"];

function addWeekly(title: string): Promise<Event> {
  return ada.json("add", title, ...WEEKLY, "--repeat", "FREQ=WEEKLY;BYDAY=MO;COUNT=4");
}

function show(id: string): Promise<Event> {
  return ada.json("show", id);
}

test("[X6] a rollback at a terminal shows what it would change, and no is no", async () => {
  const { id } = await ada.json<Event>("add", "Draft plan", "--start", "2036-05-04");
  await ada.lines("edit", id, "--title", "Final plan");
  const declined = await ada.atTerminal(["rollback", id, "1"], "n");
  expect([declined.code, declined.stdout]).toEqual([1, ""]);
  const asked = stripVTControlCharacters(declined.stderr);
  expect(asked).toContain("It would roll back Draft plan to version 1, as version 3.");
  expect(asked).toContain("title\n");
  expect(asked).toContain("Go on? [y/N]");
  expect(asked).toContain("Nothing was changed.");
  expect(await show(id)).toMatchObject({ title: "Final plan", version: 2 });

  const { code, stdout } = await ada.atTerminal(["rollback", id, "1"], "y");
  expect(code).toBe(0);
  expect(stripVTControlCharacters(stdout)).toBe(
    "Rolled back Draft plan to version 1: now version 3.\n",
  );
  expect(stdout).not.toBe(stripVTControlCharacters(stdout));
});

test("[X6] --yes and --json ask nothing, and neither does a script", async () => {
  const { id } = await ada.json<Event>("add", "Quiet", "--start", "2036-05-05");
  await ada.lines("edit", id, "--title", "Loud");
  expect((await ada.atTerminal(["rollback", id, "1", "--yes"])).stderr).toBe("");
  expect((await ada.atTerminal(["rollback", id, "2", "--json"])).stderr).toBe("");
  expect(await ada.lines("rollback", id, "1")).toEqual([
    "Rolled back Quiet to version 1: now version 5.",
  ]);
});

test("[X6] what changes one thing is not asked about", async () => {
  const event = await addWeekly("Series");
  const one = await ada.atTerminal(["edit", `${event.id}@2036-03-10 09:00`, "--title", "Other"]);
  expect([one.code, one.stderr]).toEqual([0, ""]);
  const title = await ada.atTerminal(["edit", event.id, "--scope", "all", "--location", "Hall"]);
  expect([title.code, title.stderr]).toEqual([0, ""]);
  const excluded = await ada.atTerminal(["delete", `${event.id}@2036-03-10 09:00`]);
  expect([excluded.code, excluded.stderr]).toEqual([0, ""]);
});

test("[X6] a deletion of several occurrences is asked about", async () => {
  const { id } = await addWeekly("Moving");
  const rest = ["delete", `${id}@2036-03-17 09:00`, "--following"];
  const declined = await ada.atTerminal(rest, "no");
  expect(declined.code).toBe(1);
  expect(stripVTControlCharacters(declined.stderr)).toContain(
    "occurrences that vanish\n- Monday 17 March 2036, 09:00–09:30\n",
  );
  const all = await ada.atTerminal(["delete", id, "--scope", "all"], "");
  expect(stripVTControlCharacters(all.stderr)).toContain("It would delete Moving, as version 2.");
  expect(await show(id)).toMatchObject({ version: 1, deletedAt: null });
  expect((await ada.atTerminal(rest, "yes")).code).toBe(0);
  expect(await show(id)).toMatchObject({
    version: 2,
    recurrence: { rrule: expect.stringContaining("COUNT=2") },
  });
});

test("[X3] an edit that costs exceptions is asked about, and one that only moves is not", async () => {
  const { id } = await addWeekly("Exceptions");
  const moved = ["edit", id, "--scope", "all", "--start", "2036-03-03 10:00"];
  expect((await ada.atTerminal(moved)).stderr).toBe("");
  await ada.lines("edit", `${id}@2036-03-10 10:00`, "--location", "Hall");
  const less = ["edit", id, "--scope", "all", "--repeat", "FREQ=MONTHLY", "--drop-orphans"];
  const declined = await ada.atTerminal(less, "n");
  expect(declined.code).toBe(1);
  expect(stripVTControlCharacters(declined.stderr)).toContain(
    "exceptions that would be lost\n- 2036-03-10T10:00:00\n",
  );
  expect((await ada.atTerminal(less, "y")).code).toBe(0);
});

test("[V3] what was shown is what is done: an edit meanwhile is a conflict", async () => {
  const { id } = await ada.json<Event>("add", "Race", "--start", "2036-05-06");
  await ada.lines("edit", id, "--title", "Second");
  const refused = await ada.atTerminal(["rollback", id, "1"], async () => {
    await ada.lines("edit", id, "--location", "Hall");
    return "y";
  });
  expect([refused.code, refused.stderr.includes("VERSION_CONFLICT")]).toEqual([1, true]);
  expect(await show(id)).toMatchObject({ title: "Second", location: "Hall", version: 3 });
});

test("[F1] an import that changes what is there is asked about, and one that only adds is not", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "daybook-import-"));
  const file = join(folder.path, "file.ics");
  const write = (summary: string, sequence: number) =>
    writeFile(
      file,
      [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//x//x//EN",
        "BEGIN:VEVENT",
        "UID:asked@example.org",
        "DTSTAMP:20260101T000000Z",
        `SEQUENCE:${sequence}`,
        "DTSTART;VALUE=DATE:20360707",
        `SUMMARY:${summary}`,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
      ].join("\r\n"),
    );
  await write("First", 0);
  const added = await ada.atTerminal(["import", file]);
  expect([added.code, added.stderr]).toEqual([0, ""]);
  await write("Second", 1);
  const declined = await ada.atTerminal(["import", file], "n");
  expect([declined.code, declined.stdout]).toEqual([1, ""]);
  expect(stripVTControlCharacters(declined.stderr)).toContain("Would be: 0 created, 1 updated");
  expect((await ada.atTerminal(["import", file, "--yes"])).stderr).toBe("");
});
