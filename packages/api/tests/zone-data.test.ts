import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { placeSpansAgain } from "@daybook/db/queries/placed-again.queries";
import {
  ensureZoneData,
  listStoredEvents,
  listZoneChanges,
  readZoneData,
  updateEventBounds,
  writeZoneData,
} from "@daybook/db/queries/zone-data.queries";
import { busySpansOf } from "@daybook/domain/event/busy-spans";
import { boundsOf, spansOf } from "@daybook/domain/event/spans";
import { decodeContent } from "@daybook/domain/event/stored-content";
import { timeZoneDataVersion, withClocks } from "@daybook/domain/time/zone";
import { clockOfRecord, recordZone } from "@daybook/domain/time/zone-record";
import { expect, test } from "vitest";
import { followZoneData } from "../src/zones/zone-data.service.ts";
import { type Caller, newUser, startWorld } from "./auth/_processes.ts";

const ZONES = Intl.supportedValuesOf("timeZone");
const NOW = timeZoneDataVersion() ?? "";
const OLD = "2020a";
const HOUR_MS = 3_600_000;
/** The year of the next July, which the report reaches. */
const YEAR = new Date(Date.now() + 150 * 86_400_000).getUTCFullYear();
const JULY = `${YEAR}-07`;

/** The zones whose clocks the older data has without summer time: Berlin's and Kiev's. */
const CLOCKS_BEFORE = { "Europe/Berlin": "[3600]", "Europe/Kiev": "[7200]" } as const;

/** What an older version of the data would have left behind: its clocks, and all that it derives. */
async function leaveAsOlderData(database: Database): Promise<void> {
  const clocks = new Map(ZONES.map((zone) => [zone, recordZone(zone)] as const));
  for (const [zone, record] of Object.entries(CLOCKS_BEFORE)) clocks.set(zone, record);
  const others = new Map(
    [...Object.entries(CLOCKS_BEFORE), ["Europe/Kyiv", "[7200]"] as const].map(
      ([zone, record]) => [zone, clockOfRecord(record, zone)] as const,
    ),
  );
  const events = await listStoredEvents(database.read, { after: null, limit: 1_000 });
  await database.transaction(async (trx) => {
    for (const { id, content, contentSchema } of events) {
      const read = decodeContent(content, contentSchema);
      const { spans, bounds } = withClocks(others, () => ({
        spans: busySpansOf(read),
        bounds: boundsOf(read),
      }));
      await placeSpansAgain(trx, id, spans);
      await updateEventBounds(trx, id, { starts: bounds.startMs, ends: bounds.endMs });
    }
    await ensureZoneData(trx);
    await writeZoneData(trx, OLD, clocks);
  });
}

/** All that is derived, and all that must not be touched. */
async function stateOf(database: Database) {
  const read = database.read;
  const [spans, events, versions, log] = await Promise.all([
    read.selectFrom("event_spans").selectAll().execute(),
    read.selectFrom("events").selectAll().execute(),
    read.selectFrom("event_versions").selectAll().execute(),
    read.selectFrom("log").selectAll().execute(),
  ]);
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  return {
    spans: lines(spans),
    events: lines(events),
    versions: lines(versions),
    log: lines(log),
  };
}

async function reportOf(database: Database) {
  const rows = await listZoneChanges(database.read, { after: null, limit: 10_000 });
  return rows.map(({ eventId, key, timeZone, startsBefore, startsAfter }) => ({
    eventId,
    key,
    timeZone,
    by: (startsAfter ?? 0) - (startsBefore ?? 0),
  }));
}

function single(caller: Caller, start: string, timeZone: string | null = "Europe/Berlin") {
  return caller.events.create({ title: "One", start, timeZone });
}

