import { ENDLESS_MS, type Span, spanClass } from "@daybook/domain/event/spans";
import type { BusySpan } from "@daybook/domain/event/busy-spans";
import type { Kysely, Selectable, Transaction } from "kysely";
import { fromStoredFlag, fromStoredId, toStoredFlag, toStoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import type { EventSpansTable } from "../tables/event-spans.table.ts";
import { insertRows } from "./insert-rows.ts";
import { storedBusy } from "./spans.queries.ts";

/** The spans that some events have, each once however many scopes list it, by event. */
export async function listSpansOfEvents(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
): Promise<Map<Id, Span[]>> {
  const spans = new Map<Id, Span[]>();
  if (eventIds.length === 0) return spans;
  const rows = await db
    .selectFrom("event_spans")
    .select(["event_id", "starts", "ends", "floating"])
    .distinct()
    .where("event_id", "in", eventIds.map(toStoredId))
    .execute();
  for (const { event_id, starts, ends, floating } of rows) {
    const id = fromStoredId(event_id);
    const span = {
      startMs: starts,
      endMs: ends === ENDLESS_MS ? null : ends,
      floating: fromStoredFlag(floating),
    };
    spans.set(id, [...(spans.get(id) ?? []), span]);
  }
  return spans;
}

/**
 * Puts an event's spans where new time zone data has them, in every scope that lists it. Nothing
 * about the event has changed: the new spans hold since when the old ones did.
 *
 * @returns whether any span lay elsewhere
 */
export async function placeSpansAgain(
  trx: Transaction<Schema>,
  eventId: Id,
  spans: readonly BusySpan[],
): Promise<boolean> {
  const event = toStoredId(eventId);
  const present = await trx
    .selectFrom("event_spans")
    .selectAll()
    .where("event_id", "=", event)
    .execute();
  const scopes = new Map<string, typeof present>();
  for (const row of present) {
    const scope = Buffer.from(row.scope_id).toString("hex");
    scopes.set(scope, [...(scopes.get(scope) ?? []), row]);
  }
  const placed = [...scopes.values()].flatMap((rows) => {
    const [{ scope_id } = { scope_id: event }] = rows;
    const since = Math.min(...rows.map(({ valid_from }) => valid_from));
    return spans.map((span) => ({
      scope_id,
      class: spanClass(span.startMs, span.endMs),
      starts: span.startMs,
      event_id: event,
      ends: span.endMs ?? ENDLESS_MS,
      floating: toStoredFlag(span.floating),
      valid_from: rows.find((row) => isThere(row, span))?.valid_from ?? since,
      busy: storedBusy(span.busy),
      pattern: span.pattern,
    }));
  });
  const stays = present.every((row) => spans.some((span) => isThere(row, span)));
  if (stays && placed.length === present.length) return false;
  await trx.deleteFrom("event_spans").where("event_id", "=", event).execute();
  await insertRows(trx, "event_spans", placed);
  return true;
}

type StoredPlace = Pick<Selectable<EventSpansTable>, "starts" | "ends" | "floating">;

function isThere(row: StoredPlace, { startMs, endMs, floating }: BusySpan): boolean {
  const ends = endMs ?? ENDLESS_MS;
  return row.starts === startMs && row.ends === ends && row.floating === toStoredFlag(floating);
}

/**
 * Widens the spans that an event had in the past, on both sides: questions about the past (V7) go
 * by them, and by the clocks of now. What they find too much, expansion leaves out.
 */
export async function widenPastSpans(
  trx: Transaction<Schema>,
  eventId: Id,
  byMs: number,
): Promise<void> {
  const event = toStoredId(eventId);
  const zonedOnes = trx
    .selectFrom("event_span_history")
    .selectAll()
    .where("event_id", "=", event)
    .where("floating", "=", 0);
  const past = await zonedOnes.execute();
  if (past.length === 0) return;
  await trx
    .deleteFrom("event_span_history")
    .where("event_id", "=", event)
    .where("floating", "=", 0)
    .execute();
  const rows = past.map((row) => {
    const starts = row.starts - byMs;
    const ends = row.ends === ENDLESS_MS ? ENDLESS_MS : row.ends + byMs;
    return {
      ...row,
      starts,
      ends,
      class: spanClass(starts, ends === ENDLESS_MS ? null : ends),
    };
  });
  await insertRows(trx, "event_span_history", rows);
}
