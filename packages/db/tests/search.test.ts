import { wantedWords } from "@daybook/domain/search/words";
import { expect, test } from "vitest";
import { toStoredId } from "../src/codec.ts";
import type { QueryEvent } from "../src/database.ts";
import type { Id } from "../src/ids.ts";
import { search } from "../src/migrations/202611240910-search.ts";
import { ALL_MIGRATIONS } from "../src/migrations/all-migrations.ts";
import { migrate, rollback } from "../src/migrations/migrator.ts";
import { setDeletedAtVersions, updateEventAtVersion } from "../src/queries/events.queries.ts";
import { insertEventGrants } from "../src/queries/permissions.queries.ts";
import { listEventsWithWords, listShelfCalendarIds } from "../src/queries/search.queries.ts";
import { insertVersions } from "../src/queries/versions.queries.ts";
import { createTestDatabase, type TestDatabase } from "../src/testing/test-database.ts";
import { addEvents, addUser, MADE_AT, newContent, newVersion, type TestUser } from "./_builders.ts";

async function found({ database }: TestDatabase, user: TestUser, query: string): Promise<Id[]> {
  const items = await listEventsWithWords(database.read, {
    userId: user.userId,
    calendarIds: [user.calendarId],
    wanted: wantedWords(query),
    after: undefined,
    limit: 1_000,
  });
  return items.map(({ item }) => item.event.id);
}

test("[Q2] what was there before there was a search is found, however much it is", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const other = await addUser(database);
  const contents = Array.from({ length: 1_100 }, (_, i) =>
    newContent({ title: `Apple ${i}`, description: i % 100 === 0 ? "é".repeat(60_000) : "" }),
  );
  const ids = await addEvents(database, owner, contents);
  await addEvents(database, other, [newContent({ title: "Apple 7" })]);
  const steps = ALL_MIGRATIONS.map(({ name }) => name);
  for (const _ of steps.slice(steps.indexOf(search.name))) await rollback(database);
  await migrate(database);

  expect(await found(test, owner, "apple 7 ")).toHaveLength(111);
  expect(await found(test, owner, "7 apple")).toEqual([ids[7]]);
  expect(await found(test, owner, "apple")).toHaveLength(1_001);
});

test("[Q2] a step that was cut off is finished, and finds nothing twice", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const ids = await addEvents(
    database,
    owner,
    Array.from({ length: 5 }, () => newContent({ title: "Apple" })),
  );
  await database.transaction(async (trx) => {
    await trx.updateTable("events").set({ words: null }).execute();
    await search.up(trx as never, database.engine);
  });
  await search.fill?.(database, () => {});
  expect((await found(test, owner, "apple")).toSorted()).toEqual(ids.toSorted());
});

test("[Q2] words are made in transactions of a bounded size, as long as the lease is held", async () => {
  const queries: QueryEvent[] = [];
  await using test = await createTestDatabase({ onQuery: (query) => queries.push(query) });
  const { database } = test;
  const owner = await addUser(database);
  const description = "e".repeat(200_000);
  const contents = Array.from({ length: 12 }, () => newContent({ title: "Apple", description }));
  await addEvents(database, owner, contents);
  await database.transaction((trx) => trx.updateTable("events").set({ words: null }).execute());

  queries.length = 0;
  let asked = 0;
  await search.fill?.(database, () => {
    asked += 1;
  });
  const written = queries.map(({ sql }) => sql).filter((sql) => /^(update|commit)/i.test(sql));
  expect(written.map((sql) => sql.slice(0, 6).toLowerCase())).toEqual([
    "update",
    "commit",
    "update",
    "commit",
  ]);
  expect(asked).toBe(2);
  await database.transaction((trx) => trx.updateTable("events").set({ words: null }).execute());
  const lost = () => {
    throw new Error("lost");
  };
  await expect(search.fill?.(database, lost)).rejects.toThrow("lost");
  const rows = await database.read.selectFrom("events").select("words").execute();
  expect(rows.filter(({ words }) => words !== null)).toEqual([]);
});

