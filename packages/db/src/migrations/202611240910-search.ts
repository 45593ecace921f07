import { decodeContent } from "@daybook/domain/event/stored-content";
import { searchWordsOf } from "@daybook/domain/search/words";
import { type Kysely, sql } from "kysely";
import { fromStoredId, type StoredId } from "../codec.ts";
import { addColumns, type AddedColumns, dropColumns } from "../engines/add-columns.ts";
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
    // The tables are those of the steps before this one, and the new column.
    const tables = db as Kysely<Tables>;
    let after: StoredId | undefined = FIRST_ID;
    while (after !== undefined) after = await fillWords(tables, after);
    await engine.search.createIndex(db);
  },

  async down(db, engine) {
    await engine.search.dropIndex(db);
    await dropColumns(db, ADDED);
  },
};

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
async function fillWords(db: Kysely<Tables>, after: StoredId): Promise<StoredId | undefined> {
  const sizes = await db
    .selectFrom("events")
    .innerJoin("event_versions", (join) =>
      join
        .onRef("event_versions.event_id", "=", "events.id")
        .onRef("event_versions.version", "=", "events.version"),
    )
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
    await fillBatch(db, batch);
    batch = [];
    length = 0;
  }
  await fillBatch(db, batch);
  return sizes.at(-1)?.id;
}

async function fillBatch(db: Kysely<Tables>, ids: readonly StoredId[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await db
    .selectFrom("events")
    .innerJoin("event_versions", (join) =>
      join
        .onRef("event_versions.event_id", "=", "events.id")
        .onRef("event_versions.version", "=", "events.version"),
    )
    .select(["events.id", "events.calendar_id"])
    .select(["event_versions.content", "event_versions.content_schema"])
    .where("events.id", "in", ids)
    .execute();
  const cases = rows.map((row) => {
    const words = searchWordsOf(decodeContent(row.content, row.content_schema));
    return sql`when ${row.id} then ${toStoredWords(fromStoredId(row.calendar_id), words)}`;
  });
  await db
    .updateTable("events")
    .set({ words: sql<string>`case id ${sql.join(cases, sql` `)} end` })
    .where("id", "in", ids)
    .execute();
}
