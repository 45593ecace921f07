import { createHash, randomBytes } from "node:crypto";
import { boundsOf, spansOf } from "@daybook/domain/event/spans";
import { searchWordsOf } from "@daybook/domain/search/words";
import { expect, test } from "vitest";
import type { QueryEvent } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import { insertAuditEntry } from "../src/queries/audit.queries.ts";
import { findCalendarForWrite } from "../src/queries/calendars.queries.ts";
import { insertEvents } from "../src/queries/events.queries.ts";
import { claimKey } from "../src/queries/idempotency.queries.ts";
import { appendToScopes } from "../src/queries/scopes.queries.ts";
import { insertSpans } from "../src/queries/spans.queries.ts";
import { insertVersions } from "../src/queries/versions.queries.ts";
import { createTestDatabase, testEngine } from "../src/testing/test-database.ts";
import { addUser, MADE_AT, newContent, newVersion } from "./_builders.ts";

test("creating an event under a key takes nine round trips, COMMIT included", async () => {
  let queries: QueryEvent[] = [];
  await using test = await createTestDatabase({ onQuery: (query) => queries.push(query) });
  const user = await addUser(test.database);
  const [actorId, calendarId] = [user.userId, user.calendarId];
  const [eventId, content] = [newId(), newContent()];
  const spans = spansOf(content);
  const { startMs, endMs } = boundsOf(content);
  queries = [];

  await test.database.transaction(async (trx) => {
    await claimKey(trx, {
      userId: actorId,
      procedure: "events.create",
      keyHash: createHash("sha256").update(randomBytes(8)).digest(),
      inputHash: createHash("sha256").update(randomBytes(8)).digest(),
      receipt: JSON.stringify({ eventId }),
    });
    const credential = { kind: "session", tokenId: newId(), ...user } as const;
    const found = await findCalendarForWrite(trx, { calendarId }, credential);
    const at = found?.now ?? 0;
    const place = {
      uid: eventId,
      recurrenceId: null,
      sequence: 0,
      splitFrom: null,
      words: searchWordsOf(content),
    };
    await insertEvents(trx, [
      { id: eventId, calendarId, actorId, starts: startMs, ends: endMs, at, ...place },
    ]);
    await insertVersions(trx, [newVersion({ eventId, actorId, calendarId, content })]);
    await insertSpans(trx, [{ eventId, scopeIds: [calendarId], spans, at }]);
    await insertAuditEntry(trx, {
      id: newId(),
      at,
      actorId,
      sessionId: user.sessionId,
      tokenId: null,
      channel: "web",
      procedure: "events.create",
      requestId: "r",
      resourceType: "event",
      resourceId: eventId,
      calendarId,
      eventId,
      version: 1,
      outcome: "allowed",
      reason: null,
    });
    await appendToScopes(trx, [
      {
        scopeId: calendarId,
        accessEpoch: found?.accessEpoch ?? -1,
        entries: [{ type: "event", at: MADE_AT, eventId, version: 1, kind: "create" }],
      },
    ]);
  });

  const verbs = queries.map(({ sql }) => sql.split(" ")[0]);
  expect(queries.every(({ connection, failed }) => connection === "write" && !failed)).toBe(true);
  expect(verbs).toEqual([
    // SQLite says BEGIN; the server needs no word for it.
    ...(testEngine() === "sqlite" ? ["begin"] : []),
    "insert",
    "select",
    "insert",
    // SQLite keeps its index of words in a table beside, at no trip; the server in the event's row.
    ...(testEngine() === "sqlite" ? ["insert"] : []),
    "insert",
    "insert",
    "insert",
    "update",
    "insert",
    "commit",
  ]);
});
