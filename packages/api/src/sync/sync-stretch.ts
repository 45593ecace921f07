import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { type CalendarForUser, listCalendarsById } from "@daybook/db/queries/calendars.queries";
import {
  type EventState,
  listEventStates,
  listLogEntries,
  listVersionsBehind,
  type LoggedAccessEntry,
  type LoggedEntry,
  type LoggedEventEntry,
} from "@daybook/db/queries/log.queries";
import {
  listCalendarBeginnings,
  listHeldBefore,
  listLastAccess,
} from "@daybook/db/queries/shelf-log.queries";
import {
  type ExpiredGrant,
  listExpiredEventGrants,
  listFirstEvents,
  listHeldEvents,
  type PlacedEvent,
} from "@daybook/db/queries/sync.queries";
import { reaches } from "./sync-items.ts";
import type { Page } from "./sync-page.ts";
import { cursorExpired } from "./sync-progress.ts";

/**
 * What a page may tell of, as much as it has room for, with the events as they are now. Each part
 * is read only where the one before it has been read to its end, so that they are told in this
 * order whatever the pages are; what is not read is undefined.
 */
export interface Stretch {
  /** Grants on events that have ended by themselves. */
  readonly expired: ExpiredGrants | undefined;
  /** The log of the user's shelf. */
  readonly shelf: ShelfLog | undefined;
  /** Of events of which the shelf tells and whose grants are gone: those that were held before it. */
  readonly heldBefore: ReadonlySet<Id>;
  /** Events of new calendars, calendar by calendar. */
  readonly paged: readonly PagedCalendar[] | undefined;
  /** Events that the user holds grants of their own on. */
  readonly held: Part<Id> | undefined;
  /** The logs of calendars. */
  readonly logs: ReadonlyMap<Id, CalendarLog> | undefined;
  readonly states: ReadonlyMap<Id, EventState>;
  /** Of logs with events that do not reach the user: since when the calendar has done so. */
  readonly beginnings: ReadonlyMap<Id, number>;
  /** Calendars that have changed themselves, as they are now. */
  readonly changedCalendars: ReadonlyMap<Id, CalendarForUser>;
}

export interface Part<Row> {
  readonly rows: readonly Row[];
  /** Whether nothing lies behind these rows. */
  readonly whole: boolean;
}

export interface ExpiredGrants extends Part<ExpiredGrant> {
  /** Events of whose grants the shelf's log has something to say as well. */
  readonly logged: ReadonlySet<Id>;
}

export interface ShelfLog extends Part<LoggedEntry> {
  /** The entry behind these rows, if there is one. */
  readonly next: LoggedEntry | undefined;
}

export interface CalendarLog extends Part<LoggedEntry> {
  /**
   * Versions that another log of the page has as well, in the calendar that they came from: those
   * that lie behind the rows of this one, as {@link versionKey} says them.
   */
  readonly behind: ReadonlySet<string>;
}

export function versionKey({ eventId, version }: { eventId: Id; version: number }): string {
  return `${eventId} ${version}`;
}

export interface PagedCalendar extends Part<PlacedEvent> {
  readonly calendarId: Id;
}

/** Calendars whose first events are read together: each time more, since they were few before. */
const TOGETHER = [1, 8, 64];

