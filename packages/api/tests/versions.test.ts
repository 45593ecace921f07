import { expect, test } from "vitest";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

/** A weekly series, then renamed, then moved by an hour. */
async function threeVersions(ada: Caller): Promise<string> {
  const { id } = await ada.events.create({
    title: "Stand-up",
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T09:15:00",
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
    message: "as agreed",
  });
  await ada.events.update({ id, scope: "all", patch: { title: "Weekly" } });
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-02T10:00:00" } });
  return id;
}

const WORDLESS = { words: null, overrideWords: null };

const WINDOW = { from: "2026-03-02T00:00:00Z", to: "2026-03-10T00:00:00Z" };

test("[V1] the changelog says who, when, what kind, why and which fields", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const eventId = await threeVersions(ada);
  const { items } = await ada.versions.list({ eventId, limit: 2 });
  expect(items).toMatchObject([
    { version: 3, kind: "update", changedFields: ["start", "end"], message: null },
    { version: 2, kind: "update", changedFields: ["title"] },
  ]);
  const { nextCursor } = await ada.versions.list({ eventId, limit: 2 });
  const rest = await ada.versions.list({ eventId, limit: 2, cursor: nextCursor ?? "" });
  expect(rest).toMatchObject({
    items: [
      {
        version: 1,
        kind: "create",
        message: "as agreed",
        actor: { id: session.user.id, username: session.user.username },
      },
    ],
    nextCursor: null,
  });
  const times = [...items, ...rest.items].map(({ at }) => Date.parse(at));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test("[V5] a diff says what changed and what it means in time, and its mirror mirrors it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eventId = await threeVersions(ada);
  const there = await ada.versions.diff({ eventId, from: 1, to: 3, window: WINDOW });
  expect(there.fields.toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
    { field: "end", from: "2026-03-02T09:15:00", to: "2026-03-02T10:15:00", ...WORDLESS },
    { field: "start", from: "2026-03-02T09:00:00", to: "2026-03-02T10:00:00", ...WORDLESS },
    {
      field: "title",
      from: "Stand-up",
      to: "Weekly",
      words: [
        { type: "removed", text: "Stand-up" },
        { type: "added", text: "Weekly" },
      ],
      overrideWords: null,
    },
  ]);
  expect(there.occurrences).toMatchObject({ appear: [], vanish: [] });
  expect(there.occurrences.move.map(({ from, to }) => [from.startsAt, to.startsAt])).toEqual([
    ["2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z"],
    ["2026-03-09T08:00:00Z", "2026-03-09T09:00:00Z"],
  ]);
  const back = await ada.versions.diff({ eventId, from: 3, to: 1, window: WINDOW });
  expect(back.fields).toMatchObject(
    there.fields.map(({ field, from, to }) => ({ field, from: to, to: from })),
  );
  expect(back.occurrences.move.map(({ from, to }) => [to.startsAt, from.startsAt])).toEqual(
    there.occurrences.move.map(({ from, to }) => [from.startsAt, to.startsAt]),
  );
});

test("[V4] a rollback is a new version with exactly the old content, and notes its source", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eventId = await threeVersions(ada);
  const { event } = await ada.versions.rollback({ eventId, version: 1, message: "it was fine" });
  expect(event).toMatchObject({ version: 4, title: "Stand-up", start: "2026-03-02T09:00:00" });
  const first = await ada.versions.get({ eventId, version: 1 });
  const fourth = await ada.versions.get({ eventId, version: 4 });
  expect(fourth.event).toEqual(first.event);
  expect(fourth).toMatchObject({ kind: "rollback", sourceVersion: 1, message: "it was fine" });
  expect(await ada.versions.rollback({ eventId, version: 1 })).toMatchObject({ changed: false });
});

test("[V4] a rollback never merges: from an older version it is a conflict", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eventId = await threeVersions(ada);
  const refusal = await refusalOf(ada.versions.rollback({ eventId, version: 1, baseVersion: 2 }));
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { baseVersion: 2, currentVersion: 3 },
  });
  expect(await reasonOf(ada.versions.rollback({ eventId, version: 9 }))).toBe("VERSION_NOT_FOUND");
  expect(await reasonOf(ada.versions.get({ eventId, version: 4 }))).toBe("VERSION_NOT_FOUND");
});

test("[V4] a rollback to a deleted version deletes again, and going back to that rollback does too", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const { id } = await ada.events.create({ title: "Lunch", start: "2026-03-02T12:00:00" });
  await ada.events.delete({ id });
  await ada.events.restore({ id });
  const again = world.as(session.accessToken, { idempotencyKey: "again" });
  const fourth = await again.versions.rollback({ eventId: id, version: 2 });
  expect(fourth.event).toMatchObject({ version: 4, deletedAt: fourth.event.updatedAt });
  await ada.events.restore({ id });
  // The replay answers the event as that call left it.
  expect(await again.versions.rollback({ eventId: id, version: 2 })).toEqual(fourth);
  const sixth = await ada.versions.rollback({ eventId: id, version: 4 });
  expect(sixth).toMatchObject({ changed: true, event: { version: 6 } });
  expect(sixth.event.deletedAt).not.toBeNull();
  const { items } = await ada.versions.list({ eventId: id });
  expect(items.map(({ deleted }) => deleted)).toEqual([true, false, true, false, true, false]);
  const window = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };
  const { occurrences } = await ada.versions.diff({ eventId: id, from: 4, to: 5, window });
  expect(occurrences.appear).toHaveLength(1);
  expect(await ada.versions.verify({ eventId: id })).toMatchObject({ ok: true, checked: 6 });
});

test("[V8] whether a version deletes is bound into its chain", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eventId = await threeVersions(ada);
  await world.database.transaction((trx) =>
    trx.updateTable("event_versions").set({ deleted: 1 }).where("version", "=", 2).execute(),
  );
  expect(await ada.versions.verify({ eventId })).toMatchObject({ ok: false, firstBad: 2 });
});

test("[V8] verify names the first version that was tampered with", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eventId = await threeVersions(ada);
  expect(await ada.versions.verify({ eventId })).toMatchObject({ ok: true, checked: 3 });
  await world.database.transaction((trx) =>
    trx
      .updateTable("event_versions")
      .set({ content: '{"title":"forged"}' })
      .where("version", "=", 2)
      .execute(),
  );
  expect(await ada.versions.verify({ eventId })).toMatchObject({
    ok: false,
    firstBad: 2,
    firstBadEventId: eventId,
  });
});

test("[V9] a server that meets content of a newer schema says so and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eventId = await threeVersions(ada);
  await world.database.transaction((trx) =>
    trx
      .updateTable("event_versions")
      .set({ content_schema: 99 })
      .where("version", "=", 3)
      .execute(),
  );
  const edit = ada.events.update({ id: eventId, scope: "all", patch: { title: "X" } });
  expect(await reasonOf(edit)).toBe("SERVER_TOO_OLD");
});