test("[T1] [R5] newer data places events again, makes no version, and says what moved", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const one = await single(ada, `${JULY}-01T09:00:00`);
  const alias = await single(ada, `${JULY}-02T09:00:00`, "Europe/Kyiv");
  await single(ada, `${YEAR}-01-12T09:00:00`);
  await single(ada, `${JULY}-01T09:00:00`, "Asia/Tokyo");
  await single(ada, `${JULY}-01T09:00:00`, null);
  await ada.events.create({ title: "Day", start: `${JULY}-01` });
  const series = await ada.events.create({
    title: "Series",
    start: `${YEAR}-03-01T09:00:00`,
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=MONTHLY;COUNT=8", exdates: [`${JULY}-01T09:00:00`] },
    overrides: { [`${YEAR}-05-01T09:00:00`]: { start: `${YEAR}-12-24T09:00:00` } },
  });
  const gone = await single(ada, `${JULY}-03T09:00:00`);
  await ada.events.delete({ id: gone.id });
  const resource = { type: "event", id: one.id } as const;
  await ada.sharing.share({ resource, users: [{ userId: guest.user.id, role: "viewer" }] });

  const right = await stateOf(world.database);
  await leaveAsOlderData(world.database);
  const old = await stateOf(world.database);
  expect(old.spans).not.toEqual(right.spans);
  expect(old.events).not.toEqual(right.events);
  expect((await world.as().meta.health()).storedTimeZoneData).toBe(OLD);

  expect(await followZoneData(world.app)).toBe("followed");
  expect(await stateOf(world.database)).toEqual(right);
  expect(await reportOf(world.database)).toEqual([
    { eventId: one.id, key: `${JULY}-01T09:00:00`, timeZone: "Europe/Berlin", by: -HOUR_MS },
    { eventId: alias.id, key: `${JULY}-02T09:00:00`, timeZone: "Europe/Kyiv", by: -HOUR_MS },
    ...["04", "06", "08", "09", "10"].map((month) => ({
      eventId: series.id,
      key: `${YEAR}-${month}-01T09:00:00`,
      timeZone: "Europe/Berlin",
      by: -HOUR_MS,
    })),
  ]);
  const health = await world.as().meta.health();
  expect(health).toMatchObject({ timeZoneData: NOW, storedTimeZoneData: NOW });

  // Found by its owner and on the guest's shelf, where it is now and not where it was.
  for (const caller of [ada, world.as(guest.accessToken)]) {
    const at = async (from: string, to: string) => {
      const { items } = await caller.events.occurrences({ from, to, eventId: one.id });
      return items.length;
    };
    expect(await at(`${JULY}-01T07:00:00Z`, `${JULY}-01T07:01:00Z`)).toBe(1);
    expect(await at(`${JULY}-01T08:00:00Z`, `${JULY}-01T08:01:00Z`)).toBe(0);
  }
  expect(await followZoneData(world.app)).toBe("current");
});

test("[T1] a run that was cut off is taken up where it was, by one process at a time", async () => {
  await using world = await startWorld();
  const { database } = world;
  const ada = world.as((await newUser(world)).accessToken);
  for (let day = 10; day < 30; day += 1) await single(ada, `${JULY}-${day}T09:00:00`);
  const right = await stateOf(database);
  await leaveAsOlderData(database);

  // Asked at each zone, and then at each event.
  let asked = 0;
  const signal = {
    get aborted() {
      asked += 1;
      return asked > ZONES.length + 8;
    },
  } as AbortSignal;
  expect(await followZoneData(world.app, { signal, eventsAtOnce: 3 })).toBe("stopped");
  expect(await readZoneData(database.read)).toMatchObject({ version: OLD, target: NOW });
  const half = await reportOf(database);
  expect(half.length).toBe(8);

  // As a process leaves it that died: first while it might still live.
  const leave = (expires_at: number) =>
    database.transaction((trx) =>
      trx.updateTable("zone_data").set({ holder: "another", expires_at }).execute(),
    );
  await leave(Date.now() + 10 * HOUR_MS);
  expect(await followZoneData(world.app)).toBe("elsewhere");
  expect(await reportOf(database)).toEqual(half);
  await leave(1);
  expect(await followZoneData(world.app, { eventsAtOnce: 3 })).toBe("followed");
  expect(await stateOf(database)).toEqual(right);
  expect((await reportOf(database)).length).toBe(20);
});

