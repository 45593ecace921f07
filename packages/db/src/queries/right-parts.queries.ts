import type { Kysely } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/**
 * The first right part, among those that are not deleted, which was split from an event after one
 * of its versions (rule X4).
 */
export async function findRightPartSince(
  db: Kysely<Schema>,
  eventId: Id,
  version: number,
): Promise<Id | undefined> {
  const row = await db
    .selectFrom("events")
    .select("id")
    .where("split_from_event_id", "=", toStoredId(eventId))
    .where("split_from_version", ">", version)
    .where("deleted_at", "is", null)
    .orderBy("split_from_version")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : fromStoredId(row.id);
}
