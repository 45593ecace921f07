import { newId } from "@daybook/db/ids";
import { insertCalendar } from "@daybook/db/queries/calendars.queries";
import { putGrant } from "@daybook/db/queries/permissions.queries";
import { insertScope } from "@daybook/db/queries/scopes.queries";
import { insertSpans, listSpansInScope } from "@daybook/db/queries/spans.queries";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { runMaintenance } from "../src/auth/maintenance.ts";
import type { SessionView } from "../src/auth/auth.schema.ts";
import type { ResourceRef } from "../src/sharing/sharing.schema.ts";
import { type Caller, newUser, reasonOf, startWorld, type TestWorld } from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };
const WEEK = { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" };
const DAY_MS = 24 * 60 * 60_000;

interface Person {
  readonly session: SessionView;
  readonly id: string;
  readonly caller: Caller;
}

async function person(world: TestWorld): Promise<Person> {
  const session = await newUser(world);
  return { session, id: session.user.id, caller: world.as(session.accessToken) };
}

async function calendarOf(owner: Person) {
  const calendar = await owner.caller.calendars.create({ name: "Team", timeZone: "Europe/Berlin" });
  return { id: calendar.id, resource: { type: "calendar", id: calendar.id } as const };
}

async function eventIn(owner: Person, calendarId: string) {
  const { id } = await owner.caller.events.create({ ...TEA, calendarId });
  return { id, resource: { type: "event", id } as const };
}

function give(from: Person, resource: ResourceRef, to: Person, role: "viewer" | "editor") {
  return from.caller.sharing.share({ resource, users: [{ userId: to.id, role }] });
}

/** Everyone in the list, page by page: whose, as what, through what. */
async function listed(who: Person, resource: ResourceRef, limit: number) {
  const seen: [userId: string, role: string, via: string][] = [];
  for (let cursor: string | undefined, pages = 0; pages < 20; pages += 1) {
    const page = await who.caller.sharing.list({
      resource,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    for (const { user, role, via } of page.items) {
      seen.push([user.id, role, via.type]);
    }
    if (page.nextCursor === null) {
      return seen;
    }
    cursor = page.nextCursor;
  }
  throw new Error("the list does not end");
}

/** Takes the clock past the end of every grant that a user holds on events. */
async function expire(world: TestWorld, expiresAt: number): Promise<void> {
  await world.database.transaction((trx) =>
    trx.updateTable("event_permissions").set({ expires_at: expiresAt }).execute(),
  );
}

test("[S2] [S5] who becomes a calendar's owner holds no grant on its events any more", async () => {
  await using world = await startWorld();
  const [owner, heir, third] = [await person(world), await person(world), await person(world)];
  const calendar = await calendarOf(owner);
  const event = await eventIn(owner, calendar.id);
  await give(owner, calendar.resource, heir, "viewer");
  await give(owner, event.resource, heir, "viewer");
  await owner.caller.sharing.transfer({ resource: calendar.resource, userId: heir.id });

  expect(await listed(heir, event.resource, 50)).toEqual([[heir.id, "owner", "calendar"]]);
  const { items } = await heir.caller.events.occurrences(WEEK);
  expect(items.map(({ eventId, role }) => [eventId, role])).toEqual([[event.id, "owner"]]);
  const log = await world.database.read
    .selectFrom("log")
    .select(["type", "resource_type", "cause"])
    .where("resource_type", "=", "event")
    .orderBy("seq")
    .execute();
  expect(log.map(({ type, cause }) => [type, cause])).toEqual([
    ["added", "shared"],
    ["removed", "transferred"],
  ]);

  // Passing the event on makes an editor of its owner: once, on one shelf.
  await give(heir, event.resource, third, "viewer");
  await heir.caller.sharing.transfer({ resource: event.resource, userId: third.id });
  expect(await heir.caller.events.get({ id: event.id })).toMatchObject({
    role: "editor",
    ownerId: third.id,
  });
});

test("[S5] an owner who holds a grant on the event all the same can pass it on", async () => {
  await using world = await startWorld();
  const [owner, heir] = [await person(world), await person(world)];
  const calendar = await calendarOf(owner);
  const event = await eventIn(owner, calendar.id);
  await give(owner, event.resource, heir, "viewer");
  const rights = { role: "viewer", canShare: false, canDelete: false, expiresAt: null } as const;
  const grant = { userId: owner.id, ...rights, grantedBy: owner.id, grantedAt: 1 };
  await world.database.transaction(async (trx) => {
    await putGrant(trx, event.resource, grant);
    const spans = await listSpansInScope(trx, event.id, calendar.id);
    await insertSpans(trx, [{ eventId: event.id, scopeIds: [owner.id], spans, at: 1 }]);
  });
  await owner.caller.sharing.transfer({ resource: event.resource, userId: heir.id });
  expect(await owner.caller.events.get({ id: event.id })).toMatchObject({ role: "editor" });
});

test("[S1] [K1] grants on a deleted calendar are withdrawn and left, and no new ones given", async () => {
  await using world = await startWorld();
  const [owner, first, second] = [await person(world), await person(world), await person(world)];
  const { id, resource } = await calendarOf(owner);
  await give(owner, resource, first, "viewer");
  await give(owner, resource, second, "viewer");
  await owner.caller.calendars.delete({ id });

  for (const refused of [
    () => give(owner, resource, first, "editor"),
    () => owner.caller.sharing.update({ resource, userId: first.id, role: "editor" }),
    () => owner.caller.sharing.transfer({ resource, userId: first.id }),
    () => owner.caller.calendars.update({ id, patch: { name: "Other" } }),
    () => owner.caller.events.create({ ...TEA, calendarId: id }),
  ]) {
    expect(await reasonOf(refused())).toBe("CALENDAR_DELETED");
  }
  const { sharing } = owner.caller;
  expect(await sharing.revoke({ resource, userId: first.id })).toEqual({ revoked: true });
  expect(await second.caller.sharing.leave({ resource })).toEqual({ revoked: true });
  expect(await listed(owner, resource, 50)).toEqual([[owner.id, "owner", "calendar"]]);
  expect(await reasonOf(first.caller.calendars.get({ id }))).toBe("NOT_FOUND");
});

test("[C3] [S1] the list of grants is whole at every page size, owner first", async () => {
  await using world = await startWorld();
  const owner = await person(world);
  const others = [await person(world), await person(world), await person(world)];
  const calendar = await calendarOf(owner);
  const event = await eventIn(owner, calendar.id);
  for (const other of others) {
    await give(owner, calendar.resource, other, "editor");
    await give(owner, event.resource, other, "viewer");
  }
  const ids = others.map(({ id }) => id).toSorted();
  const onCalendar = [
    [owner.id, "owner", "calendar"],
    ...ids.map((id) => [id, "editor", "calendar"]),
  ];
  const onEvent = ids.map((id) => [id, "viewer", "event"]);
  for (const limit of [1, 2, 3, 4, 5]) {
    expect(await listed(owner, calendar.resource, limit)).toEqual(onCalendar);
    expect(await listed(owner, event.resource, limit)).toEqual([onCalendar[0], ...onEvent]);
    for (const other of others) {
      // What reaches the reader through the calendar is theirs to know.
      const own = [other.id, "editor", "calendar"];
      expect(await listed(other, event.resource, limit)).toEqual([onCalendar[0], own, ...onEvent]);
    }
  }
});

test("[S1] a viewer of an event lists the owner's place and what reaches them, page by page", async () => {
  await using world = await startWorld();
  const [owner, viewer, other] = [await person(world), await person(world), await person(world)];
  const calendar = await calendarOf(owner);
  const event = await eventIn(owner, calendar.id);
  for (const resource of [calendar.resource, event.resource]) {
    await give(owner, resource, viewer, "viewer");
    await give(owner, resource, other, "viewer");
  }
  for (const limit of [1, 2, 3, 4]) {
    expect(await listed(viewer, event.resource, limit)).toEqual([
      [owner.id, "owner", "calendar"],
      [viewer.id, "viewer", "calendar"],
      [viewer.id, "viewer", "event"],
    ]);
  }
});

test("[S6] expired grants take no room, and giving one again brings the event back", async () => {
  await using world = await startWorld();
  const [owner, guest] = [await person(world), await person(world)];
  const { id: calendarId } = await calendarOf(owner);
  const event = await eventIn(owner, calendarId);
  await give(owner, event.resource, guest, "viewer");
  await world.database.transaction(async (trx) => {
    for (let i = 1; i < LIMITS.grantsPerEvent; i += 1) {
      const rights = { role: "viewer", canShare: false, canDelete: false } as const;
      const when = { expiresAt: null, grantedBy: owner.id, grantedAt: 1 };
      await putGrant(trx, event.resource, { userId: newId(), ...rights, ...when });
    }
  });
  const late = await person(world);
  expect(await reasonOf(give(owner, event.resource, late, "viewer"))).toBe("LIMIT_EXCEEDED");
  await expire(world, 1_000);
  await give(owner, event.resource, late, "viewer");
  await give(owner, event.resource, guest, "viewer");
  // While the grants are expired the event moves; then they are given again.
  await expire(world, 1_000);
  await owner.caller.events.update({ id: event.id, patch: { start: "2026-03-03T15:00:00" } });
  for (const who of [late, guest]) {
    await give(owner, event.resource, who, "viewer");
    const { items } = await who.caller.events.occurrences(WEEK);
    expect(items.map(({ start }) => start)).toEqual(["2026-03-03T15:00:00"]);
  }
});

test("[S6] [L2] maintenance takes grants away that expired long ago, with their place on the shelf", async () => {
  await using world = await startWorld();
  const [owner, guest] = [await person(world), await person(world)];
  const { id: calendarId, resource } = await calendarOf(owner);
  const event = await eventIn(owner, calendarId);
  await give(owner, event.resource, guest, "viewer");
  await give(owner, resource, guest, "viewer");
  const { read } = world.database;
  const shelf = () => read.selectFrom("event_spans").select("scope_id").execute();
  const entries = () =>
    read.selectFrom("log").select(["scope_id", "seq"]).orderBy("scope_id").orderBy("seq").execute();
  const logged = await entries();

  await expire(world, Date.now() - 10 * DAY_MS);
  await runMaintenance(world.database);
  // Who follows the log still has to learn of it from the grant.
  expect(await read.selectFrom("event_permissions").select("role").execute()).toHaveLength(1);
  expect(await shelf()).toHaveLength(2);

  await expire(world, Date.now() - 40 * DAY_MS);
  await runMaintenance(world.database);
  expect(await read.selectFrom("event_permissions").select("role").execute()).toEqual([]);
  expect(await read.selectFrom("calendar_permissions").select("role").execute()).toHaveLength(1);
  expect(await shelf()).toHaveLength(1);
  expect(await entries()).toEqual(logged);
});

test("[C2] [S3] a withdrawal or transfer asked for again answers only who still sees the resource", async () => {
  await using world = await startWorld();
  const [owner, sharer, guest] = [await person(world), await person(world), await person(world)];
  const { resource } = await calendarOf(owner);
  await owner.caller.sharing.share({
    resource,
    users: [{ userId: sharer.id, role: "editor", canShare: true }],
  });
  await give(owner, resource, guest, "viewer");
  const keyed = (who: Person) => world.as(who.session.accessToken, { idempotencyKey: "again" });
  const revoke = () => keyed(sharer).sharing.revoke({ resource, userId: guest.id });
  const transfer = () => keyed(owner).sharing.transfer({ resource, userId: sharer.id });
  const leave = () => keyed(owner).sharing.leave({ resource });

  expect(await revoke()).toEqual({ revoked: true });
  expect(await revoke()).toEqual({ revoked: true });
  await owner.caller.sharing.revoke({ resource, userId: sharer.id });
  expect(await reasonOf(revoke())).toBe("NOT_FOUND");
  await give(owner, resource, sharer, "editor");
  expect(await transfer()).toEqual({ resource, ownerId: sharer.id });
  expect(await transfer()).toEqual({ resource, ownerId: sharer.id });
  expect(await leave()).toEqual({ revoked: true });
  expect(await leave()).toEqual({ revoked: true });
  expect(await reasonOf(transfer())).toBe("NOT_FOUND");
});

test("[S5] nobody is handed more calendars than they may own", async () => {
  await using world = await startWorld();
  const [owner, heir] = [await person(world), await person(world)];
  const { id, resource } = await calendarOf(owner);
  await give(owner, resource, heir, "viewer");
  await world.database.transaction(async (trx) => {
    // The default calendar is one of them.
    for (let i = 1; i < LIMITS.calendarsPerUser; i += 1) {
      const calendar = { id: newId(), ownerId: heir.id, name: "C", timeZone: "UTC", at: 1 };
      await insertScope(trx, { id: calendar.id, kind: "calendar" });
      await insertCalendar(trx, { ...calendar, freeBusy: "shared" });
    }
  });
  const transfer = () => owner.caller.sharing.transfer({ resource, userId: heir.id });
  expect(await reasonOf(transfer())).toBe("LIMIT_EXCEEDED");
  expect(await owner.caller.calendars.get({ id })).toMatchObject({ role: "owner" });
});
