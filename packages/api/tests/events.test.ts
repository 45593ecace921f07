import { expect, test } from "vitest";
import { newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const STANDUP = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
};

test("[T2] creates an event with defaults, and reads it back", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const created = await ada.events.create({
    title: "Tea",
    start: "2026-03-02T15:00:00+01:00",
    timeZone: "Europe/Berlin",
  });
  expect(created).toMatchObject({
    version: 1,
    role: "owner",
    allDay: false,
    start: "2026-03-02T15:00:00",
    end: "2026-03-02T15:00:00",
    startsAt: "2026-03-02T14:00:00Z",
    recurrence: null,
  });
  expect(await ada.events.get({ id: created.id })).toEqual(created);
});

test("[R2] a weekly meeting stays at nine across the clock change", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const series = await ada.events.create(STANDUP);
  const { items, nextCursor } = await ada.events.occurrences({
    from: "2026-03-23T00:00:00Z",
    to: "2026-04-06T00:00:00Z",
  });
  expect(nextCursor).toBeNull();
  expect(items.map(({ eventId, start, startsAt }) => ({ eventId, start, startsAt }))).toEqual([
    { eventId: series.id, start: "2026-03-23T09:00:00", startsAt: "2026-03-23T08:00:00Z" },
    { eventId: series.id, start: "2026-03-30T09:00:00", startsAt: "2026-03-30T07:00:00Z" },
  ]);
});

test("[V1] [V2] versions count up by one, and a change that changes nothing makes none", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const renamed = await ada.events.update({ id, patch: { title: "Coffee" } });
  expect(renamed).toMatchObject({ changed: true, event: { version: 2, title: "Coffee" } });
  const same = await ada.events.update({ id, patch: { title: "Coffee" }, baseVersion: 1 });
  expect(same).toMatchObject({ changed: false, changeSetId: null, event: { version: 2 } });
  const { items } = await ada.versions.list({ eventId: id });
  expect(items.map(({ version, kind, changedFields }) => [version, kind, changedFields])).toEqual([
    [2, "update", ["title"]],
    [1, "create", expect.any(Array)],
  ]);
  expect(await ada.versions.verify({ eventId: id })).toEqual({
    ok: true,
    checked: 2,
    firstBad: null,
    firstBadEventId: null,
    nextCursor: null,
  });
});

test("[V3] an edit of an older version is a conflict with base, yours and theirs", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const refusal = await refusalOf(
    ada.events.update({ id, patch: { title: "Cocoa" }, baseVersion: 1 }),
  );
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: {
      eventId: id,
      baseVersion: 1,
      currentVersion: 2,
      conflicts: [{ field: "title", base: "Tea", yours: "Cocoa", theirs: "Coffee" }],
    },
  });
  expect(await ada.events.get({ id })).toMatchObject({ version: 2, title: "Coffee" });
});

test("[X2] [X5] one occurrence is edited, excluded and restored", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const key = "2026-03-09T09:00:00";
  const window = { from: "2026-03-09T00:00:00Z", to: "2026-03-10T00:00:00Z" };

  await ada.events.update({ id, scope: "this", occurrenceKey: key, patch: { title: "Retro" } });
  const edited = await ada.events.occurrences(window);
  expect(edited.items).toMatchObject([{ key, title: "Retro", overridden: true }]);

  await ada.events.delete({ id, scope: "this", occurrenceKey: key });
  expect((await ada.events.occurrences(window)).items).toEqual([]);

  await ada.events.restore({ id, occurrenceKey: key });
  const restored = await ada.events.occurrences(window);
  expect(restored.items).toMatchObject([{ key, title: "Stand-up", overridden: false }]);
});

test("[V4] rollback brings a deleted event back with exactly its old content", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const first = await ada.events.create(STANDUP);
  await ada.events.update({ id: first.id, scope: "all", patch: { title: "Daily" } });
  await ada.events.delete({ id: first.id, scope: "all" });
  expect(await reasonOf(ada.events.update({ id: first.id, patch: {} }))).toBe("EVENT_DELETED");
  const back = await ada.versions.rollback({ eventId: first.id, version: 1 });
  expect(back.event).toMatchObject({ version: 4, title: "Stand-up", deletedAt: null });
  expect(await ada.versions.verify({ eventId: first.id })).toMatchObject({ ok: true, checked: 4 });
});

test("[C3] a list is paged in a total order, and a foreign cursor is refused", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { items } = await ada.events.createMany({
    events: Array.from({ length: 7 }, (_, i) => ({
      title: `Day ${i}`,
      start: `2026-03-0${i + 1}`,
    })),
  });
  const titles: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada.events.list({ limit: 3, cursor });
    titles.push(...page.items.map(({ title }) => title));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(titles).toEqual(items.map(({ title }) => title));
  const { nextCursor } = await ada.events.list({ limit: 3 });
  const foreign = ada.events.list({ limit: 3, order: "updatedAt", cursor: nextCursor ?? "" });
  expect(await reasonOf(foreign)).toBe("INVALID_CURSOR");
});

