import { CONTENT_SCHEMA } from "@daybook/domain/event/stored-content";
import { describe, expect, test } from "vitest";
import { toStoredId } from "../src/codec.ts";
import type { Database } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import type { Id } from "../src/ids.ts";
import { listEventPage, listReachableCalendarIds } from "../src/queries/event-pages.queries.ts";
import type { EventPage } from "../src/queries/event-pages.queries.ts";
import {
  findEventForUser,
  findEventForWrite,
  listEventIdsByUid,
  listEventsById,
  lockEvent,
  updateEventAtVersion,
} from "../src/queries/events.queries.ts";
import { putGrant } from "../src/queries/permissions.queries.ts";
import type { Resource } from "../src/queries/permissions.queries.ts";
import { endSessions } from "../src/queries/sessions.queries.ts";
import { findStoredContent } from "../src/queries/chains.queries.ts";
import { findVersion, insertVersions, listVersions } from "../src/queries/versions.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addCalendar, addEvents, addUser, MADE_AT, newContent, newVersion } from "./_builders.ts";
import type { TestUser } from "./_builders.ts";
import { count } from "./_queries.ts";

const SOON = Date.now() + 3_600_000;
const PAST = Date.now() - 1;

describe("an event for its reader", () => {
  test("comes with its content, its calendar and its owner", async () => {
    await using test = await createTestDatabase();
    const owner = await addUser(test.database);
    const content = newContent({
      title: "Grüße, 日本 🎉 '\"\\",
      tags: ["a"],
      metadata: { n: [1] },
    });
    const [id] = (await addEvents(test.database, owner, [content])) as [Id];
    const found = await findEventForUser(test.database.read, id, owner.userId);
    expect(found).toMatchObject({ content, grants: [], isOwner: true });
    expect(found?.event).toMatchObject({
      id,
      calendarId: owner.calendarId,
      calendarTimeZone: "Europe/Berlin",
      ownerId: owner.userId,
      version: 1,
      createdAt: MADE_AT,
      deletedAt: null,
      calendarDeletedAt: null,
      splitFrom: null,
    });
  });

  test("[S2] names every grant in force, of the calendar and of the event", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const guest = await addUser(database);
    const [id] = (await addEvents(database, owner, [newContent()])) as [Id];
    const grants = async () =>
      (await findEventForUser(database.read, id, guest.userId))?.grants.map(({ role }) => role);
    expect(await grants()).toEqual([]);
    const calendar = { type: "calendar", id: owner.calendarId } as const;
    const event = { type: "event", id } as const;
    await grant(database, calendar, { user: guest, role: "viewer" });
    await grant(database, event, { user: guest, role: "editor", expiresAt: SOON });
    expect(await grants()).toEqual(["viewer", "editor"]);
    // [S6] an expired grant is absent; [S9] sharing again replaces
    await grant(database, calendar, { user: guest, role: "viewer", expiresAt: PAST });
    expect(await grants()).toEqual(["editor"]);
    await grant(database, event, { user: guest, role: "viewer", expiresAt: PAST });
    expect(await grants()).toEqual([]);
    expect(await count(database, "event_permissions")).toBe(1);
  });

  test("[S4] comes in a write with the epoch, the chain, the clock and the caller's standing", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const [id] = (await addEvents(database, owner, [newContent()])) as [Id];
    const credential = {
      kind: "session",
      userId: owner.userId,
      sessionId: owner.sessionId,
      tokenId: newId(),
    } as const;
    const find = () =>
      database.transaction(async (trx) => {
        expect(await lockEvent(trx, id)).toBe(true);
        expect(await lockEvent(trx, newId())).toBe(false);
        return findEventForWrite(trx, id, credential);
      });
    const found = await find();
    expect(found).toMatchObject({ accessEpoch: 0, versionAt: MADE_AT, credentialStands: true });
    expect(found?.chainHash).toHaveLength(32);
    expect(Math.abs((found?.now ?? 0) - Date.now())).toBeLessThan(2_000);
    await database.transaction((trx) => endSessions(trx, [owner.sessionId], Date.now()));
    expect(await find()).toMatchObject({ credentialStands: false });
  });

  test("is undefined where there is none", async () => {
    await using test = await createTestDatabase();
    expect(await findEventForUser(test.database.read, newId(), newId())).toBeUndefined();
  });

  test("comes with others by their ids, in the order of ids", async () => {
    await using test = await createTestDatabase();
    const owner = await addUser(test.database);
    const ids = await addEvents(test.database, owner, [newContent(), newContent(), newContent()]);
    const found = await listEventsById(test.database.read, ids.toReversed(), owner.userId);
    expect(found.map(({ event }) => event.id)).toEqual(ids);
    expect(await listEventsById(test.database.read, [], owner.userId)).toEqual([]);
    const uids = [`${ids[1]}@example.org`, "nobody"];
    expect(await listEventIdsByUid(test.database.read, owner.calendarId, uids)).toMatchObject([
      { id: ids[1], uid: uids[0] },
    ]);
  });

  test("[V1] moves from one version to the next by compare-and-set", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const [id] = (await addEvents(database, owner, [newContent()])) as [Id];
    const change = {
      id,
      fromVersion: 1,
      actorId: owner.userId,
      at: MADE_AT + 1,
      sequence: 1,
      starts: 0,
      ends: null,
      deletedAt: null,
      calendarId: owner.calendarId,
      words: undefined,
    };
    const update = () => database.transaction((trx) => updateEventAtVersion(trx, change));
    expect(await Promise.all([update(), update(), update()])).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect(await update()).toBe(false);
    const row = await database.read
      .selectFrom("events")
      .select(["version", "sequence", "updated_at"])
      .where("id", "=", toStoredId(id))
      .executeTakeFirst();
    expect(row).toEqual({ version: 2, sequence: 1, updated_at: MADE_AT + 1 });
  });
});

