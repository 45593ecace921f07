import { z } from "zod";
import type { Window } from "./window.ts";

/** Events whose content is held at a time; a window that meets more is answered in parts. */
export const EVENTS_AT_A_TIME = 20_000;

/** So many occurrences for each one of the page are expanded before the rest is left for later. */
const EXPANDED_PER_PLACE = 4;

/** A part of a window is not made shorter than this. */
const SHORTEST_PART_MS = 15 * 60_000;

/**
 * A place in the order of a window: time, with the event and the key as tie-breakers. Where a part
 * of the window ends, the ids are empty: before all others.
 */
export const windowPosition = z.object({
  startsAtMs: z.int(),
  eventId: z.string(),
  key: z.string(),
});

export type WindowPosition = z.output<typeof windowPosition>;

/** A page of what takes place in a window. */
export interface WindowQuestion<Event, Item extends WindowPosition> {
  readonly window: Window;
  readonly after: WindowPosition | undefined;
  readonly limit: number;
  /** The events that may have something in a part of the window. */
  readonly find: (part: Window) => Promise<readonly Event[]>;
  /** Adds what an event has there. */
  readonly expand: (items: Item[], event: Event, part: Window) => void;
}

/**
 * The page, and where the next one begins. The work is bounded by the page: a crowded window is
 * answered in parts, and a page may then hold fewer items than it might and have a next one all the
 * same (rule C3).
 */
export async function readWindowPage<Event, Item extends WindowPosition>(
  question: WindowQuestion<Event, Item>,
): Promise<{ page: Item[]; next: WindowPosition | null }> {
  const { window, after, limit } = question;
  const from = Math.max(window.from, after?.startsAtMs ?? window.from);
  const part = await expandPart(question, { from, to: window.to });
  const rest = part.items
    .filter((item) => after === undefined || comparePositions(item, after) > 0)
    .toSorted(comparePositions);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next =
    rest.length > limit && last !== undefined ? positionOf(last) : endOfPart(part, window);
  return { page, next };
}

interface Part<Item> {
  readonly items: readonly Item[];
  /** Where the part ends, at the latest at the end of the window. */
  readonly to: number;
}

/** Expands the window, or as much of it from its beginning as a page needs. */
async function expandPart<Event, Item extends WindowPosition>(
  { limit, find, expand }: WindowQuestion<Event, Item>,
  window: Window,
): Promise<Part<Item>> {
  const budget = limit * EXPANDED_PER_PLACE;
  for (let { to } = window; ; to = middle(window.from, to)) {
    const shortest = to - window.from <= SHORTEST_PART_MS;
    const asked = { from: window.from, to };
    const events = await find(asked);
    if (events.length > EVENTS_AT_A_TIME && !shortest) {
      continue;
    }
    const items: Item[] = [];
    for (const event of events) {
      expand(items, event, asked);
      if (items.length > budget && !shortest) {
        break;
      }
    }
    if (items.length <= budget || shortest) {
      return { items, to };
    }
  }
}

function middle(from: number, to: number): number {
  return from + Math.ceil((to - from) / 2);
}

function positionOf({ startsAtMs, eventId, key }: WindowPosition): WindowPosition {
  return { startsAtMs, eventId, key };
}

/** Where the next page begins when this one took all that its part had. */
function endOfPart(part: Part<unknown>, window: Window): WindowPosition | null {
  return part.to < window.to ? { startsAtMs: part.to, eventId: "", key: "" } : null;
}

function comparePositions(a: WindowPosition, b: WindowPosition): number {
  return (
    a.startsAtMs - b.startsAtMs || compareText(a.eventId, b.eventId) || compareText(a.key, b.key)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
