import type { Id } from "@daybook/db/ids";
import { listOwnedCalendars } from "@daybook/db/queries/busy.queries";
import { lockScopes } from "@daybook/db/queries/scopes.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { formatInstant } from "../rpc/instant.ts";
import {
  defaultHorizon,
  findOverlaps,
  type FoundOverlaps,
  isTooMuch,
  keyOf,
} from "../schedule/find-overlaps.ts";
import { overlapViews } from "../schedule/overlap-view.ts";
import type { Reading } from "./write.ts";

/** Overlaps that a refusal names. */
const NAMED = 10;

/** One event that is to be in a calendar. */
export interface IntendedEvent {
  /** Null for one that is not there yet. */
  readonly eventId: Id | null;
  /** What it will be; two of them after a split, which do not overlap with each other. */
  readonly contents: readonly EventContent[];
  /** Where the input has it. */
  readonly field?: string;
}

/** Events that are to be in a calendar, all or none. */
export interface IntendedEvents {
  readonly calendar: { readonly id: Id; readonly ownerId: Id; readonly timeZone: string };
  readonly events: readonly IntendedEvent[];
  /** The scopes besides the calendar's that the write will have places in. */
  readonly otherScopes?: readonly Id[];
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
}

/**
 * Refuses events of which an occurrence would overlap another busy one of their calendar, up to the
 * horizon (rule C6). Takes the calendar's place in the order of commits first, with all others that
 * the write needs: what committed before is seen here, and no other write of the calendar commits
 * until this one has.
 *
 * @throws DomainError EVENT_OVERLAPS with up to ten of what is there `with` them, as far as the
 *   caller may learn of it; LIMIT_EXCEEDED where there is too much to be sure
 */
export async function refuseOverlap(
  { trx, call, locks }: Reading,
  { calendar, events, otherScopes = [], now }: IntendedEvents,
): Promise<void> {
  const { timeZone } = calendar;
  const contents = events.flatMap((event) => event.contents);
  const until = defaultHorizon(contents, now);
  const effort = LIMITS.overlapOccurrences;
  // Before others have to wait for this write.
  if (isTooMuch(contents, { until, effort })) throw tooMuch();
  if (locks) await lockScopes(trx, [...new Set([calendar.id, ...otherScopes])]);
  const { pairs, horizon } = await findOverlaps(trx, {
    groups: events.map((event) => event.contents),
    timeZone,
    calendars: [{ calendarId: calendar.id, timeZone }],
    except: new Set(events.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]))),
    until,
    limit: NAMED,
    effort,
  });
  const [first] = pairs;
  if (first !== undefined) {
    const field = events[first.own.group ?? 0]?.field;
    throw new DomainError("EVENT_OVERLAPS", {
      ...(field === undefined ? {} : { field }),
      details: await overlapDetails({ trx, call, locks }, calendar, { pairs, horizon }),
    });
  }
  if (horizon < until) throw tooMuch(horizon);
}

/**
 * What a refusal says. Who may not learn when the calendar is busy (rule Q1) is told of the events
 * that they can see, and otherwise that there is an overlap, and no more.
 */
async function overlapDetails(
  { trx, call }: Reading,
  { id, ownerId }: IntendedEvents["calendar"],
  { pairs, horizon }: FoundOverlaps,
): Promise<Record<string, unknown>> {
  const { userId } = call.actor;
  const owned = await listOwnedCalendars(trx, [ownerId], userId);
  const timesKnown = owned.some((one) => one.calendarId === id && one.timesKnown);
  const others = pairs.map((pair) => pair.other);
  const views = await overlapViews(trx, others, userId);
  const told = views.flatMap((view, index) =>
    timesKnown || "eventId" in view ? [{ view, own: pairs[index]?.own }] : [],
  );
  const own = told[0]?.own;
  return {
    key: (own && keyOf(own)) ?? null,
    with: told.map(({ view }) => view),
    // It is where the first that is not named begins.
    horizon: timesKnown ? formatInstant(horizon) : null,
  };
}

function tooMuch(horizon?: number): DomainError {
  return limitRefusal("overlapOccurrences", {
    details: horizon === undefined ? {} : { horizon: formatInstant(horizon) },
    message: "There are too many occurrences to be sure that none overlaps.",
  });
}
