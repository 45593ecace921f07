/** RFC 5545 STATUS of an event. */
export type EventStatus = "confirmed" | "tentative" | "cancelled";

/** RFC 5545 TRANSP: an `opaque` event makes its owner busy. */
export type Transparency = "opaque" | "transparent";

/**
 * When an event is (rule T1). Zoned: wall clock plus `timeZone`. Floating: wall clock,
 * `timeZone: null`. All-day: dates with an exclusive end, `timeZone: null`.
 * Wall clock is `YYYY-MM-DDTHH:MM:SS`, a date is `YYYY-MM-DD`.
 */
export interface EventTime {
  readonly allDay: boolean;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string | null;
}

/** The occurrence's original local start (RFC 5545 RECURRENCE-ID): a wall time, or a date if all-day. */
export type OccurrenceKey = string;

export interface Recurrence {
  /** An RFC 5545 RRULE value without the name, or null where extra dates alone recur. */
  readonly rrule: string | null;
  /** Extra occurrences (RDATE), sorted, without duplicates. */
  readonly rdates: readonly OccurrenceKey[];
  /** Occurrences that no longer exist (EXDATE), sorted, without duplicates. */
  readonly exdates: readonly OccurrenceKey[];
}

/** JSON as it crosses the wire and is stored. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What an occurrence may have of its own (rule X2). */
export interface OccurrenceContent extends EventTime {
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly status: EventStatus;
  readonly transparency: Transparency;
  readonly tags: readonly string[];
  readonly metadata: { readonly [key: string]: JsonValue };
  /**
   * What a calendar file said beyond these fields (rule F1): unfolded content lines as they were
   * written, then whole components (`BEGIN:VALARM` … `END:VALARM`). Absent when there is nothing;
   * empty only in an override, which then has nothing of what the series has.
   */
  readonly calendarProperties?: readonly string[];
}

/** What differs at one occurrence key. The four time fields are all there or all absent. */
export type Override = Partial<OccurrenceContent>;

/**
 * The content of one event: what a version holds, what diff, merge and rollback work on.
 * Identity, place and rights (id, calendar, uid, sequence, grants) are not content.
 */
export interface EventContent extends OccurrenceContent {
  readonly recurrence: Recurrence | null;
  readonly overrides: { readonly [key: OccurrenceKey]: Override };
}
