import type { Id } from "@daybook/db/ids";
import type {
  LoggedAccessEntry,
  LoggedEntry,
  LoggedEventEntry,
} from "@daybook/db/queries/log.queries";
import {
  accessItem,
  calendarItem,
  reaches,
  readCause,
  stateItem,
  versionItem,
} from "./sync-items.ts";
import type { Page } from "./sync-page.ts";
import { CLOCK_SKEW_MS } from "./sync-progress.ts";
import { type CalendarLog, type Stretch, versionKey } from "./sync-stretch.ts";

/**
 * Tells what was read, and moves on by what has been told. A part ends the page when it is cut, or
 * when what it tells of rights has something new to be read.
 */
export function tellStretch(page: Page, stretch: Stretch): void {
  const told =
    tellFollowing(page, stretch) &&
    tellExpired(page, stretch) &&
    tellShelf(page, stretch) &&
    tellPaged(page, stretch) &&
    tellHeld(page, stretch);
  if (told) tellLogs(page, stretch);
}

/** The state of an event whose grant was told of last; says whether there is room for more. */
function tellFollowing(page: Page, { states }: Stretch): boolean {
  const { progress } = page;
  if (progress.follow === null) return true;
  if (page.room === 0) return false;
  const item = stateItem(states.get(progress.follow));
  progress.follow = null;
  if (item !== undefined) page.tell(item);
  return true;
}

function tellExpired(page: Page, stretch: Stretch): boolean {
  const { expired, states } = stretch;
  const { progress, reach } = page;
  if (expired === undefined) return false;
  for (const { eventId, expiresAt: at } of expired.rows) {
    if (page.room === 0) return false;
    progress.expiry = { at, after: eventId };
    // What has been changed before it ended, and whether it was told of at all, the log knows.
    if (expired.logged.has(eventId)) continue;
    // Meanwhile it may have been given again; the log says so.
    if ((states.get(eventId)?.ownGrant ?? null) !== null) continue;
    const resource = { type: "event", id: eventId } as const;
    page.tell(accessItem("removed", { resource, cause: "expired", at, grant: null }));
    progress.follow = eventId;
    if (!tellFollowing(page, stretch)) return false;
  }
  if (expired.whole) {
    progress.expiry = { at: Math.max(reach.now, progress.expiry.at), after: null };
  }
  return expired.whole;
}

function tellShelf(page: Page, stretch: Stretch): boolean {
  const { shelf } = stretch;
  if (shelf === undefined) return false;
  const { progress } = page;
  let newToRead = false;
  for (const [i, entry] of shelf.rows.entries()) {
    if (page.room === 0) return false;
    if (entry.type === "event") {
      tellShelfVersion(page, stretch, entry);
    } else if (isAccess(entry) && entry.resource.type === "event") {
      if (isLastOf(shelf.rows, i)) tellEventAccess(page, stretch, { entry, index: i });
    } else if (isAccess(entry)) {
      const outcome = tellCalendarAccess(page, entry, { last: isLastOf(shelf.rows, i) });
      // It is gained anew by the next page, which finds here how.
      if (outcome === "lost") return false;
      newToRead ||= outcome === "changed";
    }
    progress.moveShelf(entry.seq);
    if (!tellFollowing(page, stretch)) return false;
  }
  return shelf.whole && !newToRead;
}

/** A version of an event that no calendar of the user tells. */
function tellShelfVersion(page: Page, { states }: Stretch, entry: LoggedEventEntry): void {
  const { eventId, version, calendarId } = entry;
  if (page.reach.calendars.has(calendarId) || page.hasTold(eventId, version)) return;
  const state = states.get(eventId);
  // Whose grant has ended is told so, and of nothing that came before.
  if (state === undefined || state.ownGrant === null) return;
  page.tell(versionItem(entry, state));
}

/** Whether no later entry of the stretch is about the same right. */
function isLastOf(rows: readonly LoggedEntry[], index: number): boolean {
  const entry = rows[index];
  return !rows.slice(index + 1).some((later) => isAccess(later) && sameResource(later, entry));
}

