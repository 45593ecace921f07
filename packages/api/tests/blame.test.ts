import { expect, test } from "vitest";
import { turnsDuring } from "./_turns.ts";
import {
  type Caller,
  newUser,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

const SERIES = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
};

async function person(world: TestWorld): Promise<{ id: string; username: string; call: Caller }> {
  const { accessToken, user } = await newUser(world);
  return { id: user.id, username: user.username, call: world.as(accessToken) };
}

/** `field: version`, with `(origin)` and `of another event` where there is one. */
async function blamed(
  caller: Caller,
  eventId: string,
  version?: number,
): Promise<Record<string, string>> {
  const { fields } = await caller.versions.blame({ eventId, version });
  return Object.fromEntries(
    fields.map((item) => [
      item.field,
      [
        item.version,
        item.origin === null ? "" : ` (${item.origin})`,
        item.eventId === eventId ? "" : " of another",
      ].join(""),
    ]),
  );
}

test("[V6] blame says of every field which version set it last, when and who", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const ben = await person(world);
  const { id } = await ada.call.events.create({ ...SERIES, metadata: { room: 1 } });
  await ada.call.sharing.share({
    resource: { type: "event", id },
    users: [{ userId: ben.id, role: "editor" }],
  });
  const { event } = await ben.call.events.update({
    id,
    scope: "all",
    patch: { title: "Weekly", metadata: { room: 1, floor: 2 } },
  });
  const { fields } = await ada.call.versions.blame({ eventId: id });
  expect(fields.map(({ field }) => field)).toEqual([
    "title",
    "description",
    "location",
    "status",
    "transparency",
    "allDay",
    "start",
    "end",
    "timeZone",
    "recurrence",
    "tags",
    "metadata.floor",
    "metadata.room",
    "calendarProperties",
  ]);
  const byBen = fields.filter(({ version }) => version === 2);
  expect(byBen.map(({ field }) => field)).toEqual(["title", "metadata.floor"]);
  expect(byBen[0]).toEqual({
    field: "title",
    eventId: id,
    version: 2,
    at: event.updatedAt,
    actor: { id: ben.id, username: ben.username },
    origin: null,
    originEventId: null,
  });
  expect(fields.find(({ field }) => field === "end")).toMatchObject({
    version: 1,
    actor: { id: ada.id, username: ada.username },
  });
  expect(await blamed(ada.call, id, 1)).toMatchObject({ title: "1", "metadata.room": "1" });
});

test("[V6] [X3] an override that only followed a move keeps its blame, under its new key", async () => {
  await using world = await startWorld();
  const ada = (await person(world)).call;
  const { id } = await ada.events.create(SERIES);
  await ada.events.update({
    id,
    scope: "this",
    occurrenceKey: "2026-03-09T09:00:00",
    patch: { title: "x" },
  });
  await ada.events.update({
    id,
    scope: "this",
    occurrenceKey: "2026-03-16T09:00:00",
    patch: { title: "y" },
  });
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-03T10:00:00" } });
  await ada.events.update({
    id,
    scope: "this",
    occurrenceKey: "2026-03-17T10:00:00",
    patch: { location: "z" },
  });
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-03", allDay: true } });
  await ada.events.update({ id, scope: "all", patch: { location: "Room 1" } });
  expect(await blamed(ada, id)).toMatchObject({
    start: "6",
    location: "7",
    "overrides.2026-03-10": "2",
    "overrides.2026-03-17": "5",
  });
  expect(await blamed(ada, id, 4)).toMatchObject({
    start: "4",
    "overrides.2026-03-10T10:00:00": "2",
    "overrides.2026-03-17T10:00:00": "3",
  });
});

test("[V6] after a rollback, blame says who brought a value back and who had set it first", async () => {
  await using world = await startWorld();
  const ada = (await person(world)).call;
  const { id } = await ada.events.create(SERIES);
  await ada.events.update({ id, scope: "all", patch: { description: "kept" } });
  await ada.events.update({ id, scope: "all", patch: { title: "Other", location: "L" } });
  await ada.versions.rollback({ eventId: id, version: 2 });
  await ada.events.update({ id, scope: "all", patch: { title: "Third" } });
  await ada.versions.rollback({ eventId: id, version: 4 });
  await ada.events.update({ id, scope: "all", patch: { location: "Again" } });
  expect(await blamed(ada, id, 4)).toMatchObject({
    title: "4 (1)",
    description: "2",
    location: "4 (1)",
    start: "1",
  });
  expect(await blamed(ada, id)).toMatchObject({
    title: "6 (1)",
    description: "2",
    location: "7",
  });
});