export async function readStretch(trx: Transaction, page: Page): Promise<Stretch> {
  const { userId, progress } = page;
  let room = page.room;
  const parts: { -readonly [Name in keyof Stretch]?: Stretch[Name] } = {};
  const take = <P extends Part<unknown>>(part: P): P => {
    room -= part.rows.length;
    return part;
  };
  if (progress.follow !== null) room -= 1;

  parts.expired = take(await readExpired(trx, page, room));
  if (parts.expired.whole && room > 0) {
    parts.shelf = take(await readShelf(trx, page, room));
    if (parts.shelf.whole && room > 0) {
      parts.paged = await readPaged(trx, page, room);
      for (const calendar of parts.paged) take(calendar);
      if (room > 0 && isPagedWhole(page, parts.paged)) {
        parts.held = take(await readHeld(trx, page, room));
        if (parts.held.whole && room > 0) {
          parts.logs = await readLogs(trx, page, room);
        }
      }
    }
  }
  const states = await listEventStates(trx, eventsOf(parts, progress.follow), userId);
  const gone = (parts.shelf?.rows ?? []).flatMap((entry) =>
    isEventAccess(entry) && (states.get(entry.resource.id)?.ownGrant ?? null) === null
      ? [entry.resource.id]
      : [],
  );
  const before = { upTo: progress.shelfSeq, since: progress.since, eventIds: gone };
  const heldBefore = await listHeldBefore(trx, userId, before);
  const withHidden = [...(parts.logs ?? [])].flatMap(([id, { rows }]) =>
    rows.some((row) => row.type === "event" && !isReached(states.get(row.eventId))) ? [id] : [],
  );
  const beginnings = await listCalendarBeginnings(trx, userId, withHidden);
  const changed = [...(parts.logs ?? [])]
    .filter(([, { rows }]) => rows.some(({ type }) => type === "calendar"))
    .map(([id]) => id);
  const calendars = await listCalendarsById(trx, changed, userId);
  return {
    expired: parts.expired,
    shelf: parts.shelf,
    paged: parts.paged,
    held: parts.held,
    logs: parts.logs,
    heldBefore,
    states,
    beginnings,
    changedCalendars: new Map(calendars.map((found) => [found.calendar.id, found])),
  };

  function eventsOf(read: typeof parts, follow: Id | null): Id[] {
    const ids = new Set<Id>(follow === null ? [] : [follow]);
    for (const { eventId } of read.expired?.rows ?? []) ids.add(eventId);
    for (const entry of read.shelf?.rows ?? []) addEvent(ids, entry);
    for (const { rows } of read.paged ?? []) for (const { id } of rows) ids.add(id);
    for (const id of read.held?.rows ?? []) ids.add(id);
    for (const { rows } of read.logs?.values() ?? []) for (const row of rows) addEvent(ids, row);
    return [...ids];
  }
}

function isReached(state: EventState | undefined): boolean {
  return state !== undefined && reaches(state);
}

function addEvent(ids: Set<Id>, entry: LoggedEntry): void {
  if (entry.type === "event") ids.add(entry.eventId);
  else if (isEventAccess(entry)) ids.add(entry.resource.id);
}

function isEventAccess(entry: LoggedEntry): entry is LoggedAccessEntry {
  return entry.type !== "event" && entry.type !== "calendar" && entry.resource.type === "event";
}

async function readExpired(
  trx: Transaction,
  { userId, reach, progress }: Page,
  room: number,
): Promise<ExpiredGrants> {
  if (!reach.anyExpired) return { rows: [], whole: true, logged: new Set() };
  const { expiry: from, shelfSeq: after } = progress;
  const stretch = { from, now: reach.now, limit: room + 1 };
  const part = partOf(await listExpiredEventGrants(trx, userId, stretch), room);
  const resourceIds = after < reach.shelfSeq ? part.rows.map(({ eventId }) => eventId) : [];
  const logged = await listLastAccess(trx, userId, { after, resourceIds });
  return { ...part, logged: new Set(logged.keys()) };
}

async function readShelf(
  trx: Transaction,
  { userId, reach, progress }: Page,
  room: number,
): Promise<ShelfLog> {
  const after = progress.shelfSeq;
  const upTo = Math.min(reach.shelfSeq, after + room + 1);
  if (upTo === after) return { rows: [], next: undefined, whole: true };
  const found = await listLogEntries(trx, [{ scopeId: userId, after, upTo }]);
  const rows = complete(found.get(userId), upTo - after);
  return { ...partOf(rows, room), next: rows[room] };
}

