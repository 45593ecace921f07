import { SPAN_CLASSES } from "@daybook/domain/event/spans";
import type { Kysely, Transaction } from "kysely";
import { type StoredId, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { SPAN_COLUMNS, spansOfClass, type WindowParameters } from "./spans.queries.ts";

/*
 * What a scope knows of an event is complete by itself, from the event's first day on (rule V7):
 * where an event comes to a calendar, or on a shelf, its spans of before come along. A window of
 * the past is then found as one of the present is, in the scopes that reach the caller now. A
 * calendar that an event has left keeps what it knew: asked for by name, it still says what stood
 * there.
 */

/** A window, and the one or two instants at which it is asked for. */
export type PastWindowParameters = WindowParameters & {
  readonly since: number;
  readonly until: number;
};

/**
 * The events whose spans met a window at either of two instants, which may be the same: one short
 * range of the spans of now for each class, and one of those that were replaced.
 *
 * @NOTE New time zone data places the spans of now again, and of replaced ones those alone whose
 * event still goes by the zone (T1). All of these are looked for in the wider window: what is found
 * too much, expansion leaves out.
 */
export function eventIdsInPastWindow(db: Kysely<Schema>, window: PastWindowParameters) {
  const longest = SPAN_CLASSES - 1;
  return window.reaches
    .flatMap((reach, spanClassNumber) => [
      presentSpansOfClass(db, window, spanClassNumber).where("starts", ">=", reach),
      replacedSpansOfClass(db, window, spanClassNumber).where("starts", ">=", reach),
    ])
    .reduce(
      (union, branch) => union.union(branch),
      presentSpansOfClass(db, window, longest).union(replacedSpansOfClass(db, window, longest)),
    );
}

function presentSpansOfClass(
  db: Kysely<Schema>,
  window: PastWindowParameters,
  spanClassNumber: number,
) {
  return spansOfClass(db, window, spanClassNumber).where("valid_from", "<=", window.until);
}

function replacedSpansOfClass(
  db: Kysely<Schema>,
  { scopes, since, until, floating_from, floating_to }: PastWindowParameters,
  spanClassNumber: number,
) {
  return db
    .selectFrom("event_span_history")
    .select("event_id as id")
    .where("scope_id", "in", scopes)
    .where("class", "=", spanClassNumber)
    .where("starts", "<", floating_to)
    .where("ends", ">", floating_from)
    .where((eb) =>
      eb.or([
        eb.and([eb("valid_from", "<=", since), eb("valid_to", ">", since)]),
        eb.and([eb("valid_from", "<=", until), eb("valid_to", ">", until)]),
      ]),
    );
}

/** An event, and who it is shared with singly from now on. */
export interface ShelfPlace {
  readonly eventId: Id;
  /** Where the event stands, or stood when it was deleted. */
  readonly calendarId: Id;
  readonly userId: Id;
}

/** Puts an event on a shelf where it does not stand yet: where it is in time, and where it was. */
export async function insertShelfSpans(
  trx: Transaction<Schema>,
  { eventId, calendarId, userId }: ShelfPlace,
): Promise<void> {
  const [event, from, to] = [eventId, calendarId, userId].map(toStoredId) as StoredIds;
  const copied = [...SPAN_COLUMNS, "busy", "pattern"] as const;
  await trx
    .insertInto("event_spans")
    .columns([...copied])
    .expression((eb) =>
      eb
        .selectFrom("event_spans")
        .where("event_id", "=", event)
        .where("scope_id", "=", from)
        .select((select) => [select.val(to).as("scope_id"), ...copied.slice(1)]),
    )
    .execute();
  await copyHistory(trx, { event, from, to });
}

/** Takes events off a shelf, whatever became of them there: who has lost a grant asks there no more. */
export async function deleteShelfSpans(
  trx: Transaction<Schema>,
  { eventIds, userId }: { readonly eventIds: readonly Id[]; readonly userId: Id },
): Promise<void> {
  if (eventIds.length === 0) return;
  for (const table of ["event_spans", "event_span_history"] as const) {
    await trx
      .deleteFrom(table)
      .where("event_id", "in", eventIds.map(toStoredId))
      .where("scope_id", "=", toStoredId(userId))
      .execute();
  }
}

/** Takes along to another calendar where an event was, which that one may know a part of. */
export async function moveSpanHistory(
  trx: Transaction<Schema>,
  move: { readonly eventId: Id; readonly fromCalendarId: Id; readonly toCalendarId: Id },
): Promise<void> {
  const { eventId, fromCalendarId, toCalendarId } = move;
  const [event, from, to] = [eventId, fromCalendarId, toCalendarId].map(toStoredId) as StoredIds;
  await trx
    .deleteFrom("event_span_history")
    .where("event_id", "=", event)
    .where("scope_id", "=", to)
    .execute();
  await copyHistory(trx, { event, from, to });
}

type StoredIds = [StoredId, StoredId, StoredId];

async function copyHistory(
  trx: Transaction<Schema>,
  { event, from, to }: { readonly event: StoredId; readonly from: StoredId; readonly to: StoredId },
): Promise<void> {
  const copied = [...SPAN_COLUMNS, "valid_to"] as const;
  await trx
    .insertInto("event_span_history")
    .columns([...copied])
    .expression((eb) =>
      eb
        .selectFrom("event_span_history")
        .where("event_id", "=", event)
        .where("scope_id", "=", from)
        .select((select) => [select.val(to).as("scope_id"), ...copied.slice(1)]),
    )
    .execute();
}
