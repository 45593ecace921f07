import type { Id } from "@daybook/db/ids";
import {
  type ExportPlace,
  listExportPlacesInWindow,
} from "@daybook/db/queries/event-exports.queries";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test, vi } from "vitest";
import { exportsOf, wholeCalendarFile } from "../src/calendar-files/calendar-file-writer.ts";
import { contentsOf } from "./_database-contents.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const BERLIN = { timeZone: "Europe/Berlin" };

/** A calendar with an event of every kind. */
async function filledCalendar(ada: Caller): Promise<{ calendarId: string; seriesId: string }> {
  const { id: calendarId } = await ada.calendars.create({ name: "Team, Käse; \\ …", ...BERLIN });
  const at = (day: number, hour: number) => `2026-03-0${day}T0${hour}:00:00`;
  await ada.events.create({
    calendarId,
    title: "Tea\\, and; cake",
    description: "First line\nand a second one, which is much longer than seventy-five octets: äöü",
    location: "Kitchen",
    start: at(2, 8),
    end: at(2, 9),
    tags: ["a,b", "c"],
    metadata: { colour: "red", depth: [1, { two: null }] },
    ...BERLIN,
  });
  await ada.events.create({ calendarId, title: "Day off", start: "2026-03-03", allDay: true });
  await ada.events.create({
    calendarId,
    title: "Floating",
    start: at(4, 8),
    end: at(4, 9),
    timeZone: null,
    status: "tentative",
    transparency: "transparent",
  });
  const series = await ada.events.create({
    calendarId,
    title: "Stand-up",
    start: at(2, 9),
    end: "2026-03-02T09:15:00",
    recurrence: { rrule: "FREQ=DAILY;COUNT=20", rdates: ["2026-04-01T09:00:00"] },
    ...BERLIN,
  });
  const { id: seriesId } = series;
  await ada.events.update({
    id: seriesId,
    scope: "this",
    occurrenceKey: "2026-03-05T09:00:00",
    patch: { title: "Long stand-up", start: "2026-03-05T10:00:00", end: "2026-03-05T11:00:00" },
  });
  await ada.events.delete({ id: seriesId, scope: "this", occurrenceKey: "2026-03-06T09:00:00" });
  return { calendarId, seriesId };
}

test("[F1] a calendar that is exported and imported again says nothing new", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId } = await filledCalendar(ada);
  const { ics } = await ada.events.export({ calendarId });
  expect(ics.startsWith("BEGIN:VCALENDAR\r\n")).toBe(true);
  expect(ics.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
  const before = await contentsOf(world.database);
  expect(await ada.events.import({ calendarId, ics, dryRun: true })).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: 4,
    skipped: [],
  });
  expect(await ada.events.import({ calendarId, ics })).toMatchObject({
    unchanged: 4,
    skipped: [],
    changeSetId: null,
  });
  const after = await contentsOf(world.database);
  expect({ ...after, event_imports: [] }).toEqual({ ...before, event_imports: [] });
});

test("[F1] a calendar that is exported comes out the same where it is imported", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId } = await filledCalendar(ada);
  const { id: copyId } = await ada.calendars.create({ name: "Copy", ...BERLIN });
  const { ics } = await ada.events.export({ calendarId });
  expect(await ada.events.import({ calendarId: copyId, ics })).toMatchObject({
    created: 4,
    skipped: [],
  });
  const contents = async (id: string) => {
    const { items } = await ada.events.list({ calendarIds: [id] });
    return items.map(({ title, description, location, status, transparency, allDay, ...more }) => {
      const { start, end, timeZone, recurrence, overrides, tags, metadata, uid } = more;
      const plain = { title, description, location, status, transparency, allDay, start, end };
      return { ...plain, timeZone, recurrence, overrides, tags, metadata, uid };
    });
  };
  expect(await contents(copyId)).toEqual(await contents(calendarId));
});

