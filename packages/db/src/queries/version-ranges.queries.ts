import type { VersionKind } from "@daybook/domain/versions/chain";
import type { Kysely } from "kysely";
import { fromHexId, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { asHex } from "./event-rows.ts";

/** Some versions of one event: those after `after`, up to `upTo`. */
export interface VersionRange {
  readonly eventId: Id;
  readonly after: number;
  readonly upTo: number;
}

/** Who made a version, when and why. */
export interface VersionNote {
  readonly version: number;
  readonly kind: VersionKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actorId: Id;
  /** Null once the account is deleted (rule S7). */
  readonly actorName: string | null;
  readonly message: string | null;
  readonly changeSetId: Id;
}

/** How many ranges one statement names. */
const RANGES_AT_A_TIME = 100;

/** The versions in some ranges, by event, in order. */
export async function listVersionRanges(
  db: Kysely<Schema>,
  ranges: readonly VersionRange[],
): Promise<Map<Id, VersionNote[]>> {
  const found = new Map<Id, VersionNote[]>();
  for (let start = 0; start < ranges.length; start += RANGES_AT_A_TIME) {
    const rows = await versionsIn(db, ranges.slice(start, start + RANGES_AT_A_TIME)).execute();
    for (const { event_id, actor_id, change_set_id, username, ...row } of rows) {
      const eventId = fromHexId(event_id);
      const note = {
        ...row,
        actorId: fromHexId(actor_id),
        actorName: username,
        changeSetId: fromHexId(change_set_id),
      };
      const known = found.get(eventId);
      if (known === undefined) found.set(eventId, [note]);
      else known.push(note);
    }
  }
  for (const notes of found.values()) notes.sort((a, b) => a.version - b.version);
  return found;
}

function versionsIn(db: Kysely<Schema>, ranges: readonly VersionRange[]) {
  return db
    .selectFrom("event_versions")
    .innerJoin("users", "users.id", "event_versions.actor_id")
    .select(["event_versions.version", "event_versions.kind", "event_versions.at"])
    .select(["event_versions.message", "users.username"])
    .select((eb) => [
      asHex(eb.ref("event_versions.event_id")).as("event_id"),
      asHex(eb.ref("event_versions.actor_id")).as("actor_id"),
      asHex(eb.ref("event_versions.change_set_id")).as("change_set_id"),
    ])
    .where((eb) =>
      eb.or(
        ranges.map(({ eventId, after, upTo }) =>
          eb.and([
            eb("event_versions.event_id", "=", toStoredId(eventId)),
            eb("event_versions.version", ">", after),
            eb("event_versions.version", "<=", upTo),
          ]),
        ),
      ),
    );
}
