import { expect, test } from "vitest";
import { reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";
import { calendarOf, later, MEETING, person, titlesThen, WEEK } from "./_past.ts";

test("[V7] an event is answered as it was at a version and at an instant, with the rights of now", async () => {
  await using world = await startWorld();
  const [ada, bea] = [await person(world), await person(world)];
  const made = await ada.caller.events.create({ title: "Plan", start: "2026-03-02T09:00:00" });
  const { id } = made;
  const moved = await ada.caller.events.update({ id, patch: { start: "2026-03-03T09:00:00" } });
  await ada.caller.events.delete({ id });
  const restored = await ada.caller.events.restore({ id });
  const resource = { type: "event", id } as const;
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] });

  for (const then of [made, moved.event, restored.event]) {
    // SEQUENCE is that of now.
    const expected = { ...then, sequence: restored.event.sequence };
    expect(await ada.caller.events.get({ id, version: then.version })).toEqual(expected);
    expect(await ada.caller.events.get({ id, at: then.updatedAt })).toEqual(expected);
    const seen = await bea.caller.events.get({ id, version: then.version });
    expect(seen).toEqual({ ...expected, role: "viewer", canDelete: false, canShare: false });
  }
  const deleted = await ada.caller.events.get({ id, version: 3 });
  expect(deleted).toMatchObject({ title: "Plan", version: 3, deletedAt: deleted.updatedAt });
  const justBefore = new Date(Date.parse(restored.event.updatedAt) - 1).toISOString();
  expect(await ada.caller.events.get({ id, at: justBefore })).toEqual(deleted);

  expect(await reasonOf((await person(world)).caller.events.get({ id, version: 1 }))).toBe(
    "NOT_FOUND",
  );
});

test("[V7] what an event never was, and what is still to come, is refused with its field", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const { id, createdAt } = await caller.events.create({ title: "Plan", start: "2026-03-02" });
  const before = new Date(Date.parse(createdAt) - 1).toISOString();
  const future = new Date(Date.now() + 3_600_000).toISOString();
  for (const [refused, reason, field] of [
    [() => caller.events.get({ id, version: 2 }), "VERSION_NOT_FOUND", "version"],
    [() => caller.events.get({ id, at: before }), "VERSION_NOT_FOUND", "at"],
    [() => caller.events.get({ id, at: "1970-01-01T00:00:00Z" }), "VERSION_NOT_FOUND", "at"],
    [() => caller.events.get({ id, at: future }), "INSTANT_IN_FUTURE", "at"],
    [() => caller.events.get({ id, at: createdAt, version: 1 }), "INVALID_INPUT", "at"],
    [() => caller.events.get({ id, version: 0 }), "INVALID_INPUT", "version"],
    [() => caller.events.occurrences({ ...WEEK, at: future }), "INSTANT_IN_FUTURE", "at"],
    [() => caller.events.occurrences({ ...WEEK, at: "2026-02-30" }), "INVALID_INPUT", "at"],
  ] as const) {
    const refusal = await refusalOf(refused());
    expect(refusal).toMatchObject({ reason, fieldErrors: [{ path: field }] });
  }
});

test("[V7] a window shows what stood there at an instant, and nothing that came later", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const start = "2026-03-02T09:00:00";
  const kept = await caller.events.create({ title: "kept", start });
  const gone = await caller.events.create({ title: "gone", start });
  const moved = await caller.events.create({ title: "moved", start });
  const then = await later(world);
  await caller.events.delete({ id: gone.id });
  await caller.events.update({ id: moved.id, patch: { start: "2026-04-02T09:00:00" } });
  await caller.events.update({ id: kept.id, patch: { title: "renamed" } });
  await caller.events.create({ title: "new", start });
  const now = await later(world);

  expect(await titlesThen(caller, then)).toEqual(["gone", "kept", "moved"]);
  expect(await titlesThen(caller, now)).toEqual(["new", "renamed"]);
  expect(await titlesThen(caller, undefined)).toEqual(["new", "renamed"]);
  expect(await titlesThen(caller, new Date(Date.parse(kept.createdAt) - 1).toISOString())).toEqual(
    [],
  );
  const { items } = await caller.events.occurrences({ ...WEEK, at: then, eventId: moved.id });
  expect(items).toMatchObject([{ eventId: moved.id, version: 1, start, role: "owner" }]);
});

