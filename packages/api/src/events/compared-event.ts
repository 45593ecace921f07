import type { ChangedEvent, StoodVersion } from "@daybook/db/queries/changed-events.queries";
import { dividedAs } from "@daybook/domain/event/split-parts";

/** An event at two instants; what a split made is held against the part of the series that it was. */
export interface ComparedEvent {
  readonly event: ChangedEvent;
  /** Of the series that the event was split from, where it was not made yet. */
  readonly before: (StoodVersion & { readonly eventId: string }) | null;
  readonly after: StoodVersion | null;
}

/**
 * Events as they are to be compared: a series that was split between the instants, whose parts are
 * all among the events, with each of its parts (rules X4, X6).
 */
export function comparedEvents(events: readonly ChangedEvent[]): ComparedEvent[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const families = Map.groupBy(events, (event) => originOf(event, byId));
  return [...families].flatMap(
    ([origin, family]) => dividedFamily(origin, family) ?? family.map(alone),
  );
}

/** The event that was there before, from which this one was split, perhaps in several steps. */
function originOf(event: ChangedEvent, byId: ReadonlyMap<string, ChangedEvent>): ChangedEvent {
  const { before, splitFrom } = event;
  const from = before === null && splitFrom !== null ? byId.get(splitFrom) : undefined;
  return from === undefined ? event : originOf(from, byId);
}

function dividedFamily(
  origin: ChangedEvent,
  family: readonly ChangedEvent[],
): ComparedEvent[] | undefined {
  const whole = origin.before;
  if (whole === null || whole.content === null || family.length === 1) return undefined;
  const others = family.filter((event) => event !== origin).toSorted(byStart);
  const parts = [origin, ...others].flatMap((event) => {
    const content = event.after?.content ?? null;
    return content === null ? [] : [{ event, content }];
  });
  const contents = parts.map(({ content }) => content);
  const divided = parts.length < family.length ? null : dividedAs(whole.content, contents);
  return divided?.flatMap((content, index) => {
    const event = parts[index]?.event;
    if (event === undefined) return [];
    return [{ event, before: { ...whole, content, eventId: origin.id }, after: event.after }];
  });
}

function byStart(a: ChangedEvent, b: ChangedEvent): number {
  const [one = "", other = ""] = [a, b].map(({ after }) => after?.content?.start);
  return one < other ? -1 : one > other ? 1 : 0;
}

function alone(event: ChangedEvent): ComparedEvent {
  const before = event.before === null ? null : { ...event.before, eventId: event.id };
  return { event, before, after: event.after };
}
