import { busySpansOf } from "@daybook/domain/event/busy-spans";
import type { EventContent } from "@daybook/domain/event/content";
import { spansOf } from "@daybook/domain/event/spans";
import { expect, test } from "vitest";
import { fromStoredId } from "../src/codec.ts";
import type { Database } from "../src/database.ts";
import { type Id, newId } from "../src/ids.ts";
import { listBusySpans } from "../src/queries/busy.queries.ts";
import { insertSpans, updateSpansBusy } from "../src/queries/spans.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addUser, newContent } from "./_builders.ts";

const WINDOW = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1), limit: 1_000 };
const WEEKLY = { rrule: "FREQ=WEEKLY", rdates: [], exdates: [] };

async function addSpans(
  database: Database,
  scopeIds: readonly Id[],
  contents: readonly EventContent[],
): Promise<Id[]> {
  const events = contents.map((content) => ({
    eventId: newId(),
    scopeIds,
    spans: busySpansOf(content),
    at: 1,
  }));
  await database.transaction((trx) => insertSpans(trx, events));
  return events.map(({ eventId }) => eventId);
}

async function found(database: Database, scopeIds: readonly Id[]) {
  const spans = await listBusySpans(database.read, { ...WINDOW, scopeIds });
  return spans
    .map(({ storedEventId, ...span }) => ({ ...span, eventId: fromStoredId(storedEventId) }))
    .toSorted((a, b) => (a.eventId + a.calendarId < b.eventId + b.calendarId ? -1 : 1));
}

test("[Q1] the busy spans of a window are those of the calendars asked for, and none that is never busy", async () => {
  await using fresh = await createTestDatabase();
  const { database } = fresh;
  const [first, second] = [newId(), newId()];
  const [single = "", , , series = ""] = await addSpans(
    database,
    [first, second],
    [
      newContent(),
      newContent({ transparency: "transparent" }),
      newContent({ recurrence: WEEKLY, status: "cancelled" }),
      newContent({ recurrence: WEEKLY }),
      newContent({ start: "2027-06-01T09:00:00", end: "2027-06-01T10:00:00" }),
    ],
  );
  await addSpans(database, [newId()], [newContent()]);
  const whole = { eventId: single, busy: "whole", pattern: null };
  const pattern = expect.stringContaining("FREQ=WEEKLY");
  const expand = { eventId: series, busy: "expand", pattern, endMs: null };
  expect(await found(database, [first])).toMatchObject([
    { ...whole, calendarId: first },
    { ...expand, calendarId: first },
  ]);
  const both = await found(database, [first, second]);
  expect(both.map(({ eventId, calendarId }) => [eventId, calendarId])).toEqual([
    [single, first],
    [single, second],
    [series, first],
    [series, second],
  ]);
});

test("[Q1] what a span says of busy time changes in every calendar at once, its place in none", async () => {
  await using fresh = await createTestDatabase();
  const { database } = fresh;
  const { calendarId } = await addUser(database);
  const [eventId = ""] = await addSpans(database, [calendarId], [newContent()]);
  const say = (busy: "never" | "expand") =>
    database.transaction((trx) => updateSpansBusy(trx, eventId, { busy, pattern: null }));
  const [before] = await found(database, [calendarId]);
  await say("never");
  expect(await found(database, [calendarId])).toEqual([]);
  await say("expand");
  expect(await found(database, [calendarId])).toEqual([{ ...before, busy: "expand" }]);
  expect(await database.read.selectFrom("event_span_history").select("starts").execute()).toEqual(
    [],
  );
});

test("a span that says nothing of busy time sends its reader to the content", async () => {
  await using fresh = await createTestDatabase();
  const { database } = fresh;
  const [eventId, scopeId] = [newId(), newId()];
  const content = newContent({ transparency: "transparent" });
  await database.transaction((trx) =>
    insertSpans(trx, [{ eventId, scopeIds: [scopeId], spans: spansOf(content), at: 1 }]),
  );
  expect(await found(database, [scopeId])).toMatchObject([
    { eventId, busy: "expand", pattern: null },
  ]);
});
