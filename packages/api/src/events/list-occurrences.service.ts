import { listEventsInWindow } from "@daybook/db/queries/events.queries";
import { type EventThen, listEventsInPastWindow } from "@daybook/db/queries/past-events.queries";
import { type EffectiveOccurrence, expandOccurrences } from "@daybook/domain/event/occurrences";
import { requireTimeZone } from "@daybook/domain/time/zone";
import type { Call } from "../rpc/context.ts";
import { cursorFormat } from "../rpc/cursor.ts";
import { chunksOf } from "./chunks.ts";
import { listedAccess, type OccurrenceSource, toOccurrenceView } from "./event-view.ts";
import type { ListOccurrencesInput, OccurrenceView } from "./events.schema.ts";
import { readPastInstant } from "./past-instant.ts";
import { reachingScopes, SCOPES_AT_A_TIME } from "./reaching-scopes.ts";
import { parseWindow, type Window } from "./window.ts";
import {
  EVENTS_AT_A_TIME,
  readWindowPage,
  type WindowPosition,
  windowPosition,
} from "./window-page.ts";

/**
 * What takes place in a window: occurrences of everything the caller can see, in time order (rules
 * T4, T5, R4, C3); or what took place there by what was known at an instant (rule V7).
 */
export async function listOccurrences(
  call: Call,
  input: ListOccurrencesInput,
): Promise<{ items: OccurrenceView[]; nextCursor: string | null }> {
  const { read } = call.app.database;
  const { cursor, limit, ...filters } = input;
  const window = parseWindow(input);
  const format = cursorFormat("events.occurrences", filters, windowPosition);
  const after = cursor === undefined ? undefined : format.decode(cursor);
  const viewZone =
    input.timeZone === undefined ? undefined : requireTimeZone(input.timeZone, "timeZone");
  const at = input.at === undefined ? undefined : await readPastInstant(read, input.at, "at");
  const scopeIds = input.calendarIds ?? (await reachingScopes(call, { past: at !== undefined }));

  const { page, next } = await readWindowPage<EventThen, PlacedOccurrence>({
    window,
    after,
    limit,
    find: (part) => findEvents(call, input, { ...part, scopeIds, at }),
    expand: (occurrences, event, part) => place(occurrences, event, { ...part, viewZone }),
  });
  return {
    items: page.map(({ occurrence, source }) => toOccurrenceView(occurrence, source)),
    nextCursor: next === null ? null : format.encode(next),
  };
}

interface PlacedOccurrence extends WindowPosition {
  readonly occurrence: EffectiveOccurrence;
  readonly source: OccurrenceSource;
}

/** Each event once, though it may stand in a calendar and on the shelf. */
async function findEvents(
  { app, actor: { userId } }: Call,
  { eventId, calendarIds }: ListOccurrencesInput,
  asked: Window & { readonly scopeIds: readonly string[]; readonly at: number | undefined },
): Promise<EventThen[]> {
  const { read } = app.database;
  const { from, to, at } = asked;
  const found = new Map<string, EventThen>();
  for (const scopeIds of chunksOf(asked.scopeIds, SCOPES_AT_A_TIME)) {
    const window = { scopeIds, from, to, eventId, limit: EVENTS_AT_A_TIME + 1 };
    const inCalendars = calendarIds !== undefined;
    const events =
      at === undefined
        ? await listEventsInWindow(read, window, userId)
        : await listEventsInPastWindow(read, { ...window, inCalendars, at }, userId);
    for (const event of events) {
      found.set(event.event.id, event);
    }
  }
  return [...found.values()];
}

function place(
  occurrences: PlacedOccurrence[],
  item: EventThen,
  { viewZone, ...window }: Window & { readonly viewZone: string | undefined },
): void {
  const { id: eventId, calendarId, version } = item.event;
  const source = { eventId, calendarId, version, role: listedAccess(item).role };
  const zone = viewZone ?? item.event.calendarTimeZone;
  for (const occurrence of expandOccurrences(item.content, { ...window, viewZone: zone })) {
    const { startsAtMs, key } = occurrence;
    occurrences.push({ occurrence, source, startsAtMs, eventId, key });
  }
}
