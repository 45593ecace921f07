import type { Generated } from "kysely";
import type { StoredFlag, StoredId, StoredInstant } from "../codec.ts";

/**
 * Where in time an event may be found (R5), once for each scope that lists it. The rows are
 * clustered by their key, so that a window reads one short range for each class.
 */
export interface EventSpansTable {
  /** A calendar's id, or a user's for the events shared singly with that user. */
  scope_id: StoredId;
  /** The length of the span, 0 to 8, as `spanClass` of the domain says. */
  class: number;
  starts: StoredInstant;
  event_id: StoredId;
  /** Endless spans hold `ENDLESS_MS` of the domain. */
  ends: StoredInstant;
  /** Whether `starts` and `ends` are wall clock written as UTC (floating and all-day). */
  floating: StoredFlag;
  /** Since when the event has had this span. */
  valid_from: StoredInstant;
  /** Whether the event is busy here (Q1): 0 never, 1 all of the span, 2 as its pattern says. */
  busy: Generated<number>;
  /** What a span with `busy` 2 expands, as the domain writes it; null: the event's content. */
  pattern: string | null;
}
