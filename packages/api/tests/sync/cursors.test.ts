import { toStoredId } from "@daybook/db/codec";
import { newId } from "@daybook/db/ids";
import { expect, test } from "vitest";
import { runMaintenance } from "../../src/auth/maintenance.ts";
import { decodeCursor, encodeCursor, type SyncPosition } from "../../src/sync/sync-cursor.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "../auth/_processes.ts";

const DAY_MS = 24 * 60 * 60_000;

test("[L3] [S3] cursors of others and invented ones are refused, and say nothing", async () => {
  await using world = await startWorld();
  const ada = await newUser(world);
  const bob = await newUser(world);
  const adas = world.as(ada.accessToken);
  await adas.events.create({ title: "Secret", start: "2026-03-02" });
  const hidden = (await adas.calendars.list({})).items[0]?.id ?? "";
  const bobs = world.as(bob.accessToken);
  const { nextCursor } = await bobs.sync.changes({});
  const own = (await bobs.calendars.list({})).items[0]?.id ?? "";
  const at = decodeCursor(bob.user.id, nextCursor);
  const forged = (change: Partial<SyncPosition>) =>
    encodeCursor(bob.user.id, { ...at, held: null, ...change });
  const calendar = (seq: number) => ({ seq, untold: false, paging: null, knownTo: 0 });

  const refused = [
    (await adas.sync.changes({})).nextCursor,
    "",
    "no cursor",
    nextCursor.slice(0, -1),
    `${nextCursor}A`,
  ];
  for (const cursor of refused) {
    const refusal = await refusalOf(bobs.sync.changes({ cursor }));
    expect(refusal).toMatchObject({ reason: "INVALID_CURSOR", fieldErrors: [{ path: "cursor" }] });
  }
  // Ahead of the log: as after a restoration to an earlier state.
  for (const cursor of [
    forged({ shelfSeq: at.shelfSeq + 1 }),
    forged({ calendars: new Map([[own, calendar(1_000)]]) }),
    forged({ since: at.since + DAY_MS, expiry: { at: at.since + DAY_MS, after: null } }),
  ]) {
    expect(await reasonOf(bobs.sync.changes({ cursor }))).toBe("CURSOR_EXPIRED");
  }
  expect(await reasonOf(bobs.sync.changes({ cursor: "A".repeat(70_000) }))).toBe("INVALID_INPUT");
  expect(await reasonOf(bobs.sync.changes({ limit: 0 }))).toBe("INVALID_INPUT");

  // A calendar that is not the caller's is answered as one that is not there.
  const nowhere = newId();
  for (const seq of [0, 1, 1_000]) {
    const told = [hidden, nowhere].map(async (id) => {
      const calendars = new Map([...at.calendars, [id, calendar(seq)] as const]);
      const { items } = await bobs.sync.changes({ cursor: forged({ calendars }) });
      return items.map((item) => JSON.stringify({ ...item, at: "" }).replace(id, "it"));
    });
    const [first, second] = await Promise.all(told);
    expect(first).toHaveLength(1);
    expect(first).toEqual(second);
  }
});

