import { createHash, randomBytes } from "node:crypto";
import type { EventContent } from "@daybook/domain/event/content";
import { boundsOf, spansOf } from "@daybook/domain/event/spans";
import { CONTENT_SCHEMA, encodeContent } from "@daybook/domain/event/stored-content";
import { searchWordsOf } from "@daybook/domain/search/words";
import type { Database, Transaction } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import type { Id } from "../src/ids.ts";
import { insertCalendar } from "../src/queries/calendars.queries.ts";
import { insertEvents } from "../src/queries/events.queries.ts";
import { insertScope } from "../src/queries/scopes.queries.ts";
import { insertSession } from "../src/queries/sessions.queries.ts";
import { insertSpans } from "../src/queries/spans.queries.ts";
import { insertAccount } from "../src/queries/users.queries.ts";
import { insertVersions } from "../src/queries/versions.queries.ts";

/** The instant at which everything in these tests was made. */
export const MADE_AT = Date.UTC(2026, 0, 1);

export interface TestUser {
  readonly userId: Id;
  readonly calendarId: Id;
  readonly sessionId: Id;
}

/** A user with a default calendar and a session. */
export async function addUser(database: Database, username = newId()): Promise<TestUser> {
  const user = { userId: newId(), calendarId: newId(), sessionId: newId() };
  await database.transaction(async (trx) => {
    await insertAccount(trx, {
      id: user.userId,
      username,
      usernameKey: username.toLowerCase(),
      email: `${username}@example.org`,
      emailKey: `${username}@example.org`.toLowerCase(),
      passwordHash: "$argon2id$",
      defaultCalendarId: user.calendarId,
      createdAt: MADE_AT,
    });
    await insertScope(trx, { id: user.userId, kind: "shelf" });
    await insertSession(trx, {
      id: user.sessionId,
      userId: user.userId,
      channel: "cli",
      userAgent: null,
      createdAt: MADE_AT,
      expiresAt: MADE_AT + 365 * 86_400_000,
    });
    await addCalendarIn(trx, { id: user.calendarId, ownerId: user.userId });
  });
  return user;
}

export async function addCalendar(database: Database, ownerId: Id): Promise<Id> {
  const id = newId();
  await database.transaction((trx) => addCalendarIn(trx, { id, ownerId }));
  return id;
}

async function addCalendarIn(trx: Transaction, calendar: { id: Id; ownerId: Id }): Promise<void> {
  const { id, ownerId } = calendar;
  await insertCalendar(trx, {
    id,
    ownerId,
    name: "A calendar",
    timeZone: "Europe/Berlin",
    freeBusy: "shared",
    at: MADE_AT,
  });
  await insertScope(trx, { id, kind: "calendar" });
}

/** An hour in Berlin, unless told otherwise. */
export function newContent(content: Partial<EventContent> = {}): EventContent {
  return {
    title: "Stand-up",
    description: "",
    location: "",
    status: "confirmed",
    transparency: "opaque",
    allDay: false,
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T10:00:00",
    timeZone: "Europe/Berlin",
    tags: [],
    metadata: {},
    recurrence: null,
    overrides: {},
    ...content,
  };
}

/** Events at version 1, without a log; their ids are in the order of the contents. */
export async function addEvents(
  database: Database,
  place: Pick<TestUser, "userId" | "calendarId">,
  contents: readonly EventContent[],
): Promise<Id[]> {
  const events = contents.map((content) => ({ id: newId(), content }));
  const { userId: actorId, calendarId } = place;
  await database.transaction(async (trx) => {
    await insertEvents(
      trx,
      events.map(({ id, content }) => {
        const { startMs, endMs } = boundsOf(content);
        return {
          id,
          calendarId,
          uid: `${id}@example.org`,
          recurrenceId: null,
          actorId,
          sequence: 0,
          starts: startMs,
          ends: endMs,
          at: MADE_AT,
          splitFrom: null,
          words: searchWordsOf(content),
        };
      }),
    );
    await insertVersions(
      trx,
      events.map(({ id, content }) => newVersion({ eventId: id, actorId, calendarId, content })),
    );
    await insertSpans(
      trx,
      events.map(({ id, content }) => ({
        eventId: id,
        scopeIds: [calendarId],
        spans: spansOf(content),
        at: MADE_AT,
      })),
    );
  });
  return events.map(({ id }) => id);
}

/** The row of a first version, unless told otherwise. Its hashes are those of nothing in particular. */
export function newVersion(version: {
  readonly eventId: Id;
  readonly actorId: Id;
  readonly calendarId: Id;
  readonly content?: EventContent;
  readonly version?: number;
  readonly changeSetId?: Id;
}) {
  const text = encodeContent(version.content ?? newContent());
  const hash = createHash("sha256").update(text).digest();
  return {
    kind: "create" as const,
    deleted: false,
    at: MADE_AT,
    message: null,
    changedFields: ["title"],
    sourceVersion: null,
    contentSchema: CONTENT_SCHEMA,
    salt: randomBytes(16),
    contentHash: hash,
    chainHash: hash,
    version: 1,
    changeSetId: newId(),
    ...version,
    content: text,
  };
}
