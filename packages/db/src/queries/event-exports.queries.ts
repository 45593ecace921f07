import type { EventContent } from "@daybook/domain/event/content";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { Kysely } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { eventIdsInWindow, windowParameters } from "./spans.queries.ts";

/** A place in the order of an export: by the first instant of an event, then by its id. */
export interface ExportPosition {
  readonly starts: number;
  readonly id: Id;
}

/** An event that an export will hold, with the length of its content. */
export interface ExportPlace extends ExportPosition {
  readonly contentLength: number;
}

/** What a calendar file says of an event, read without asking for rights. */
export interface ExportRecord {
  readonly id: Id;
  readonly uid: string;
  /** For an override without its master, the occurrence that it is (rule F1). */
  readonly recurrenceId: string | null;
  readonly sequence: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly content: EventContent;
}

/** Some of a calendar's events in the order of an export. */
export interface ExportPage {
  readonly calendarId: Id;
  readonly after: ExportPosition | undefined;
  /** At most so many. */
  readonly limit: number;
}

/** The next events of a calendar that are not deleted. */
export async function listExportPlaces(
  db: Kysely<Schema>,
  page: ExportPage,
): Promise<ExportPlace[]> {
  const query = placesIn(db, page).where("events.calendar_id", "=", toStoredId(page.calendarId));
  return toPlaces(await query.execute());
}

/** Those of them whose spans meet a window. */
export async function listExportPlacesInWindow(
  db: Kysely<Schema>,
  page: ExportPage & { readonly from: number; readonly to: number },
): Promise<ExportPlace[]> {
  const { calendarId, from, to } = page;
  const met = eventIdsInWindow(db, windowParameters({ scopeIds: [calendarId], from, to }));
  const rows = await placesIn(db, page).innerJoin(met.as("met"), "met.id", "events.id").execute();
  return toPlaces(rows);
}

/** These events of a calendar, in no order; those that have left it meanwhile are not there. */
export async function listExportsById(
  db: Kysely<Schema>,
  calendarId: Id,
  eventIds: readonly Id[],
): Promise<ExportRecord[]> {
  if (eventIds.length === 0) {
    return [];
  }
  const rows = await engineOf(db)
    .inWrittenOrder(db.selectFrom("events"))
    .crossJoin("event_versions")
    .whereRef("event_versions.event_id", "=", "events.id")
    .whereRef("event_versions.version", "=", "events.version")
    .select([
      "events.id",
      "events.uid",
      "events.recurrence_id",
      "events.sequence",
      "events.created_at",
      "events.updated_at",
      "event_versions.content",
      "event_versions.content_schema",
    ])
    .where("events.id", "in", eventIds.map(toStoredId))
    .where("events.calendar_id", "=", toStoredId(calendarId))
    .where("events.deleted_at", "is", null)
    .execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    uid: row.uid,
    recurrenceId: row.recurrence_id,
    sequence: row.sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    content: decodeContent(row.content, row.content_schema),
  }));
}

function placesIn(db: Kysely<Schema>, { after, limit }: ExportPage) {
  const query = db
    .selectFrom("events")
    .innerJoin("event_versions", (join) =>
      join
        .onRef("event_versions.event_id", "=", "events.id")
        .onRef("event_versions.version", "=", "events.version"),
    )
    .select((eb) => [
      "events.id",
      "events.starts",
      eb.fn<number>("length", ["event_versions.content"]).as("content_length"),
    ])
    .where("events.deleted_at", "is", null)
    .orderBy("events.starts")
    .orderBy("events.id")
    .limit(limit);
  if (after === undefined) return query;
  // Said twice, so that both engines read the index from the position on.
  return query
    .where("events.starts", ">=", after.starts)
    .where((eb) =>
      eb.or([eb("events.starts", ">", after.starts), eb("events.id", ">", toStoredId(after.id))]),
    );
}

function toPlaces(
  rows: readonly {
    readonly id: Parameters<typeof fromStoredId>[0];
    readonly starts: number;
    readonly content_length: number;
  }[],
): ExportPlace[] {
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    starts: row.starts,
    contentLength: row.content_length,
  }));
}