test("[C2] the same key and input give the same answer once, another input is refused", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken, { idempotencyKey: "tea-1" });
  const input = { title: "Tea", start: "2026-03-02" };
  const first = await ada.events.create(input);
  expect(await ada.events.create(input)).toEqual(first);
  expect(await reasonOf(ada.events.create({ ...input, title: "Milk" }))).toBe("KEY_REUSED");
  expect((await ada.events.list({})).items).toHaveLength(1);
});

test("[S3] who cannot see an event gets the answer for one that does not exist", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eve = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const hidden = await refusalOf(eve.events.get({ id }));
  const missing = await refusalOf(eve.events.get({ id: "01890000-0000-7000-8000-000000000000" }));
  expect(hidden).toEqual(missing);
});

test("[S1] a shared event is on the viewer's shelf, and gone when the grant is", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id } = await ada.events.create(STANDUP);
  const resource = { type: "event", id } as const;
  const window = { from: "2026-03-09T00:00:00Z", to: "2026-03-10T00:00:00Z" };

  await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "viewer" }] });
  expect((await bob.events.occurrences(window)).items).toMatchObject([
    { eventId: id, role: "viewer" },
  ]);
  expect((await bob.events.list({})).items).toMatchObject([{ id, role: "viewer" }]);
  expect(
    await refusalOf(bob.events.update({ id, scope: "all", patch: { title: "X" } })),
  ).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "editor", actual: "viewer" },
  });
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-02T10:00:00" } });
  expect((await bob.events.occurrences(window)).items).toMatchObject([
    { start: "2026-03-09T10:00:00" },
  ]);

  await ada.sharing.revoke({ resource, userId: session.user.id });
  expect((await bob.events.occurrences(window)).items).toEqual([]);
  expect(await reasonOf(bob.events.get({ id }))).toBe("NOT_FOUND");
});

test("[S1] a named calendar lists what is shared of it singly, and all of it once it is shared", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id: calendarId } = await ada.calendars.create({ name: "C", timeZone: "Europe/Berlin" });
  const { items } = await ada.events.createMany({
    calendarId,
    events: [1, 2, 3].map((day) => ({ title: `Day ${day}`, start: `2026-03-0${day}` })),
  });
  const listed = async () => {
    const page = await bob.events.list({ calendarIds: [calendarId] });
    return page.items.map(({ title, role }) => `${title} ${role}`);
  };
  const users = [{ userId: session.user.id, role: "editor" } as const];
  expect(await listed()).toEqual([]);

  await ada.sharing.share({ resource: { type: "event", id: items[1]?.id ?? "" }, users });
  expect(await listed()).toEqual(["Day 2 editor"]);

  const calendar = { type: "calendar", id: calendarId } as const;
  await ada.sharing.share({
    resource: calendar,
    users: [{ userId: session.user.id, role: "viewer" }],
  });
  expect(await listed()).toEqual(["Day 1 viewer", "Day 2 editor", "Day 3 viewer"]);

  await ada.sharing.revoke({ resource: calendar, userId: session.user.id });
  expect(await listed()).toEqual(["Day 2 editor"]);
});

test("[X7] an all-day event that gets a time of day gets its calendar's zone", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: calendarId } = await ada.calendars.create({ name: "T", timeZone: "Asia/Tokyo" });
  const { id } = await ada.events.create({ calendarId, title: "Tea", start: "2026-03-02" });
  const patch = { allDay: false, start: "2026-03-02T15:00:00", end: "2026-03-02T16:00:00" };
  const { event } = await ada.events.update({ id, patch });
  expect(event).toMatchObject({ timeZone: "Asia/Tokyo", startsAt: "2026-03-02T06:00:00Z" });
});

test("[V2] what the present says already is no conflict, though it was said from an old version", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  await ada.events.update({ id, patch: { location: "Kitchen" } });
  const same = await ada.events.update({ id, patch: { title: "Coffee" }, baseVersion: 1 });
  expect(same).toMatchObject({ changed: false, event: { version: 3 } });
});

test("[C2] a repeated call is answered again only to who could still make it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken, { idempotencyKey: "once" });
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const resource = { type: "event", id } as const;
  const userId = session.user.id;
  await ada.sharing.share({ resource, users: [{ userId, role: "editor" }] });
  const input = { id, patch: { title: "Milk" } };
  const first = await bob.events.update(input);
  expect(await bob.events.update(input)).toEqual(first);
  await ada.sharing.update({ resource, userId, role: "viewer" });
  expect(await reasonOf(bob.events.update(input))).toBe("FORBIDDEN");
  await ada.sharing.revoke({ resource, userId });
  expect(await reasonOf(bob.events.update(input))).toBe("NOT_FOUND");
});
