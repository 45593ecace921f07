import type { EventContent } from "@daybook/domain/event/content";
import { ENDLESS_MS, SPAN_WIDENING_MS, spansOf } from "@daybook/domain/event/spans";
import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database, Transaction } from "../src/database.ts";
import type { Id } from "../src/ids.ts";
import { newId } from "../src/ids.ts";
import { listEventsInWindow } from "../src/queries/events.queries.ts";
import { insertShelfSpans } from "../src/queries/past-spans.queries.ts";
import {
  eventIdsInWindow,
  insertSpans,
  listSpansInScope,
  retireSpans,
  windowParameters,
} from "../src/queries/spans.queries.ts";
import type { SpanWindow } from "../src/queries/spans.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addCalendar, addEvents, addUser, MADE_AT, newContent } from "./_builders.ts";
import { describeOn } from "./_engines.ts";
import { count } from "./_queries.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("[R5] events in a window", () => {
  test("are those that a look at every span finds", async () => {
    await using test = await createTestDatabase();
    const user = await addUser(test.database);
    const second = await addCalendar(test.database, user.userId);
    const foreign = await addUser(test.database);
    const contents = fc.sample(contentArbitrary, { numRuns: 600, seed: 7 });
    const truth = new Map<Id, { content: EventContent; scopeId: Id }>();
    for (const calendarId of [user.calendarId, second]) {
      const ids = await addEvents(test.database, { userId: user.userId, calendarId }, contents);
      ids.forEach((id, index) => {
        truth.set(id, { content: contents[index] as EventContent, scopeId: calendarId });
      });
    }
    await addEvents(test.database, foreign, contents.slice(0, 50));

    for (const { from, length, both } of fc.sample(windowArbitrary, { numRuns: 60, seed: 8 })) {
      const window = { from, to: from + length };
      const scopeIds = both ? [user.calendarId, second] : [second];
      const expected = [...truth]
        .filter(([, { scopeId }]) => scopeIds.includes(scopeId))
        .filter(([, { content }]) => meets(content, window))
        .map(([id]) => id);
      const found = await listEventsInWindow(
        test.database.read,
        { ...window, scopeIds },
        user.userId,
      );
      expect(found.map(({ event }) => event.id).toSorted()).toEqual(expected.toSorted());
    }
  });

  test("[S3] leave out what does not reach the user, whatever calendars are named", async () => {
    await using test = await createTestDatabase();
    const owner = await addUser(test.database);
    const stranger = await addUser(test.database);
    await addEvents(test.database, owner, [newContent()]);
    const window = { scopeIds: [owner.calendarId], from: 0, to: ENDLESS_MS / 2 };
    const { read } = test.database;
    expect(await listEventsInWindow(read, window, owner.userId)).toHaveLength(1);
    expect(await listEventsInWindow(read, window, stranger.userId)).toHaveLength(0);
  });
});

describeOn("mysql", "[R5] a window on a server", () => {
  test("reads what it finds, whatever the length of the history", async () => {
    await using test = await createTestDatabase();
    const user = await addUser(test.database);
    const window = { scopeIds: [user.calendarId, user.userId], ...weekOf("2026-03-02") };
    await addDaily(test.database, user, { days: 400, until: "2026-06-01" });
    const near = await rowsRead(test.database, window, user.userId);
    // Ten times the history, none of it in the week.
    await addDaily(test.database, user, { days: 4_000, until: "2020-01-01" });
    const far = await rowsRead(test.database, window, user.userId);
    expect([near.found, far.found]).toEqual([7, 7]);
    // A range for each of nine classes in two scopes, the union's own table, and seven events with
    // their contents and rights: whatever the planner's statistics say right after the import, which
    // moves the count by some rows and never by the four thousand.
    expect(near.read).toBeLessThan(150);
    expect(far.read).toBeLessThan(150);
    expect(Math.abs(far.read - near.read)).toBeLessThan(50);
  });
});

