import { describe, expect, test } from "vitest";
import { fromStoredId, toStoredId } from "../src/codec.ts";
import { openDatabase } from "../src/database.ts";
import type { Database } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import type { Id } from "../src/ids.ts";
import { findCalendarForWrite } from "../src/queries/calendars.queries.ts";
import { deleteGrant, putGrant } from "../src/queries/permissions.queries.ts";
import { appendToScopes, insertScope } from "../src/queries/scopes.queries.ts";
import type { ScopeChange } from "../src/queries/scopes.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addUser, MADE_AT } from "./_builders.ts";
import { describeOn } from "./_engines.ts";
import { count } from "./_queries.ts";

describe("[L1] the log", () => {
  test("numbers the entries of a scope from 1 on, without a gap", async () => {
    await using test = await createTestDatabase();
    const [scopeId] = await addScopes(test.database, 1);
    await log(test.database, [{ scopeId, entries: [entry(), entry()] }]);
    await log(test.database, [{ scopeId, entries: [entry()] }]);
    expect((await readLog(test.database, scopeId)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("gives a place in every scope that a change concerns", async () => {
    await using test = await createTestDatabase();
    const scopeIds = await addScopes(test.database, 5);
    await log(test.database, [{ scopeId: scopeIds[2] as Id, entries: [entry()] }]);
    // In any order, one of them named twice, with different numbers of entries.
    await log(
      test.database,
      [...scopeIds, scopeIds[0] as Id].toReversed().map((scopeId, index) => ({
        scopeId,
        entries: index === 1 ? [entry(), entry()] : [entry()],
      })),
    );
    const ends = await Promise.all(
      scopeIds.map(async (id) => (await readLog(test.database, id)).map(({ seq }) => seq)),
    );
    expect(ends).toEqual([[1, 2], [1], [1, 2], [1], [1, 2]]);
  });

  test("shows a reader that follows its cursor everything once, whatever commits late", async () => {
    await using test = await createTestDatabase();
    const [scopeId] = await addScopes(test.database, 1);
    // The first has taken its place and holds its transaction open; the second wants the next one.
    const taken = gate();
    const mayCommit = gate();
    const first = write(test.database, scopeId, {
      beforeCommit: async () => {
        taken.open();
        await mayCommit.opened;
      },
    });
    await taken.opened;
    const second = write(test.database, scopeId, {});
    await new Promise((resolve) => setTimeout(resolve, 100));

    const seen: Id[] = [];
    let cursor = 0;
    const follow = async () => {
      for (const { seq, eventId } of await readLog(test.database, scopeId, cursor)) {
        expect(seq).toBe(cursor + 1);
        cursor = seq;
        seen.push(eventId);
      }
    };
    await follow();
    expect(seen).toEqual([]);
    mayCommit.open();
    const ids = [await first, await second];
    await follow();
    await follow();
    expect(seen).toEqual(ids);
  });

  test("loses and doubles nothing for a reader beside thirty writers in four scopes", async () => {
    await using test = await createTestDatabase();
    const other = await openDatabase({ url: test.url });
    const scopeIds = await addScopes(test.database, 4);
    const written: Id[] = [];
    let done = false;
    const writers = Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const eventId = newId();
        const first = scopeIds[index % 4] as Id;
        const second = scopeIds[(index * 3 + 1) % 4] as Id;
        await log(index % 2 === 0 ? test.database : other, [
          { scopeId: first, entries: [entry(eventId)] },
          ...(first === second ? [] : [{ scopeId: second, entries: [entry(eventId)] }]),
        ]);
        written.push(eventId);
      }),
    ).finally(() => {
      done = true;
    });
    const seen = new Map(scopeIds.map((id) => [id, [] as Id[]]));
    const cursors = new Map<Id, number>();
    for (let last = false; !last;) {
      last = done;
      for (const scopeId of scopeIds) {
        for (const { seq, eventId } of await readLog(other, scopeId, cursors.get(scopeId) ?? 0)) {
          expect(seq).toBe((cursors.get(scopeId) ?? 0) + 1);
          cursors.set(scopeId, seq);
          seen.get(scopeId)?.push(eventId);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writers;
    await other.close();
    const all = [...seen.values()].flat();
    expect(new Set(all)).toEqual(new Set(written));
    for (const ids of seen.values()) expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("[S4] a write", () => {
  test("does not commit at an epoch that has passed, in one scope or in several", async () => {
    await using test = await createTestDatabase();
    const scopeIds = await addScopes(test.database, 3);
    const [raised] = scopeIds as [Id];
    await log(test.database, [{ scopeId: raised, raiseEpoch: true, entries: [] }]);
    for (const scopes of [[raised], scopeIds]) {
      const stale = log(
        test.database,
        scopes.map((scopeId) => ({ scopeId, accessEpoch: 0, entries: [entry()] })),
      );
      await expect(stale).rejects.toMatchObject({ reason: "BUSY" });
    }
    expect(await count(test.database, "log")).toBe(0);
    const current = [{ scopeId: raised, accessEpoch: 1, entries: [entry()] }];
    await log(test.database, current);
    expect(await count(test.database, "log")).toBe(1);
  });

  test("does not commit where it read rights at two epochs, in whatever order", async () => {
    await using test = await createTestDatabase();
    const [scopeId] = await addScopes(test.database, 1);
    await log(test.database, [{ scopeId, raiseEpoch: true, entries: [] }]);
    for (const epochs of [
      [0, 1],
      [1, 0],
    ]) {
      const torn = epochs.map((accessEpoch) => ({ scopeId, accessEpoch, entries: [entry()] }));
      await expect(log(test.database, torn)).rejects.toMatchObject({ reason: "BUSY" });
    }
    expect(await count(test.database, "log")).toBe(0);
    const alike = [1, 1].map((accessEpoch) => ({ scopeId, accessEpoch, entries: [entry()] }));
    await log(test.database, [...alike, { scopeId, entries: [entry()] }]);
    expect(await count(test.database, "log")).toBe(3);
  });

  test("does not commit in a scope that is not there", async () => {
    await using test = await createTestDatabase();
    const missing = log(test.database, [{ scopeId: newId(), entries: [entry()] }]);
    await expect(missing).rejects.toMatchObject({ reason: "BUSY" });
  });
});

// SQLite has one transaction at a time: there nothing can come between.
describeOn("mysql", "between two transactions on a server", () => {
  test("[L1] the log is in the order of commits, whoever began first", async () => {
    await using test = await createTestDatabase();
    const [scopeId] = await addScopes(test.database, 1);
    const begun = gate();
    const mayGoOn = gate();
    // It began first and has written rows, and takes its place in the log last.
    const slow = write(test.database, scopeId, {
      before: async () => {
        begun.open();
        await mayGoOn.opened;
      },
    });
    await begun.opened;
    const fastId = await write(test.database, scopeId, {});
    mayGoOn.open();
    const slowId = await slow;
    const inLog = (await readLog(test.database, scopeId)).map(({ eventId }) => eventId);
    expect(inLog).toEqual([fastId, slowId]);
  });

  test("[S4] a write starts again when a grant is withdrawn after its rights were read", async () => {
    await using test = await createTestDatabase();
    const owner = await addUser(test.database);
    const editor = await addUser(test.database);
    const { calendarId } = owner;
    const resource = { type: "calendar", id: calendarId } as const;
    await test.database.transaction(async (trx) => {
      await putGrant(trx, resource, grantTo(editor.userId, owner.userId));
      await appendToScopes(trx, [{ scopeId: calendarId, raiseEpoch: true, entries: [] }]);
    });

    const read = gate();
    const withdrawn = gate();
    const seen: (string | undefined)[] = [];
    const writing = test.database.transaction(async (trx) => {
      const found = await findCalendarForWrite(trx, { calendarId }, credentialOf(editor));
      seen.push(found?.grant?.role);
      if (found?.grant === undefined) return "refused";
      read.open();
      await withdrawn.opened;
      const { accessEpoch } = found;
      await appendToScopes(trx, [{ scopeId: calendarId, accessEpoch, entries: [entry()] }]);
      return "written";
    });
    await read.opened;
    await test.database.transaction(async (trx) => {
      await deleteGrant(trx, resource, editor.userId);
      await appendToScopes(trx, [{ scopeId: calendarId, raiseEpoch: true, entries: [] }]);
    });
    withdrawn.open();

    expect(await writing).toBe("refused");
    expect(seen).toEqual(["editor", undefined]);
    expect(await count(test.database, "log")).toBe(0);
  });
});

function log(database: Database, changes: readonly ScopeChange[]): Promise<void> {
  return database.transaction((trx) => appendToScopes(trx, changes));
}

function entry(eventId: Id = newId()) {
  return { type: "event", at: MADE_AT, eventId, version: 1, kind: "create" } as const;
}

/** One logged change with something to do before it takes its place, and before it commits. */
async function write(
  database: Database,
  scopeId: Id,
  hooks: { before?: () => Promise<void>; beforeCommit?: () => Promise<void> },
): Promise<Id> {
  const eventId = newId();
  await database.transaction(async (trx) => {
    await insertScope(trx, { id: newId(), kind: "shelf" });
    await hooks.before?.();
    await appendToScopes(trx, [{ scopeId, entries: [entry(eventId)] }]);
    await hooks.beforeCommit?.();
  });
  return eventId;
}

async function addScopes<N extends number>(database: Database, howMany: N) {
  const ids = Array.from({ length: howMany }, newId);
  await database.transaction(async (trx) => {
    for (const id of ids) await insertScope(trx, { id, kind: "calendar" });
  });
  return ids as N extends 1 ? [Id] : Id[];
}

async function readLog(database: Database, scopeId: Id, after = 0) {
  const rows = await database.read
    .selectFrom("log")
    .select(["seq", "event_id"])
    .where("scope_id", "=", toStoredId(scopeId))
    .where("seq", ">", after)
    .orderBy("seq")
    .execute();
  return rows.map(({ seq, event_id: eventId }) => {
    if (eventId === null) throw new TypeError("An entry of this test names an event.");
    return { seq, eventId: fromStoredId(eventId) };
  });
}

function grantTo(userId: Id, grantedBy: Id) {
  return {
    userId,
    role: "editor",
    canShare: false,
    canDelete: false,
    expiresAt: null,
    grantedBy,
    grantedAt: MADE_AT,
  } as const;
}

function credentialOf(user: { userId: Id; sessionId: Id }) {
  return {
    kind: "session",
    userId: user.userId,
    sessionId: user.sessionId,
    tokenId: newId(),
  } as const;
}

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