test("[T1] [V3] edits in the midst of it stand, and are placed by the new data", async () => {
  await using world = await startWorld();
  const { database } = world;
  const ada = world.as((await newUser(world)).accessToken);
  const ids: Id[] = [];
  for (let day = 10; day < 30; day += 1) {
    ids.push((await single(ada, `${JULY}-${day}T09:00:00`)).id);
  }
  await leaveAsOlderData(database);
  const edits = ids.map((id, index) =>
    ada.events.update({ id, patch: { start: `${JULY}-${10 + index}T15:00:00` } }),
  );
  const [outcome] = await Promise.all([followZoneData(world.app, { eventsAtOnce: 2 }), ...edits]);
  expect(outcome).toBe("followed");
  for (const event of await listStoredEvents(database.read, { after: null, limit: 100 })) {
    const content = decodeContent(event.content, event.contentSchema);
    expect(event.version).toBe(2);
    expect(content.start).toMatch(/T15:00:00$/);
    const spans = await database.read
      .selectFrom("event_spans")
      .innerJoin("events", "events.id", "event_spans.event_id")
      .select(["event_spans.starts", "event_spans.ends", "events.starts as bound"])
      .where("event_spans.starts", "=", spansOf(content)[0]?.startMs ?? 0)
      .execute();
    expect(spans.map(({ starts, bound }) => bound - starts)).toEqual([0]);
  }
});

test("[T1] [V7] what an event's spans were in the past is widened by what the clock changed", async () => {
  await using world = await startWorld();
  const { database } = world;
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await single(ada, `${JULY}-01T09:00:00`);
  await ada.events.update({ id, patch: { start: `${JULY}-08T09:00:00` } });
  await leaveAsOlderData(database);
  const past = () =>
    database.read.selectFrom("event_span_history").select(["starts", "ends"]).execute();
  const [before] = await past();
  await followZoneData(world.app);
  const [after] = await past();
  expect((before?.starts ?? 0) - (after?.starts ?? 0)).toBeGreaterThanOrEqual(HOUR_MS);
  expect((after?.ends ?? 0) - (before?.ends ?? 0)).toBeGreaterThanOrEqual(HOUR_MS);
});

test("[T1] what stood by unknown data is placed again, and newer data is left alone", async () => {
  await using world = await startWorld();
  const { database } = world;
  const ada = world.as((await newUser(world)).accessToken);
  await single(ada, `${JULY}-01T09:00:00`);
  const right = await stateOf(database);
  await leaveAsOlderData(database);
  await database.transaction(async (trx) => {
    await trx.deleteFrom("zone_clocks").execute();
    await trx.deleteFrom("zone_data").execute();
  });
  expect((await world.as().meta.health()).storedTimeZoneData).toBeNull();
  expect(await followZoneData(world.app)).toBe("followed");
  expect(await stateOf(database)).toEqual(right);
  expect(await reportOf(database)).toEqual([]);

  await database.transaction((trx) => writeZoneData(trx, "2999z", new Map()));
  expect(await followZoneData(world.app)).toBe("newer");
  expect((await readZoneData(database.read)).version).toBe("2999z");
  expect(world.logged.map(({ message }) => message)).toEqual(["older time zone data"]);
});

test("[T1] a name of Windows is taken wherever a zone is, and kept as its IANA name", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const zone = "W. Europe Standard Time";
  const event = await single(ada, `${JULY}-01T09:00:00`, zone);
  expect(event.timeZone).toBe("Europe/Berlin");
  const { event: moved } = await ada.events.update({
    id: event.id,
    patch: { timeZone: "FLE Standard Time" },
  });
  expect(moved.timeZone).toBe("Europe/Kiev");
  const calendar = await ada.calendars.create({ name: "Office", timeZone: zone });
  expect(calendar.timeZone).toBe("Europe/Berlin");
  const renamed = await ada.calendars.update({
    id: calendar.id,
    patch: { timeZone: "Tokyo Standard Time" },
  });
  expect(renamed.timeZone).toBe("Asia/Tokyo");
  const day = await ada.events.create({
    title: "Day",
    start: `${JULY}-01`,
    calendarId: calendar.id,
  });
  const { items } = await ada.events.occurrences({
    from: `${JULY}-01T04:00:00Z`,
    to: `${JULY}-01T05:00:00Z`,
    eventId: day.id,
    timeZone: "Eastern Standard Time",
  });
  expect(items.map(({ startsAt }) => startsAt)).toEqual([`${JULY}-01T04:00:00Z`]);
});
