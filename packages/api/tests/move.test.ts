import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const STANDUP = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
};

const MARCH = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };

function newCalendar(caller: Caller, timeZone = "Europe/Berlin") {
  return caller.calendars.create({ name: "Garden", timeZone });
}

async function idsIn(caller: Caller, calendarId: string): Promise<string[]> {
  const { items } = await caller.events.occurrences({ ...MARCH, calendarIds: [calendarId] });
  return [...new Set(items.map(({ eventId }) => eventId))];
}

test("[S1] an event moves to another calendar with its history and its own grants", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const { id, calendarId: source } = await ada.events.create(STANDUP);
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: guest.user.id, role: "viewer" }] });
  const { id: target } = await newCalendar(ada);

  const moved = await ada.events.move({ id, calendarId: target, message: "to the garden" });
  expect(moved).toMatchObject({
    changed: true,
    merged: false,
    event: { id, version: 2, calendarId: target, title: "Stand-up", sequence: 0 },
  });
  expect(await ada.events.get({ id })).toEqual(moved.event);
  expect([await idsIn(ada, source), await idsIn(ada, target)]).toEqual([[], [id]]);
  const { items } = await ada.versions.list({ eventId: id });
  expect(items).toMatchObject([
    { version: 2, kind: "move", calendarId: target, message: "to the garden", changedFields: [] },
    { version: 1, kind: "create", calendarId: source },
  ]);
  expect(await ada.versions.verify({ eventId: id })).toMatchObject({ ok: true });
  const bob = world.as(guest.accessToken);
  expect((await bob.events.occurrences(MARCH)).items.map(({ eventId }) => eventId)).toContain(id);
  const [last] = (await ada.audit.list({ resource })).items;
  expect(last).toMatchObject({ procedure: "events.move", version: 2 });

  expect(await ada.events.move({ id, calendarId: target })).toMatchObject({
    changed: false,
    changeSetId: null,
    event: { version: 2 },
  });
});

test("[L1] a move is in the log of both calendars", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const { id: target } = await newCalendar(ada);
  const { changed } = await ada.events.move({ id, calendarId: target });
  expect(changed).toBe(true);
  const rows = await world.database.read
    .selectFrom("log")
    .innerJoin("scopes", "scopes.id", "log.scope_id")
    .select(["scopes.kind as scope", "log.version"])
    .where("log.kind", "=", "move")
    .execute();
  expect(rows.map(({ scope, version }) => [scope, version])).toEqual([
    ["calendar", 2],
    ["calendar", 2],
  ]);
});

test("[T5] an all-day event is placed by the zone of the calendar that it moves to", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: berlin } = await newCalendar(ada, "Europe/Berlin");
  const { id: tokyo } = await newCalendar(ada, "Asia/Tokyo");
  const { id } = await ada.events.create({
    title: "Fair",
    start: "2026-03-10",
    calendarId: berlin,
  });
  const preview = await ada.events.move({ id, calendarId: tokyo, preview: true });
  expect(preview.preview?.occurrences).toMatchObject({
    appear: [],
    vanish: [],
    move: [
      { from: { startsAt: "2026-03-09T23:00:00Z" }, to: { startsAt: "2026-03-09T15:00:00Z" } },
    ],
  });
  const { event } = await ada.events.move({ id, calendarId: tokyo });
  expect(event).toMatchObject({ start: "2026-03-10", startsAt: "2026-03-09T15:00:00Z" });
  const { items } = await ada.events.occurrences(MARCH);
  expect(items).toMatchObject([{ eventId: id, startsAt: "2026-03-09T15:00:00Z" }]);
});

test("[S1] [S3] a move needs the right to delete at the source and to create at the target", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const editor = await newUser(world);
  const bob = world.as(editor.accessToken);
  const userId = editor.user.id;
  const { id: shared } = await newCalendar(ada);
  const { id: viewed } = await newCalendar(ada);
  const { id: hidden } = await newCalendar(ada);
  const { id: own } = await newCalendar(bob);
  const share = (id: string, role: "viewer" | "editor") =>
    ada.sharing.share({ resource: { type: "calendar", id }, users: [{ userId, role }] });
  await share(shared, "editor");
  await share(viewed, "viewer");
  const hers = await ada.events.create({ ...STANDUP, calendarId: shared });
  const his = await bob.events.create({ ...STANDUP, calendarId: shared });
  const before = await contentsOf(world.database);
  // Editors delete what they created, and nothing else.
  expect(await refusalOf(bob.events.move({ id: hers.id, calendarId: own }))).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "owner", flag: "canDelete" },
  });
  expect(await reasonOf(bob.events.move({ id: his.id, calendarId: viewed }))).toBe("FORBIDDEN");
  expect(await reasonOf(bob.events.move({ id: his.id, calendarId: hidden }))).toBe("NOT_FOUND");
  expect(await contentsOf(world.database)).toEqual(before);
  // To where it is, it goes for whoever may edit it.
  expect(await bob.events.move({ id: hers.id, calendarId: shared })).toMatchObject({
    changed: false,
    event: { version: 1, role: "editor" },
  });
  expect(await bob.events.move({ id: his.id, calendarId: own })).toMatchObject({
    event: { role: "owner", calendarId: own, ownerId: userId, createdBy: userId },
  });
  expect(await reasonOf(ada.events.get({ id: his.id }))).toBe("NOT_FOUND");
  expect(await bob.events.move({ id: his.id, calendarId: shared })).toMatchObject({
    event: { role: "editor", calendarId: shared },
  });
});

