import type { Database } from "@daybook/db/database";
import {
  type ChangedEvent,
  listChangedEvents,
  listChangedRelatives,
  type StoodVersion,
} from "@daybook/db/queries/changed-events.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { listSourcesOfEvents } from "@daybook/db/queries/version-sources.queries";
import { listRightParts } from "@daybook/db/queries/right-parts.queries";
import { listVersionRanges, type VersionNote } from "@daybook/db/queries/version-ranges.queries";
import { DomainError } from "@daybook/domain/errors";
import { ENDLESS_MS } from "@daybook/domain/event/spans";
import { LIMITS } from "@daybook/domain/limits";
import { requireTimeZone } from "@daybook/domain/time/zone";
import {
  type OccurrenceChange,
  occurrenceChanges,
  type StandingEvent,
  timeOfChange,
} from "@daybook/domain/versions/occurrence-changes";
import { z } from "zod";
import type { Call } from "../rpc/context.ts";
import { cursorFormat } from "../rpc/cursor.ts";
import { formatInstant } from "../rpc/instant.ts";
import { chunksOf } from "./chunks.ts";
import { type ComparedEvent, comparedEvents, leftPartsAmong } from "./compared-event.ts";
import { listedAccess, toOccurrenceView } from "./event-view.ts";
import type { ListChangesInput, OccurrenceChangeView } from "./events.schema.ts";
import { pastInstant } from "./past-instant.ts";
import { reachingScopes, SCOPES_AT_A_TIME } from "./reaching-scopes.ts";
import { parseWindow, type Window } from "./window.ts";
import {
  EVENTS_AT_A_TIME,
  readWindowPage,
  type WindowPosition,
  windowPosition,
} from "./window-page.ts";

/** Later than any version: the present, whatever its clock says. */
const PRESENT = ENDLESS_MS - 1;

/** A page ends there, and goes up to then: later pages are not of a later present. */
const position = windowPosition.extend({ until: z.int() });

/**
 * What became of a window between two instants (rule V7): the occurrences that appeared, vanished,
 * moved or say something else, in time order, with the versions that made it so. Content and
 * calendar are those of each instant, rights those of now.
 */
export async function listChanges(
  call: Call,
  input: ListChangesInput,
): Promise<{ items: OccurrenceChangeView[]; nextCursor: string | null }> {
  const { read } = call.app.database;
  const { cursor, limit, ...filters } = input;
  const window = parseWindow(input);
  const format = cursorFormat("events.changes", filters, position);
  const after = cursor === undefined ? undefined : format.decode(cursor);
  const now = await readClock(read);
  const since = pastInstant(input.since, { now, field: "since" });
  const until =
    input.until === undefined ? undefined : pastInstant(input.until, { now, field: "until" });
  if (until !== undefined && until <= since) {
    throw new DomainError("WINDOW_INVALID", { field: "until" });
  }
  const scopeIds = input.calendarIds ?? (await reachingScopes(call, { past: true }));
  const viewZone =
    input.timeZone === undefined ? undefined : requireTimeZone(input.timeZone, "timeZone");
  const comparison = { since, until: until ?? after?.until ?? PRESENT };

  const { page, next } = await readWindowPage<ComparedEvent, PlacedChange>({
    window,
    after,
    limit,
    find: async (part) => {
      const events = await findChanged(call, { ...part, ...comparison, scopeIds });
      const leftIds = leftPartsAmong(events);
      return comparedEvents(events, {
        rightParts: await listRightParts(read, leftIds),
        sources: await listSourcesOfEvents(read, leftIds),
      });
    },
    expand(changes, compared, part) {
      place(changes, compared, { part, window, viewZone, calendarIds: input.calendarIds });
    },
  });
  return {
    items: await toViews(call, page),
    nextCursor:
      next === null ? null : format.encode({ ...next, until: until ?? after?.until ?? now }),
  };
}

interface PlacedChange extends WindowPosition {
  readonly compared: ComparedEvent;
  readonly change: OccurrenceChange;
}

interface Asked extends Window {
  readonly since: number;
  readonly until: number;
  readonly scopeIds: readonly string[];
}

