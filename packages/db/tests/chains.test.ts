import { encodeContent } from "@daybook/domain/event/stored-content";
import { expect, test } from "vitest";
import { hashContent, hashLink } from "../src/chain-hash.ts";
import { toStoredId } from "../src/codec.ts";
import type { Database } from "../src/database.ts";
import type { Id } from "../src/ids.ts";
import {
  type ChainPosition,
  type ChainScope,
  findStoredContent,
  listChains,
} from "../src/queries/chains.queries.ts";
import { insertVersions } from "../src/queries/versions.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { type ChainReport, verifyChains } from "../src/verify-chains.ts";
import { addEvents, addUser, newContent, newVersion, type TestUser } from "./_builders.ts";

/** Further versions of an event whose first one is there already. */
async function addVersions(
  database: Database,
  eventId: Id,
  { owner, to }: { readonly owner: TestUser; readonly to: number },
): Promise<void> {
  const { userId: actorId, calendarId } = owner;
  const versions = Array.from({ length: to - 1 }, (_, i) =>
    newVersion({ eventId, actorId, calendarId, version: i + 2 }),
  );
  await database.transaction((trx) => insertVersions(trx, versions));
}

/** The places of all versions of a scope, read stretch by stretch, and how long the stretches were. */
async function allOf(
  database: Database,
  scope: ChainScope,
): Promise<{ places: string[]; stretches: number[] }> {
  const places: string[] = [];
  const stretches: number[] = [];
  let position: ChainPosition | null = null;
  for (;;) {
    const records: ChainPosition[] = await listChains(database.read, scope, position);
    position = records.at(-1) ?? null;
    if (position === null) return { places, stretches };
    places.push(...records.map(({ eventId, version }) => `${eventId} ${version}`));
    stretches.push(records.length);
  }
}

test("[V8] chains are read in their order, in stretches that may begin in the midst of an event", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const ids = (await addEvents(database, owner, Array(4).fill(newContent()))).toSorted();
  const [first, second, third, fourth] = ids as [Id, Id, Id, Id];
  await addVersions(database, second, { owner, to: 2_300 });
  const places = (eventIds: readonly Id[]): string[] =>
    eventIds.flatMap((id) =>
      Array.from({ length: id === second ? 2_300 : 1 }, (_, i) => `${id} ${i + 1}`),
    );

  const whole = await allOf(database, { after: null, upTo: null });
  expect(whole.places).toEqual(places(ids));
  expect(whole.stretches.length).toBeGreaterThan(2);
  expect((await allOf(database, { after: first, upTo: third })).places).toEqual(
    places([second, third]),
  );
  expect((await allOf(database, { after: second, upTo: null })).places).toEqual(
    places([third, fourth]),
  );
  expect((await allOf(database, { eventIds: [first, second, fourth] })).places).toEqual(
    places([first, second, fourth]),
  );
  expect((await allOf(database, { eventIds: [] })).places).toEqual([]);
});

test("[V8] long contents are left out of a stretch, by their bytes, and read one by one", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  // Two bytes for each letter: the second is no longer than the third, but takes more.
  const contents = ["a", "ä".repeat(9_000), "a".repeat(9_000)].map((description) =>
    newContent({ description }),
  );
  const ids = await addEvents(database, owner, contents);
  const records = await listChains(database.read, { after: null, upTo: null }, null);
  const read = ids.map((id) => records.find(({ eventId }) => eventId === id)?.content);
  const [short, long, many] = contents.map((content) => encodeContent(content));
  expect(read).toEqual([short, null, many]);
  const place = { eventId: ids[1] as Id, version: 1 };
  expect(await findStoredContent(database.read, place)).toBe(long);
  expect(await findStoredContent(database.read, { ...place, version: 2 })).toBeUndefined();
});

/** Events at version 1 with the hashes that they should have, by their ids. */
async function addSealed(database: Database, owner: TestUser, count: number): Promise<Id[]> {
  const ids = await addEvents(database, owner, Array(count).fill(newContent()));
  await database.transaction(async (trx) => {
    for (const eventId of ids) {
      const row = newVersion({ eventId, actorId: owner.userId, calendarId: owner.calendarId });
      const contentHash = hashContent(row.salt, row.content);
      const chainHash = hashLink({ ...row, previousChainHash: null, contentHash });
      await trx.deleteFrom("event_versions").where("event_id", "=", toStoredId(eventId)).execute();
      await insertVersions(trx, [{ ...row, contentHash, chainHash }]);
    }
  });
  return ids.toSorted();
}

test("[V8] what is enough ends between two events, and says which was the last", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const ids = await addSealed(database, await addUser(database), 5);
  const ends = ids.map((eventId) => ({ eventId, version: 1 }));
  const verify = (versions: number, length = Infinity): Promise<ChainReport> =>
    verifyChains(database.read, {
      scope: { eventIds: ids },
      ends,
      enough: { versions, length },
    });
  expect(await verify(5)).toMatchObject({ checked: 5, bad: [], stoppedAt: null });
  expect(await verify(3)).toMatchObject({ checked: 3, bad: [], stoppedAt: ids[2] });
  expect(await verify(Infinity, 1)).toMatchObject({ checked: 1, bad: [], stoppedAt: ids[0] });
});
