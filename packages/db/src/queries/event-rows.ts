import type { EventContent } from "@daybook/domain/event/content";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { GrantRights } from "@daybook/domain/sharing/roles";
import {
  type AliasableExpression,
  type Expression,
  type Kysely,
  type Selectable,
  type SelectQueryBuilder,
  sql,
} from "kysely";
import {
  fromHexId,
  fromStoredFlag,
  fromStoredIdOrNull,
  type HexId,
  type StoredFlag,
  type StoredId,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import type { EventsTable } from "../tables/events.table.ts";

/** An event without its content: identity, place, and when it was changed. */
export interface EventRecord {
  readonly id: Id;
  readonly calendarId: Id;
  /** Places floating and all-day events (rule T5). */
  readonly calendarTimeZone: string;
  /** The calendar's owner (rule S2). */
  readonly ownerId: Id;
  readonly createdBy: Id;
  readonly version: number;
  readonly uid: string;
  readonly sequence: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: Id;
  readonly deletedAt: number | null;
  readonly calendarDeletedAt: number | null;
  readonly splitFrom: { readonly eventId: Id; readonly version: number } | null;
}

/** An event at its present version, with every unexpired grant by which it reaches one user. */
export interface EventForUser {
  readonly event: EventRecord;
  readonly content: EventContent;
  readonly grants: readonly GrantRights[];
  readonly isOwner: boolean;
}

const EVENT_COLUMNS = [
  "events.version",
  "events.uid",
  "events.sequence",
  "events.starts",
  "events.created_at",
  "events.updated_at",
  "events.deleted_at",
  "events.split_from_event_id",
  "events.split_from_version",
  "calendars.time_zone",
  "calendars.deleted_at as calendar_deleted_at",
  "event_versions.content",
  "event_versions.content_schema",
] as const;

const RIGHTS_COLUMNS = [
  "calendar_grants.role as calendar_role",
  "calendar_grants.can_share as calendar_can_share",
  "calendar_grants.can_delete as calendar_can_delete",
  "event_grants.role as event_role",
  "event_grants.can_share as event_can_share",
  "event_grants.can_delete as event_can_delete",
] as const;

/**
 * Events with their present content and what reaches the user: rights and data in one statement,
 * so that neither can be older than the other (rule S4). Rows that reach the user by nothing are
 * there too.
 */
export function eventsForUser(db: Kysely<Schema>, user: StoredId) {
  const events = engineOf(db).inWrittenOrder(db.selectFrom("events"));
  return atPresentVersion(withRights(db, events, user));
}

/** The same of the events whose ids another query finds. */
export function foundEventsForUser(
  db: Kysely<Schema>,
  user: StoredId,
  found: AliasableExpression<{ id: StoredId }>,
) {
  const source = db
    .selectFrom(found.as("found"))
    .crossJoin("events")
    .whereRef("events.id", "=", "found.id");
  return atPresentVersion(withRights(db, engineOf(db).inWrittenOrder(source), user));
}

/** With the present content, and where the event is. */
function atPresentVersion(events: ReturnType<typeof withRights>) {
  return events
    .crossJoin("event_versions")
    .whereRef("event_versions.event_id", "=", "events.id")
    .whereRef("event_versions.version", "=", "events.version")
    .select(EVENT_COLUMNS)
    .select((eb) => [
      asHex(eb.ref("events.id")).as("id"),
      asHex(eb.ref("events.calendar_id")).as("calendar_id"),
      asHex(eb.ref("events.created_by")).as("created_by"),
      asHex(eb.ref("events.updated_by")).as("updated_by"),
    ]);
}

/** Events with all that reaches the user now: who owns their calendars, and grants in force. */
export function withRights(
  db: Kysely<Schema>,
  events: SelectQueryBuilder<Schema, "events", object>,
  user: StoredId,
) {
  const { now } = engineOf(db);
  return events
    .crossJoin("calendars")
    .whereRef("calendars.id", "=", "events.calendar_id")
    .leftJoin("calendar_permissions as calendar_grants", (join) =>
      join
        .onRef("calendar_grants.calendar_id", "=", "events.calendar_id")
        .on("calendar_grants.user_id", "=", user)
        .on((eb) =>
          eb.or([
            eb("calendar_grants.expires_at", "is", null),
            eb("calendar_grants.expires_at", ">", now),
          ]),
        ),
    )
    .leftJoin("event_permissions as event_grants", (join) =>
      join
        .onRef("event_grants.event_id", "=", "events.id")
        .on("event_grants.user_id", "=", user)
        .on((eb) =>
          eb.or([
            eb("event_grants.expires_at", "is", null),
            eb("event_grants.expires_at", ">", now),
          ]),
        ),
    )
    .select(RIGHTS_COLUMNS)
    .select((eb) => asHex(eb.ref("calendars.owner_id")).as("owner_id"));
}

/** Text costs a reader of many rows much less than five byte arrays in each. */
export function asHex<Id extends StoredId | null>(id: Expression<Id>) {
  return sql<Id extends StoredId ? HexId : null>`hex(${id})`;
}

export type EventForUserRow = Pick<
  Selectable<EventsTable>,
  | "version"
  | "uid"
  | "sequence"
  | "created_at"
  | "updated_at"
  | "deleted_at"
  | "split_from_event_id"
  | "split_from_version"
> &
  RightsRow & {
    readonly id: HexId;
    readonly calendar_id: HexId;
    readonly created_by: HexId;
    readonly updated_by: HexId;
    readonly time_zone: string;
    readonly calendar_deleted_at: number | null;
    readonly content: string;
    readonly content_schema: number;
  };

/** What reaches the user, as {@link withRights} answers it. */
export interface RightsRow {
  readonly owner_id: HexId;
  readonly calendar_role: "viewer" | "editor" | null;
  readonly calendar_can_share: StoredFlag | null;
  readonly calendar_can_delete: StoredFlag | null;
  readonly event_role: "viewer" | "editor" | null;
  readonly event_can_share: StoredFlag | null;
  readonly event_can_delete: StoredFlag | null;
}

export function toEventForUser(row: EventForUserRow, userId: Id): EventForUser {
  return {
    event: toEventRecord(row),
    content: decodeContent(row.content, row.content_schema),
    ...toRights(row, userId),
  };
}

/** What reaches the user, as rights are computed from. */
export function toRights(row: RightsRow, userId: Id): Pick<EventForUser, "grants" | "isOwner"> {
  return { grants: grantsOf(row), isOwner: fromHexId(row.owner_id) === userId };
}

function toEventRecord(row: EventForUserRow): EventRecord {
  const splitFromEventId = fromStoredIdOrNull(row.split_from_event_id);
  return {
    id: fromHexId(row.id),
    calendarId: fromHexId(row.calendar_id),
    calendarTimeZone: row.time_zone,
    ownerId: fromHexId(row.owner_id),
    createdBy: fromHexId(row.created_by),
    version: row.version,
    uid: row.uid,
    sequence: row.sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: fromHexId(row.updated_by),
    deletedAt: row.deleted_at,
    calendarDeletedAt: row.calendar_deleted_at,
    splitFrom:
      splitFromEventId === null || row.split_from_version === null
        ? null
        : { eventId: splitFromEventId, version: row.split_from_version },
  };
}

function grantsOf(row: RightsRow): GrantRights[] {
  const grants: GrantRights[] = [];
  if (row.calendar_role !== null) {
    grants.push({
      role: row.calendar_role,
      canShare: fromStoredFlag(row.calendar_can_share ?? 0),
      canDelete: fromStoredFlag(row.calendar_can_delete ?? 0),
    });
  }
  if (row.event_role !== null) {
    grants.push({
      role: row.event_role,
      canShare: fromStoredFlag(row.event_can_share ?? 0),
      canDelete: fromStoredFlag(row.event_can_delete ?? 0),
    });
  }
  return grants;
}