/** With the parts that a split made of them, wherever these lie: in each part of a window the same. */
async function findChanged({ app, actor }: Call, asked: Asked): Promise<ChangedEvent[]> {
  const { read } = app.database;
  const found = new Map<string, ChangedEvent>();
  let added: readonly ChangedEvent[] = await findInWindow(read, asked, actor.userId);
  while (added.length > 0) {
    for (const event of added) found.set(event.id, event);
    const originIds = added.flatMap(({ before, splitFrom }) =>
      before === null && splitFrom !== null && !found.has(splitFrom.eventId)
        ? [splitFrom.eventId]
        : [],
    );
    const leftIds = added.map(({ id }) => id);
    const relatives = await listChangedRelatives(
      read,
      { ...asked, leftIds, originIds: [...new Set(originIds)] },
      actor.userId,
    );
    added = relatives.filter(({ id }) => !found.has(id));
  }
  return [...found.values()];
}

/** Each event once, though it may stand in a calendar and on the shelf. */
async function findInWindow(
  read: Database["read"],
  asked: Asked,
  userId: string,
): Promise<ChangedEvent[]> {
  const found = new Map<string, ChangedEvent>();
  for (const scopeIds of chunksOf(asked.scopeIds, SCOPES_AT_A_TIME)) {
    const window = { ...asked, scopeIds, limit: EVENTS_AT_A_TIME + 1 };
    for (const event of await listChangedEvents(read, window, userId)) found.set(event.id, event);
  }
  return [...found.values()];
}

function place(
  changes: PlacedChange[],
  compared: ComparedEvent,
  asked: {
    readonly part: Window;
    readonly window: Window;
    readonly viewZone: string | undefined;
    readonly calendarIds: readonly string[] | undefined;
  },
): void {
  const { part, window, viewZone, calendarIds } = asked;
  const standing = (side: StoodVersion | null): StandingEvent | null => {
    const isAsked = side !== null && (calendarIds?.includes(side.calendarId) ?? true);
    if (!isAsked || side.deleted) return null;
    const { content, calendarId, calendarTimeZone } = side;
    return { content, calendarId, viewZone: viewZone ?? calendarTimeZone };
  };
  const { id: eventId } = compared.event;
  const [before, after] = [standing(compared.before), standing(compared.after)];
  for (const change of occurrenceChanges(before, after, part)) {
    const { key = "" } = change.after ?? change.before ?? {};
    changes.push({ compared, change, startsAtMs: timeOfChange(change, window), eventId, key });
  }
}

/** The changes of a page, each with the last of the versions that made it. */
async function toViews(
  { app }: Call,
  page: readonly PlacedChange[],
): Promise<OccurrenceChangeView[]> {
  const events = new Map(page.map(({ compared: { event } }) => [event.id, event]));
  const ranges = [...events.values()].map(({ id: eventId, before, after }) => {
    const upTo = after?.version ?? 0;
    return {
      eventId,
      upTo,
      after: Math.max(before?.version ?? 0, upTo - LIMITS.versionsPerChange),
    };
  });
  const versions = await listVersionRanges(app.database.read, ranges);
  return page.map((placed) => toView(placed, versions.get(placed.eventId) ?? []));
}

function toView(
  { compared, change, eventId, key }: PlacedChange,
  versions: readonly VersionNote[],
): OccurrenceChangeView {
  const { event, before, after } = compared;
  const { role } = listedAccess(event);
  return {
    eventId,
    key,
    change: change.change,
    before:
      change.before === null || before === null
        ? null
        : toOccurrenceView(change.before, { ...before, role }),
    after:
      change.after === null || after === null
        ? null
        : toOccurrenceView(change.after, { ...after, eventId, role }),
    fields: [...change.fields],
    fromVersion: event.before?.version ?? null,
    toVersion: event.after?.version ?? 0,
    versions: versions.map(({ version, kind, at, actorId, actorName, message, changeSetId }) => ({
      version,
      kind,
      at: formatInstant(at),
      actor: { id: actorId, username: actorName },
      message,
      changeSetId,
    })),
  };
}