describeOn("sqlite", "[R5] a window in a file", () => {
  test("is one range of the clustered index for each class of length", async () => {
    await using test = await createTestDatabase();
    const user = await addUser(test.database);
    await addDaily(test.database, user, { days: 400, until: "2026-06-01" });
    const { read } = test.database;
    const window = { scopeIds: [user.calendarId, user.userId], ...weekOf("2026-03-02") };
    const query = eventIdsInWindow(read, windowParameters(window)).compile();
    const plan = await read.executeQuery<{ detail: string }>({
      ...query,
      sql: `explain query plan ${query.sql}`,
    });
    const steps = plan.rows
      .map(({ detail }) => detail)
      .filter((detail) => detail.includes("event_spans"));
    const range = /^SEARCH event_spans USING PRIMARY KEY \(scope_id=\? AND class=\? AND starts[<>]/;
    expect(steps).toHaveLength(9);
    for (const step of steps) expect(step).toMatch(range);
  });
});

describe("[V7] spans that a change replaces", () => {
  test("are kept with their validity, and are found no more", async () => {
    await using test = await createTestDatabase();
    const user = await addUser(test.database);
    const [eventId] = (await addEvents(test.database, user, [newContent()])) as [Id];
    const shelf = newId();
    const place = { eventId, calendarId: user.calendarId, userId: shelf };
    await test.database.transaction((trx) => insertShelfSpans(trx, place));
    expect(await count(test.database, "event_spans")).toBe(2);

    await test.database.transaction((trx) =>
      retireSpans(trx, { eventIds: [eventId], at: MADE_AT + 3 }),
    );
    expect(await count(test.database, "event_spans")).toBe(0);
    expect(await validities(test.database)).toEqual([
      [MADE_AT, MADE_AT + 3],
      [MADE_AT, MADE_AT + 3],
    ]);
    const window = { scopeIds: [user.calendarId, shelf], from: 0, to: ENDLESS_MS / 2 };
    expect(await listEventsInWindow(test.database.read, window, user.userId)).toEqual([]);
  });
});

test("[V7] spans that change again and again within a millisecond leave nothing behind", async () => {
  await using test = await createTestDatabase();
  const user = await addUser(test.database);
  const [eventId] = (await addEvents(test.database, user, [newContent()])) as [Id];
  const scopeIds = [user.calendarId];
  // The same hours once in a zone and once as wall clock are two spans.
  const spans = spansOf(newContent()).flatMap((span) => [
    { ...span, floating: true },
    { ...span, floating: false },
  ]);
  const at = MADE_AT + 5;
  for (let turn = 0; turn < 4; turn += 1) {
    await test.database.transaction(async (trx) => {
      await retireSpans(trx, { eventIds: [eventId], at });
      await insertSpans(trx, [{ eventId, scopeIds, spans, at }]);
    });
  }
  expect(await count(test.database, "event_spans")).toBe(2);
  expect(await validities(test.database)).toEqual([[MADE_AT, at]]);
});

test("[V7] [R5] some of an event's spans are retired, however many, and no others", async () => {
  await using test = await createTestDatabase();
  const { calendarId } = await addUser(test.database);
  const [eventId, otherId] = [newId(), newId()];
  const scopeIds = [calendarId, newId(), newId()];
  const spans = Array.from({ length: 700 }, (_, index) => ({
    startMs: index * DAY_MS,
    endMs: index % 7 === 0 ? null : index * DAY_MS + HOUR_MS,
    floating: index % 2 === 0,
  }));
  const [kept, gone] = [spans.slice(0, 3), spans.slice(3)];
  await test.database.transaction(async (trx) => {
    await insertSpans(trx, [
      { eventId, scopeIds, spans, at: MADE_AT },
      { eventId: otherId, scopeIds, spans, at: MADE_AT },
    ]);
    await retireSpans(trx, { eventId, scopeIds: scopeIds.slice(1), spans: gone, at: MADE_AT + 1 });
  });
  const { read } = test.database;
  for (const scopeId of scopeIds) {
    const found = await listSpansInScope(read, eventId, scopeId);
    const expected = scopeId === calendarId ? spans : kept;
    expect(found.toSorted((a, b) => a.startMs - b.startMs)).toEqual(expected);
    expect(await listSpansInScope(read, otherId, scopeId)).toHaveLength(spans.length);
  }
  expect(await validities(test.database)).toEqual(
    Array.from({ length: 2 * gone.length }, () => [MADE_AT, MADE_AT + 1]),
  );
});

const dayArbitrary = fc.integer({ min: 0, max: 3_000 });

const contentArbitrary = fc
  .record({
    day: dayArbitrary,
    hour: fc.integer({ min: 0, max: 23 }),
    // Lengths in every class: minutes to years.
    hours: fc.oneof(
      fc.constant(0),
      fc.constantFrom(1, 4, 16, 64, 256, 1_024, 4_096, 16_384),
      fc.integer({ min: 1, max: 20_000 }),
    ),
    zone: fc.constantFrom("Europe/Berlin", "Pacific/Kiritimati", "America/Los_Angeles", null),
    rule: fc.constantFrom(null, null, null, "FREQ=WEEKLY", "FREQ=DAILY;COUNT=10"),
  })
  .map(({ day, hour, hours, zone, rule }) => {
    const start = Date.UTC(2020, 0, 1 + day, hour);
    return newContent({
      start: wall(start),
      end: wall(start + hours * HOUR_MS),
      timeZone: zone,
      recurrence: rule === null ? null : { rrule: rule, rdates: [], exdates: [] },
    });
  });

const windowArbitrary = fc.record({
  from: dayArbitrary.map((day) => Date.UTC(2020, 0, 1 + day)),
  length: fc.oneof(fc.integer({ min: 1, max: DAY_MS }), fc.integer({ min: 1, max: 400 * DAY_MS })),
  both: fc.boolean(),
});

function meets(content: EventContent, window: { from: number; to: number }): boolean {
  return spansOf(content).some(({ startMs, endMs, floating }) => {
    const wider = floating ? SPAN_WIDENING_MS : 0;
    return startMs < window.to + wider && (endMs === null || endMs > window.from - wider);
  });
}

function wall(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

function weekOf(date: string): { from: number; to: number } {
  const from = Date.parse(`${date}T00:00:00Z`);
  return { from, to: from + 7 * DAY_MS };
}

/** One event a day, up to a date. */
async function addDaily(
  database: Database,
  user: { userId: Id; calendarId: Id },
  range: { days: number; until: string },
): Promise<void> {
  const last = Date.parse(`${range.until}T08:00:00Z`);
  const contents = Array.from({ length: range.days }, (_, index) => {
    const start = last - index * DAY_MS;
    return newContent({ start: wall(start), end: wall(start + HOUR_MS), timeZone: "UTC" });
  });
  await addEvents(database, user, contents);
}

/** What a window costs on a server: the rows that it really read. */
async function rowsRead(
  database: Database,
  window: SpanWindow,
  userId: Id,
): Promise<{ found: number; read: number }> {
  return database.snapshot(async (trx) => {
    const before = await handlerReads(trx);
    const { length: found } = await listEventsInWindow(trx, window, userId);
    return { found, read: (await handlerReads(trx)) - before };
  });
}

async function handlerReads(trx: Transaction): Promise<number> {
  const { rows } = await sql<{ Value: string }>`
    show session status where Variable_name in
      ('Handler_read_key', 'Handler_read_next', 'Handler_read_rnd_next', 'Handler_read_first')
  `.execute(trx);
  return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
}

async function validities(database: Database): Promise<number[][]> {
  const rows = await database.read
    .selectFrom("event_span_history")
    .select(["valid_from", "valid_to"])
    .orderBy("valid_from")
    .execute();
  return rows.map((row) => [row.valid_from, row.valid_to]);
}