test("[L3] [S3] an invented cursor says nothing of what left a calendar before it was in reach", async () => {
  await using world = await startWorld();
  const ada = await newUser(world);
  const bob = await newUser(world);
  const [adas, bobs] = [world.as(ada.accessToken), world.as(bob.accessToken)];
  const { id: calendarId } = await adas.calendars.create({ name: "Team", timeZone: "UTC" });
  const gone = await adas.events.create({ calendarId, title: "Secret", start: "2026-03-02" });
  await adas.events.move({ id: gone.id, calendarId: await defaultOf(adas) });
  const kept = await adas.events.create({ calendarId, title: "Tea", start: "2026-03-02" });
  const left = await adas.events.create({ calendarId, title: "Milk", start: "2026-03-02" });
  await world.database.transaction((trx) =>
    trx
      .updateTable("log")
      .set({ at: Date.now() - DAY_MS })
      .where("scope_id", "=", toStoredId(calendarId))
      .execute(),
  );
  const resource = { type: "calendar", id: calendarId } as const;
  await adas.sharing.share({ resource, users: [{ userId: bob.user.id, role: "viewer" }] });
  await adas.events.move({ id: left.id, calendarId: await defaultOf(adas) });

  const { nextCursor } = await bobs.sync.changes({});
  const at = decodeCursor(bob.user.id, nextCursor);
  const calendars = new Map(at.calendars).set(calendarId, {
    seq: 0,
    untold: false,
    paging: null,
    knownTo: 0,
  });
  const cursor = encodeCursor(bob.user.id, { ...at, calendars });
  const { items, hasMore } = await bobs.sync.changes({ cursor });
  // What was there when the calendar came into reach, and left since, is told.
  expect(items).toMatchObject([
    { type: "event", eventId: kept.id, event: { title: "Tea" } },
    { type: "removed", resource: { type: "event", id: left.id }, cause: "moved" },
  ]);
  expect(hasMore).toBe(false);
});

async function defaultOf(caller: Caller): Promise<string> {
  const { items } = await caller.calendars.list({});
  return items.find(({ isDefault }) => isDefault)?.id ?? expect.fail();
}

test("[L3] a cursor is good for the published days, and says when it is too old", async () => {
  await using world = await startWorld();
  const { accessToken, user } = await newUser(world);
  const caller = world.as(accessToken);
  const { nextCursor } = await caller.sync.changes({});
  const at = decodeCursor(user.id, nextCursor);
  const aged = (days: number) => {
    const since = at.since - days * DAY_MS;
    return encodeCursor(user.id, { ...at, since, expiry: { at: since, after: null } });
  };
  expect(await caller.sync.changes({ cursor: aged(29.9) })).toMatchObject({ hasMore: false });
  expect(await refusalOf(caller.sync.changes({ cursor: aged(30.1) }))).toMatchObject({
    reason: "CURSOR_EXPIRED",
    details: { cursorDays: 30 },
  });
});

test("[L3] maintenance takes away what no cursor can ask for, but not who could see what, and a cursor that needs it is too old", async () => {
  await using world = await startWorld();
  const ada = await newUser(world);
  const bob = await newUser(world);
  const adas = world.as(ada.accessToken);
  const { nextCursor } = await adas.sync.changes({});
  const bobs = await world.as(bob.accessToken).sync.changes({});
  const { id } = await adas.events.create({ title: "Tea", start: "2026-03-02" });
  const resource = { type: "event", id } as const;
  await adas.sharing.share({ resource, users: [{ userId: bob.user.id, role: "viewer" }] });
  await adas.events.update({ id, patch: { title: "Milk" } });
  const types = async () => {
    const rows = await world.database.read.selectFrom("log").select("type").execute();
    return rows.map(({ type }) => type).toSorted();
  };
  expect(await types()).toEqual(["added", "added", "added", "event", "event", "event"]);
  await runMaintenance(world.database);
  expect(await types()).toEqual(["added", "added", "added", "event", "event", "event"]);

  await world.database.transaction(async (trx) => {
    const old = Date.now() - 32 * DAY_MS;
    await trx.updateTable("log").set({ at: old }).where("event_id", "=", toStoredId(id)).execute();
    await trx.updateTable("log").set({ at: old }).where("type", "=", "added").execute();
  });
  await Promise.all([runMaintenance(world.database), runMaintenance(world.database)]);
  expect(await types()).toEqual(["added", "added", "added"]);
  expect(await reasonOf(adas.sync.changes({ cursor: nextCursor }))).toBe("CURSOR_EXPIRED");
  const late = world.as(bob.accessToken).sync.changes({ cursor: bobs.nextCursor });
  expect(await reasonOf(late)).toBe("CURSOR_EXPIRED");
  const { items } = await world.as(bob.accessToken).sync.changes({});
  expect(items.map(({ type }) => type)).toEqual(["calendar", "event"]);
});
