import { expect, test } from "vitest";
import { undoSet } from "./_undo.ts";
import {
  type Caller,
  newUser,
  PASSWORD,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

const DAY = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };

async function newCalendar(caller: Caller, count: number) {
  const calendar = await caller.calendars.create({ name: "Team", timeZone: "UTC" });
  const { items } = await caller.events.createMany({
    calendarId: calendar.id,
    events: Array.from({ length: count }, (_, i) => ({
      title: `Event ${i}`,
      start: "2026-03-02T09:00:00",
    })),
  });
  return { calendarId: calendar.id, ids: items.map(({ id }) => id) };
}

/** What the log of one user's shelf says of grants, the latest last. */
async function accessLog(world: TestWorld, userId: string) {
  const rows = await world.database.read
    .selectFrom("log")
    .innerJoin("scopes", "scopes.id", "log.scope_id")
    .select(["log.scope_id", "log.seq", "log.type", "log.cause", "log.role"])
    .where("scopes.kind", "=", "shelf")
    .where("log.resource_type", "=", "calendar")
    .orderBy("log.seq")
    .execute();
  const hex = userId.replaceAll("-", "");
  return rows
    .filter((row) => Buffer.from(row.scope_id).toString("hex") === hex)
    .map(({ type, cause, role }) => [type, cause, role]);
}

test("[K1] [L2] undoing its deletion restores a calendar, its events and the grants on it", async () => {
  await using world = await startWorld();
  const owner = await newUser(world);
  const ada = world.as(owner.accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const single = await newUser(world);
  const cy = world.as(single.accessToken);
  const { calendarId, ids } = await newCalendar(ada, 4);
  const [first = "", gone = ""] = ids;
  await ada.sharing.share({
    resource: { type: "calendar", id: calendarId },
    users: [{ userId: guest.user.id, role: "editor" }],
  });
  await ada.sharing.share({
    resource: { type: "event", id: first },
    users: [{ userId: single.user.id, role: "viewer" }],
  });
  await ada.events.delete({ id: gone });
  const deleted = await ada.calendars.delete({ id: calendarId });
  expect(await reasonOf(ada.events.restore({ id: first }))).toBe("CALENDAR_DELETED");
  expect(await reasonOf(ada.versions.undo({ eventId: first, version: 2 }))).toBe(
    "CALENDAR_DELETED",
  );
  for (const caller of [bob, cy]) {
    expect((await caller.events.occurrences(DAY)).items).toEqual([]);
  }

  const undone = await undoSet(ada, deleted.changeSetId);
  expect(undone).toMatchObject({
    calendar: { id: calendarId, deletedAt: null, version: 3, role: "owner" },
    omitted: 0,
  });
  expect(undone.items.map(({ event }) => event.id)).toEqual(
    ids.filter((id) => id !== gone).toSorted(),
  );
  expect((await ada.events.occurrences(DAY)).items).toHaveLength(3);
  expect((await ada.events.search({ query: "event" })).items).toHaveLength(3);
  expect((await bob.events.occurrences(DAY)).items).toHaveLength(3);
  expect((await cy.events.occurrences(DAY)).items).toHaveLength(1);
  expect(await bob.calendars.get({ id: calendarId })).toMatchObject({ deletedAt: null });
  await bob.events.update({ id: first, patch: { title: "Bob's" } });
  await bob.events.create({ calendarId, title: "New", start: "2026-03-02" });

  expect((await accessLog(world, guest.user.id)).slice(-3)).toEqual([
    ["added", "shared", "editor"],
    ["removed", "deleted", null],
    ["added", "restored", "editor"],
  ]);
  expect((await accessLog(world, owner.user.id)).slice(-2)).toEqual([
    ["removed", "deleted", null],
    ["added", "restored", "owner"],
  ]);
  const { items: trail } = await ada.audit.list({ resource: { type: "calendar", id: calendarId } });
  expect(trail).toContainEqual(
    expect.objectContaining({
      procedure: "versions.undo",
      resource: { type: "calendar", id: calendarId },
      version: 3,
    }),
  );
  const again = await undoSet(ada, deleted.changeSetId);
  expect(again).toMatchObject({ calendar: null, changeSetId: null });
  expect(again.items.every(({ changed }) => !changed)).toBe(true);
});

test("[K1] grants that were withdrawn or left meanwhile do not come back", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guests = [await newUser(world), await newUser(world)];
  const { calendarId } = await newCalendar(ada, 1);
  const resource = { type: "calendar", id: calendarId } as const;
  const users = guests.map(({ user }) => ({ userId: user.id, role: "viewer" as const }));
  await ada.sharing.share({ resource, users });
  const { changeSetId } = await ada.calendars.delete({ id: calendarId });
  const [withdrawn, left] = guests;
  await ada.sharing.revoke({ resource, userId: withdrawn?.user.id ?? "" });
  await world.as(left?.accessToken).sharing.leave({ resource });
  await undoSet(ada, changeSetId);
  for (const { accessToken, user } of guests) {
    expect(await reasonOf(world.as(accessToken).calendars.get({ id: calendarId }))).toBe(
      "NOT_FOUND",
    );
    const [last] = (await accessLog(world, user.id)).slice(-1);
    expect(last?.[0]).toBe("removed");
  }
});

