import type { Id } from "@daybook/db/ids";
import type { Reach } from "@daybook/db/queries/sync.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { type CalendarPosition, type HeldPosition, type SyncPosition } from "./sync-cursor.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How far apart the clocks of a database's servers may be. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** A position while a page moves it on. */
export class SyncProgress implements SyncPosition {
  since: number;
  expiry: { readonly at: number; readonly after: Id | null };
  shelfSeq: number;
  follow: Id | null;
  held: HeldPosition | null;
  readonly calendars: Map<Id, CalendarPosition>;

  constructor(position: SyncPosition) {
    this.since = position.since;
    this.expiry = position.expiry;
    this.shelfSeq = position.shelfSeq;
    this.follow = position.follow;
    this.held = position.held;
    this.calendars = new Map(position.calendars);
  }

  /** Before the first page of a full sync: what is there now is told, then what comes from now on. */
  static beginning({ now, shelfSeq, calendars }: Reach): SyncProgress {
    const start = new SyncProgress({
      since: now,
      expiry: { at: now, after: null },
      shelfSeq,
      follow: null,
      held: { calendarIds: null, after: null },
      calendars: new Map(),
    });
    for (const [id, { seq }] of calendars) {
      start.calendars.set(id, { seq, untold: true, paging: { after: null }, knownTo: 0 });
    }
    return start;
  }

  /**
   * Where a cursor stands, if it can be. One that is ahead of the log was given out before the
   * database was put back to an earlier state, and is as good as one that is too old.
   *
   * @throws DomainError CURSOR_EXPIRED
   */
  static from(position: SyncPosition, reach: Reach): SyncProgress {
    const { since, expiry, shelfSeq, calendars } = position;
    const latest = reach.now + CLOCK_SKEW_MS;
    if (since > latest || expiry.at > latest || shelfSeq > reach.shelfSeq) {
      throw cursorExpired();
    }
    for (const [id, { seq, knownTo }] of calendars) {
      // Of a calendar that does not reach the user nothing is looked at (rule S3).
      const reached = reach.calendars.get(id);
      if ((reached !== undefined && seq > reached.seq) || knownTo > reach.shelfSeq) {
        throw cursorExpired();
      }
    }
    if (since < reach.now - LIMITS.cursorDays * DAY_MS) {
      throw cursorExpired();
    }
    return new SyncProgress(position);
  }

  move(id: Id, change: Partial<CalendarPosition>): void {
    const calendar = this.calendars.get(id);
    if (calendar !== undefined) this.calendars.set(id, { ...calendar, ...change });
  }

  moveShelf(seq: number): void {
    this.shelfSeq = seq;
    for (const [id, { knownTo }] of this.calendars) {
      if (knownTo !== 0 && knownTo <= seq) this.move(id, { knownTo: 0 });
    }
  }

  /** Events of these calendars that the user holds grants of their own on are to be told again. */
  retell(calendarId: Id): void {
    const { held } = this;
    if (held?.calendarIds === null) {
      // A full sync is under way: it passes by what a calendar of the user holds.
      this.held = { calendarIds: null, after: null };
      this.move(calendarId, { paging: { after: null } });
      return;
    }
    const calendarIds = new Set(held?.calendarIds).add(calendarId);
    // From the start: some of the calendar's events may lie before where this stood.
    this.held = { calendarIds: [...calendarIds], after: null };
  }

  /** The events of this calendar are all about to be told, those with a grant of their own too. */
  passOver(calendarId: Id): void {
    const { held } = this;
    if (held === null || held.calendarIds === null || held.after !== null) return;
    const calendarIds = held.calendarIds.filter((id) => id !== calendarId);
    this.held = calendarIds.length === 0 ? null : { calendarIds, after: null };
  }

  /** Calendars that are no longer, or not yet, told of. */
  lost(reach: Reach): Id[] {
    return [...this.calendars.keys()].filter((id) => !reach.calendars.has(id));
  }

  gained(reach: Reach): Id[] {
    return [...reach.calendars.keys()].filter((id) => !this.calendars.has(id));
  }

  /** Whether something but the log of calendars is still to be told. */
  get isPaging(): boolean {
    return (
      this.follow !== null ||
      this.held !== null ||
      this.calendars.values().some(({ untold, paging }) => untold || paging !== null)
    );
  }

  /** Calendars whose logs have gone on. */
  behind(reach: Reach): { readonly id: Id; readonly after: number; readonly missing: number }[] {
    const behind = [];
    for (const [id, { seq }] of this.calendars) {
      const missing = (reach.calendars.get(id)?.seq ?? seq) - seq;
      if (missing > 0) behind.push({ id, after: seq, missing });
    }
    return behind;
  }

  /** Whether everything has been told that was there when the page was read. */
  isDone(reach: Reach): boolean {
    return (
      this.expiry.at >= reach.now &&
      this.shelfSeq === reach.shelfSeq &&
      !this.isPaging &&
      this.lost(reach).length === 0 &&
      this.gained(reach).length === 0 &&
      this.behind(reach).length === 0
    );
  }
}

export function cursorExpired(): DomainError {
  const details = { cursorDays: LIMITS.cursorDays };
  return new DomainError("CURSOR_EXPIRED", { field: "cursor", details });
}
