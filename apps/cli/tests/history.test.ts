/** Looking into the past and taking parts of it back, against the real server. */
import { stripVTControlCharacters } from "node:util";
import type { Changed, DaybookClient, Event, Grant, Occurrence } from "@daybook/client";
import { startServer, type ServerProcess } from "@daybook/server/testing/server-process";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { clientOf, newMember, type Person } from "./_person.ts";

interface Items<Item> {
  readonly items: Item[];
}

// Each step is a process of its own: on a busy machine that adds up.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: ServerProcess;
let ada: Person;
let bea: Person;
let adasClient: DaybookClient;

beforeAll(async () => {
  server = await startServer();
  ada = await newMember(server.url, "ada");
  bea = await newMember(server.url, "bea");
  adasClient = await clientOf(server.url, "ada");
});

afterAll(async () => {
  await ada[Symbol.asyncDispose]();
  await bea[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Version 1 “Draft plan”, 2 “Final plan” with a message, 3 in Room 4, and 4 if it is retitled. */
async function addPlan(lastTitle?: string): Promise<string> {
  const { events } = adasClient;
  const { id } = await events.create({
    title: "Draft plan",
    start: "2036-05-04",
    description: "Bring the old map.\nTea",
  });
  const patch = { title: "Final plan", description: "Bring the new map.\nTea" };
  await events.update({ id, patch, message: "Why" });
  await events.update({ id, patch: { location: "Room 4" } });
  if (lastTitle !== undefined) {
    await events.update({ id, patch: { title: lastTitle } });
  }
  return id;
}

/** Without the times, which differ at each run. */
function timeless(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g, "…").replace(/ {3,}/g, "  "),
  );
}

test("[V1] the log tells of each version, and with --patch what it changed", async () => {
  const id = await addPlan();
  const log = await ada.lines("log", id, "-n", "1");
  expect(timeless(log)).toEqual([
    "version 3  update",
    "Author:  ada",
    "Date:  …, just now",
    "Fields:  location",
    expect.stringMatching(/^Set: {2,}[0-9a-f-]{36}$/),
  ]);
  const patches = await ada.lines("log", id, "--patch");
  expect(
    patches.slice(patches.indexOf("    Why"), patches.indexOf("version 1  create") - 1),
  ).toEqual([
    "    Why",
    "",
    "title",
    "~ [-Draft-]{+Final+} plan",
    "",
    "description",
    "~ Bring the [-old-]{+new+} map.",
    "  Tea",
  ]);
  expect(patches.slice(patches.indexOf("version 1  create")).join("\n")).toContain(
    "title\n+ Draft plan\n\ndescription\n+ Bring the old map.\n+ Tea",
  );
  expect((await ada.run(["log", id, "--patch", "--oneline"])).code).toBe(2);
});

test("[V5] versions are counted back from the present one", async () => {
  const id = await addPlan();
  expect((await ada.lines("diff", id, "-1")).slice(0, 2)).toEqual([
    "--- version 2",
    "+++ version 3",
  ]);
  expect((await ada.lines("diff", id, "-2", "-1")).slice(0, 2)).toEqual([
    "--- version 1",
    "+++ version 2",
  ]);
  expect((await ada.lines("diff", id, "1")).slice(0, 2)).toEqual([
    "--- version 1",
    "+++ version 3",
  ]);
  const tooFar = await ada.run(["diff", id, "-3"]);
  expect([tooFar.code, tooFar.stderr]).toEqual([
    2,
    "daybook: The event is at version 3: there is none 3 before it.\n",
  ]);
});

test("[V5] of a series a window says which occurrences are compared", async () => {
  const start = ["--start", "2036-03-03 09:00", "--end", "2036-03-03 09:30"];
  const { id } = await ada.json<Event>(
    "add",
    "Weekly",
    ...start,
    "--repeat",
    "FREQ=WEEKLY;COUNT=4",
  );
  await ada.lines("edit", id, "--scope", "all", "--start", "2036-03-03 10:00");
  const lines = await ada.lines("diff", id, "1", "2", "--from", "2036-03-10", "--days", "8");
  expect(lines.slice(lines.indexOf("occurrences that move"))).toEqual([
    "occurrences that move",
    "~ Monday 10 March 2036, 09:00–09:30 → Monday 10 March 2036, 10:00–10:30",
    "~ Monday 17 March 2036, 09:00–09:30 → Monday 17 March 2036, 10:00–10:30",
  ]);
});

test("[V6] blame says who set each field last, and from where it came back", async () => {
  const id = await addPlan();
  await ada.lines("share", id, "bea", "--role", "editor");
  await bea.lines("edit", id, "--title", "Bea's plan");
  await ada.lines("rollback", id, "3");
  const blame = timeless(await ada.lines("blame", id));
  expect(blame).toContain("title  Final plan  v5  ada  …  first in v2");
  expect(blame).toContain("location  Room 4  v3  ada  …");
  expect(timeless(await bea.lines("blame", id, "-1"))).toContain("title  Bea's plan  v4  bea  …");
});

test("[V4] an undo takes one change back and keeps the later ones", async () => {
  const id = await addPlan();
  const unsaid = await ada.run(["undo", id, "2"]);
  expect([unsaid.code, unsaid.stdout, unsaid.stderr.includes("--yes")]).toEqual([2, "", true]);
  const preview = await ada.lines("undo", id, "2", "--preview");
  expect(preview[0]).toContain("as version 4");
  expect(preview).toContain("~ [-Final-]{+Draft+} plan");
  expect(await ada.json<Event>("show", id)).toMatchObject({ version: 3 });

  const [undone] = await ada.lines("undo", id, "2", "--yes");
  expect(undone).toContain("Took back version 2 of Draft plan: now version 4");
  expect(await ada.json<Event>("show", id)).toMatchObject({
    title: "Draft plan",
    location: "Room 4",
  });
  const log = await ada.lines("log", id, "--oneline");
  expect(log[0]).toContain("undo of v2");
  expect(log[2]).toContain("(undone by v4)");

  // The last change is the undo itself.
  await ada.lines("undo", id, "--yes");
  expect(await ada.json<Event>("show", id)).toMatchObject({ title: "Final plan", version: 5 });
  expect(await ada.json<Changed>("undo", id, "4", "--yes")).toMatchObject({ changed: false });
});

test("[V4] where both changed a field, a script says which of both it wants", async () => {
  const id = await addPlan("Later plan");
  const refused = await ada.run(["undo", id, "2", "--yes"]);
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr.split("\n").slice(0, -1)).toEqual([
    "daybook: What is to be undone was changed again since. (VERSION_CONFLICT)",
    `  event ${id}`,
    "",
    "  title",
    "    before   Draft plan",
    "    changed  Final plan",
    "    now      Later plan",
    "",
    "Nothing was written. Say for each field, with the same command:",
    "  to have it as it was before:  --take-back title",
    "  to leave it as it is now:     --keep title",
  ]);
  const machine = await ada.run(["undo", id, "2", "--yes", "--json"]);
  expect(JSON.parse(machine.stderr)).toMatchObject({
    error: { reason: "VERSION_CONFLICT", details: { conflicts: [{ field: "title" }] } },
  });
  await ada.lines("undo", id, "2", "--yes", "--keep", "title");
  const kept = await ada.json<Event>("show", id);
  expect(kept).toMatchObject({ title: "Later plan", description: "Bring the old map.\nTea" });
  const both = await ada.run(["undo", id, "2", "--yes", "--keep", "title", "--take-back", "title"]);
  expect(both.code).toBe(2);
});

