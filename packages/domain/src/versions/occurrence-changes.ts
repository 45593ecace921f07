import type { EventContent } from "../event/content.ts";
import type { EffectiveOccurrence } from "../event/occurrences.ts";
import { PLAIN_FIELDS } from "../event/plain-fields.ts";
import { sameJson } from "../event/stored-content.ts";
import { isInWindow, type Window } from "../time/interval.ts";
import { type OccurrencePair, pairOccurrences, samePlace } from "./occurrence-pairs.ts";

/** An event as it stood at an instant, where it was not deleted. */
export interface StandingEvent {
  readonly content: EventContent;
  readonly calendarId: string;
  /** The zone that places what is floating or all-day (rule T5). */
  readonly viewZone: string;
}

/** The fields in which an occurrence may differ, in the order in which they are listed. */
export const OCCURRENCE_CHANGE_FIELDS = [
  ...PLAIN_FIELDS,
  "allDay",
  "start",
  "end",
  "timeZone",
  "calendarId",
] as const;

export type OccurrenceChangeField = (typeof OCCURRENCE_CHANGE_FIELDS)[number];

/** What became of an occurrence between two instants (rule V7). */
export interface OccurrenceChange extends OccurrencePair {
  /** `moved`: at other instants; `changed`: at the same ones, and something else differs. */
  readonly change: "appeared" | "vanished" | "moved" | "changed";
  /** What differs; nothing where one side has no such occurrence. */
  readonly fields: readonly OccurrenceChangeField[];
}

/**
 * What became of the occurrences of an event that overlap the window on either side: those that are
 * as they were are left out. One that leaves or enters the window has moved (rule V5). `null` stands
 * for an event that was not there or was deleted.
 */
export function occurrenceChanges(
  before: StandingEvent | null,
  after: StandingEvent | null,
  window: Window,
): OccurrenceChange[] {
  const pairs = pairOccurrences(before?.content ?? null, after?.content ?? null, {
    ...window,
    viewZone: (before ?? after)?.viewZone ?? "UTC",
    viewZoneAfter: after?.viewZone,
  });
  const goesElsewhere = before?.calendarId !== after?.calendarId;
  return pairs.flatMap((pair) => changeOf(pair, goesElsewhere) ?? []);
}

/**
 * When a change is to be shown, epoch milliseconds: where the occurrence was or is in the window,
 * whichever comes first.
 */
export function timeOfChange({ before, after }: OccurrencePair, window: Window): number {
  const starts = [before, after].flatMap((side) =>
    side !== null && isInWindow(side.startsAtMs, side.endsAtMs, window) ? [side.startsAtMs] : [],
  );
  return Math.min(...starts);
}

function changeOf(pair: OccurrencePair, goesElsewhere: boolean): OccurrenceChange | null {
  const { before, after } = pair;
  if (before === null) return { ...pair, change: "appeared", fields: [] };
  if (after === null) return { ...pair, change: "vanished", fields: [] };
  const fields = OCCURRENCE_CHANGE_FIELDS.filter((field) =>
    field === "calendarId" ? goesElsewhere : !sameField(before, after, field),
  );
  if (!samePlace(before, after)) return { ...pair, change: "moved", fields };
  return fields.length === 0 ? null : { ...pair, change: "changed", fields };
}

function sameField(
  before: EffectiveOccurrence,
  after: EffectiveOccurrence,
  field: Exclude<OccurrenceChangeField, "calendarId">,
): boolean {
  return sameJson(before[field], after[field]);
}