test("[V7] an event that has moved since is asked for where it stood, and seen by who reaches it now", async () => {
  await using world = await startWorld();
  const [ada, bea] = [await person(world), await person(world)];
  const [from, to] = [await calendarOf(ada), await calendarOf(ada)];
  const resource = { type: "calendar", id: to } as const;
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] });
  const { id } = await ada.caller.events.create({ ...MEETING, calendarId: from });
  await ada.caller.events.update({ id, patch: { start: "2026-03-04T09:00:00" } });
  const then = await later(world);
  await ada.caller.events.move({ id, calendarId: to });
  await ada.caller.events.update({ id, patch: { start: "2026-05-04T09:00:00" } });
  const now = await later(world);

  // Bea never saw the first calendar; she sees the event now.
  for (const { caller } of [ada, bea]) {
    expect(await titlesThen(caller, then)).toEqual(["meeting"]);
    expect(await titlesThen(caller, then, [from])).toEqual(["meeting"]);
    expect(await titlesThen(caller, then, [to])).toEqual([]);
    expect(await titlesThen(caller, now)).toEqual([]);
    expect(await caller.events.get({ id, at: then })).toMatchObject({ calendarId: from });
  }
  // There and back: each calendar knows all of it again.
  await ada.caller.events.move({ id, calendarId: from });
  await ada.caller.events.move({ id, calendarId: to });
  expect(await titlesThen(bea.caller, then)).toEqual(["meeting"]);
  expect(await titlesThen(bea.caller, then, [from])).toEqual(["meeting"]);
  await ada.caller.sharing.revoke({ resource, userId: bea.id });
  expect(await titlesThen(bea.caller, then)).toEqual([]);
  expect(await titlesThen(bea.caller, then, [from])).toEqual([]);
});

test("[V7] [S6] a grant of now shows the past from before it, and one that ended or expired nothing", async () => {
  await using world = await startWorld();
  const [ada, bea, cyd] = [await person(world), await person(world), await person(world)];
  const { id } = await ada.caller.events.create(MEETING);
  const resource = { type: "event", id } as const;
  await ada.caller.sharing.share({ resource, users: [{ userId: cyd.id, role: "viewer" }] });
  const then = await later(world);
  expect(await titlesThen(cyd.caller, then)).toEqual(["meeting"]);
  await ada.caller.sharing.revoke({ resource, userId: cyd.id });
  await ada.caller.events.update({ id, patch: { start: "2026-05-04T09:00:00", title: "later" } });
  await ada.caller.events.delete({ id });
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] });

  expect(await titlesThen(bea.caller, then)).toEqual(["meeting"]);
  expect(await titlesThen(cyd.caller, then)).toEqual([]);
  expect(await titlesThen(cyd.caller, undefined)).toEqual([]);
  await world.database.transaction((trx) =>
    trx.updateTable("event_permissions").set({ expires_at: 1 }).execute(),
  );
  expect(await titlesThen(bea.caller, then)).toEqual([]);
  expect(await reasonOf(bea.caller.events.get({ id, at: then }))).toBe("NOT_FOUND");
  // What the expired grant left on the shelf gives way to what a new one puts there.
  await ada.caller.events.restore({ id });
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] });
  expect(await titlesThen(bea.caller, then)).toEqual(["meeting"]);
});

test("[V7] [K1] the past of a deleted calendar is there for its owner and who it is shared with", async () => {
  await using world = await startWorld();
  const [ada, bea] = [await person(world), await person(world)];
  const calendarId = await calendarOf(ada);
  const resource = { type: "calendar", id: calendarId } as const;
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] });
  await ada.caller.events.create({ ...MEETING, calendarId });
  const then = await later(world);
  await ada.caller.calendars.delete({ id: calendarId });
  const now = await later(world);
  for (const { caller } of [ada, bea]) {
    expect(await titlesThen(caller, then)).toEqual(["meeting"]);
    expect(await titlesThen(caller, then, [calendarId])).toEqual(["meeting"]);
    expect(await titlesThen(caller, now)).toEqual([]);
  }
});

