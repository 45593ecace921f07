/** Finding, previewing, splitting, moving and passing on what is planned, against the real server. */
import type {
  Calendar,
  Changed,
  Conflicts,
  Event,
  FoundTimes,
  FreeBusy,
  ImportReport,
  Occurrence,
} from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newMember, type Person } from "./_person.ts";

interface Items<Item> {
  readonly items: Item[];
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

function addWeekly(title: string): Promise<Event> {
  return ada.json("add", title, ...WEEKLY, "--repeat", "FREQ=WEEKLY;BYDAY=MO");
}

/** The keys of an event's occurrences from March to May. */
async function keysOf({ id }: { id: string }): Promise<string[]> {
  const { items } = await ada.json<Items<Occurrence>>(
    "agenda",
    "--from",
    "2026-03-01",
    "--days",
    "60",
  );
  return items.filter(({ eventId }) => eventId === id).map(({ key }) => key);
}

test("[Q2] events are found by their words, and only by those they reach", async () => {
  const { id } = await ada.json<Event>(
    "add",
    "Crème brûlée",
    "--start",
    "2026-07-01 20:00",
    "--location",
    "Łódź",
  );
  expect(await ada.lines("search", "lodz", "CREME", "bru")).toEqual([
    `Wednesday 1 July 2026, 20:00 Europe/Berlin  Crème brûlée  Łódź  ${id}`,
  ]);
  expect(await bea.lines("search", "creme")).toEqual(["Nothing found."]);
  expect(await ada.json<Items<Event>>("search", "creme", "-n", "1")).toMatchObject({
    items: [{ id }],
    nextCursor: null,
  });
  const refused = await ada.run(["search", "!?"]);
  expect([refused.code, refused.stderr.includes("NO_SEARCH_WORDS")]).toEqual([1, true]);
});

test("[X6] a preview shows what an edit would do, and writes nothing", async () => {
  const event = await addWeekly("Preview");
  const lines = await ada.lines(
    "edit",
    event.id,
    "--scope",
    "all",
    "--start",
    "2026-03-23 10:00",
    "--preview",
  );
  expect(lines[0]).toBe("It would change Preview, as version 2. Nothing was written.");
  expect(lines).toContain("occurrences that move");
  expect(lines.join("\n")).toContain("10:00–10:30");
  const deleted = await ada.lines("delete", `${event.id}@2026-03-30 09:00`, "--preview");
  expect(deleted).toContain("+ exdates: 2026-03-30T09:00:00");
  expect(deleted.slice(-2)).toEqual([
    "occurrences that vanish",
    "- Monday 30 March 2026, 09:00–09:30",
  ]);
  const asked = ["delete", event.id, "--scope", "all", "--preview"];
  expect(await ada.json<Changed>(...asked)).toMatchObject({ changeSetId: null });
  expect(await ada.json<Event>("show", event.id)).toMatchObject({ version: 1, deletedAt: null });
  await ada.lines("delete", event.id, "--scope", "all");
});

test("[X4] an edit of an occurrence and what follows makes an event of its own", async () => {
  const event = await addWeekly("Split");
  const pivot = `${event.id}@2026-04-06T09:00:00`;
  const [first, second = ""] = await ada.lines("edit", pivot, "--following", "--title", "After");
  expect(first).toBe("Changed Split: now version 2.");
  expect(second).toMatch(/^From 2026-04-06T09:00:00 on it is an event of its own: [0-9a-f-]{36}$/);
  const right = second.slice(-36);
  expect(await keysOf(event)).toEqual(["2026-03-23T09:00:00", "2026-03-30T09:00:00"]);
  expect(await ada.json<Event>("show", right)).toMatchObject({ splitFrom: { eventId: event.id } });
  expect(await ada.lines("delete", `${right}@2026-04-20 09:00`, "--following")).toEqual([
    "Deleted After from 2026-04-20T09:00:00 on: now version 2.",
  ]);
  expect(await keysOf({ id: right })).toEqual(["2026-04-06T09:00:00", "2026-04-13T09:00:00"]);
  await ada.lines("delete", right, "--scope", "all");
  await ada.lines("delete", event.id, "--scope", "all");
});

test("[V3] an edit of an older version is merged, unless merging is not wanted", async () => {
  const { id } = await ada.json<Event>("add", "Merge", "--start", "2026-08-03 10:00");
  await ada.lines("edit", id, "--location", "Room 4");
  const mine = ["edit", id, "--title", "Merged", "--base-version", "1"];
  expect((await ada.run([...mine, "--no-merge"])).stderr).toContain("VERSION_CONFLICT");
  expect(await ada.lines(...mine)).toEqual([
    "Changed Merged: now version 3, merged over version 2.",
  ]);
  await ada.lines("delete", id);
});

test("[S1] an event moves to another calendar", async () => {
  const { items } = await bea.json<Items<Calendar>>("calendars");
  const theirs = items[0]?.id ?? "";
  await bea.lines("share", theirs, "ada", "--role", "editor");
  const { id } = await ada.json<Event>("add", "Parcel", "--start", "2026-08-04 10:00");
  const [preview] = await ada.lines("move", id, theirs, "--preview");
  expect(preview).toContain("Nothing was written.");
  expect((await bea.run(["show", id])).code).toBe(1);
  expect(await ada.lines("move", id, theirs)).toEqual([
    `Moved Parcel to ${theirs}: now version 2.`,
  ]);
  expect(await bea.json<Event>("show", id)).toMatchObject({ calendarId: theirs, role: "owner" });
  await bea.lines("delete", id);
  await bea.lines("unshare", theirs, "ada");
});

test("[F1] what is exported is imported elsewhere, part by part, and once", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "daybook-export-"));
  const event = await addWeekly("Exported");
  await ada.lines("edit", `${event.id}@2026-03-30T09:00:00`, "--location", "Room 4");
  const { code, stdout } = await ada.run(["export", event.id]);
  expect(code).toBe(0);
  expect(stdout.startsWith("BEGIN:VCALENDAR\r\n")).toBe(true);
  expect(stdout.endsWith("END:VCALENDAR\r\n")).toBe(true);

  const file = join(folder.path, "out.ics");
  expect(await ada.lines("export", event.id, "-o", file)).toEqual([`Exported to ${file}.`]);
  expect((await readFile(file, "utf8")).startsWith("BEGIN:VCALENDAR\r\n")).toBe(true);
  expect(await ada.json("export", event.id)).toEqual({ ics: expect.any(String) });

  const [counts, part = ""] = await bea.lines("import", file, "--dry-run");
  expect(counts).toContain("Would be: 1 created");
  expect(part).toMatch(/^line \d+  created  /);
  const { created } = await bea.json<ImportReport>("import", file);
  expect(created).toBe(1);
  expect((await bea.lines("import", file))[0]).toContain("0 created, 0 updated, 1 unchanged");
  const [found] = (await bea.json<Items<Event>>("search", "exported")).items;
  expect(found?.overrides).toEqual({ "2026-03-30T09:00:00": { location: "Room 4" } });

  const whole = await ada.run(["export", "calendar", "--from", "2026-03-01", "--to", "2026-03-31"]);
  expect(whole.stdout).toContain("SUMMARY:Exported");
  const later = await ada.run(["export", "calendar", "--to", "2026-03-01"]);
  expect(later.stdout).not.toContain("SUMMARY:Exported");
  const nowhere = await ada.run(["export", event.id, "-o", join(folder.path, "no", "out.ics")]);
  expect([nowhere.code, nowhere.stderr.includes("cannot be written")]).toEqual([1, true]);
  expect((await ada.run(["export", event.id, "--from", "today"])).code).toBe(2);
  await ada.lines("delete", event.id, "--scope", "all");
  await bea.lines("delete", found?.id ?? "", "--scope", "all");
});

