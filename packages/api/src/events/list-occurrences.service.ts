import type { Database } from "@daybook/db/database";
import { listReachableCalendarIds } from "@daybook/db/queries/event-pages.queries";
import { type EventForUser, listEventsInWindow } from "@daybook/db/queries/events.queries";
import { type EffectiveOccurrence, expandOccurrences } from "@daybook/domain/event/occurrences";
import { requireTimeZone } from "@daybook/domain/time/zone";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat } from "../rpc/cursor.ts";
import { chunksOf } from "./chunks.ts";
import { listedAccess, type OccurrenceSource, toOccurrenceView } from "./event-view.ts";
import type { ListOccurrencesInput, OccurrenceView } from "./events.schema.ts";
import { parseWindow, type Window } from "./window.ts";

/** Scopes that one statement asks about: it has a branch for each class of length and names them all. */
const SCOPES_AT_A_TIME = 100;

/** Events whose content is held at a time; a window that meets more is answered in parts. */
const EVENTS_AT_A_TIME = 20_000;

/** So many occurrences for each one of the page are expanded before the rest is left for later. */
const EXPANDED_PER_PLACE = 4;

/** A part of a window is not made shorter than this. */
const SHORTEST_PART_MS = 15 * 60_000;

/**
 * What takes place in a window: occurrences of everything the caller can see, in time order, with
 * the event and the key as tie-breakers (rules T4, T5, R4, C3). The work is bounded by the page: a
 * crowded window is answered in parts, and a page may then hold fewer than `limit` occurrences and
 * a cursor all the same.
 */
export async function listOccurrences(
  call: Call,
  input: ListOccurrencesInput,
): Promise<{ items: OccurrenceView[]; nextCursor: string | null }> {
  const { cursor, limit, ...filters } = input;
  const window = parseWindow(input);
  const format = cursorFormat("events.occurrences", filters, position);
  const after = cursor === undefined ? undefined : format.decode(cursor);
  const from = Math.max(window.from, after?.startsAtMs ?? window.from);

  const part = await expandPart(call, input, { from, to: window.to });
  const rest = part.occurrences
    .filter((item) => after === undefined || comparePositions(item, after) > 0)
    .toSorted(comparePositions);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next =
    rest.length > limit && last !== undefined ? positionOf(last) : endOfPart(part, window);
  return {
    items: page.map(({ occurrence, source }) => toOccurrenceView(occurrence, source)),
    nextCursor: next === null ? null : format.encode(next),
  };
}

/** A place in the order. Where a part of the window ends, the ids are empty: before all others. */
const position = z.object({ startsAtMs: z.int(), eventId: z.string(), key: z.string() });

type Position = z.output<typeof position>;

interface PlacedOccurrence extends Position {
  readonly occurrence: EffectiveOccurrence;
  readonly source: OccurrenceSource;
}

interface Part {
  readonly occurrences: readonly PlacedOccurrence[];
  /** Where the part ends, at the latest at the end of the window. */
  readonly to: number;
}

/** Expands the window, or as much of it from its beginning as a page needs. */
async function expandPart(call: Call, input: ListOccurrencesInput, window: Window): Promise<Part> {
  const { read } = call.app.database;
  const { userId } = call.actor;
  const viewZone =
    input.timeZone === undefined ? undefined : requireTimeZone(input.timeZone, "timeZone");
  const scopeIds = input.calendarIds ?? [...(await listReachableCalendarIds(read, userId)), userId];
  const budget = input.limit * EXPANDED_PER_PLACE;
  for (let { to } = window; ; to = middle(window.from, to)) {
    const shortest = to - window.from <= SHORTEST_PART_MS;
    const asked = { scopeIds, from: window.from, to, eventId: input.eventId };
    const events = await findEvents(read, asked, userId);
    if (events.length > EVENTS_AT_A_TIME && !shortest) {
      continue;
    }
    const occurrences: PlacedOccurrence[] = [];
    for (const event of events) {
      const zone = viewZone ?? event.event.calendarTimeZone;
      place(occurrences, event, { from: window.from, to, viewZone: zone });
      if (occurrences.length > budget && !shortest) {
        break;
      }
    }
    if (occurrences.length <= budget || shortest) {
      return { occurrences, to };
    }
  }
}

/** Each event once, though it may stand in a calendar and on the shelf. */
async function findEvents(
  read: Database["read"],
  asked: Omit<Parameters<typeof listEventsInWindow>[1], "limit">,
  userId: string,
): Promise<EventForUser[]> {
  const found = new Map<string, EventForUser>();
  for (const scopeIds of chunksOf(asked.scopeIds, SCOPES_AT_A_TIME)) {
    const limit = EVENTS_AT_A_TIME + 1;
    for (const event of await listEventsInWindow(read, { ...asked, scopeIds, limit }, userId)) {
      found.set(event.event.id, event);
    }
  }
  return [...found.values()];
}

function place(
  occurrences: PlacedOccurrence[],
  item: EventForUser,
  window: Window & { readonly viewZone: string },
): void {
  const { id: eventId, calendarId, version } = item.event;
  const source = { eventId, calendarId, version, role: listedAccess(item).role };
  for (const occurrence of expandOccurrences(item.content, window)) {
    const { startsAtMs, key } = occurrence;
    occurrences.push({ occurrence, source, startsAtMs, eventId, key });
  }
}

function middle(from: number, to: number): number {
  return from + Math.ceil((to - from) / 2);
}

function positionOf({ startsAtMs, eventId, key }: Position): Position {
  return { startsAtMs, eventId, key };
}

/** Where the next page begins when this one took all that its part had. */
function endOfPart(part: Part, window: Window): Position | null {
  return part.to < window.to ? { startsAtMs: part.to, eventId: "", key: "" } : null;
}

function comparePositions(a: Position, b: Position): number {
  return (
    a.startsAtMs - b.startsAtMs || compareText(a.eventId, b.eventId) || compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