function isAccess(entry: LoggedEntry): entry is LoggedAccessEntry {
  return entry.type !== "event" && entry.type !== "calendar";
}

function sameResource(a: LoggedAccessEntry, b: LoggedEntry | undefined): boolean {
  return b !== undefined && isAccess(b) && a.resource.id === b.resource.id;
}

/** What has become of a grant on a single event, by what it was before this stretch and is now. */
function tellEventAccess(
  page: Page,
  stretch: Stretch,
  { entry, index }: { readonly entry: LoggedAccessEntry; readonly index: number },
): void {
  const { resource, at } = entry;
  const rows = stretch.shelf?.rows ?? [];
  const state = stretch.states.get(resource.id);
  const grant = state?.ownGrant ?? null;
  const first = rows.find((row) => isAccess(row) && sameResource(row, entry));
  // What is added may follow one that has ended by itself, of which the reader still knows.
  const wasThere = first?.type !== "added" || stretch.heldBefore.has(resource.id);
  // What ends here may be there again by an entry of a later page.
  if (grant === null || entry.type === "removed") {
    if (!wasThere) return;
    const cause = entry.type === "removed" ? readCause(entry.cause, "revoked") : "expired";
    page.tell(accessItem("removed", { resource, cause, at, grant: null }));
    page.progress.follow = resource.id;
    return;
  }
  const type = entry.type === "role" && first?.type !== "added" ? "role" : "added";
  page.tell(accessItem(type, { resource, cause: readCause(entry.cause, "shared"), at, grant }));
  // A version that comes with the grant tells the state by itself.
  const next = rows[index + 1] ?? stretch.shelf?.next;
  const follows =
    next?.type === "event" &&
    next.eventId === resource.id &&
    !page.reach.calendars.has(next.calendarId);
  if (!follows) page.progress.follow = resource.id;
}

type Outcome = "lost" | "changed" | "known";

/** What has become of a right on a calendar that the user had and has. */
function tellCalendarAccess(
  page: Page,
  { type, resource, cause, at, seq }: LoggedAccessEntry,
  { last }: { readonly last: boolean },
): Outcome {
  const { progress, reach } = page;
  const calendar = progress.calendars.get(resource.id);
  const reached = reach.calendars.get(resource.id);
  // What was lost or gained for good has been told, by comparing what there is.
  if (calendar === undefined || reached === undefined || seq <= calendar.knownTo) return "known";
  // A new owner and the former one have the calendar all the time. Whoever else lost a right and
  // got one again is not told what happened there in between.
  if (type !== "role" && cause !== "transferred") {
    const end = type === "removed" ? readCause(cause, "revoked") : "expired";
    page.tell(accessItem("removed", { resource, cause: end, at, grant: null }));
    progress.calendars.delete(resource.id);
    // The next page gains it anew, or tells what is kept where it is gone again by then.
    progress.retell(resource.id);
    if (type === "removed") progress.moveShelf(seq);
    return "lost";
  }
  if (type === "removed" || !last) return "known";
  const role = { resource, cause: readCause(cause, "shared"), at, grant: reached.holding };
  page.tell(accessItem("role", role));
  progress.move(resource.id, { untold: true });
  progress.retell(resource.id);
  return "changed";
}

function tellPaged(page: Page, { paged, states }: Stretch): boolean {
  if (paged === undefined) return false;
  const { progress } = page;
  for (const { calendarId, rows, whole } of paged) {
    for (const { id, at } of rows) {
      if (page.room === 0) return false;
      progress.move(calendarId, { paging: { after: { at, id } } });
      const item = stateItem(states.get(id));
      if (item !== undefined) page.tell(item);
    }
    if (!whole) return false;
    progress.move(calendarId, { paging: null });
  }
  return progress.calendars.values().every(({ paging, untold }) => paging === null && !untold);
}