test("[F1] a feed is made, read by whoever has its address, and revoked", async () => {
  const { id: eventId } = await ada.json<Event>("add", "Fed", "--start", "2026-08-05 10:00");
  expect(await ada.lines("feeds")).toEqual(["No feeds."]);
  const [, address = "", id = ""] = await ada.lines("feeds", "create", "calendar", "--name", "TV");
  const url = address.trim();
  const read = await fetch(url);
  expect(read.status).toBe(200);
  expect(await read.text()).toContain("SUMMARY:Fed");
  const [line = ""] = await ada.lines("feeds", "list", "--calendar", "calendar");
  expect(line).toMatch(new RegExp(`^TV  made .*  ${id.trim()}$`));
  expect(line).not.toContain(url);
  expect((await bea.run(["feeds", "revoke", id.trim()])).code).toBe(1);
  expect(await ada.lines("feeds", "revoke", id.trim())).toEqual([
    "Revoked: the address answers nothing any more.",
  ]);
  expect((await fetch(url)).status).toBe(404);
  await ada.lines("delete", eventId);
});

test("[Q1] who shares a calendar sees busy times, and a time is found for all", async () => {
  const day = ["--from", "2026-09-07", "--days", "1"];
  const mine = await ada.json<Event>(
    "add",
    "Secret",
    "--start",
    "2026-09-07 09:00",
    "--end",
    "2026-09-07 12:00",
  );
  const theirs = await bea.json<Event>(
    "add",
    "Theirs",
    "--start",
    "2026-09-07 12:00",
    "--end",
    "2026-09-07 16:30",
  );
  expect(await ada.lines("free", ...day)).toEqual([
    "Busy, times in Europe/Berlin",
    "",
    "ada",
    "  Monday 7 September 2026, 09:00–12:00",
  ]);
  const unknown = await bea.json<Items<FreeBusy>>("free", "ada", "nobody-at-all", ...day);
  expect(unknown.items.map(({ error }) => error)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
  await ada.lines("share", "calendar", "bea");
  const seen = await bea.lines("free", "ada", ...day);
  expect(seen.slice(-2)).toEqual(["ada", "  Monday 7 September 2026, 09:00–12:00"]);
  expect(seen.join("\n")).not.toContain("Secret");

  const find = ["free", "me", "ada", ...day, "--find", "30"];
  expect(await bea.lines(...find, "--hours", "09:00-17:00", "-n", "3")).toEqual([
    "All are free, times in Europe/Berlin",
    "",
    "  Monday 7 September 2026, 16:30–17:00",
  ]);
  expect(await bea.lines(...find, "--hours", "09:00-16:00", "--on", "mo,tu")).toEqual([
    "There is no time at which all are free. (ALL_BUSY)",
  ]);
  const { reason } = await ada.json<FoundTimes>("free", "bea", ...day, "--find", "30");
  expect(reason).toBe("SOMEONE_UNKNOWN");
  await ada.lines("unshare", "calendar", "bea");
  await ada.lines("delete", mine.id);
  await bea.lines("delete", theirs.id);
});

test("[C6] [Q1] an overlap is refused where that is asked for, and conflicts are listed", async () => {
  const at = ["--start", "2026-10-05 09:00", "--end", "2026-10-05 10:00"];
  const first = await ada.json<Event>("add", "First", ...at);
  const refused = await ada.run(["add", "Second", ...at, "--reject-overlap"]);
  expect([refused.code, refused.stderr.includes("EVENT_OVERLAPS")]).toEqual([1, true]);
  const second = await ada.json<Event>("add", "Second", ...at);
  const days = ["--from", "2026-10-01", "--to", "2026-10-31"];
  const [line = "", until = ""] = await ada.lines("conflicts", first.id, ...days);
  expect(line).toBe(`Monday 5 October 2026, 09:00–10:00  Second  ${second.id}`);
  expect(until).toContain("2026-11-01 00:00");
  const { items } = await ada.json<Conflicts>("conflicts", second.id, ...days);
  expect(items).toMatchObject([{ key: "2026-10-05T09:00:00", with: { eventId: first.id } }]);
  const later = ["--start", "2026-10-05 10:00", "--reject-overlap"];
  expect(await ada.lines("edit", second.id, ...later)).toEqual(["Changed Second: now version 2."]);
  expect((await ada.lines("conflicts", first.id, ...days))[0]).toBe("No conflicts.");
  const back = ["edit", second.id, "--start", "2026-10-05 09:30", "--reject-overlap"];
  expect((await ada.run(back)).stderr).toContain("EVENT_OVERLAPS");
});
