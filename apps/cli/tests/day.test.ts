/** What people do with `daybook` on a day, against the real server. */
import type { Calendar, Changed, Event, Occurrence, VersionItem } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newMember, type Person } from "./_person.ts";

interface Items<Item> {
  readonly items: Item[];
  readonly nextCursor: null;
}

// Each step is a process of its own: on a busy machine that adds up.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: ServerProcess;
let ada: Person;
let bea: Person;

beforeAll(async () => {
  server = await startServer();
  ada = await newMember(server.url, "ada");
  bea = await newMember(server.url, "bea");
});

afterAll(async () => {
  await ada[Symbol.asyncDispose]();
  await bea[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const WEEKLY = ["--start", "2026-03-23 09:00", "--end", "2026-03-23 09:30"];

function addWeekly(person: Person, title: string): Promise<Event> {
  return person.json("add", title, ...WEEKLY, "--repeat", "FREQ=WEEKLY;BYDAY=MO");
}

function occurrencesOf({ items }: Items<Occurrence>, eventId: string): Occurrence[] {
  return items.filter((occurrence) => occurrence.eventId === eventId);
}

test("a new account's calendar is in the zone of its terminal", async () => {
  const { items } = await ada.json<Items<Calendar>>("calendars");
  expect(items).toMatchObject([{ isDefault: true, timeZone: "Europe/Berlin", role: "owner" }]);
  expect(await ada.lines("whoami")).toContain("user    ada");
});

test("[R2] a weekly event stays at its time across a clock change", async () => {
  const event = await addWeekly(ada, "Stand-up");
  const window = ["agenda", "--from", "2026-03-23", "--days", "8"];
  const occurrences = occurrencesOf(await ada.json(...window), event.id);
  expect(occurrences.map(({ startsAt }) => startsAt)).toEqual([
    "2026-03-23T08:00:00Z",
    "2026-03-30T07:00:00Z",
  ]);
  expect(await ada.lines(...window)).toEqual([
    "Times in Europe/Berlin",
    "",
    "Monday 23 March 2026",
    "  09:00–09:30  Stand-up  repeats",
    "",
    "Monday 30 March 2026",
    "  09:00–09:30  Stand-up  repeats",
  ]);
  expect(
    await ada.lines("agenda", "--from", "2026-03-30", "--days", "1", "--zone", "Asia/Tokyo"),
  ).toEqual([
    "Times in Asia/Tokyo",
    "",
    "Monday 30 March 2026",
    "  16:00–16:30  Stand-up  09:00 Europe/Berlin · repeats",
  ]);
  await ada.lines("delete", event.id, "--scope", "all");
});

test("[X2] one occurrence is edited by the handle that the agenda shows", async () => {
  const event = await addWeekly(ada, "Round");
  const shown = await ada.lines("agenda", "--from", "2026-03-30", "--days", "1", "--long");
  const handle = shown.at(-1)?.trim() ?? "";
  expect(handle).toBe(`${event.id}@2026-03-30T09:00:00`);
  expect(
    await ada.lines("edit", handle, "--start", "2026-03-30 11:00", "--location", "Room 4"),
  ).toEqual(["Changed Round: now version 2."]);
  expect(await ada.lines("agenda", "--from", "2026-03-30", "--days", "8")).toEqual([
    "Times in Europe/Berlin",
    "",
    "Monday 30 March 2026",
    "  11:00–11:30  Round  Room 4 · repeats · changed",
    "",
    "Monday 6 April 2026",
    "  09:00–09:30  Round  repeats",
  ]);
  expect(await ada.lines("show", event.id)).toContain(
    "changed   2026-03-30T09:00:00  Monday 30 March 2026, 11:00–11:30, location: Room 4",
  );
  expect(await ada.lines("delete", `${event.id}@2026-04-06 09:00`)).toEqual([
    "Deleted one occurrence of Round: now version 3.",
  ]);
  const left = occurrencesOf(
    await ada.json("agenda", "--from", "2026-04-06", "--days", "8"),
    event.id,
  );
  expect(left.map(({ key }) => key)).toEqual(["2026-04-13T09:00:00"]);
  await ada.lines("delete", event.id, "--scope", "all");
});

test("[X1] a series is not edited without saying which part", async () => {
  const event = await addWeekly(ada, "Series");
  const { code, stderr } = await ada.run(["edit", event.id, "--title", "Other"]);
  expect(code).toBe(1);
  expect(stderr).toContain("SCOPE_REQUIRED");
  expect(stderr).toContain("--scope all");
  expect(await ada.json<Event>("show", event.id)).toMatchObject({ version: 1, title: "Series" });
});

test("[V4] log, diff and rollback tell the story of an event", async () => {
  const { id } = await ada.json<Event>(
    "add",
    "Draft",
    "--start",
    "2026-05-04",
    "--description",
    "one\ntwo",
  );
  await ada.lines("edit", id, "--title", "Plan", "--description", "one\n2", "-m", "After the call");
  await ada.lines("edit", id, "--location", "Room 4");
  expect(await ada.lines("diff", id, "1", "2")).toEqual([
    "--- version 1",
    "+++ version 2",
    "",
    "title",
    "- Draft",
    "+ Plan",
    "",
    "description",
    "  one",
    "- two",
    "+ 2",
  ]);
  expect((await ada.lines("diff", id)).slice(0, 2)).toEqual(["--- version 2", "+++ version 3"]);
  expect(await ada.lines("rollback", id, "1", "-m", "Back")).toEqual([
    "Rolled back Draft to version 1: now version 4.",
  ]);
  const log = await ada.lines("log", id, "--oneline");
  expect(
    log.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/, "…").replace(/ +/g, " ")),
  ).toEqual([
    "v4 … ada rollback to v1 title, description, location “Back”",
    "v3 … ada update location (undone by v4)",
    "v2 … ada update title, description “After the call” (undone by v4)",
    "v1 … ada create",
  ]);
  const { items } = await ada.json<Items<VersionItem>>("log", id, "-n", "2");
  expect(items.map(({ version }) => version)).toEqual([4, 3]);
  expect(await ada.json<Changed>("rollback", id, "1")).toMatchObject({ changed: false });
  expect(await ada.lines("diff", id, "1", "4")).toEqual([
    "Versions 1 and 4 have the same content.",
  ]);
});

test("[V3] of two who edit the same version, the second sees base, yours and theirs", async () => {
  const { id } = await ada.json<Event>("add", "Review", "--start", "2026-05-05 10:00");
  await ada.lines("share", id, "bea", "--role", "editor");
  await ada.lines("edit", id, "--title", "Design review", "--base-version", "1");
  const refused = await bea.run(["edit", id, "--title", "Code review", "--base-version", "1"]);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toBe("");
  const lines = refused.stderr.split("\n");
  expect(lines).toContain("    base    Review");
  expect(lines).toContain("    yours   Code review");
  expect(lines).toContain("    theirs  Design review");
  expect(refused.stderr).toContain(`daybook diff ${id} 1 2`);
  expect(await bea.json<Event>("show", id)).toMatchObject({ title: "Design review", version: 2 });

  const machine = await bea.run(["edit", id, "--title", "x", "--base-version", "1", "--json"]);
  expect(machine.code).toBe(1);
  expect(JSON.parse(machine.stderr)).toMatchObject({
    error: { reason: "VERSION_CONFLICT", httpStatus: 412, details: { currentVersion: 2 } },
  });
  expect(await bea.lines("edit", id, "--title", "Code review", "--base-version", "2")).toEqual([
    "Changed Code review: now version 3.",
  ]);
});

test("[S3] what is not shared is not there, and withdrawing takes hold at once", async () => {
  const { id } = await ada.json<Event>("add", "Private", "--start", "2026-05-06 10:00");
  const hidden = await bea.run(["show", id]);
  expect([hidden.code, hidden.stderr.includes("NOT_FOUND")]).toEqual([1, true]);

  expect(await ada.lines("share", id, "bea@example.org")).toEqual([
    "bea  viewer      on this event",
  ]);
  expect(await bea.json<Event>("show", id)).toMatchObject({ role: "viewer" });
  const forbidden = await bea.run(["edit", id, "--title", "Mine"]);
  expect([forbidden.code, forbidden.stderr.includes("FORBIDDEN")]).toEqual([1, true]);
  expect(forbidden.stderr).toContain("required: editor");

  expect(await ada.lines("unshare", id, "bea")).toEqual(["No longer shared with bea."]);
  expect((await bea.run(["show", id])).code).toBe(1);
  expect((await ada.run(["unshare", id, "bea"])).stderr).toContain("not shared with bea");
});

test("[S2] a whole calendar is shared by its name", async () => {
  const { id } = await ada.json<Event>("add", "Visible", "--start", "2026-05-07 10:00");
  await ada.lines("share", "calendar", "bea", "--role", "editor", "--until", "2036-01-01 00:00");
  expect(await bea.lines("agenda", "--from", "2026-05-07", "--days", "1")).toEqual([
    "Times in Europe/Berlin",
    "",
    "Thursday 7 May 2026",
    "  10:00  Visible",
  ]);
  expect((await bea.json<Items<Calendar>>("calendars")).items).toHaveLength(2);
  await ada.lines("unshare", "Calendar", "bea");
  expect((await bea.run(["show", id])).code).toBe(1);
});

test("[S9] sharing with nobody known is refused as a whole", async () => {
  const { id } = await ada.json<Event>("add", "Shared", "--start", "2026-05-08 10:00");
  const refused = await ada.run(["share", id, "bea", "nobody-at-all"]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("There is no user nobody-at-all. (USER_NOT_FOUND)");
  expect((await bea.run(["show", id])).code).toBe(1);
});

const FILE = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
BEGIN:VEVENT
UID:christmas-2026@example.org
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261225
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas
END:VEVENT
BEGIN:VEVENT
UID:bad@example.org
DTSTAMP:20260101T000000Z
DTSTART:20261325T000000
SUMMARY:Bad
END:VEVENT
END:VCALENDAR
`.replaceAll("\n", "\r\n");

test("[F1] a file is imported once, its bad part named", async () => {
  const imported = async (...args: string[]): Promise<string[]> => {
    const { code, stdout } = await ada.run(["import", "-", ...args], { stdin: FILE });
    expect(code).toBe(0);
    return stdout.trimEnd().split("\n");
  };
  expect((await imported("--dry-run"))[0]).toContain("Would be: 1 created");
  const [counts, problem] = await imported();
  expect(counts).toBe("1 created, 0 updated, 0 unchanged, 1 skipped.");
  expect(problem).toContain("bad@example.org");
  expect((await imported())[0]).toBe("0 created, 0 updated, 1 unchanged, 1 skipped.");
  expect(await ada.lines("agenda", "--from", "2026-12-25", "--days", "3")).toEqual([
    "Times in Europe/Berlin",
    "",
    "Friday 25 December 2026",
    "  all day  Christmas",
    "",
    "Saturday 26 December 2026",
    "  all day  Christmas",
  ]);
});

test("[F1] an import of which nothing was taken has failed", async () => {
  const nothing = FILE.replace("DTSTART;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261325");
  const { code, stdout, stderr } = await ada.run(["import", "-"], { stdin: nothing });
  expect(code).toBe(1);
  expect(stdout).toContain("0 created, 0 updated, 0 unchanged, 2 skipped.");
  expect(stderr).toBe("daybook: Nothing was imported: every part of the file was skipped.\n");
});

test("[R1] a series is added and shown with its rule in words", async () => {
  const weekly = ["--start", "2026-06-01 09:00", "--repeat", "FREQ=WEEKLY;BYDAY=MO"];
  const [, , repeats, id = ""] = await ada.lines("add", "Weekly", ...weekly);
  expect(repeats).toBe("  repeats every week on Monday");
  expect(await ada.lines("show", id.trim())).toContain(
    "repeats   every week on Monday (FREQ=WEEKLY;BYDAY=MO)",
  );
  await ada.lines("delete", id.trim(), "--scope", "all");
});

test("[K1] what was deleted is restored", async () => {
  const { id } = await ada.json<Event>("add", "Lost", "--start", "2026-06-01 10:00");
  await ada.lines("delete", id);
  const refused = await ada.run(["edit", id, "--title", "Found"]);
  expect([refused.code, refused.stderr.includes("daybook restore")]).toEqual([1, true]);
  expect(await ada.lines("restore", id)).toEqual(["Restored Lost: now version 3."]);
});

test("[C1] refusals name the field and the nearest that would do", async () => {
  const attempts: [string[], string[]][] = [
    [
      ["--start", "2026-02-30 09:00"],
      ["INVALID_TIME", "start"],
    ],
    [
      ["--start", "2026-02-20 09:00", "--zone", "Europe/Berln"],
      ["UNKNOWN_TIME_ZONE", "timeZone", "Europe/Berlin"],
    ],
    [
      ["--start", "2026-02-20 09:00", "--repeat", "FREQ=WEEKLY;BYDAY=MO"],
      ["START_NOT_IN_RULE", "2026-02-23T09:00:00"],
    ],
    [
      ["--start", "2026-02-20 09:00", "--end", "2026-02-20 08:00"],
      ["END_BEFORE_START", "end"],
    ],
    [
      ["--start", "2026-02-20 09:00", "--repeat", "FREQ=SECONDLY"],
      ["RECURRENCE_UNSUPPORTED", "FREQ"],
    ],
  ];
  for (const [args, words] of attempts) {
    const { code, stdout, stderr } = await ada.run(["add", "Bad", ...args]);
    expect([code, stdout]).toEqual([1, ""]);
    for (const word of words) {
      expect(stderr).toContain(word);
    }
    expect(stderr).not.toMatch(/\bat .*\.ts:\d+/);
  }
});
