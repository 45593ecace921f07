import { expect, test } from "vitest";
import { newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

test("[K1] everyone has a default calendar, which cannot be deleted", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { items } = await ada.calendars.list({});
  expect(items).toMatchObject([{ isDefault: true, role: "owner", freeBusy: "shared" }]);
  const [calendar] = items;
  expect(await reasonOf(ada.calendars.delete({ id: calendar?.id ?? "" }))).toBe("DEFAULT_CALENDAR");
});

test("[K1] a deleted calendar takes its events along in one change set", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendar = await ada.calendars.create({ name: "Garden", timeZone: "Europe/Berlin" });
  const { items: events } = await ada.events.createMany({
    calendarId: calendar.id,
    events: [1, 2, 3].map((day) => ({ title: `Day ${day}`, start: `2026-03-0${day}` })),
  });
  const deleted = await ada.calendars.delete({ id: calendar.id });
  expect(deleted).toMatchObject({ deletedEvents: 3, calendar: { version: 2 } });
  for (const { id } of events) {
    const { items } = await ada.versions.list({ eventId: id });
    expect(items[0]).toMatchObject({ kind: "delete", changeSetId: deleted.changeSetId });
    expect(await reasonOf(ada.events.restore({ id }))).toBe("CALENDAR_DELETED");
  }
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" };
  expect((await ada.events.occurrences(window)).items).toEqual([]);
  expect((await ada.calendars.list({})).items).toHaveLength(1);
  expect((await ada.calendars.list({ includeDeleted: true })).items).toHaveLength(2);
  const create = ada.events.create({ calendarId: calendar.id, title: "Late", start: "2026-03-01" });
  expect(await reasonOf(create)).toBe("CALENDAR_DELETED");
});

test("[V2] [V3] a calendar is changed by compare-and-set, and not by a change that is none", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.calendars.create({ name: "Garden", timeZone: "Europe/Berlin" });
  const renamed = await ada.calendars.update({ id, patch: { name: "Field" }, baseVersion: 1 });
  expect(renamed).toMatchObject({ name: "Field", version: 2 });
  expect(await ada.calendars.update({ id, patch: { name: "Field" } })).toEqual(renamed);
  const stale = ada.calendars.update({ id, patch: { name: "Meadow" }, baseVersion: 1 });
  expect(await reasonOf(stale)).toBe("VERSION_CONFLICT");
  const zone = ada.calendars.update({ id, patch: { timeZone: "Mars/Olympus" } });
  expect(await reasonOf(zone)).toBe("UNKNOWN_TIME_ZONE");
});

test("[T5] an all-day event is placed by the zone of the question, else by the calendar's", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendar = await ada.calendars.create({ name: "Tokyo", timeZone: "Asia/Tokyo" });
  await ada.events.create({ calendarId: calendar.id, title: "Holiday", start: "2026-03-20" });
  const window = { from: "2026-03-18T00:00:00Z", to: "2026-03-23T00:00:00Z" };
  const { items: there } = await ada.events.occurrences(window);
  expect(there).toMatchObject([
    { startsAt: "2026-03-19T15:00:00Z", endsAt: "2026-03-20T15:00:00Z" },
  ]);
  const { items: here } = await ada.events.occurrences({ ...window, timeZone: "America/New_York" });
  expect(here).toMatchObject([
    { startsAt: "2026-03-20T04:00:00Z", endsAt: "2026-03-21T04:00:00Z" },
  ]);
});

test("[C1] [C3] calendar names and messages are held to the rule for texts, at their own path", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const timeZone = "Europe/Berlin";
  const { id } = await ada.calendars.create({ name: "  Garden \u{1F331} ", timeZone });
  expect(await ada.calendars.get({ id })).toMatchObject({ name: "Garden \u{1F331}" });
  const event = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const rename = (name: string) => ada.calendars.update({ id, patch: { name } });
  const note = (message: string) =>
    ada.events.update({ id: event.id, patch: { title: "Milk" }, message });
  const refused: [call: Promise<unknown>, path: string, reason: string][] = [
    [ada.calendars.create({ name: "a\u001b[2J", timeZone }), "name", "INVALID_INPUT"],
    [ada.calendars.create({ name: "a\ud800", timeZone }), "name", "INVALID_INPUT"],
    [ada.calendars.create({ name: "x".repeat(201), timeZone }), "name", "LIMIT_EXCEEDED"],
    [rename("two\nlines"), "patch.name", "INVALID_INPUT"],
    [rename("  "), "patch.name", "INVALID_INPUT"],
    [note("a\u0000"), "message", "INVALID_INPUT"],
    [note("\udc00"), "message", "INVALID_INPUT"],
    [note("x".repeat(501)), "message", "LIMIT_EXCEEDED"],
  ];
  for (const [call, path, reason] of refused) {
    expect(await refusalOf(call)).toMatchObject({ reason, fieldErrors: [{ path, reason }] });
  }
  await note("two\nlines");
  const { items } = await ada.versions.list({ eventId: event.id });
  expect(items[0]).toMatchObject({ version: 2, message: "two\nlines" });
  const limits = await ada.meta.limits();
  expect(limits).toMatchObject({ calendarNameLength: 200, occurrenceKeyLength: 40 });
});
