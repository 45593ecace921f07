import { DomainError } from "../../errors.ts";
import { nextKey, seriesOf } from "../../recurrence/series.ts";
import { nominalTimes, occurrenceShape, storedWall } from "../../time/occurrence-time.ts";
import type { EventContent, EventTime, OccurrenceKey } from "../content.ts";
import { keyMove } from "../key-move.ts";
import { newContent } from "../new-event.ts";
import { timeOf } from "../occurrences.ts";
import type { OverrideInput } from "../overrides.ts";
import { patchContent } from "../patch.ts";
import { splitSeries } from "../split.ts";
import type { EventComponent } from "./event-component.ts";
import { KeptRoom } from "./kept-lines.ts";
import { ComponentFault } from "./problems.ts";
import { byPrecedence, joinedContent, timeInput } from "./series-assembly.ts";
import type { LeftOut } from "./series-assembly.ts";
import { SeriesKeys } from "./series-keys.ts";

/** One part of a series that a file changes from some occurrence on. */
export interface SeriesPiece {
  /** The exception that it begins with; null for the series itself. */
  readonly from: EventComponent | null;
  readonly content: EventContent;
}

/** The parts of a series in the order of their occurrences, the series itself first. */
export interface DividedSeries {
  readonly pieces: readonly SeriesPiece[];
  readonly leftOut: readonly LeftOut[];
}

/** An exception for an occurrence and all that follow, and where it begins. */
interface Pivot {
  readonly component: EventComponent;
  readonly key: OccurrenceKey;
}

/**
 * The contents of a series of which the file holds the master and some exceptions. One for an
 * occurrence and all following (RANGE=THISANDFUTURE, RFC 5545 §3.2.13) divides the series as an
 * edit with that scope would (rule X4): what follows is an event of its own, with what the
 * exception says, and by as much earlier or later and longer or shorter as it says.
 *
 * What cannot be divided so is left out and listed (RANGE_UNSUPPORTED); a master that is no good
 * throws {@link ComponentFault}.
 */
export function dividedSeries(
  master: EventComponent,
  exceptions: readonly EventComponent[],
  timeZone: string,
): DividedSeries {
  const ranges = exceptions.filter(({ isRange }) => isRange);
  const single = exceptions.filter(({ isRange }) => !isRange);
  const whole = joinedContent(master, single, timeZone);
  if (ranges.length === 0) {
    return { pieces: [{ from: null, content: whole.content }], leftOut: whole.leftOut };
  }

  const { pivots, last, leftOut } = pivotsIn(whole.content, ranges);
  // With nothing after it, an exception is one for its occurrence alone.
  const joined = last.length === 0 ? whole : joinedContent(master, [...single, ...last], timeZone);
  const unfit: LeftOut[] = [];
  const pieces: SeriesPiece[] = [];
  let rest = joined.content;
  for (const pivot of pivots.toReversed()) {
    try {
      const parts = splitSeries(rest, pivot.key);
      const changed = changedFrom(parts?.right ?? rest, pivot, timeZone);
      unfit.push(...changed.leftOut);
      if (parts === null) {
        rest = changed.content;
        continue;
      }
      pieces.unshift({ from: pivot.component, content: changed.content });
      rest = parts.left;
    } catch (error) {
      unfit.push(unsupported(pivot.component, error));
    }
  }
  return {
    pieces: [{ from: null, content: rest }, ...pieces],
    leftOut: [...joined.leftOut, ...leftOut, ...unfit],
  };
}

const NO_KEYS: ReadonlySet<OccurrenceKey> = new Set();

/** Where the series divides, by key; of several exceptions for one key the latest revision. */
function pivotsIn(
  content: EventContent,
  ranges: readonly EventComponent[],
): {
  readonly pivots: readonly Pivot[];
  readonly last: readonly EventComponent[];
  readonly leftOut: readonly LeftOut[];
} {
  const keys = new SeriesKeys(content);
  const series = seriesOf(content, content.recurrence);
  const pivots = new Map<OccurrenceKey, Pivot>();
  const last: EventComponent[] = [];
  const leftOut: LeftOut[] = [];
  for (const component of ranges.toSorted(byPrecedence)) {
    const key = keys.overridden(component.recurrenceId ?? component.start, NO_KEYS);
    const wall = storedWall(key, content.allDay);
    if (pivots.has(key)) {
      const fault = new ComponentFault(component.line, "DUPLICATE_EVENT");
      leftOut.push({ component, fault });
    } else if (nextKey(series, wall + 1) === undefined) {
      last.push(component);
    } else {
      pivots.set(key, { component, key });
    }
  }
  const inOrder = [...pivots.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { pivots: inOrder, last, leftOut };
}

/** A part of a series with what the exception at its beginning says of all of it. */
function changedFrom(
  part: EventContent,
  { component, key }: Pivot,
  timeZone: string,
): { readonly content: EventContent; readonly leftOut: readonly LeftOut[] } {
  const { overrides, calendarProperties: _kept, ...base } = part;
  const { title, description, location, status, transparency, tags, own } = component;
  const kept = new KeptRoom().take(component.kept);
  const patch = {
    ...(title === null ? {} : { title }),
    description,
    location,
    status,
    transparency,
    tags,
    ...(own.metadata === undefined ? {} : { metadata: own.metadata }),
    ...timeInput(component, part),
  };
  const target = { scope: "all", occurrenceKey: key, path: "", timeZone } as const;
  const changed = patchContent({ ...base, overrides: {} }, patch, target).content;

  const move = keyMove(part, changed);
  const inputs: [OccurrenceKey, OverrideInput][] = Object.entries(overrides).map(
    ([own, override]) => [move(own), { ...part, ...override, ...timeAt(part, own, override) }],
  );
  const content = newContent(
    { ...changed, calendarProperties: kept.lines, overrides: Object.fromEntries(inputs) },
    { timeZone, startOutsideRule: true },
  );
  return { content, leftOut: kept.faults.map((fault) => ({ component, fault })) };
}

/** An exception says when its occurrence is, whatever becomes of those around it. */
function timeAt(
  series: EventTime,
  key: OccurrenceKey,
  override: EventContent["overrides"][string],
): EventTime {
  return timeOf(override) ?? nominalTimes(occurrenceShape(series), storedWall(key, series.allDay));
}

function unsupported(component: EventComponent, error: unknown): LeftOut {
  if (!(error instanceof DomainError)) throw error;
  const line = component.lineOf("RECURRENCE-ID");
  return { component, fault: new ComponentFault(line, "RANGE_UNSUPPORTED", error.message) };
}
