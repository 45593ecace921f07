import type { VersionSource, VersionSources } from "@daybook/domain/versions/in-effect";
import type { Kysely } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/** The rollbacks and undos of an event. */
export async function listVersionSources(db: Kysely<Schema>, eventId: Id): Promise<VersionSources> {
  const found = await listSourcesOfEvents(db, [eventId]);
  return found.get(eventId) ?? NONE;
}

const NONE: VersionSources = new Map();

/** The same for many events; those without a rollback and an undo are not there. */
export async function listSourcesOfEvents(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
): Promise<ReadonlyMap<Id, VersionSources>> {
  if (eventIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("event_versions")
    .select(["event_id", "version", "kind", "source_version"])
    .where("event_id", "in", eventIds.map(toStoredId))
    .where("source_version", "is not", null)
    .where("kind", "in", ["rollback", "undo"])
    .$narrowType<{ source_version: number; kind: VersionSource["kind"] }>()
    .execute();
  const found = new Map<Id, Map<number, VersionSource>>();
  for (const row of rows) {
    const eventId = fromStoredId(row.event_id);
    const sources = found.get(eventId) ?? new Map<number, VersionSource>();
    found.set(eventId, sources.set(row.version, { kind: row.kind, version: row.source_version }));
  }
  return found;
}
