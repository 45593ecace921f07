import { setImmediate as nextTurn } from "node:timers/promises";
import { decodeContent } from "@daybook/domain/event/stored-content";
import { searchWordsOf } from "@daybook/domain/search/words";
import { type Kysely, sql } from "kysely";
import { fromStoredId, type StoredId } from "../codec.ts";
import type { Database, Transaction } from "../database.ts";
import { addColumns, type AddedColumns, dropColumns } from "../engines/add-columns.ts";
import { engineOf } from "../engines/engine.ts";
import { column, nullable } from "../engines/table-definition.ts";
import { toStoredWords } from "../queries/search-words.ts";
import type { Migration } from "./migration.ts";

const ADDED: AddedColumns = { table: "events", columns: { words: nullable(column.text) } };

/**
 * Full-text search of events (Q2). The words of those that are there are made here, from their
 * contents at the present version: without them an event would not be found until it is next changed.
 *
 * @NOTE Unlike other steps this one runs code of the application: words are good for nothing but to
 * be compared with those that the same code makes of a query.
 */
export const search: Migration = {
  name: "202611240910-search",

  async up(db, engine) {
    await addColumns(db, engine, ADDED);
    await engine.search.createIndex(db);
  },

  async fill(database, assertHeld) {
    let after: StoredId | undefined = FIRST_ID;
    while (after !== undefined) after = await fillWords(database, after, assertHeld);
  },

  async down(db, engine) {
    await engine.search.dropIndex(db);
    await dropColumns(db, ADDED);
  },
};

/** The tables of the steps before this one, and the new column. */
interface Tables {
  events: { id: StoredId; calendar_id: StoredId; version: number; words: string | null };
  event_versions: {
    event_id: StoredId;
    version: number;
    content: string;
    content_schema: number;
  };
}

const FIRST_ID = Buffer.alloc(16) as Uint8Array as StoredId;

/** Events looked at in one batch, and about how much of their contents is read at once. */
const BATCH_EVENTS = 500;
const BATCH_LENGTH = 1024 * 1024;

/** Fills the next batch in order of id, and answers where it ended. */
async function fillWords(
  database: Database,
  after: StoredId,
  assertHeld: () => void,
): Promise<StoredId | undefined> {
  const sizes = await atPresentVersion(database.read)
    .select(["events.id", "events.words"])
    .select((eb) => eb.fn<number>("length", ["event_versions.content"]).as("length"))
    .where("events.id", ">", after)
    .orderBy("events.id")
    .limit(BATCH_EVENTS)
    .execute();
  let batch: StoredId[] = [];
  let length = 0;
  for (const row of sizes) {
    // Filled by a run that was cut off.
    if (row.words !== null) continue;
    batch.push(row.id);
    length += row.length;
    if (length < BATCH_LENGTH) continue;
    await fillBatch(database, batch, assertHeld);
    batch = [];
    length = 0;
  }
  await fillBatch(database, batch, assertHeld);
  return sizes.at(-1)?.id;
}

/** Those that are changed between reading and writing are read again: words are of a version. */
async function fillBatch(
  database: Database,
  ids: readonly StoredId[],
  assertHeld: () => void,
): Promise<void> {
  let left = ids;
  while (left.length > 0) {
    assertHeld();
    const rows = await atPresentVersion(database.read)
      .select(["events.id", "events.calendar_id", "events.version"])
      .select(["event_versions.content", "event_versions.content_schema"])
      .where("events.id", "in", left)
      .execute();
    const made = rows.map((row) => ({
      id: row.id,
      version: row.version,
      words: toStoredWords(
        fromStoredId(row.calendar_id),
        searchWordsOf(decodeContent(row.content, row.content_schema)),
      ),
    }));
    const written = await database.transaction((trx) => writeWords(trx, made));
    left = made.filter((event) => !written.has(event)).map(({ id }) => id);
    // SQLite answers at once: without a pause nothing else of this process would have a turn.
    await nextTurn();
  }
}

interface MadeWords {
  readonly id: StoredId;
  /** The version of the content that they were made of. */
  readonly version: number;
  readonly words: string;
}

/** Writes the words of the events that are still at their version, and answers which they were. */
async function writeWords(
  trx: Transaction,
  made: readonly MadeWords[],
): Promise<ReadonlySet<MadeWords>> {
  if (made.length === 0) return new Set();
  const engine = engineOf(trx);
  const ids = made.map(({ id }) => id);
  const locked = await engine
    .forUpdate(trx.selectFrom("events").select(["id", "version"]).where("id", "in", ids))
    .execute();
  const versions = new Map(locked.map(({ id, version }) => [id.toHex(), version]));
  const written = made.filter(({ id, version }) => versions.get(id.toHex()) === version);
  if (written.length === 0) return new Set();
  const cases = written.map(({ id, words }) => sql`when ${id} then ${words}`);
  await trx
    .updateTable("events")
    .set({ words: sql<string>`case id ${sql.join(cases, sql` `)} end` })
    .where(
      "id",
      "in",
      written.map(({ id }) => id),
    )
    .execute();
  for (const { id: eventId, words } of written) {
    await engine.search.reindexWords(trx, { eventId, words });
  }
  return new Set(written);
}

function atPresentVersion(read: Database["read"]) {
  const tables = read as unknown as Kysely<Tables>;
  return tables
    .selectFrom("events")
    .innerJoin("event_versions", (join) =>
      join
        .onRef("event_versions.event_id", "=", "events.id")
        .onRef("event_versions.version", "=", "events.version"),
    );
}
