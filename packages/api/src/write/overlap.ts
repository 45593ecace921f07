import type { Id } from "@daybook/db/ids";
import { lockScope } from "@daybook/db/queries/scopes.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { formatInstant } from "../rpc/instant.ts";
import { defaultHorizon, findOverlaps } from "../schedule/find-overlaps.ts";
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
  readonly calendar: { readonly id: Id; readonly timeZone: string };
  readonly events: readonly IntendedEvent[];
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
}

/**
 * Refuses events of which an occurrence would overlap another busy one of their calendar, up to the
 * horizon (rule C6). Takes the calendar's place in the order of commits first: what committed before
 * is seen here, and no other write of the calendar commits until this one has.
 *
 * @throws DomainError EVENT_OVERLAPS with up to ten of what is there `with` them; LIMIT_EXCEEDED
 *   where there is too much to be sure
 */
export async function refuseOverlap(
  { trx, call, locks }: Reading,
  { calendar, events, now }: IntendedEvents,
): Promise<void> {
  if (locks) await lockScope(trx, calendar.id);
  const { timeZone } = calendar;
  const contents = events.flatMap((event) => event.contents);
  const until = defaultHorizon(contents, now);
  const { pairs, horizon } = await findOverlaps(trx, {
    groups: events.map((event) => event.contents),
    timeZone,
    calendars: [{ calendarId: calendar.id, timeZone }],
    except: new Set(events.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]))),
    until,
    limit: NAMED,
    effort: LIMITS.overlapOccurrences,
  });
  const [first] = pairs;
  if (first !== undefined) {
    const others = pairs.map((pair) => pair.other);
    const field = events[first.own.group ?? 0]?.field;
    throw new DomainError("EVENT_OVERLAPS", {
      ...(field === undefined ? {} : { field }),
      details: {
        key: first.own.key,
        with: await overlapViews(trx, others, call.actor.userId),
        horizon: formatInstant(horizon),
      },
    });
  }
  if (horizon < until) {
    const details = {
      overlapOccurrences: LIMITS.overlapOccurrences,
      horizon: formatInstant(horizon),
    };
    const message = "There are too many occurrences to be sure that none overlaps.";
    throw new DomainError("LIMIT_EXCEEDED", { details, message });
  }
}
