import {
  ENDLESS_MS,
  SPAN_CLASSES,
  SPAN_REACH_MS,
  SPAN_WIDENING_MS,
  type Span,
  spanClass,
} from "@daybook/domain/event/spans";
import type { BusySpan, SpanBusy } from "@daybook/domain/event/busy-spans";
import type { Expression, ExpressionBuilder, Kysely, SqlBool, Transaction } from "kysely";
import { fromStoredFlag, type StoredId, toStoredFlag, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** A span as it is written. One that says nothing of busy time sends readers to the content. */
export type WrittenSpan = Span & Partial<BusySpan>;

/** Where one event may be found in time, in scopes that list it. */
export interface EventSpans {
  readonly eventId: Id;
  readonly scopeIds: readonly Id[];
  readonly spans: readonly WrittenSpan[];
  /** Since when, epoch milliseconds. */
  readonly at: number;
}

export async function insertSpans(
  trx: Transaction<Schema>,
  events: readonly EventSpans[],
): Promise<void> {
  const rows = events.flatMap(({ eventId, scopeIds, spans, at }) =>
    scopeIds.flatMap((scopeId) =>
      spans.map(({ startMs, endMs, floating, busy = "expand", pattern = null }) => ({
        scope_id: toStoredId(scopeId),
        class: spanClass(startMs, endMs),
        starts: startMs,
        event_id: toStoredId(eventId),
        ends: endMs ?? ENDLESS_MS,
        floating: toStoredFlag(floating),
        valid_from: at,
        busy: STORED_BUSY[busy],
        pattern,
      })),
    ),
  );
  await insertRows(trx, "event_spans", rows);
}

export function storedBusy(busy: SpanBusy): number {
  return STORED_BUSY[busy];
}

const STORED_BUSY = { never: 0, whole: 1, expand: 2 } as const satisfies Record<SpanBusy, number>;

/** Says anew what all spans of an event, in every scope, are worth to who asks for busy time. */
export async function updateSpansBusy(
  trx: Transaction<Schema>,
  eventId: Id,
  { busy, pattern }: Pick<BusySpan, "busy" | "pattern">,
): Promise<void> {
  await trx
    .updateTable("event_spans")
    .set({ busy: STORED_BUSY[busy], pattern })
    .where("event_id", "=", toStoredId(eventId))
    .execute();
}

/** Where one event stands in one scope. */
export async function listSpansInScope(
  db: Kysely<Schema>,
  eventId: Id,
  scopeId: Id,
): Promise<Span[]> {
  const rows = await db
    .selectFrom("event_spans")
    .select(["starts", "ends", "floating"])
    .where("event_id", "=", toStoredId(eventId))
    .where("scope_id", "=", toStoredId(scopeId))
    .execute();
  return rows.map(({ starts, ends, floating }) => ({
    startMs: starts,
    endMs: ends === ENDLESS_MS ? null : ends,
    floating: fromStoredFlag(floating),
  }));
}

/** All spans of some events, in every scope. */
export interface WholeEvents {
  readonly eventIds: readonly Id[];
  readonly at: number;
}

/**
 * Takes spans away, and keeps them with their validity (rule V7): whole events', or some of one
 * event's. What was never valid for a millisecond is not kept.
 */
export async function retireSpans(
  trx: Transaction<Schema>,
  which: WholeEvents | EventSpans,
): Promise<void> {
  const { at } = which;
  if ("eventIds" in which) {
    if (which.eventIds.length > 0) await retireWhere(trx, at, ofWholeEvents(which));
    return;
  }
  const { spans, scopeIds } = which;
  const step = Math.max(1, Math.min(RETIRED_SPANS, Math.floor(RETIRED_ROWS / scopeIds.length)));
  for (let start = 0; start < spans.length; start += step) {
    const chunk = spans.slice(start, start + step);
    await retireWhere(trx, at, ofOneEvent({ ...which, spans: chunk }));
  }
}

/** Spans, and rows of them, that one statement retires: it names each by its whole key. */
const RETIRED_SPANS = 100;
const RETIRED_ROWS = 1_000;

type SpanCondition = (eb: ExpressionBuilder<Schema, "event_spans">) => Expression<SqlBool>;

function ofWholeEvents({ eventIds }: WholeEvents): SpanCondition {
  return (eb) => eb("event_id", "in", eventIds.map(toStoredId));
}

function ofOneEvent({ eventId, scopeIds, spans }: EventSpans): SpanCondition {
  const scopes = scopeIds.map(toStoredId);
  const event = toStoredId(eventId);
  return (eb) =>
    eb.or(
      spans.map(({ startMs, endMs, floating }) =>
        eb.and([
          eb("scope_id", "in", scopes),
          eb("class", "=", spanClass(startMs, endMs)),
          eb("starts", "=", startMs),
          eb("event_id", "=", event),
          eb("ends", "=", endMs ?? ENDLESS_MS),
          eb("floating", "=", toStoredFlag(floating)),
        ]),
      ),
    );
}

async function retireWhere(
  trx: Transaction<Schema>,
  at: number,
  condition: SpanCondition,
): Promise<void> {
  await trx
    .insertInto("event_span_history")
    .columns([...SPAN_COLUMNS, "valid_to"])
    .expression(
      trx
        .selectFrom("event_spans")
        .where(condition)
        .where("valid_from", "<", at)
        .select([...SPAN_COLUMNS])
        .select((eb) => eb.val(at).as("valid_to")),
    )
    .execute();
  await trx.deleteFrom("event_spans").where(condition).execute();
}

/** What a span and a replaced one have in common. */
export const SPAN_COLUMNS = [
  "scope_id",
  "class",
  "starts",
  "event_id",
  "ends",
  "floating",
  "valid_from",
] as const;

export interface SpanWindow {
  readonly scopeIds: readonly Id[];
  /** Epoch milliseconds, half-open. */
  readonly from: number;
  readonly to: number;
}

/** A window as a statement takes it. */
export type WindowParameters = {
  readonly scopes: readonly StoredId[];
  readonly from: number;
  readonly to: number;
  /** The window as wide as a floating span may lie outside it. */
  readonly floating_from: number;
  readonly floating_to: number;
  /** For each class of limited length: a span that starts earlier has ended before the window. */
  readonly reaches: readonly number[];
};

export function windowParameters({ scopeIds, from, to }: SpanWindow): WindowParameters {
  const floatingFrom = from - SPAN_WIDENING_MS;
  return {
    scopes: scopeIds.map(toStoredId),
    from,
    to,
    floating_from: floatingFrom,
    floating_to: to + SPAN_WIDENING_MS,
    reaches: SPAN_REACH_MS.slice(0, SPAN_CLASSES - 1).map((reach) => floatingFrom - reach),
  };
}

/**
 * The events whose spans meet a window: one short range of the clustered index for each class of
 * length, so that the cost is that of the answer, however long the history. Floating spans are
 * found up to fourteen hours around the window; expansion decides.
 */
export function eventIdsInWindow(db: Kysely<Schema>, window: WindowParameters) {
  const longest = spansOfClass(db, window, SPAN_CLASSES - 1);
  return window.reaches
    .map((reach, spanClassNumber) =>
      spansOfClass(db, window, spanClassNumber).where("starts", ">=", reach),
    )
    .reduce((union, branch) => union.union(branch), longest);
}

/** The spans that meet a window and are busy somewhere, found as the events are, each row once. */
export function busySpansInWindow(db: Kysely<Schema>, window: WindowParameters) {
  const busyOfClass = (spanClassNumber: number) =>
    spansOfClass(db, window, spanClassNumber)
      .where("busy", ">", 0)
      .clearSelect()
      .select(["scope_id", "event_id", "starts", "ends", "floating", "busy", "pattern"]);
  return window.reaches
    .map((reach, spanClassNumber) => busyOfClass(spanClassNumber).where("starts", ">=", reach))
    .reduce((union, branch) => union.unionAll(branch), busyOfClass(SPAN_CLASSES - 1));
}

export function spansOfClass(
  db: Kysely<Schema>,
  window: WindowParameters,
  spanClassNumber: number,
) {
  return db
    .selectFrom("event_spans")
    .select("event_id as id")
    .where("scope_id", "in", window.scopes)
    .where("class", "=", spanClassNumber)
    .where("starts", "<", window.floating_to)
    .where("ends", ">", window.floating_from)
    .where((eb) =>
      eb.or([
        eb("floating", "=", 1),
        eb.and([eb("starts", "<", window.to), eb("ends", ">", window.from)]),
      ]),
    );
}