test("[F1] one event is exported with its overrides, a deleted one not at all", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId, seriesId } = await filledCalendar(ada);
  const { ics } = await ada.events.export({ eventId: seriesId });
  expect(ics.match(/BEGIN:VEVENT/g)).toHaveLength(2);
  expect(ics).toContain("SUMMARY:Long stand-up");
  await ada.events.delete({ id: seriesId, scope: "all" });
  expect(await reasonOf(ada.events.export({ eventId: seriesId }))).toBe("EVENT_DELETED");
  expect((await ada.events.export({ calendarId })).ics).not.toContain("Stand-up");
});

test.each([
  ["a day", "2026-03-05T00:00:00Z", "2026-03-06T00:00:00Z", ["Stand-up", "Long stand-up"]],
  ["a day whose occurrence is excluded", "2026-03-06T00:00:00Z", "2026-03-06T23:00:00Z", []],
  ["a day off", "2026-03-03T12:00:00Z", "2026-03-03T13:00:00Z", ["Day off"]],
  ["from a day on", "2026-03-04T12:00:00Z", undefined, ["Stand-up", "Long stand-up"]],
  ["until a day", undefined, "2026-03-02T07:30:00Z", ["Tea\\\\\\, and\\; cake"]],
  ["nothing", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", []],
])("[F1] a window exports whole what takes place in it: %s", async (_, from, to, titles) => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId } = await filledCalendar(ada);
  const { ics } = await ada.events.export({ calendarId, from, to });
  expect([...ics.matchAll(/^SUMMARY:(.*)\r$/gm)].map(([, title]) => title)).toEqual(titles);
});

test("[F1] [S3] who cannot read is told that there is nothing; who can, exports", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { calendarId, seriesId } = await filledCalendar(ada);
  expect(await reasonOf(bob.events.export({ calendarId }))).toBe("NOT_FOUND");
  expect(await reasonOf(bob.events.export({ eventId: seriesId }))).toBe("NOT_FOUND");
  const users = [{ userId: session.user.id, role: "viewer" as const }];
  await ada.sharing.share({ resource: { type: "event", id: seriesId }, users });
  expect((await bob.events.export({ eventId: seriesId })).ics).toContain("Stand-up");
  expect(await reasonOf(bob.events.export({ calendarId }))).toBe("NOT_FOUND");
  await ada.sharing.share({ resource: { type: "calendar", id: calendarId }, users });
  expect(await bob.events.export({ calendarId })).toEqual(await ada.events.export({ calendarId }));
});

test("[A1] an export is in the trail of what it took out, refused ones too", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId, seriesId } = await filledCalendar(ada);
  await ada.events.export({ calendarId });
  await ada.events.export({ eventId: seriesId });
  const ofCalendar = await ada.audit.list({ resource: { type: "calendar", id: calendarId } });
  expect(ofCalendar.items.slice(0, 2)).toMatchObject([
    { procedure: "events.export", resource: { type: "event", id: seriesId } },
    { procedure: "events.export", resource: { type: "calendar", id: calendarId } },
  ]);
  const ofEvent = await ada.audit.list({ resource: { type: "event", id: seriesId } });
  expect(ofEvent.items[0]).toMatchObject({ procedure: "events.export", outcome: "allowed" });
});

test("[F1] a calendar of more than a stretch is exported whole, in order and once", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  for (let i = 0; i < 3; i += 1) {
    const events = Array.from({ length: LIMITS.createManyEvents }, (_, n) => ({
      title: `Event ${i * LIMITS.createManyEvents + n}`,
      start: new Date(Date.UTC(2026, 0, 1, i * LIMITS.createManyEvents + n))
        .toISOString()
        .slice(0, 19),
      ...BERLIN,
    }));
    await ada.events.createMany({ events });
  }
  const { items } = await ada.calendars.list({});
  const calendarId = items[0]?.id ?? "";
  const { ics } = await ada.events.export({ calendarId });
  const titles = [...ics.matchAll(/^SUMMARY:(.*)\r$/gm)].map(([, title]) => title);
  const count = 3 * LIMITS.createManyEvents;
  expect(titles).toEqual(Array.from({ length: count }, (_, n) => `Event ${n}`));
});

