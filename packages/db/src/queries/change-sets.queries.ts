import type { VersionKind } from "@daybook/domain/versions/chain";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { Kysely, Transaction } from "kysely";
import { fromStoredId, fromStoredIdOrNull, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { eventsForUser } from "./event-rows.ts";
import { toVersionRecord, type VersionWithContent, versionsOfEvents } from "./versions.queries.ts";

/** What one user action did to one event: it makes at most one version of each. */
export interface ChangeSetMember {
  readonly eventId: Id;
  readonly version: number;
  readonly kind: VersionKind;
  /** The event that a split took this one from. */
  readonly splitFromId: Id | null;
  /** The length of the content that the change found and of the one that it made, together. */
  readonly length: number;
}

/** What a change set did to events, in the order of their ids. */
export async function listChangeSetMembers(
  db: Kysely<Schema>,
  changeSetId: Id,
): Promise<ChangeSetMember[]> {
  const rows = await engineOf(db)
    .inWrittenOrder(db.selectFrom("event_versions as made"))
    .crossJoin("events")
    .whereRef("events.id", "=", "made.event_id")
    .leftJoin("event_versions as before", (join) =>
      join
        .onRef("before.event_id", "=", "made.event_id")
        .on((eb) => eb("before.version", "=", eb("made.version", "-", 1))),
    )
    .select((eb) => [
      "made.event_id",
      "made.version",
      "made.kind",
      "events.split_from_event_id",
      eb.fn<number>("length", ["made.content"]).as("length_made"),
      eb.fn<number | null>("length", ["before.content"]).as("length_before"),
    ])
    .where("made.change_set_id", "=", toStoredId(changeSetId))
    .orderBy("made.event_id")
    .execute();
  return rows.map((row) => ({
    eventId: fromStoredId(row.event_id),
    version: row.version,
    kind: row.kind,
    splitFromId: fromStoredIdOrNull(row.split_from_event_id),
    length: row.length_made + (row.length_before ?? 0),
  }));
}

/** Those of the events that reach the user, deleted ones too; reads no content, locks nothing. */
export async function listEventsReaching(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
  userId: Id,
): Promise<Id[]> {
  if (eventIds.length === 0) return [];
  const user = toStoredId(userId);
  const rows = await eventsForUser(db, user)
    .clearSelect()
    .select("events.id")
    .where("events.id", "in", eventIds.map(toStoredId))
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", user),
        eb("calendar_grants.role", "is not", null),
        eb("event_grants.role", "is not", null),
      ]),
    )
    .execute();
  return rows.map((row) => fromStoredId(row.id));
}

/** Locks events' rows in the order of their ids, where the engine can. */
export async function lockEvents(trx: Transaction<Schema>, eventIds: readonly Id[]): Promise<void> {
  const query = trx
    .selectFrom("events")
    .select("id")
    .where("id", "in", eventIds.map(toStoredId))
    .orderBy("id");
  await engineOf(trx).forUpdate(query).execute();
}

/** Where events are, and how long their present contents are. */
export async function listEventPlaces(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
): Promise<{ eventId: Id; calendarId: Id; length: number }[]> {
  const rows = await engineOf(db)
    .inWrittenOrder(db.selectFrom("events"))
    .crossJoin("event_versions")
    .whereRef("event_versions.event_id", "=", "events.id")
    .whereRef("event_versions.version", "=", "events.version")
    .select((eb) => [
      "events.id",
      "events.calendar_id",
      eb.fn<number>("length", ["event_versions.content"]).as("length"),
    ])
    .where("events.id", "in", eventIds.map(toStoredId))
    .execute();
  return rows.map((row) => ({
    eventId: fromStoredId(row.id),
    calendarId: fromStoredId(row.calendar_id),
    length: row.length,
  }));
}

/** Versions of several events with their contents, in no order. */
export async function listVersionsAt(
  db: Kysely<Schema>,
  wanted: readonly { readonly eventId: Id; readonly version: number }[],
): Promise<VersionWithContent[]> {
  if (wanted.length === 0) return [];
  const byVersion = Map.groupBy(wanted, ({ version }) => version);
  const rows = await versionsOfEvents(db)
    .select(["event_versions.content", "event_versions.content_schema"])
    .where((eb) =>
      eb.or(
        [...byVersion].map(([version, group]) =>
          eb.and([
            eb("event_versions.version", "=", version),
            eb(
              "event_versions.event_id",
              "in",
              group.map(({ eventId }) => toStoredId(eventId)),
            ),
          ]),
        ),
      ),
    )
    .execute();
  return rows.map((row) => ({
    ...toVersionRecord(row),
    content: decodeContent(row.content, row.content_schema),
  }));
}

/** A calendar that a change set deleted, or brought back. */
export interface ChangeSetCalendar {
  readonly calendarId: Id;
  readonly did: "deleted" | "restored";
}

/** The calendars that a change set deleted last or brought back, by id. */
export async function listChangeSetCalendars(
  db: Kysely<Schema>,
  changeSetId: Id,
): Promise<ChangeSetCalendar[]> {
  const deleted = await db
    .selectFrom("calendars")
    .select("id")
    .where("deleted_change_set_id", "=", toStoredId(changeSetId))
    .orderBy("id")
    .execute();
  const restored = await db
    .selectFrom("calendar_restorations")
    .select("calendar_id")
    .where("change_set_id", "=", toStoredId(changeSetId))
    .orderBy("calendar_id")
    .execute();
  return [
    ...deleted.map((row) => ({ calendarId: fromStoredId(row.id), did: "deleted" as const })),
    ...restored.map((row) => ({
      calendarId: fromStoredId(row.calendar_id),
      did: "restored" as const,
    })),
  ];
}

/** Notes that a change set brought a calendar back, so that undoing that deletes it again (rule K1). */
export async function insertCalendarRestoration(
  trx: Transaction<Schema>,
  restoration: { readonly changeSetId: Id; readonly calendarId: Id },
): Promise<void> {
  await trx
    .insertInto("calendar_restorations")
    .values({
      change_set_id: toStoredId(restoration.changeSetId),
      calendar_id: toStoredId(restoration.calendarId),
    })
    .execute();
}