async function readPaged(
  trx: Transaction,
  { progress }: Page,
  room: number,
): Promise<PagedCalendar[]> {
  const waiting = [...progress.calendars].filter(([, { paging }]) => paging !== null);
  // The one that has been begun comes first.
  const begun = waiting.findIndex(([, { paging }]) => paging?.after !== null);
  if (begun > 0) waiting.unshift(...waiting.splice(begun, 1));
  const read: PagedCalendar[] = [];
  let left = room;
  for (let turn = 0; left > 0 && read.length < waiting.length; turn += 1) {
    const start = read.length;
    const some = waiting.slice(start, start + (TOGETHER[turn] ?? 64));
    const found = await listFirstEvents(trx, {
      calendarIds: some.map(([id]) => id),
      after: some[0]?.[1].paging?.after ?? null,
      limit: left + 1,
    });
    for (const [calendarId] of some) {
      if (left === 0) break;
      const part = partOf(found.get(calendarId) ?? [], left);
      left -= part.rows.length;
      read.push({ calendarId, ...part });
    }
  }
  return read;
}

function isPagedWhole({ progress }: Page, paged: readonly PagedCalendar[]): boolean {
  const waiting = progress.calendars.values().filter(({ paging }) => paging !== null);
  return [...waiting].length === paged.length && paged.every(({ whole }) => whole);
}

async function readHeld(
  trx: Transaction,
  { userId, progress }: Page,
  room: number,
): Promise<Part<Id>> {
  const { held } = progress;
  if (held === null) return { rows: [], whole: true };
  return partOf(await listHeldEvents(trx, userId, { ...held, limit: room + 1 }), room);
}

async function readLogs(
  trx: Transaction,
  { reach, progress }: Page,
  room: number,
): Promise<Map<Id, CalendarLog>> {
  const behind = progress.behind(reach);
  const shares = sharesOf(
    behind.map(({ missing }) => missing),
    room,
  );
  const stretches = behind.map(({ id, after }, i) => ({
    scopeId: id,
    after,
    upTo: after + (shares[i] ?? 0),
  }));
  const found = await listLogEntries(trx, stretches);
  const moves = Map.groupBy(
    [...found.values()].flat().filter(isMove),
    ({ calendarId }) => calendarId,
  );
  const logs = new Map<Id, CalendarLog>();
  for (const [i, { scopeId, after, upTo }] of stretches.entries()) {
    const rows = complete(found.get(scopeId), upTo - after);
    const whole = upTo - after === behind[i]?.missing;
    const eventIds = whole ? [] : (moves.get(scopeId) ?? []).map(({ eventId }) => eventId);
    const later =
      eventIds.length === 0
        ? []
        : await listVersionsBehind(trx, { scopeId, after: upTo, eventIds });
    logs.set(scopeId, { rows, whole, behind: new Set(later.map(versionKey)) });
  }
  return logs;
}

/** Whether an entry is that of an event which has gone to another calendar. */
function isMove(entry: LoggedEntry): entry is LoggedEventEntry {
  return entry.type === "event" && entry.calendarId !== entry.scopeId;
}

/**
 * How much of each log is read: none is left out, as an entry of one may wait for an entry of
 * another; what the short ones leave goes to the long ones.
 */
export function sharesOf(missing: readonly number[], room: number): number[] {
  const shares = missing.map(() => 0);
  let left = room;
  let open = missing.map((_, i) => i);
  while (open.length > 0 && left > 0) {
    const each = Math.max(1, Math.floor(left / open.length));
    for (const i of open) {
      const share = Math.min(each, (missing[i] ?? 0) - (shares[i] ?? 0));
      shares[i] = (shares[i] ?? 0) + share;
      left -= share;
    }
    open = open.filter((i) => (shares[i] ?? 0) < (missing[i] ?? 0));
  }
  return shares;
}

/** Places have no gaps, but where old entries were taken away that this cursor still needs. */
function complete(rows: readonly LoggedEntry[] = [], expected: number): readonly LoggedEntry[] {
  if (rows.length !== expected) {
    throw cursorExpired();
  }
  return rows;
}

/** The first rows, where one more than these was asked for. */
function partOf<Row>(rows: readonly Row[], room: number): Part<Row> {
  return { rows: rows.slice(0, room), whole: rows.length <= room };
}
