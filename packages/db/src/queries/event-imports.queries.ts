import { decodeContent } from "@daybook/domain/event/stored-content";
import type { EventContent } from "@daybook/domain/event/content";
import type { Kysely, Transaction } from "kysely";
import { fromStoredId, toStoredHash, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** An event as its last import left it (rule F1). */
export interface ImportRecord {
  readonly eventId: Id;
  readonly sequence: number;
  /** SHA-256 of the stored content. */
  readonly contentHash: Uint8Array;
  readonly content: string;
  readonly contentSchema: number;
}

export interface LastImport {
  readonly eventId: Id;
  readonly sequence: number;
  readonly contentHash: Uint8Array;
  readonly content: EventContent;
}

/** What the last import of each of these events said; nothing for events that were not imported. */
export async function listLastImports(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
): Promise<LastImport[]> {
  if (eventIds.length === 0) {
    return [];
  }
  const rows = await db
    .selectFrom("event_imports")
    .select(["event_id", "sequence", "content_hash", "content", "content_schema"])
    .where("event_id", "in", eventIds.map(toStoredId))
    .execute();
  return rows.map((row) => ({
    eventId: fromStoredId(row.event_id),
    sequence: row.sequence,
    contentHash: row.content_hash,
    content: decodeContent(row.content, row.content_schema),
  }));
}

/** Notes what an import said of events that it has just created. */
export async function insertImports(
  trx: Transaction<Schema>,
  records: readonly ImportRecord[],
): Promise<void> {
  const rows = records.map((record) => ({
    event_id: toStoredId(record.eventId),
    ...toColumns(record),
  }));
  await insertRows(trx, "event_imports", rows);
}

/** Notes what an import said of an event, in place of what the one before said. */
export async function putImport(trx: Transaction<Schema>, record: ImportRecord): Promise<void> {
  const said = toColumns(record);
  const insert = trx
    .insertInto("event_imports")
    .values({ event_id: toStoredId(record.eventId), ...said });
  await engineOf(trx)
    .upsert<"event_imports", unknown>(insert, { key: ["event_id"], update: said })
    .execute();
}

function toColumns(record: ImportRecord) {
  return {
    sequence: record.sequence,
    content_hash: toStoredHash(record.contentHash),
    content: record.content,
    content_schema: record.contentSchema,
  };
}