test("[V6] a right part's fields are those of the left part, as long as it can be seen", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const ben = await person(world);
  const { id: leftId } = await ada.call.events.create({ ...SERIES, description: "d" });
  await ada.call.events.update({
    id: leftId,
    scope: "this",
    occurrenceKey: "2026-03-23T09:00:00",
    patch: { title: "x" },
  });
  await ada.call.events.update({ id: leftId, scope: "all", patch: { location: "L" } });
  const split = await ada.call.events.update({
    id: leftId,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-16T09:00:00",
    patch: { title: "New", start: "2026-03-16T10:00:00" },
  });
  const eventId = split.rightPart?.id ?? "";
  const whole = await blamed(ada.call, eventId);
  expect(whole).toMatchObject({
    title: "1",
    description: "1 of another",
    location: "3 of another",
    start: "1",
    timeZone: "1 of another",
    "overrides.2026-03-23T10:00:00": "2 of another",
  });
  await ada.call.events.update({ id: eventId, scope: "all", patch: { location: "R" } });
  await ada.call.versions.rollback({ eventId, version: 1 });
  const again = await ada.call.versions.blame({ eventId });
  expect(again.fields.find(({ field }) => field === "location")).toMatchObject({
    eventId,
    version: 3,
    origin: 3,
    originEventId: leftId,
  });
  await ada.call.sharing.share({
    resource: { type: "event", id: eventId },
    users: [{ userId: ben.id, role: "viewer" }],
  });
  const shared = await blamed(ben.call, eventId, 1);
  expect(new Set(Object.values(shared))).toEqual(new Set(["1"]));
  const { fields } = await ben.call.versions.blame({ eventId });
  expect(JSON.stringify(fields)).not.toContain(leftId);
});

test("[V6] a part of a part is followed through both splits", async () => {
  await using world = await startWorld();
  const ada = (await person(world)).call;
  const { id: first } = await ada.events.create({ ...SERIES, description: "d" });
  const second = await ada.events.update({
    id: first,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-16T09:00:00",
    patch: { title: "Second" },
  });
  const third = await ada.events.update({
    id: second.rightPart?.id ?? "",
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-30T09:00:00",
    patch: { location: "Third" },
  });
  const { fields } = await ada.versions.blame({ eventId: third.rightPart?.id ?? "" });
  const places = fields.map(({ field, eventId, version }) => [field, { eventId, version }]);
  expect(Object.fromEntries(places)).toMatchObject({
    description: { eventId: first, version: 1 },
    title: { eventId: second.rightPart?.id, version: 1 },
    location: { eventId: third.rightPart?.id, version: 1 },
  });
});

test("[V6] a long history is followed to its beginning", async () => {
  await using world = await startWorld();
  const ada = (await person(world)).call;
  const { id } = await ada.events.create(SERIES);
  await ada.events.update({ id, scope: "all", patch: { location: "L" } });
  for (let version = 3; version <= 420; version += 1) {
    await ada.events.update({ id, scope: "all", patch: { title: `Version ${version}` } });
  }
  expect(await blamed(ada, id)).toMatchObject({ title: "420", location: "2", start: "1" });
  expect(await blamed(ada, id, 219)).toMatchObject({ title: "219", location: "2", start: "1" });
});

test("[V6] [S3] bad input: hidden and missing events, versions that are not there", async () => {
  await using world = await startWorld();
  const ada = (await person(world)).call;
  const eve = (await person(world)).call;
  const { id } = await ada.events.create(SERIES);
  expect(await reasonOf(eve.versions.blame({ eventId: id }))).toBe("NOT_FOUND");
  expect(await refusalOf(ada.versions.blame({ eventId: id, version: 2 }))).toMatchObject({
    reason: "VERSION_NOT_FOUND",
    fieldErrors: [{ path: "version" }],
  });
  expect(await reasonOf(ada.versions.blame({ eventId: id, version: 0 }))).toBe("INVALID_INPUT");
  await ada.events.delete({ id, scope: "all" });
  expect(await blamed(ada, id)).toMatchObject({ title: "1" });
});

test("[V6] others are answered while blame follows an override through many moves", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const { id } = await ada.call.events.create(SERIES);
  await ada.call.events.update({
    id,
    scope: "this",
    occurrenceKey: "2026-03-09T09:00:00",
    patch: { description: "agenda ".repeat(3_000) },
  });
  for (let minute = 1; minute <= 30; minute += 1) {
    const start = `2026-03-02T09:${String(minute).padStart(2, "0")}:00`;
    await ada.call.events.update({ id, scope: "all", patch: { start } });
  }
  const blaming = blamed(ada.call, id);
  expect(await turnsDuring(blaming)).toBeGreaterThanOrEqual(30);
  expect(await blaming).toMatchObject({ start: "32", "overrides.2026-03-09T09:30:00": "2" });
});