describe("[C3] pages of events", () => {
  test("name each event once, in a total order, over calendars and single shares", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const reader = await addUser(database);
    const second = await addCalendar(database, reader.userId);
    // Many with the same start, so that the id decides.
    const contents = Array.from({ length: 40 }, (_, index) =>
      newContent({ start: `2026-03-0${1 + (index % 3)}T09:00:00`, end: "2026-03-09T10:00:00" }),
    );
    const own = await addEvents(database, reader, contents.slice(0, 15));
    const more = await addEvents(database, { ...reader, calendarId: second }, contents.slice(15));
    const foreign = await addEvents(database, owner, contents.slice(0, 4));
    const [shared, lapsed] = foreign as [Id, Id];
    await grant(database, { type: "event", id: shared }, { user: reader, role: "viewer" });
    await grant(
      database,
      { type: "event", id: lapsed },
      { user: reader, role: "viewer", expiresAt: PAST },
    );

    for (const order of ["start", "updatedAt"] as const) {
      const ids = await allPages(database, {
        userId: reader.userId,
        calendarIds: [reader.calendarId, second, owner.calendarId],
        withShelf: true,
        order,
      });
      expect(ids.toSorted()).toEqual([...own, ...more, shared].toSorted());
    }
  });

  test("go by the first instant forwards, or by the last change backwards", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const days = ["05", "03", "04"];
    const ids = await addEvents(
      database,
      owner,
      days.map((day) =>
        newContent({ start: `2026-03-${day}T09:00:00`, end: "2026-03-09T09:00:00" }),
      ),
    );
    const [fifth, third, fourth] = ids as [Id, Id, Id];
    await database.transaction(async (trx) => {
      for (const [index, id] of [third, fifth, fourth].entries()) {
        await trx
          .updateTable("events")
          .set({ updated_at: MADE_AT + index })
          .where("id", "=", toStoredId(id))
          .execute();
      }
    });
    const page = { userId: owner.userId, calendarIds: [owner.calendarId], withShelf: false };
    expect(await allPages(database, { ...page, order: "start" })).toEqual([third, fourth, fifth]);
    expect(await allPages(database, { ...page, order: "updatedAt" })).toEqual([
      fourth,
      fifth,
      third,
    ]);
    const since = { ...page, order: "updatedAt" as const, updatedSince: MADE_AT + 1 };
    expect(await allPages(database, since)).toEqual([fourth, fifth]);
  });

  test("leave out deleted events unless they are asked for", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const [kept, gone] = (await addEvents(database, owner, [newContent(), newContent()])) as [
      Id,
      Id,
    ];
    await database.transaction((trx) =>
      trx
        .updateTable("events")
        .set({ deleted_at: MADE_AT })
        .where("id", "=", toStoredId(gone))
        .execute(),
    );
    const page = {
      userId: owner.userId,
      calendarIds: [owner.calendarId],
      withShelf: true,
      order: "start" as const,
    };
    expect(await allPages(database, page)).toEqual([kept]);
    expect(await allPages(database, { ...page, includeDeleted: true })).toEqual([kept, gone]);
  });

  test("of a calendar that does not reach the user hold what is shared singly, all of it", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const reader = await addUser(database);
    // Far more hidden events than a page holds, and the shared ones after them.
    const hidden = Array.from({ length: 30 }, () => newContent());
    await addEvents(database, owner, hidden);
    const later = newContent({ start: "2027-01-01T09:00:00", end: "2027-01-01T10:00:00" });
    const shared = await addEvents(database, owner, [later, later]);
    for (const id of shared) {
      await grant(database, { type: "event", id }, { user: reader, role: "viewer" });
    }
    const page = { userId: reader.userId, order: "start" as const };
    const inCalendar = { ...page, calendarIds: [owner.calendarId], withShelf: false };
    expect(await allPages(database, inCalendar)).toEqual(shared);
    const elsewhere = { ...page, calendarIds: [reader.calendarId], withShelf: false };
    expect(await allPages(database, elsewhere)).toEqual([]);
    expect(await allPages(database, { ...elsewhere, withShelf: true })).toEqual(shared);
  });

  test("look in the calendars that reach the user", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const reader = await addUser(database);
    const lapsed = await addCalendar(database, owner.userId);
    const calendar = (id: Id): Resource => ({ type: "calendar", id });
    await grant(database, calendar(owner.calendarId), { user: reader, role: "viewer" });
    await grant(database, calendar(lapsed), { user: reader, role: "editor", expiresAt: PAST });
    expect(await listReachableCalendarIds(database.read, reader.userId)).toEqual(
      [owner.calendarId, reader.calendarId].toSorted(),
    );
  });
});

