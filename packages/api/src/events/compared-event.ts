import type { ChangedEvent, StoodVersion } from "@daybook/db/queries/changed-events.queries";
import type { RightPart } from "@daybook/db/queries/right-parts.queries";
import { dividedAs } from "@daybook/domain/event/split-parts";
import { hasChange, type VersionSources } from "@daybook/domain/versions/in-effect";

/** An event at two instants; what a split made is held against the part of the series that it was. */
export interface ComparedEvent {
  readonly event: ChangedEvent;
  /** Of the series that the event was split from, where it was not made yet. */
  readonly before: (StoodVersion & { readonly eventId: string }) | null;
  readonly after: StoodVersion | null;
}

/** What is known of events from which others were split. */
export interface Splits {
  /** What was split from them, whoever may see it. */
  readonly rightParts: readonly RightPart[];
  readonly sources: ReadonlyMap<string, VersionSources>;
}

/**
 * Events as they are to be compared: a series that was split between the instants, whose parts are
 * all among the events, with each of its parts (rules X4, X6).
 */
export function comparedEvents(events: readonly ChangedEvent[], splits: Splits): ComparedEvent[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const families = Map.groupBy(events, (event) => originOf(event, byId));
  return [...families].flatMap(([origin, family]) => {
    return dividedFamily(origin, family, { byId, ...splits }) ?? family.map(alone);
  });
}

/** The events from which others among them were split between the instants. */
export function leftPartsAmong(events: readonly ChangedEvent[]): string[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return [...new Set(events.flatMap((event) => leftPartOf(event, byId)?.id ?? []))];
}

type EventsById = ReadonlyMap<string, ChangedEvent>;

/** The event that was there before, from which this one was split, perhaps in several steps. */
function originOf(event: ChangedEvent, byId: EventsById): ChangedEvent {
  const from = leftPartOf(event, byId);
  return from === undefined ? event : originOf(from, byId);
}

function leftPartOf({ before, splitFrom }: ChangedEvent, byId: EventsById) {
  return before === null && splitFrom !== null ? byId.get(splitFrom.eventId) : undefined;
}

type Known = Splits & { readonly byId: EventsById };

/**
 * A deleted part has its place in the series as well, but for one whose split was taken back. Where
 * the caller does not see one of the parts, nothing says what the others had.
 */
function dividedFamily(
  origin: ChangedEvent,
  family: readonly ChangedEvent[],
  known: Known,
): ComparedEvent[] | undefined {
  const whole = origin.before;
  if (whole === null || whole.deleted || family.length === 1) return undefined;
  if (family.some((event) => lacksPart(event, known))) return undefined;
  const others = family.filter((event) => event !== origin).toSorted(byStart);
  const parts = [origin, ...others].filter((event) => isDivided(event, known));
  const joined = family.filter((event) => !parts.includes(event));
  const contents = parts.flatMap(({ after }) => (after === null ? [] : [after.content]));
  const divided = contents.length < parts.length ? null : dividedAs(whole.content, contents);
  if (divided === null) return undefined;
  const compared = divided.flatMap((content, index) => {
    const event = parts[index];
    if (event === undefined) return [];
    return [{ event, before: { ...whole, content, eventId: origin.id }, after: event.after }];
  });
  return [...compared, ...joined.map(alone)];
}

/** Whether an event is apart at the later instant from what it was split from, and that too. */
function isDivided(event: ChangedEvent, known: Known): boolean {
  const left = leftPartOf(event, known.byId);
  if (left === undefined || event.splitFrom === null) return true;
  return standsSplit(left, event.splitFrom.version, known) && isDivided(left, known);
}

/** Whether something was split from an event between the instants that is not among the events. */
function lacksPart(left: ChangedEvent, known: Known): boolean {
  const since = left.before?.version ?? 0;
  return known.rightParts.some(({ id, leftId, splitVersion }) => {
    const isMissing = leftId === left.id && splitVersion > since && !known.byId.has(id);
    return isMissing && standsSplit(left, splitVersion, known);
  });
}

/** Whether a split of an event is in effect at the later instant. */
function standsSplit({ id, after }: ChangedEvent, split: number, { sources }: Known): boolean {
  if (after === null || split > after.version) return false;
  return hasChange(split, after.version, sources.get(id) ?? NO_SOURCES);
}

const NO_SOURCES: VersionSources = new Map();

function byStart(a: ChangedEvent, b: ChangedEvent): number {
  const [one = "", other = ""] = [a, b].map(({ after }) => after?.content.start);
  return one < other ? -1 : one > other ? 1 : 0;
}

function alone(event: ChangedEvent): ComparedEvent {
  const before = event.before === null ? null : { ...event.before, eventId: event.id };
  return { event, before, after: event.after };
}