test("[S2] who owns the calendar that an event moves to holds no grant on it any more", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id } = await ada.events.create(STANDUP);
  const resource = { type: "event", id } as const;
  const rights = { role: "editor", canDelete: true } as const;
  await ada.sharing.share({ resource, users: [{ userId: session.user.id, ...rights }] });
  const { id: target } = await newCalendar(bob);
  expect(await bob.events.move({ id, calendarId: target })).toMatchObject({
    event: { role: "owner", ownerId: session.user.id },
  });
  const { items } = await bob.sharing.list({ resource });
  expect(items.map(({ role, via }) => [role, via.type])).toEqual([["owner", "calendar"]]);
  // It stands in the calendar alone, and not on the new owner's shelf as well.
  const spans = await world.database.read.selectFrom("event_spans").select("scope_id").execute();
  expect(spans).toHaveLength(1);
});

test("[K1] [S1] neither a deleted event moves, nor any into a deleted calendar", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const { id: target } = await newCalendar(ada);
  const { id: gone } = await newCalendar(ada);
  await ada.calendars.delete({ id: gone });
  expect(await reasonOf(ada.events.move({ id, calendarId: gone }))).toBe("CALENDAR_DELETED");
  await ada.events.delete({ id, scope: "all" });
  expect(await reasonOf(ada.events.move({ id, calendarId: target }))).toBe("EVENT_DELETED");
});

test("[V3] a move of an older version is merged over edits, and conflicts with a move elsewhere", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id, calendarId: source } = await ada.events.create(STANDUP);
  const [first, second] = [await newCalendar(ada), await newCalendar(ada)];
  await ada.events.update({ id, scope: "all", patch: { title: "Weekly" } });
  expect(await ada.events.move({ id, calendarId: first.id, baseVersion: 1 })).toMatchObject({
    merged: true,
    mergedOver: [2],
    event: { version: 3, title: "Weekly", calendarId: first.id },
  });
  expect(
    await refusalOf(ada.events.move({ id, calendarId: second.id, baseVersion: 2 })),
  ).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: {
      conflicts: [{ field: "calendarId", base: source, yours: second.id, theirs: first.id }],
    },
  });
  expect(await ada.events.move({ id, calendarId: first.id, baseVersion: 2 })).toMatchObject({
    changed: false,
  });
});

test("[C2] a move that is repeated answers the same", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken, { idempotencyKey: "move once" });
  const { id } = await world.as(accessToken).events.create(STANDUP);
  const { id: calendarId } = await newCalendar(world.as(accessToken));
  const first = await ada.events.move({ id, calendarId });
  expect(await ada.events.move({ id, calendarId })).toEqual(first);
});

test("[F1] a file finds an imported event in the calendar that it moved to, and not in the old one", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const ics = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    "UID:tea",
    "DTSTART:20260302T150000Z",
    "SUMMARY:Tea",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
  const [source, target] = [await newCalendar(ada), await newCalendar(ada)];
  await ada.events.import({ ics, calendarId: source.id });
  const [event] = (await ada.events.list({ calendarIds: [source.id] })).items;
  await ada.events.move({ id: event?.id ?? "", calendarId: target.id });
  expect(await ada.events.import({ ics, calendarId: target.id })).toMatchObject({ unchanged: 1 });
  expect(await ada.events.import({ ics, calendarId: source.id })).toMatchObject({ created: 1 });
});

test("[F1] of two events under one UID that a move brought together, a file finds the older one that is there", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const fileOf = (title: string, sequence: number) =>
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VEVENT",
      "UID:tea",
      `SEQUENCE:${sequence}`,
      "DTSTART:20260302T150000Z",
      `SUMMARY:${title}`,
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n");
  const imported = async (calendarId: string) => {
    await ada.events.import({ ics: fileOf("Tea", 0), calendarId });
    const { items } = await ada.events.list({ calendarIds: [calendarId] });
    return items[0]?.id ?? "";
  };
  const [source, target] = [await newCalendar(ada), await newCalendar(ada)];
  const moved = await imported(source.id);
  const other = await imported(target.id);
  await ada.events.move({ id: moved, calendarId: target.id });
  const next = { ics: fileOf("Milk", 1), calendarId: target.id };
  expect(await ada.events.import(next)).toMatchObject({ updated: 1, created: 0 });
  expect((await ada.events.get({ id: moved })).title).toBe("Milk");
  expect((await ada.events.get({ id: other })).title).toBe("Tea");

  await ada.events.delete({ id: moved });
  const last = { ics: fileOf("Cake", 2), calendarId: target.id };
  expect(await ada.events.import(last)).toMatchObject({ updated: 1, created: 0 });
  expect((await ada.events.get({ id: other })).title).toBe("Cake");
  const { items } = await ada.events.list({ calendarIds: [target.id] });
  expect(items.map(({ id }) => id)).toEqual([other]);
});

test("[C2] a move that is repeated answers the calendar that it moved to, wherever the event is now", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const { id } = await ada.events.create({ title: "Fair", start: "2026-03-10" });
  const { id: tokyo } = await newCalendar(ada, "Asia/Tokyo");
  const { id: honolulu } = await newCalendar(ada, "Pacific/Honolulu");
  const keyed = world.as(accessToken, { idempotencyKey: "to Tokyo" });
  const first = await keyed.events.move({ id, calendarId: tokyo });
  expect(first.event).toMatchObject({ calendarId: tokyo, startsAt: "2026-03-09T15:00:00Z" });
  await ada.events.move({ id, calendarId: honolulu });
  await ada.events.update({ id, patch: { start: "2026-03-12" } });
  expect((await ada.events.get({ id })).sequence).toBeGreaterThan(first.event.sequence);
  expect(await keyed.events.move({ id, calendarId: tokyo })).toEqual(first);
});