describe("versions", () => {
  test("[V1] are listed backwards in pages, with who made them", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database, "anna");
    const [eventId] = (await addEvents(database, owner, [newContent()])) as [Id];
    const base = { eventId, actorId: owner.userId, calendarId: owner.calendarId };
    await database.transaction((trx) =>
      insertVersions(
        trx,
        Array.from({ length: 6 }, (_, index) => newVersion({ ...base, version: index + 2 })),
      ),
    );
    const first = await listVersions(database.read, { eventId, before: undefined, limit: 3 });
    expect(first.map(({ version }) => version)).toEqual([7, 6, 5, 4]);
    expect(first[0]).toMatchObject({ actorName: "anna", changedFields: ["title"] });
    const rest = await listVersions(database.read, { eventId, before: 5, limit: 10 });
    expect(rest.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
  });

  test("[V8] keep their text byte for byte, long ones too", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const contents = Array.from({ length: 12 }, (_, index) =>
      newContent({
        title: `${index}  \u00e9 e\u0301 \ufeff\u2028 \r\n`,
        description: "ä".repeat(400_000),
      }),
    );
    const ids = await addEvents(database, owner, contents);
    for (const [index, eventId] of ids.entries()) {
      const version = await findVersion(database.read, eventId, 1);
      expect(version?.content).toEqual(contents[index]);
      const text = await findStoredContent(database.read, { eventId, version: 1 });
      expect(text).toBe(JSON.stringify(JSON.parse(text ?? "")));
    }
    expect(await findVersion(database.read, ids[0] as Id, 2)).toBeUndefined();
  });

  test("[V9] of a newer schema are not read", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const owner = await addUser(database);
    const [eventId] = (await addEvents(database, owner, [newContent()])) as [Id];
    await database.transaction((trx) =>
      trx
        .updateTable("event_versions")
        .set({ content_schema: CONTENT_SCHEMA + 1 })
        .execute(),
    );
    const read = findEventForUser(database.read, eventId, owner.userId);
    await expect(read).rejects.toMatchObject({ reason: "SERVER_TOO_OLD" });
  });
});

async function allPages(
  database: Database,
  options: Pick<EventPage, "userId" | "calendarIds" | "withShelf" | "order"> & {
    readonly includeDeleted?: boolean;
    readonly updatedSince?: number;
  },
): Promise<Id[]> {
  const limit = 7;
  const ids: Id[] = [];
  let after: EventPage["after"];
  for (;;) {
    const page = await listEventPage(database.read, {
      includeDeleted: false,
      updatedSince: undefined,
      ...options,
      after,
      limit,
    });
    expect(page.length).toBeLessThanOrEqual(limit + 1);
    ids.push(...page.slice(0, limit).map(({ item }) => item.event.id));
    if (page.length <= limit) return ids;
    after = page[limit - 1]?.position;
  }
}

async function grant(
  database: Database,
  resource: Resource,
  options: { user: TestUser; role: "viewer" | "editor"; expiresAt?: number },
): Promise<void> {
  await database.transaction((trx) =>
    putGrant(trx, resource, {
      userId: options.user.userId,
      role: options.role,
      canShare: false,
      canDelete: false,
      expiresAt: options.expiresAt ?? null,
      grantedBy: newId(),
      grantedAt: MADE_AT,
    }),
  );
}