test("[Q2] an edit that comes while words are made is found by what it says", async () => {
  const waiting: (() => void)[] = [];
  await using test = await createTestDatabase({
    onQuery: ({ sql }) => {
      if (sql.includes("content_schema")) for (const tell of waiting) tell();
    },
  });
  const { database } = test;
  const owner = await addUser(database);
  const { userId: actorId, calendarId } = owner;
  const ids = await addEvents(database, owner, [
    newContent({ title: "Apple" }),
    newContent({ title: "Apple" }),
  ]);
  const [eventId] = ids as [Id, Id];
  await database.transaction((trx) => trx.updateTable("events").set({ words: null }).execute());
  const { promise: read, resolve } = Promise.withResolvers<void>();
  const { promise: changed, resolve: tellChanged } = Promise.withResolvers<void>();
  const editing = database.transaction(async (trx) => {
    const id = toStoredId(eventId);
    await trx.updateTable("events").set({ version: 2 }).where("id", "=", id).execute();
    const content = newContent({ title: "Pear" });
    await insertVersions(trx, [newVersion({ eventId, actorId, calendarId, version: 2, content })]);
    tellChanged();
    await read;
  });
  await changed;
  waiting.push(resolve);
  await Promise.all([editing, search.fill?.(database, () => {})]);
  expect(await found(test, owner, "pear")).toEqual([eventId]);
  expect(await found(test, owner, "apple")).toEqual([ids[1]]);
});

test("[Q2] a change of other things does not touch the words", async () => {
  const queries: QueryEvent[] = [];
  await using test = await createTestDatabase({ onQuery: (query) => queries.push(query) });
  const { database } = test;
  const owner = await addUser(database);
  const [id] = (await addEvents(database, owner, [newContent({ title: "Apple" })])) as [Id];
  const change = {
    id,
    actorId: owner.userId,
    at: MADE_AT + 1,
    sequence: 1,
    starts: 0,
    ends: null,
    deletedAt: null,
    calendarId: owner.calendarId,
  };
  const writes = async (fromVersion: number, words: readonly string[] | undefined) => {
    queries.length = 0;
    await database.transaction(async (trx) => {
      await updateEventAtVersion(trx, { ...change, fromVersion, words });
      const { userId: actorId, calendarId } = owner;
      const version = fromVersion + 1;
      await insertVersions(trx, [newVersion({ eventId: id, actorId, calendarId, version })]);
    });
    return queries.filter(({ sql }) => sql.includes("words")).length;
  };
  expect(await writes(1, undefined)).toBe(0);
  expect(await found(test, owner, "apple")).toEqual([id]);
  expect(await writes(2, ["pear"])).toBeGreaterThan(0);
  expect(await found(test, owner, "apple")).toEqual([]);
  expect(await found(test, owner, "pear")).toEqual([id]);

  const deletion = {
    events: [{ id, version: 3 }],
    actorId: owner.userId,
    at: MADE_AT + 2,
    deleted: true,
  };
  queries.length = 0;
  await database.transaction((trx) => setDeletedAtVersions(trx, deletion));
  expect(queries.filter(({ sql }) => sql.includes("words"))).toEqual([]);
  expect(await found(test, owner, "pear")).toEqual([]);
});

test("[Q2] what is on the shelf is found by the index, however much its events say", async () => {
  const queries: QueryEvent[] = [];
  await using test = await createTestDatabase({ onQuery: (query) => queries.push(query) });
  const { database } = test;
  const [owner, reader] = [await addUser(database), await addUser(database)];
  const contents = ["Apple", "Apple", "Pear"].map((title) => newContent({ title }));
  const [shown, , other] = (await addEvents(database, owner, contents)) as [Id, Id, Id];
  const grant = {
    userId: reader.userId,
    role: "viewer" as const,
    canShare: false,
    canDelete: false,
    expiresAt: null,
    grantedBy: owner.userId,
    grantedAt: MADE_AT,
  };
  await database.transaction(async (trx) => {
    for (const eventId of [shown, other]) await insertEventGrants(trx, eventId, [grant]);
  });
  const calendarIds = await listShelfCalendarIds(database.read, reader.userId);
  expect(calendarIds).toEqual([owner.calendarId]);
  queries.length = 0;
  const items = await listEventsWithWords(database.read, {
    userId: reader.userId,
    calendarIds,
    wanted: wantedWords("apple"),
    after: undefined,
    limit: 10,
  });
  expect(items.map(({ item }) => item.event.id)).toEqual([shown]);
  // One that looked into texts would name a function of them.
  expect(queries).toHaveLength(1);
  expect(queries[0]?.sql).toMatch(/match/);
  expect(queries[0]?.sql).not.toMatch(/instr|like|concat/);
});