function tellHeld(page: Page, { held, states }: Stretch): boolean {
  const { progress, reach } = page;
  if (held === undefined || (progress.held !== null && held.rows.length === 0 && !held.whole)) {
    return false;
  }
  for (const id of held.rows) {
    if (page.room === 0 || progress.held === null) return false;
    progress.held = { ...progress.held, after: id };
    const state = states.get(id);
    const paged =
      progress.held.calendarIds === null &&
      state !== undefined &&
      reach.calendars.has(state.event.calendarId);
    const item = paged || page.hasStated(id) ? undefined : stateItem(state);
    if (item !== undefined) page.tell(item);
  }
  if (held.whole) progress.held = null;
  return held.whole;
}

/** How far each log has been told in this page. */
interface Told extends CalendarLog {
  readonly calendarId: Id;
  next: number;
}

/**
 * Tells the logs of the calendars. An event that has moved between two of them stands in both: the
 * one that it has come to tells it, and the one that it has left is not told beyond that before. So
 * it is told once, and the user who loses one of them between two pages knows where it was.
 */
function tellLogs(page: Page, stretch: Stretch): void {
  const { logs } = stretch;
  if (logs === undefined) return;
  const open = new Map<Id, Told>(
    [...logs].map(([calendarId, part]) => [calendarId, { calendarId, ...part, next: 0 }]),
  );
  for (let moved = true; moved;) {
    moved = false;
    for (const log of open.values()) {
      for (let row = log.rows[log.next]; row !== undefined; row = log.rows[log.next]) {
        if (waits(page, open, { log, row })) break;
        if (page.room === 0) return;
        tellEntry(page, stretch, { log, row });
        log.next += 1;
        page.progress.move(log.calendarId, { seq: row.seq });
        moved = true;
      }
    }
  }
}

interface Entry {
  readonly log: Told;
  readonly row: LoggedEntry;
}

/** Whether the calendar that an event has moved to is still to tell it. */
function waits(page: Page, open: ReadonlyMap<Id, Told>, { log, row }: Entry): boolean {
  if (row.type !== "event" || row.calendarId === log.calendarId) return false;
  const target = open.get(row.calendarId);
  if (target === undefined || !page.reach.calendars.has(row.calendarId)) return false;
  const place = target.rows.findIndex(
    (other) =>
      other.type === "event" && other.eventId === row.eventId && other.version === row.version,
  );
  return place === -1 ? target.behind.has(versionKey(row)) : place >= target.next;
}

function tellEntry(page: Page, stretch: Stretch, { log, row }: Entry): void {
  const { userId, reach } = page;
  const { calendarId } = log;
  if (row.type === "calendar") {
    const later = log.rows.slice(log.next + 1).some(({ type }) => type === "calendar");
    if (later) return;
    const found = stretch.changedCalendars.get(calendarId);
    page.tell(calendarItem(calendarId, found, { userId, at: row.at }));
    return;
  }
  if (row.type !== "event") return;
  const state = stretch.states.get(row.eventId);
  const isReached = state !== undefined && reaches(state);
  // Of what was gone before the calendar came into reach, only an invented cursor asks (rule S3).
  const begun = stretch.beginnings.get(calendarId);
  if (!isReached && begun !== undefined && row.at < begun - CLOCK_SKEW_MS) return;
  if (row.calendarId === calendarId) {
    if (!page.hasTold(row.eventId, row.version)) page.tell(versionItem(row, state));
    return;
  }
  // The event has gone to another calendar, which tells of it, or the shelf does.
  if (reach.calendars.has(row.calendarId) || (isReached && state.ownGrant !== null)) return;
  if (isReached) {
    // Into one that was deleted since, and tells nobody any more.
    if (!page.hasTold(row.eventId, row.version)) page.tell(versionItem(row, state));
    return;
  }
  const resource = { type: "event", id: row.eventId } as const;
  page.tell(accessItem("removed", { resource, cause: "moved", at: row.at, grant: null }));
}