test("[F1] an export that would be too large is given up as soon as it is", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId } = await filledCalendar(ada);
  const { ics } = await ada.events.export({ calendarId });
  const size = Buffer.byteLength(ics);
  let read = 0;
  async function* twice() {
    for (let times = 0; times < 2; times += 1) {
      for await (const records of exportsOf(world.database.read, calendarId)) {
        read += records.length;
        yield records;
      }
    }
  }
  const options = { name: "Team, Käse; \\ …", ...BERLIN };
  const whole = exportsOf(world.database.read, calendarId);
  expect(await wholeCalendarFile(whole, options, size)).toBe(ics);
  expect(await wholeCalendarFile(twice(), options, size)).toBeUndefined();
  expect(read).toBe(8);
  read = 0;
  expect(await wholeCalendarFile(twice(), options, 1_000)).toBeUndefined();
  expect(read).toBe(4);
  const once = exportsOf(world.database.read, calendarId);
  expect(await wholeCalendarFile(once, options, size - 1)).toBeUndefined();
});

test("[F1] [S4] an export says what there was, and who could read it, at one moment", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const userId = session.user.id;
  const { calendarId } = await filledCalendar(ada);
  const resource = { type: "calendar", id: calendarId } as const;
  await ada.sharing.share({ resource, users: [{ userId, role: "viewer" }] });
  const { ics } = await bob.events.export({ calendarId });

  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: changed, resolve: change } = Promise.withResolvers<void>();
  const snapshot = world.database.snapshot.bind(world.database);
  vi.spyOn(world.database, "snapshot").mockImplementationOnce((work) =>
    snapshot(async (trx) => {
      await trx.selectFrom("events").select("id").limit(1).execute();
      begin();
      await changed;
      return work(trx);
    }),
  );
  const exporting = bob.events.export({ calendarId });
  await begun;
  await ada.events.create({ calendarId, title: "Late", start: "2026-03-01", allDay: true });
  await ada.sharing.revoke({ resource, userId });
  change();
  expect(await exporting).toEqual({ ics });
  expect(await reasonOf(bob.events.export({ calendarId }))).toBe("NOT_FOUND");
});

test("[F1] a window of a calendar is exported by pages that follow each other", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { items } = await ada.calendars.list({});
  const calendarId = items[0]?.id as Id;
  const events = [3, 1, 2, 2, 2, 9].map((day) => ({ title: "Tea", start: `2026-03-0${day}` }));
  await ada.events.createMany({ events });
  const window = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 2, 5) };
  const page = { calendarId, ...window };
  const { read } = world.database;
  const all = await listExportPlacesInWindow(read, { ...page, after: undefined, limit: 100 });
  expect(all).toHaveLength(5);
  for (const limit of [1, 2, 5]) {
    const paged: ExportPlace[] = [];
    let places: ExportPlace[] = [];
    do {
      places = await listExportPlacesInWindow(read, { ...page, after: paged.at(-1), limit });
      paged.push(...places);
    } while (places.length === limit);
    expect(paged).toEqual(all);
  }
});

test.each([
  ["neither", {}, "eventId"],
  ["both", { eventId: crypto.randomUUID(), calendarId: crypto.randomUUID() }, "eventId"],
  ["a window of an event", { eventId: crypto.randomUUID(), to: "2026-01-01T00:00:00Z" }, "eventId"],
  ["an id that is none", { calendarId: "mine" }, "calendarId"],
])("[C1] an export of %s is refused", async (_, input, path) => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  expect(await refusalOf(ada.events.export(input))).toMatchObject({
    reason: "INVALID_INPUT",
    fieldErrors: [{ path }],
  });
});
