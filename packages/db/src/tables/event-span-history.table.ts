import type { StoredInstant } from "../codec.ts";
import type { EventSpansTable } from "./event-spans.table.ts";

/** Spans that a change replaced, for questions about the past (V7). */
export interface EventSpanHistoryTable extends Omit<EventSpansTable, "busy" | "pattern"> {
  /** Exclusive: from then on the span was another one, or none. */
  valid_to: StoredInstant;
}
