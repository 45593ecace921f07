import { expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { toStoredId } from "../src/codec.ts";
import { newId, type Id } from "../src/ids.ts";
import { past } from "../src/migrations/202611290930-past.ts";
import { listEventsInPastWindow } from "../src/queries/past-events.queries.ts";
import { eventIdsInPastWindow } from "../src/queries/past-spans.queries.ts";
import { putGrant } from "../src/queries/permissions.queries.ts";
import { insertSpans, retireSpans, windowParameters } from "../src/queries/spans.queries.ts";
import { insertVersions } from "../src/queries/versions.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addCalendar, addEvents, addUser, MADE_AT, newContent, newVersion } from "./_builders.ts";
import { describeOn } from "./_engines.ts";

const HOUR_MS = 3_600_000;
const WEEK = { from: Date.UTC(2026, 2, 2), to: Date.UTC(2026, 2, 9) };

test("[V7] the step makes whole what scopes knew of events that moved or were shared before it", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const [owner, guest, former] = [
    await addUser(database),
    await addUser(database),
    await addUser(database),
  ];
  const target = await addCalendar(database, owner.userId);
  const [eventId] = (await addEvents(database, owner, [newContent(), newContent()])) as [Id];

  // As releases before it have written: shared at 10 and 20, taken from one at 30, moved at 40.
  const spans = [{ startMs: WEEK.from, endMs: WEEK.from + HOUR_MS, floating: false }];
  const elsewhere = [{ startMs: WEEK.to, endMs: WEEK.to + HOUR_MS, floating: false }];
  const at = (minute: number) => MADE_AT + minute * 60_000;
  await database.transaction(async (trx) => {
    await retireSpans(trx, { eventIds: [eventId], at: at(5) });
    const scopes = [owner.calendarId];
    await insertSpans(trx, [{ eventId, scopeIds: scopes, spans, at: at(5) }]);
    await insertSpans(trx, [{ eventId, scopeIds: [guest.userId], spans, at: at(10) }]);
    await insertSpans(trx, [{ eventId, scopeIds: [former.userId], spans, at: at(20) }]);
    await trx
      .insertInto("event_span_history")
      .columns([
        "scope_id",
        "class",
        "starts",
        "event_id",
        "ends",
        "floating",
        "valid_from",
        "valid_to",
      ])
      .expression((eb) =>
        eb
          .selectFrom("event_spans")
          .where("scope_id", "=", toStoredId(former.userId))
          .select((of) => [
            "scope_id",
            "class",
            "starts",
            "event_id",
            "ends",
            "floating",
            "valid_from",
            of.val(at(30)).as("valid_to"),
          ]),
      )
      .execute();
    await trx.deleteFrom("event_spans").where("scope_id", "=", toStoredId(former.userId)).execute();
    const grant = { role: "viewer", canShare: false, canDelete: false, expiresAt: null } as const;
    const by = { grantedBy: owner.userId, grantedAt: at(10) };
    await putGrant(trx, { type: "event", id: eventId }, { userId: guest.userId, ...grant, ...by });
    await retireSpans(trx, { eventIds: [eventId], at: at(40) });
    const scopeIds = [target, guest.userId];
    await insertSpans(trx, [{ eventId, scopeIds, spans: elsewhere, at: at(40) }]);
    const moved = { eventId, actorId: owner.userId, calendarId: target, version: 2 };
    await insertVersions(trx, [{ ...newVersion(moved), kind: "move", at: at(40) }]);
    await trx
      .updateTable("events")
      .set({ calendar_id: toStoredId(target), version: 2, updated_at: at(40) })
      .where("id", "=", toStoredId(eventId))
      .execute();
  });
  const untouched = await rowsOf(database, owner.calendarId);

  // A run that is cut off is run again from its start.
  for (let run = 0; run < 2; run += 1) {
    await past.fill?.(database, () => {});
    const whole = await rowsOf(database, target);
    expect(whole).toHaveLength(3);
    expect(await rowsOf(database, guest.userId)).toEqual(whole);
    expect(await rowsOf(database, former.userId)).toEqual([]);
    expect(await rowsOf(database, owner.calendarId)).toEqual(untouched);
    // Found where it stood at 10, through where it stands now, and by who it was shared with later.
    for (const [scopeId, userId] of [
      [target, owner.userId],
      [guest.userId, guest.userId],
    ] as const) {
      const found = await listEventsInPastWindow(
        database.read,
        {
          ...WEEK,
          scopeIds: [scopeId],
          at: at(7),
          inCalendars: false,
          eventId: undefined,
          limit: 9,
        },
        userId,
      );
      expect(found).toMatchObject([
        { event: { id: eventId, version: 1, calendarId: owner.calendarId } },
      ]);
    }
  }
});

/** What a scope knows: place and validity of each span, those of now without an end. */
async function rowsOf(database: Database, scopeId: Id): Promise<unknown[]> {
  const columns = ["event_id", "class", "starts", "ends", "floating", "valid_from"] as const;
  const of = toStoredId(scopeId);
  const present = await database.read
    .selectFrom("event_spans")
    .select(columns)
    .where("scope_id", "=", of)
    .execute();
  const history = await database.read
    .selectFrom("event_span_history")
    .select([...columns, "valid_to"])
    .where("scope_id", "=", of)
    .execute();
  const rows = [...present.map((row) => ({ ...row, valid_to: null })), ...history];
  return rows
    .map(({ event_id, ...row }) => ({ ...row, event: event_id.toHex() }))
    .toSorted((a, b) => a.valid_from - b.valid_from || (a.event < b.event ? -1 : 1));
}

describeOn("sqlite", "[V7] a window of the past on SQLite", () => {
  test("is a range of the clustered index for each class, of spans of now and of replaced ones", async () => {
    await using test = await createTestDatabase();
    const user = await addUser(test.database);
    const { read } = test.database;
    const window = windowParameters({ scopeIds: [user.calendarId, newId()], ...WEEK });
    const query = eventIdsInPastWindow(read, {
      ...window,
      since: MADE_AT,
      until: MADE_AT,
    }).compile();
    const plan = await read.executeQuery<{ detail: string }>({
      ...query,
      sql: `explain query plan ${query.sql}`,
    });
    for (const table of ["event_spans", "event_span_history"]) {
      const steps = plan.rows.filter(({ detail }) => detail.includes(`${table} `));
      expect(steps).toHaveLength(9);
      for (const { detail } of steps) {
        expect(detail).toContain("USING PRIMARY KEY (scope_id=? AND class=? AND starts");
      }
    }
  });
});
