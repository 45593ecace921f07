import type { Id } from "@daybook/db/ids";
import type { RecordedEvent } from "../write/record-events.ts";
import type { Decision } from "./decision.ts";
import { toEventView } from "./event-view.ts";
import type { ChangedView, PreviewView } from "./events.schema.ts";

/** What became of the event that a decision is about, or what would become of it. */
export interface Outcome {
  readonly changed: boolean;
  readonly event: RecordedEvent;
  readonly rightPart: RecordedEvent | null;
  /** Null where nothing was written. */
  readonly changeSetId: Id | null;
  readonly preview: PreviewView | null;
}

/** The versions that an outcome was merged over: none where it changed nothing (rule V2). */
export function mergedOverBy(decision: Decision, { changed }: Outcome): number[] {
  return changed ? [...(decision.mergedOver ?? [])] : [];
}

/** Of other events that were changed with one, the first that was split from it. */
export function rightPartAmong(
  { event: { id } }: RecordedEvent,
  others: readonly RecordedEvent[],
): RecordedEvent | null {
  return others.find(({ event }) => event.splitFrom?.eventId === id) ?? null;
}

/** A right part has grants of its own, once it is there. */
function accessToPart({ also = [] }: Decision, { event: { id } }: RecordedEvent) {
  return also.find(({ found }) => found.event.id === id)?.found.access;
}

/** The answer to a call that may change an event. */
export function toChangedView(decision: Decision, outcome: Outcome): ChangedView {
  const { found, accessAfter: access = found.access } = decision;
  const { changed, event, rightPart, changeSetId, preview } = outcome;
  const mergedOver = mergedOverBy(decision, outcome);
  return {
    event: toEventView(event, access),
    changed,
    merged: mergedOver.length > 0,
    mergedOver,
    changeSetId,
    rightPart: rightPart && toEventView(rightPart, accessToPart(decision, rightPart) ?? access),
    preview,
  };
}
