import type { Kysely } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/** An event that a split made, as rule X4 asks about it. */
export interface RightPart {
  readonly id: Id;
  /** The left part, and the version that the split made of it. */
  readonly leftId: Id;
  readonly splitVersion: number;
  readonly deleted: boolean;
}

/** The right parts that were split from any of these events, deleted ones too; the first split first. */
export async function listRightParts(
  db: Kysely<Schema>,
  leftIds: readonly Id[],
): Promise<RightPart[]> {
  if (leftIds.length === 0) return [];
  const rows = await db
    .selectFrom("events")
    .select(["id", "split_from_event_id", "split_from_version", "deleted_at"])
    .where("split_from_event_id", "in", leftIds.map(toStoredId))
    .where("split_from_version", "is not", null)
    .$narrowType<{ split_from_event_id: StoredId }>()
    .orderBy("split_from_version")
    .orderBy("id")
    .$narrowType<{ split_from_version: number }>()
    .execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    leftId: fromStoredId(row.split_from_event_id),
    splitVersion: row.split_from_version,
    deleted: row.deleted_at !== null,
  }));
}

/** An event that others were split from. */
export interface LeftPart {
  readonly version: number;
  readonly deleted: boolean;
  /** The split that made it in turn. */
  readonly splitFrom: { readonly eventId: Id; readonly version: number } | null;
}

export async function findLeftPart(db: Kysely<Schema>, eventId: Id): Promise<LeftPart | undefined> {
  const row = await db
    .selectFrom("events")
    .select(["version", "deleted_at", "split_from_event_id", "split_from_version"])
    .where("id", "=", toStoredId(eventId))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { split_from_event_id: from, split_from_version: version } = row;
  return {
    version: row.version,
    deleted: row.deleted_at !== null,
    splitFrom: from === null || version === null ? null : { eventId: fromStoredId(from), version },
  };
}