test("[K1] undoing that deletes the calendar again, with what came meanwhile once that is said", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { calendarId, ids } = await newCalendar(ada, 2);
  const deleted = await ada.calendars.delete({ id: calendarId });
  const back = await undoSet(ada, deleted.changeSetId);
  const added = await ada.events.create({ calendarId, title: "New", start: "2026-03-02" });
  const [edited = ""] = ids;
  await ada.events.update({ id: edited, patch: { title: "Edited" } });
  const refusal = await refusalOf(undoSet(ada, back.changeSetId));
  expect(refusal).toMatchObject({ reason: "VERSION_CONFLICT" });
  const met = refusal.details["conflicts"] as { eventId: string; field: string }[];
  expect(met.map(({ eventId, field }) => [eventId, field])).toEqual([
    [edited, "deleted"],
    [added.id, "deleted"],
  ]);
  // What stays cannot stay in a calendar that goes.
  const kept = { resolutions: { deleted: "yours", [`${added.id}/deleted`]: "theirs" } } as const;
  expect(await refusalOf(undoSet(ada, back.changeSetId, kept))).toMatchObject({
    details: { conflicts: [{ eventId: added.id }] },
  });
  expect(await ada.calendars.get({ id: calendarId })).toMatchObject({ deletedAt: null });

  const gone = await undoSet(ada, back.changeSetId, { resolutions: { deleted: "yours" } });
  expect(gone).toMatchObject({
    calendar: { id: calendarId, deletedAt: expect.any(String), version: 4 },
    omitted: 1,
  });
  expect((await ada.events.occurrences(DAY)).items).toEqual([]);
  const { items } = await ada.versions.list({ eventId: added.id });
  expect(items[0]).toMatchObject({ kind: "delete", changeSetId: gone.changeSetId });

  const again = await undoSet(ada, gone.changeSetId);
  expect(again.items).toHaveLength(3);
  expect((await ada.events.occurrences(DAY)).items).toHaveLength(3);
  for (const eventId of [...ids, added.id]) {
    expect(await ada.versions.verify({ eventId })).toMatchObject({ ok: true });
  }
});

test("[K1] an empty calendar comes back too, and its preview writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.calendars.create({ name: "Empty", timeZone: "UTC" });
  const { changeSetId } = await ada.calendars.delete({ id });
  expect(await undoSet(ada, changeSetId, { preview: true })).toMatchObject({
    items: [],
    calendar: { id, deletedAt: null },
    changeSetId: null,
  });
  expect(await ada.calendars.get({ id })).toMatchObject({ deletedAt: expect.any(String) });
  const back = await undoSet(ada, changeSetId);
  expect(back).toMatchObject({ items: [], calendar: { id, deletedAt: null } });
  expect(await undoSet(ada, changeSetId)).toMatchObject({ calendar: null, changeSetId: null });
  expect(await undoSet(ada, back.changeSetId)).toMatchObject({
    calendar: { id, deletedAt: expect.any(String) },
  });
});

test("[K1] [C2] a key answers it again with the calendar as it is now", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const keyed = world.as(accessToken, { idempotencyKey: "calendar-1" });
  const { calendarId } = await newCalendar(ada, 2);
  const { changeSetId } = await ada.calendars.delete({ id: calendarId });
  const first = await undoSet(keyed, changeSetId);
  const { id, patch } = { id: calendarId, patch: { name: "Again" } };
  const { version, updatedAt } = await ada.calendars.update({ id, patch });
  expect(await undoSet(keyed, changeSetId)).toEqual({
    ...first,
    calendar: { ...first.calendar, name: "Again", version, updatedAt },
  });
});

test("[K1] [S3] only the owner brings a calendar back, as long as there is room", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const stranger = world.as((await newUser(world)).accessToken);
  const { calendarId } = await newCalendar(ada, 1);
  await ada.sharing.share({
    resource: { type: "calendar", id: calendarId },
    users: [{ userId: guest.user.id, role: "editor", canDelete: true }],
  });
  const { changeSetId } = await ada.calendars.delete({ id: calendarId });
  expect(await refusalOf(undoSet(bob, changeSetId))).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "owner", actual: "editor" },
  });
  expect(await reasonOf(undoSet(stranger, changeSetId))).toBe("NOT_FOUND");
  for (;;) {
    const created = await ada.calendars
      .create({ name: "More", timeZone: "UTC" })
      .catch(() => undefined);
    if (created === undefined) break;
  }
  expect(await refusalOf(undoSet(ada, changeSetId))).toMatchObject({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "calendarsPerUser", limit: 200 },
  });
});

test("[K1] [S7] nobody brings back what an account took along", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const { calendarId, ids } = await newCalendar(ada, 1);
  const resource = { type: "calendar", id: calendarId } as const;
  const users = [{ userId: guest.user.id, role: "editor" as const, canDelete: true }];
  await ada.sharing.share({ resource, users });
  const dispositions = [{ resource, action: "delete" as const }];
  await ada.auth.deleteAccount({ password: PASSWORD, dispositions });
  const [{ changeSetId } = { changeSetId: "" }] = (
    await bob.versions.list({ eventId: ids[0] ?? "" })
  ).items;
  expect(await reasonOf(undoSet(bob, changeSetId))).toBe("FORBIDDEN");
});