test("[V4] at a terminal an undo asks which of both, shows what comes of it, and asks again", async () => {
  const id = await addPlan("Later plan");
  const declined = await ada.atTerminal(["undo", id, "2"], "keep", "n");
  expect(declined.code).toBe(1);
  const asked = stripVTControlCharacters(declined.stderr);
  expect(asked).toContain("title: [take back/keep] ");
  expect(asked).toContain("~ Bring the newold map.");
  expect(await ada.json<Event>("show", id)).toMatchObject({ version: 4 });
  const done = await ada.atTerminal(["undo", id, "2"], "what?", "take", "y");
  expect(done.code).toBe(0);
  expect(await ada.json<Event>("show", id)).toMatchObject({ title: "Draft plan", version: 5 });
});

const FILE = ["One", "Two", "Three"]
  .map(
    (title, index) =>
      `BEGIN:VEVENT\r\nUID:${title}@example.org\r\nDTSTAMP:20260101T000000Z\r\n` +
      `DTSTART;VALUE=DATE:2036070${index + 1}\r\nSUMMARY:${title}\r\nEND:VEVENT\r\n`,
  )
  .join("");

test("[V4] all that one action did is taken back at once", async () => {
  const stdin = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\n${FILE}END:VCALENDAR\r\n`;
  const imported = await ada.run(["import", "-", "--json"], { stdin });
  const { changeSetId } = JSON.parse(imported.stdout) as { changeSetId: string };
  const week = ["agenda", "--from", "2036-07-01"];
  const titles = async () =>
    (await ada.json<Items<Occurrence>>(...week)).items.map(({ title }) => title);
  expect(await titles()).toEqual(["One", "Two", "Three"]);

  const undo = ["undo", "--change-set", changeSetId];
  expect((await ada.run(undo)).code).toBe(2);
  const preview = await ada.lines(...undo, "--preview");
  expect(preview).toEqual([
    "It would take back the change set in 3 events. Nothing was written.",
    "  One    Tuesday 1 July 2036, all day    v2  to be deleted",
    "  Two    Wednesday 2 July 2036, all day  v2  to be deleted",
    "  Three  Thursday 3 July 2036, all day   v2  to be deleted",
  ]);
  const declined = await ada.atTerminal(undo, "n");
  expect([declined.code, declined.stdout]).toEqual([1, ""]);
  expect(await titles()).toEqual(["One", "Two", "Three"]);
  const done = await ada.atTerminal(undo, "y");
  expect([done.code, stripVTControlCharacters(done.stdout).split("\n")[0]]).toEqual([
    0,
    "Took back the change set in 3 events.",
  ]);
  expect(await titles()).toEqual([]);
  expect(await ada.lines(...undo, "--yes")).toEqual(["Everything is like that already."]);
  expect((await ada.run(["undo", "--change-set", "x", "--yes"])).code).toBe(2);
  expect((await ada.run(["undo", changeSetId, "--change-set", changeSetId, "--yes"])).code).toBe(2);
});

test("[V7] the log of a week says what became of it, who made it so, and why", async () => {
  const { events } = adasClient;
  const { id } = await events.create({ title: "Choir", start: "2036-08-04T19:00:00" });
  await events.create({ title: "Unchanged", start: "2036-08-04T18:00:00" });
  const since = new Date().toISOString();
  await events.update({ id, patch: { start: "2036-08-05T20:00:00" }, message: "Hall taken" });
  const added = await events.create({ title: "Added", start: "2036-08-06" });
  const week = ["--since", since, "--from", "2036-08-04"];
  const lines = await ada.lines("log", ...week, "--long");
  expect(lines.slice(1)).toEqual([
    "",
    "Choir",
    "  ~ moved     Monday 4 August 2036, 19:00 → Tuesday 5 August 2036, 20:00",
    `              ${id}`,
    "    v2 update by ada, just now  “Hall taken”",
    "",
    "Added",
    "  + appeared  Wednesday 6 August 2036, all day",
    `              ${added.id}`,
    "    v1 create by ada, just now",
  ]);
  const { items } = await ada.json<Items<{ change: string }>>("log", ...week);
  expect(items.map(({ change }) => change)).toEqual(["moved", "appeared"]);
  expect((await ada.lines("log", "--since", "now", "--from", "2036-08-04"))[0]).toContain(
    "Nothing has changed since",
  );
  expect((await ada.run(["log", id, "--since", "friday"])).code).toBe(2);
  expect((await ada.run(["log", "--oneline"])).code).toBe(2);
});

test("[V7] the agenda and an event as they stood at a moment of the past", async () => {
  const { events } = adasClient;
  const { id } = await events.create({ title: "Then", start: "2036-06-02T09:00:00" });
  const before = new Date().toISOString();
  await events.update({ id, patch: { title: "Now", start: "2036-06-03T09:00:00" } });
  await events.delete({ id });
  const week = ["--from", "2036-06-02", "--days", "3"];
  const lines = await ada.lines("at", before, ...week);
  expect(lines[0]).toMatch(/^As it stood at /);
  expect(lines.slice(-2)).toEqual(["Monday 2 June 2036", "  09:00  Then"]);
  const { items } = await ada.json<Items<Occurrence>>("at", before, ...week);
  expect(items).toMatchObject([{ eventId: id, title: "Then", version: 1 }]);
  expect((await ada.lines("at", "now", ...week)).at(-1)).toContain("Nothing from");
  expect(await ada.lines("at", before, id)).toContain("Then");
  expect(await ada.json<Event>("at", before, id)).toMatchObject({ title: "Then", version: 1 });
  expect((await ada.run(["at", before, id, "--from", "today"])).code).toBe(2);
  const future = await ada.run(["at", "2099-01-01", ...week]);
  expect([future.code, future.stdout]).toEqual([1, ""]);
});

test("[S2] explain says why, and the list who, now and then", async () => {
  const { id } = await ada.json<Event>("add", "Shared", "--start", "2036-06-05");
  const before = new Date().toISOString();
  await ada.lines("share", id, "bea", "--role", "editor", "--until", "2036-01-01", "--can-delete");
  await ada.lines("share", "calendar", "bea");
  expect((await ada.lines("explain", id))[0]).toBe("You are owner of this event.");
  const [heading, ...ways] = timeless(await ada.lines("explain", id, "--user", "bea"));
  expect(heading).toBe("bea is editor of this event, may delete.");
  expect(ways.toSorted()).toEqual(
    [
      "  viewer  on the calendar  since …",
      "*  editor  on this event  may delete  since …  until …",
      "* what counts: the highest role",
    ].toSorted(),
  );
  expect((await bea.lines("explain", id))[0]).toBe("You are editor of this event, may delete.");
  const then = await ada.run(["explain", id, "--user", "bea", "--at", before]);
  expect([then.code, then.stderr]).toEqual([
    1,
    "daybook: This event was then not shared with bea.\n",
  ]);
  const { items } = await ada.json<Items<Grant>>("share", id, "--list");
  expect(items.filter(({ user }) => user.username === "bea")).toHaveLength(2);
  const past = await ada.json<Items<Grant>>("share", id, "--list", "--at", before);
  expect(past.items.map(({ user }) => user.username)).toEqual(["ada"]);
  expect((await ada.run(["share", id])).code).toBe(2);
  expect((await ada.run(["share", id, "bea", "--list"])).code).toBe(2);
  await ada.lines("unshare", "calendar", "bea");
});

test("[V8] verify recomputes the chain", async () => {
  const id = await addPlan();
  expect(await ada.lines("verify", id)).toEqual([
    "Unaltered: 3 versions recomputed, and all of them fit.",
  ]);
  expect(await ada.json("verify", id)).toMatchObject({ ok: true, checked: 3, firstBad: null });
  const all = await ada.json<{ ok: boolean; checked: number }>("verify", "calendar");
  expect(all).toMatchObject({ ok: true, firstBad: null, nextCursor: null });
  expect(all.checked).toBeGreaterThan(3);
});
