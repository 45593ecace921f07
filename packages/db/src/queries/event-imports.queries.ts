import { decodeContent } from "@daybook/domain/event/stored-content";
import type { EventContent } from "@daybook/domain/event/content";
import type { Kysely, Transaction } from "kysely";
import { fromStoredId, toStoredHash, toStoredId } from "../codec.ts";
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

/** Notes what an import said of events of which none has said anything yet. */
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

/** Rows that one statement takes away. */
const REPLACED = 500;

/** Notes what an import said of events, in place of what the one before said. */
export async function putImports(
  trx: Transaction<Schema>,
  records: readonly ImportRecord[],
): Promise<void> {
  for (let start = 0; start < records.length; start += REPLACED) {
    const some = records.slice(start, start + REPLACED);
    await trx
      .deleteFrom("event_imports")
      .where(
        "event_id",
        "in",
        some.map(({ eventId }) => toStoredId(eventId)),
      )
      .execute();
    await insertImports(trx, some);
  }
}

function toColumns(record: ImportRecord) {
  return {
    sequence: record.sequence,
    content_hash: toStoredHash(record.contentHash),
    content: record.content,
    content_schema: record.contentSchema,
  };
}
