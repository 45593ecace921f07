import { DomainError } from "../errors.ts";
import type {
  EventContent,
  EventTime,
  OccurrenceKey,
  Override,
  Recurrence,
} from "../event/content.ts";
import { occurrencesAmong } from "../event/exceptions.ts";
import { keyMove } from "../event/key-move.ts";
import { shiftRecurrence } from "../recurrence/shift.ts";
import { isSameTime } from "../time/patch-time.ts";

/** The recurrence and the exceptions of a content as they are once the series is at some time. */
export interface Framed {
  /** Undefined where it cannot follow: two occurrences would come to lie on one date. */
  readonly recurrence: Recurrence | null | undefined;
  readonly overrides: ReadonlyMap<OccurrenceKey, Override>;
  /** Keys of which two timed overrides have become one; the first has it. */
  readonly crowded: ReadonlySet<OccurrenceKey>;
}

/**
 * Takes a series to a time, as a move of the whole would (rules X3 and X7), so that what two sides
 * did to it can be compared: what merely followed a move has not changed.
 */
export function inFrame(content: EventContent, time: EventTime): Framed {
  if (isSameTime(content, time)) {
    return {
      recurrence: content.recurrence,
      overrides: new Map(Object.entries(content.overrides)),
      crowded: NO_KEYS,
    };
  }
  const move = keyMove(content, time);
  const overrides = new Map<OccurrenceKey, Override>();
  const crowded = new Set<OccurrenceKey>();
  for (const key of Object.keys(content.overrides).sort()) {
    const override = content.overrides[key];
    const follower = move(key);
    if (override === undefined) continue;
    if (overrides.has(follower)) crowded.add(follower);
    else overrides.set(follower, override);
  }
  return { recurrence: recurrenceAt(content, time), overrides, crowded };
}

const NO_KEYS: ReadonlySet<OccurrenceKey> = new Set();

function recurrenceAt(content: EventContent, time: EventTime): Recurrence | null | undefined {
  const { recurrence } = content;
  if (recurrence === null) return null;
  const toDates = time.allDay && !content.allDay;
  // What excluded nothing must not begin to, when only its date is left of it.
  const exdates = toDates ? occurrencesAmong(recurrence.exdates, content) : recurrence.exdates;
  try {
    return shiftRecurrence({ ...recurrence, exdates }, content, time);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}
