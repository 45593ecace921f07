import type { ChangedEvent, StoodVersion } from "@daybook/db/queries/changed-events.queries";
import { dividedAs } from "@daybook/domain/event/split-parts";
import { hasChange, type VersionSources } from "@daybook/domain/versions/in-effect";

/** An event at two instants; what a split made is held against the part of the series that it was. */
export interface ComparedEvent {
  readonly event: ChangedEvent;
  /** Of the series that the event was split from, where it was not made yet. */
  readonly before: (StoodVersion & { readonly eventId: string }) | null;
  readonly after: StoodVersion | null;
}

/** The rollbacks and undos of events from which others were split since. */
export type SourcesOfEvents = ReadonlyMap<string, VersionSources>;

/**
 * Events as they are to be compared: a series that was split between the instants, whose parts are
 * all among the events, with each of its parts (rules X4, X6).
 */
export function comparedEvents(
  events: readonly ChangedEvent[],
  sources: SourcesOfEvents,
): ComparedEvent[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const families = Map.groupBy(events, (event) => originOf(event, byId));
  return [...families].flatMap(([origin, family]) => {
    return dividedFamily(origin, family, { byId, sources }) ?? family.map(alone);
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

interface Known {
  readonly byId: EventsById;
  readonly sources: SourcesOfEvents;
}

/** A deleted part has its place in the series as well, but for one whose split was taken back. */
function dividedFamily(
  origin: ChangedEvent,
  family: readonly ChangedEvent[],
  known: Known,
): ComparedEvent[] | undefined {
  const whole = origin.before;
  if (whole === null || whole.deleted || family.length === 1) return undefined;
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
function isDivided(event: ChangedEvent, { byId, sources }: Known): boolean {
  const left = leftPartOf(event, byId);
  if (left === undefined || event.splitFrom === null) return true;
  if (left.after === null) return false;
  const ofLeft = sources.get(left.id) ?? NO_SOURCES;
  const { version: split } = event.splitFrom;
  return hasChange(split, left.after.version, ofLeft) && isDivided(left, { byId, sources });
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
