import {
  ENDLESS_MS,
  SPAN_CLASSES,
  SPAN_REACH_MS,
  SPAN_WIDENING_MS,
  type Span,
  spanClass,
} from "@daybook/domain/event/spans";
import type { Kysely, Transaction } from "kysely";
import { type StoredId, toStoredFlag, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";

/** Where one event may be found in time, in every scope that lists it. */
export interface EventSpans {
  readonly eventId: Id;
  readonly scopeIds: readonly Id[];
  readonly spans: readonly Span[];
  /** Whether the spans are wall clock written as UTC (floating and all-day events). */
  readonly floating: boolean;
  /** Since when, epoch milliseconds. */
  readonly at: number;
}

export async function insertSpans(
  trx: Transaction<Schema>,
  events: readonly EventSpans[],
): Promise<void> {
  const rows = events.flatMap(({ eventId, scopeIds, spans, floating, at }) =>
    scopeIds.flatMap((scopeId) =>
      spans.map(({ startMs, endMs }) => ({
        scope_id: toStoredId(scopeId),
        class: spanClass(startMs, endMs),
        starts: startMs,
        event_id: toStoredId(eventId),
        ends: endMs ?? ENDLESS_MS,
        floating: toStoredFlag(floating),
        valid_from: at,
      })),
    ),
  );
  await insertRows(trx, "event_spans", rows);
}

/** Takes events' spans away, in one scope or in all, and keeps them with their validity (rule V7). */
export async function retireSpans(
  trx: Transaction<Schema>,
  which: { readonly eventIds: readonly Id[]; readonly scopeId?: Id; readonly at: number },
): Promise<void> {
  const eventIds = which.eventIds.map(toStoredId);
  const scopeId = which.scopeId === undefined ? undefined : toStoredId(which.scopeId);
  let old = trx.selectFrom("event_spans").where("event_id", "in", eventIds);
  let gone = trx.deleteFrom("event_spans").where("event_id", "in", eventIds);
  if (scopeId !== undefined) {
    old = old.where("scope_id", "=", scopeId);
    gone = gone.where("scope_id", "=", scopeId);
  }
  await trx
    .insertInto("event_span_history")
    .columns([...SPAN_COLUMNS, "valid_to"])
    .expression(old.select([...SPAN_COLUMNS]).select((eb) => eb.val(which.at).as("valid_to")))
    .execute();
  await gone.execute();
}

const SPAN_COLUMNS = [
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

/**
 * The events whose spans meet a window: one short range of the clustered index for each class of
 * length, so that the cost is that of the answer, however long the history. Floating spans are
 * found up to fourteen hours around the window; expansion decides.
 */
export function eventIdsInWindow(db: Kysely<Schema>, { scopeIds, from, to }: SpanWindow) {
  const scopes = scopeIds.map(toStoredId);
  const [first, ...rest] = Array.from({ length: SPAN_CLASSES }, (_, spanClassNumber) =>
    spansOfClass(db, scopes, { spanClass: spanClassNumber, from, to }),
  );
  if (first === undefined) {
    throw new Error("there are no span classes");
  }
  return rest.reduce((union, branch) => union.union(branch), first);
}

function spansOfClass(
  db: Kysely<Schema>,
  scopes: readonly StoredId[],
  window: { readonly spanClass: number; readonly from: number; readonly to: number },
) {
  const { from, to } = window;
  const reach = SPAN_REACH_MS[window.spanClass] ?? ENDLESS_MS;
  const query = db
    .selectFrom("event_spans")
    .select("event_id")
    .where("scope_id", "in", scopes)
    .where("class", "=", window.spanClass)
    .where("starts", "<", to + SPAN_WIDENING_MS)
    .where("ends", ">", from - SPAN_WIDENING_MS)
    .where((eb) =>
      eb.or([eb("floating", "=", 1), eb.and([eb("starts", "<", to), eb("ends", ">", from)])]),
    );
  return reach >= ENDLESS_MS ? query : query.where("starts", ">=", from - SPAN_WIDENING_MS - reach);
}