test("[V7] [R5] moved occurrences are found where they were, whatever became of the others", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const { id } = await caller.events.create({
    ...MEETING,
    start: "2026-01-01T09:00:00",
    recurrence: { rrule: "FREQ=DAILY;COUNT=10" },
  });
  const target = { id, scope: "this" } as const;
  const [first, second] = ["2026-01-03T09:00:00", "2026-01-04T09:00:00"];
  const moveTo = (occurrenceKey: string, start: string) =>
    caller.events.update({ ...target, occurrenceKey, patch: { start } });
  await moveTo(first, "2026-03-03T09:00:00");
  await moveTo(second, "2026-03-04T09:00:00");
  const both = await later(world);
  await moveTo(second, "2026-06-04T09:00:00");
  const one = await later(world);
  await caller.events.restore({ id, occurrenceKey: first });
  const none = await later(world);

  const keysThen = async (at: string) =>
    (await caller.events.occurrences({ ...WEEK, at })).items.map(({ key }) => key);
  expect(await keysThen(both)).toEqual([first, second]);
  expect(await keysThen(one)).toEqual([first]);
  expect(await keysThen(none)).toEqual([]);
});

test("[V7] [T5] what has no zone lies in the past where its calendar of then has it now", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const [from, to] = [await calendarOf({ caller }), await calendarOf({ caller })];
  await caller.events.create({ title: "day", start: "2026-03-02", calendarId: from });
  const floating = { title: "floating", start: "2026-03-02T09:00:00", timeZone: null };
  const { id } = await caller.events.create({ ...floating, calendarId: from });
  const then = await later(world);
  await caller.events.move({ id, calendarId: to });
  await caller.calendars.update({ id: from, patch: { timeZone: "Asia/Tokyo" } });

  const startsThen = async (timeZone?: string) =>
    (await caller.events.occurrences({ ...WEEK, from: "2026-03-01T00:00:00Z", at: then, timeZone }))
      .items;
  expect((await startsThen()).map(({ startsAt }) => startsAt)).toEqual([
    "2026-03-01T15:00:00Z",
    "2026-03-02T00:00:00Z",
  ]);
  expect((await startsThen("UTC")).map(({ startsAt }) => startsAt)).toEqual([
    "2026-03-02T00:00:00Z",
    "2026-03-02T09:00:00Z",
  ]);
});

test("[V7] [C3] the pages of a past window are those of its instant, and of no other", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const made = [];
  for (const title of ["a", "b", "c"]) made.push(await caller.events.create({ ...MEETING, title }));
  const at = await later(world);
  const first = await caller.events.occurrences({ ...WEEK, at, limit: 1 });
  for (const { id } of made) await caller.events.delete({ id });
  await caller.events.create({ ...MEETING, title: "new" });
  const cursor = first.nextCursor ?? "";
  const rest = await caller.events.occurrences({ ...WEEK, at, limit: 5, cursor });
  expect([...first.items, ...rest.items].map(({ title }) => title)).toEqual(["a", "b", "c"]);
  const now = await later(world);
  for (const other of [
    { ...WEEK, cursor },
    { ...WEEK, at: now, cursor },
  ]) {
    expect(await reasonOf(caller.events.occurrences(other))).toBe("INVALID_CURSOR");
  }
});

test("[V7] [T1] new time zone data loses nothing of the past, not even under a zone that was left", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  // The last hour before the week ends, as long as the clocks of Berlin stay.
  const start = "2026-03-08T23:30:00";
  const { id } = await caller.events.create({ ...MEETING, start });
  const then = await later(world);
  await caller.events.update({ id, patch: { timeZone: "Asia/Tokyo" } });
  // What was replaced stands where older data had it; the zone that it went by is no more the event's.
  await world.database.transaction((trx) =>
    trx
      .updateTable("event_span_history")
      .set((eb) => ({ starts: eb("starts", "+", 7_200_000), ends: eb("ends", "+", 7_200_000) }))
      .execute(),
  );
  expect(await titlesThen(caller, then)).toEqual(["meeting"]);
});
