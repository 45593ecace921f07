/**
 * Every procedure of the server and the shapes of what it takes and answers. Printed from the
 * router by `npm run client:print`: do not edit it.
 */
import type { CallOptions, Stream, StreamOptions, WriteOptions } from "./api-types.ts";
import type { ClientReason, DaybookError } from "./errors.ts";

/** Any JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A part of a list: what it holds, and where the next part begins; null at the end. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface Session {
  user: User;
  accessToken: string;
  accessTokenExpiresAt: string;
  refreshToken: string;
  refreshTokenExpiresAt: string;
}

export interface User {
  id: string;
  username: string;
  email: string;
  role: "user" | "admin";
}

export interface Calendar {
  id: string;
  ownerId: string;
  /** What the caller may do (S1). */
  role: Role;
  canShare: boolean;
  canDelete: boolean;
  name: string;
  /** For new events, and to place what is floating (T5). */
  timeZone: string;
  /** Whether the owner's events go here unless told; it cannot be deleted (K1). */
  isDefault: boolean;
  /** Who learns the busy times: who it is shared with, or everyone (Q1). */
  freeBusy: "shared" | "everyone";
  version: number;
  createdAt: string;
  updatedAt: string;
  /** Null while it is there. */
  deletedAt: string | null;
}

export type Role = "viewer" | "editor" | "owner";

export interface Event extends VersionedContent {
  id: string;
  calendarId: string;
  ownerId: string;
  createdBy: string;
  /** What the caller may do (S1). */
  role: Role;
  canShare: boolean;
  canDelete: boolean;
  /** Counts the changes from 1; an edit gives it as `baseVersion` (V1, V3). */
  version: number;
  /** UID in calendar files. */
  uid: string;
  /** SEQUENCE in calendar files. */
  sequence: number;
  /** The series that this one was split from (X4). */
  splitFrom: { eventId: string; version: number } | null;
  createdAt: string;
  updatedAt: string;
  updatedBy: string;
  /** Null while it is there. */
  deletedAt: string | null;
}

export type EventStatus = "confirmed" | "tentative" | "cancelled";

export type Transparency = "opaque" | "transparent";

export interface Recurrence {
  /** A rule of RFC 5545, as in `FREQ=WEEKLY;BYDAY=MO`; it produces the start (R1, R3). */
  rrule: string | null;
  /** Keys of occurrences beside those of the rule. */
  rdates: string[];
  /** Keys of occurrences that are left out. */
  exdates: string[];
}

/** What differs at one occurrence; what is absent is as in the series (X2). */
export interface Override {
  title?: string | undefined;
  description?: string | undefined;
  location?: string | undefined;
  status?: EventStatus | undefined;
  /** Whether it makes its calendar busy: `opaque` does. */
  transparency?: Transparency | undefined;
  /** Whether it takes whole days; `start` and `end` are dates then. */
  allDay?: boolean | undefined;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start?: string | undefined;
  /** As `start`, and no longer part of it. */
  end?: string | undefined;
  /** IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1). */
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, JsonValue> | undefined;
  /** Lines of an imported calendar file that mean nothing here, kept for its export. */
  calendarProperties?: string[] | undefined;
}

export interface Changed {
  /** The event that the call names: after a split, its left part. */
  event: Event;
  /** False where nothing was to be changed and nothing was written (V2). */
  changed: boolean;
  /** Whether edits of others, made since `baseVersion`, were merged (V3). */
  merged: boolean;
  /** The versions of those edits. */
  mergedOver: number[];
  /** What the call did, to be undone as one; null where nothing was written. */
  changeSetId: string | null;
  /** The new event of a split (rule X4). */
  rightPart: Event | null;
  /** Null but for a call that asks for it: everything else is then as it would be. */
  preview: Preview | null;
}

export interface Preview {
  window: { from: string; to: string };
  occurrences: OccurrenceChanges;
  /** Overrides that would be gone, by their present keys. */
  overridesLost: string[];
}

export interface UndoneChangeSet {
  /** One for each event, in the order in which they were made, as far as one answer goes. */
  items: Changed[];
  /** How many more events there are, which `items` has no room for. */
  omitted: number;
  /** The calendar that the undo has brought back, or deleted again (rule K1). */
  calendar: Calendar | null;
  /** The change set of the undo itself; null where nothing was to be done. */
  changeSetId: string | null;
}

export interface OccurrenceChanges {
  appear: OccurrencePlace[];
  vanish: OccurrencePlace[];
  move: { key: string; from: OccurrencePlace; to: OccurrencePlace }[];
}

export interface OccurrencePlace {
  key: string;
  start: string;
  end: string;
  startsAt: string;
  endsAt: string;
}

export interface Occurrence {
  eventId: string;
  /**
   * Its original start on the series' wall clock, whatever has become of it:
   * `2026-03-02T09:00:00`.
   */
  key: string;
  title: string;
  location: string;
  status: EventStatus;
  transparency: Transparency;
  allDay: boolean;
  /** On the wall clock of `timeZone`, or a date. */
  start: string;
  end: string;
  timeZone: string | null;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  startsAt: string;
  endsAt: string;
  /** Whether it is one of a series. */
  recurring: boolean;
  /** Whether it differs from its series. */
  overridden: boolean;
  role: Role;
  calendarId: string;
  /** The event's. */
  version: number;
}

export interface OccurrenceChange {
  eventId: string;
  /** The occurrence's key at the later instant; where it is not there, its former one. */
  key: string;
  change: "appeared" | "vanished" | "moved" | "changed";
  before: Occurrence | null;
  after: Occurrence | null;
  fields: (
    | "title"
    | "description"
    | "location"
    | "status"
    | "transparency"
    | "tags"
    | "metadata"
    | "allDay"
    | "start"
    | "end"
    | "timeZone"
    | "calendarId"
  )[];
  /** The event's version at `since`; null where it was not made yet. */
  fromVersion: number | null;
  toVersion: number;
  versions: {
    version: number;
    kind: VersionKind;
    at: string;
    actor: Actor;
    message: string | null;
    changeSetId: string;
  }[];
}

export interface Stretch {
  startsAt: string;
  endsAt: string;
}

export interface Conflicts {
  items: { key: string; with: Occurrence | Stretch }[];
  /** Every conflict that begins before it is among the items. */
  horizon: string;
}

export interface ImportReport {
  created: number;
  updated: number;
  unchanged: number;
  skipped: { line: number; uid: string | null; reason: ImportReason; message: string }[];
  items: {
    line: number;
    uid: string | null;
    recurrenceId: string | null;
    action: "created" | "updated" | "unchanged" | "skipped";
    reason: ImportReason | null;
    /** What stays as it is here, though the file says something else. */
    fields: string[];
  }[];
  changeSetId: string | null;
}

export type ImportReason =
  | ServerReason
  | "MALFORMED_COMPONENT"
  | "MALFORMED_LINE"
  | "UNSUPPORTED_COMPONENT"
  | "DUPLICATE_EVENT"
  | "RANGE_UNSUPPORTED"
  | "OUTDATED"
  | "EDITED_HERE"
  | "KEPT_OURS"
  | "TOO_MANY_PROBLEMS";

export interface Grant {
  user: { id: string; username: string };
  role: Role;
  canShare: boolean;
  canDelete: boolean;
  /** From then on it is absent (S6); null for no end. */
  expiresAt: string | null;
  /** Null for the owner, who holds none. */
  grantedBy: string | null;
  grantedAt: string;
  via: { type: "event" | "calendar"; id: string };
}

export interface ExplainedGrant extends Grant {
  /** Whether it has the winning role (rule S2). */
  counts: boolean;
}

export interface AccessExplanation {
  /** Null where nothing reaches the user. */
  role: Role | null;
  canShare: boolean;
  canDelete: boolean;
  grants: ExplainedGrant[];
  /**
   * False where what somebody else holds on the event's calendar is not for the caller to know.
   */
  complete: boolean;
}

export interface VersionItem {
  version: number;
  kind: VersionKind;
  /** Whether the event is deleted from this version on. */
  deleted: boolean;
  at: string;
  actor: Actor;
  message: string | null;
  /** Names of fields; `overrides.<key>` for an occurrence. */
  changedFields: string[];
  calendarId: string;
  /** The user's action that it is part of; undone as one (V4). */
  changeSetId: string;
  /** The version whose content a rollback took, or that an undo took back. */
  sourceVersion: number | null;
  /**
   * The version that took this one back, while that is so: an undo, or a rollback to before it.
   */
  undoneBy: number | null;
}

export type VersionKind =
  | "create"
  | "update"
  | "delete"
  | "restore"
  | "rollback"
  | "undo"
  | "import"
  | "split"
  | "move";

export interface VersionedContent {
  title: string;
  description: string;
  location: string;
  status: EventStatus;
  /** Whether it makes its calendar busy: `opaque` does. */
  transparency: Transparency;
  /** Whether it takes whole days; `start` and `end` are dates then. */
  allDay: boolean;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start: string;
  /** As `start`, and no longer part of it. */
  end: string;
  /** IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1). */
  timeZone: string | null;
  tags: string[];
  metadata: Record<string, JsonValue>;
  /** Lines of an imported calendar file that mean nothing here, kept for its export. */
  calendarProperties: string[];
  recurrence: Recurrence | null;
  /** By occurrence key. */
  overrides: Record<string, Override>;
  startsAt: string;
  endsAt: string;
}

export interface VersionedEvent extends VersionItem {
  event: VersionedContent;
}

export interface VersionDiff {
  fields: FieldChange[];
  occurrences: OccurrenceChanges;
}

export interface FieldChange {
  field: string;
  from: JsonValue;
  to: JsonValue;
  /** Null for what is no long text. */
  words: WordChange[] | null;
  overrideWords: {
    title: WordChange[] | null;
    description: WordChange[] | null;
    location: WordChange[] | null;
  } | null;
}

export interface WordChange {
  type: "same" | "added" | "removed";
  text: string;
}

export interface FieldBlame {
  field: string;
  /** The event whose version it is: one that this one was split from, where it is from there. */
  eventId: string;
  /** The version that set it last, when and by whom. */
  version: number;
  at: string;
  actor: Actor;
  /**
   * The version that had first set the value that a rollback or an undo brought back, else null.
   */
  origin: number | null;
  originEventId: string | null;
}

export interface Actor {
  id: string;
  username: string | null;
}

export interface SyncMessage {
  /**
   * `resync`: the reader has fallen too far behind. Its items are the first of a full sync; what
   * that does not name, up to its end, is to be dropped.
   */
  type: "changes" | "resync";
  items: SyncItem[];
  /** Where a reader that has this message goes on. */
  cursor: string;
  /** Whether more is there already; without, the reader knows everything as of now. */
  hasMore: boolean;
}

export type SyncItem = SyncEvent | SyncCalendar | SyncAccess;

export interface SyncEvent {
  type: "event";
  eventId: string;
  version: number;
  kind: VersionKind;
  at: string;
  /** As it is now; null where it does not reach the caller any more. */
  event: Event | null;
}

export interface SyncCalendar {
  type: "calendar";
  calendarId: string;
  at: string;
  /** As it is now; null where it does not reach the caller any more. */
  calendar: Calendar | null;
}

export interface SyncAccess {
  type: "added" | "removed" | "role";
  resource: { type: "event" | "calendar"; id: string };
  cause:
    | "created"
    | "shared"
    | "revoked"
    | "left"
    | "transferred"
    | "deleted"
    | "restored"
    | "split"
    | "expired"
    | "moved";
  at: string;
  grant: { role: Role; canShare: boolean; canDelete: boolean; expiresAt: string | null } | null;
}

export interface PersonalToken {
  id: string;
  name: string;
  scopes: TokenScope[];
  createdAt: string;
  expiresAt: string;
  /** To the minute. */
  lastUsedAt: string | null;
}

export interface Feed {
  id: string;
  calendarId: string;
  name: string;
  createdAt: string;
  /** To the minute. */
  lastUsedAt: string | null;
}

export interface Person {
  id: string | null;
  username: string | null;
  email?: string | undefined;
}

export interface FreeBusy {
  user: Person;
  busy: Stretch[];
  error: "NOT_FOUND" | null;
}

export interface FoundTimes {
  items: Stretch[];
  reason:
    | "SOMEONE_UNKNOWN"
    | "WINDOW_SHORTER_THAN_DURATION"
    | "NO_WORKING_HOURS_IN_WINDOW"
    | "NO_COMMON_WORKING_HOURS"
    | "ALL_BUSY"
    | null;
  /** With `SOMEONE_UNKNOWN`: who. */
  unknown: Person[];
}

export interface AuditItem {
  id: string;
  at: string;
  /** Null where nobody was signed in, as with a refused sign-in of an unknown name. */
  actor: string | null;
  sessionId: string | null;
  tokenId: string | null;
  /** From where: web, cli, service, rest or import. */
  channel: string;
  procedure: string;
  resource: { type: string; id: string } | null;
  version: number | null;
  outcome: "allowed" | "denied";
  reason: string | null;
  requestId: string;
  /** How often: denials are counted per caller, procedure and minute. */
  count: number;
}

export interface Account {
  id: string;
  username: string;
  email: string;
  role: "user" | "admin";
  createdAt: string;
  /** When the account was disabled; null while it may sign in. */
  disabledAt: string | null;
}

export type ServerReason =
  | "INVALID_INPUT"
  | "UNKNOWN_KEY"
  | "BODY_TOO_LARGE"
  | "BATCH_TOO_LARGE"
  | "INVALID_CURSOR"
  | "CURSOR_EXPIRED"
  | "WINDOW_INVALID"
  | "WINDOW_TOO_WIDE"
  | "LIMIT_EXCEEDED"
  | "NO_SEARCH_WORDS"
  | "METHOD_NOT_ALLOWED"
  | "INVALID_TIME"
  | "OFFSET_NOT_ALLOWED"
  | "TIME_OCCURS_TWICE"
  | "END_BEFORE_START"
  | "UNKNOWN_TIME_ZONE"
  | "INVALID_RECURRENCE"
  | "RECURRENCE_UNSUPPORTED"
  | "RECURRENCE_NEVER_MATCHES"
  | "RECURRENCE_TOO_LARGE"
  | "START_NOT_IN_RULE"
  | "SCOPE_REQUIRED"
  | "SCOPE_UNSUPPORTED"
  | "OCCURRENCE_KEY_REQUIRED"
  | "OCCURRENCE_NOT_FOUND"
  | "RECURRENCE_IN_OVERRIDE"
  | "EXCEPTIONS_ORPHANED"
  | "UNAUTHENTICATED"
  | "INVALID_CREDENTIALS"
  | "TOKEN_EXPIRED"
  | "TOKEN_INVALID"
  | "TOKEN_REVOKED"
  | "REFRESH_TOKEN_REUSED"
  | "INSUFFICIENT_SCOPE"
  | "SESSION_REQUIRED"
  | "ACCOUNT_DISABLED"
  | "USERNAME_TAKEN"
  | "EMAIL_TAKEN"
  | "PASSWORD_TOO_COMMON"
  | "WRONG_PASSWORD"
  | "DISPOSITION_REQUIRED"
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "OWNER_REQUIRED"
  | "USER_NOT_FOUND"
  | "GRANT_REQUIRED"
  | "EXPIRY_IN_PAST"
  | "DEFAULT_CALENDAR"
  | "CALENDAR_DELETED"
  | "VERSION_CONFLICT"
  | "INSTANT_IN_FUTURE"
  | "VERSION_NOT_FOUND"
  | "SPLIT_SINCE"
  | "SPLIT_TAKEN_BACK"
  | "EVENT_OVERLAPS"
  | "EVENT_DELETED"
  | "SERVER_TOO_OLD"
  | "KEY_REUSED"
  | "KEY_NOT_ALLOWED"
  | "RATE_LIMITED"
  | "BUSY"
  | "UNAVAILABLE"
  | "TIMEOUT"
  | "INVALID_CALENDAR_FILE"
  | "INTERNAL";

export type TokenScope = "read" | "write" | "share" | "admin";

export interface NewEvent extends NewEventContent {
  calendarId?: string | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  message?: string | undefined;
}

export interface NewEventContent {
  title: string;
  description?: string | undefined;
  location?: string | undefined;
  status?: EventStatus | undefined;
  /** Whether it makes its calendar busy: `opaque` does. */
  transparency?: Transparency | undefined;
  /** Whether it takes whole days; `start` and `end` are dates then. */
  allDay?: boolean | undefined;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start: string;
  /** As `start`, and no longer part of it. */
  end?: string | undefined;
  /** IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1). */
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
  /** What programs keep with it, by their keys. */
  metadata?: Record<string, JsonValue> | undefined;
  recurrence?: RecurrenceInput | null | undefined;
  overrides?: Record<string, OverrideInput> | undefined;
}

export interface EventPatch {
  title?: string | undefined;
  description?: string | null | undefined;
  location?: string | null | undefined;
  status?: EventStatus | null | undefined;
  transparency?: Transparency | null | undefined;
  /** Whether it takes whole days; `start` and `end` are dates then. */
  allDay?: boolean | undefined;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start?: string | undefined;
  /** As `start`, and no longer part of it. */
  end?: string | null | undefined;
  /** IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1). */
  timeZone?: string | null | undefined;
  tags?: string[] | null | undefined;
  metadata?: Record<string, JsonValue> | null | undefined;
  recurrence?: RecurrenceInput | null | undefined;
}

export interface RecurrenceInput {
  /** A rule of RFC 5545, as in `FREQ=WEEKLY;BYDAY=MO`; it produces the start (R1, R3). */
  rrule?: string | null | undefined;
  /** Keys of occurrences beside those of the rule. */
  rdates?: string[] | null | undefined;
  /** Keys of occurrences that are left out. */
  exdates?: string[] | null | undefined;
}

export interface OverrideInput {
  title?: string | undefined;
  description?: string | undefined;
  location?: string | undefined;
  status?: EventStatus | undefined;
  /** Whether it makes its calendar busy: `opaque` does. */
  transparency?: Transparency | undefined;
  /** Whether it takes whole days; `start` and `end` are dates then. */
  allDay?: boolean | undefined;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start?: string | undefined;
  /** As `start`, and no longer part of it. */
  end?: string | undefined;
  /** IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1). */
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
  /** What programs keep with it, by their keys. */
  metadata?: Record<string, JsonValue> | undefined;
}

export interface Resource {
  type: "event" | "calendar";
  id: string;
}

export type Grantee =
  | {
      userId: string;
      role: "viewer" | "editor";
      expiresAt?: string | null | undefined;
      /** May pass on what does not go beyond it (S1). */
      canShare?: boolean | undefined;
      /** May delete and restore what others made (S1). */
      canDelete?: boolean | undefined;
    }
  | {
      username: string;
      role: "viewer" | "editor";
      expiresAt?: string | null | undefined;
      /** May pass on what does not go beyond it (S1). */
      canShare?: boolean | undefined;
      /** May delete and restore what others made (S1). */
      canDelete?: boolean | undefined;
    }
  | {
      email: string;
      role: "viewer" | "editor";
      expiresAt?: string | null | undefined;
      /** May pass on what does not go beyond it (S1). */
      canShare?: boolean | undefined;
      /** May delete and restore what others made (S1). */
      canDelete?: boolean | undefined;
    };

export type PersonInput = string | { userId: string } | { username: string } | { email: string };

export interface WorkingHours {
  user?: PersonInput | undefined;
  days?: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[] | undefined;
  from: string;
  to: string;
  timeZone: string;
}

export interface FieldConflict {
  /** The event, where an undo is refused, which may be about several. */
  eventId?: string | undefined;
  /** The version that is undone, of that event. */
  baseVersion?: number | undefined;
  currentVersion?: number | undefined;
  field: string;
  /** What it was in the version that the edit began at. */
  base: JsonValue;
  /** What the refused edit wanted. */
  yours: JsonValue;
  /** What it is now. */
  theirs: JsonValue;
}

export interface VersionConflictDetails {
  /** The event that moved on; absent for a calendar. */
  eventId?: string | undefined;
  /** The calendar that moved on; absent for an event. */
  calendarId?: string | undefined;
  baseVersion: number;
  currentVersion: number;
  /** Fields that both changed; empty where nothing was to be merged. */
  conflicts: FieldConflict[];
  /** How many more there are, where an undo meets very much. */
  omitted?: number | undefined;
}

export interface AuthRegisterInput {
  username: string;
  email: string;
  password: string;
  /** The zone of the calendar that every account starts with; UTC unless told. */
  timeZone?: string | undefined;
}

export interface AuthLoginInput {
  /** Username or e-mail address. */
  login: string;
  password: string;
}

export interface AuthMeOutput {
  id: string;
  username: string;
  email: string;
  role: "user" | "admin";
  defaultCalendarId: string | null;
  createdAt: string;
  credential: { type: "session" | "token"; id: string; scopes: TokenScope[] };
}

export interface AuthDeleteAccountInput {
  password: string;
  /** What becomes of each calendar and event that is shared with somebody (rule S7). */
  dispositions?:
    | (
        | {
            resource: Resource;
            action: "transfer";
            /** Who receives it, and holds a grant there already (rule S5). */
            to: string;
          }
        | { resource: Resource; action: "delete" }
      )[]
    | undefined;
}

export type AuthSessionsListOutput = Page<{
  id: string;
  channel: string;
  userAgent: string | null;
  createdAt: string;
  /** The last time that the session was prolonged. */
  lastUsedAt: string;
  expiresAt: string;
  /** Whether it is the caller's own. */
  current: boolean;
}>;

export interface AuthTokensCreateInput {
  name: string;
  scopes: TokenScope[];
  /** At most a year ahead; 90 days unless told. */
  expiresAt?: string | undefined;
}

export interface AuthTokensCreateOutput extends PersonalToken {
  token: string;
}

export interface CalendarsListInput {
  includeDeleted?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface CalendarsUpdateInput {
  id: string;
  patch: {
    name?: string | undefined;
    timeZone?: string | undefined;
    freeBusy?: "shared" | "everyone" | undefined;
  };
  baseVersion?: number | undefined;
}

export interface CalendarsDeleteOutput {
  calendar: Calendar;
  /** How many events went along (rule K1). */
  deletedEvents: number;
  changeSetId: string | null;
}

export interface EventsCreateManyInput {
  calendarId?: string | undefined;
  events: NewEventContent[];
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  message?: string | undefined;
}

export interface EventsListInput {
  calendarIds?: string[] | undefined;
  order?: "start" | "updatedAt" | undefined;
  includeDeleted?: boolean | undefined;
  updatedSince?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface EventsOccurrencesInput {
  /** Instant, with `Z` or an offset; what runs at it already is answered (T4). */
  from: string;
  /** Instant at which the window ends; what begins at it is outside. */
  to: string;
  /** Places what is floating or of whole days; else its calendar's (T5). */
  timeZone?: string | undefined;
  calendarIds?: string[] | undefined;
  eventId?: string | undefined;
  /** The window as it stood at this instant (rule V7). */
  at?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface EventsChangesInput {
  /** Instant, with `Z` or an offset; what runs at it already is answered (T4). */
  from: string;
  /** Instant at which the window ends; what begins at it is outside. */
  to: string;
  since: string;
  until?: string | undefined;
  /** Places what is floating or of whole days; else its calendar's (T5). */
  timeZone?: string | undefined;
  calendarIds?: string[] | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface EventsConflictsInput {
  eventId?: string | undefined;
  event?: NewEventContent | undefined;
  calendarId?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

export interface EventsUpdateInput {
  id: string;
  patch: EventPatch;
  /** Which part of a series is meant; needed for a series (X1). */
  scope?: "all" | "this" | "thisAndFollowing" | undefined;
  /** The occurrence that `this` means, and where `thisAndFollowing` begins. */
  occurrenceKey?: string | undefined;
  /** The version that the edit was made from; what others did since is merged (V3). */
  baseVersion?: number | undefined;
  /** `fail` merges nothing: any edit since `baseVersion` is a conflict. */
  onConflict?: "fail" | "merge" | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** Gives up overrides that lose their occurrence, else `EXCEPTIONS_ORPHANED` (X3). */
  orphans?: "drop" | undefined;
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsDeleteInput {
  id: string;
  /** Which part of a series is meant; needed for a series (X1). */
  scope?: "all" | "this" | "thisAndFollowing" | undefined;
  /** The occurrence that `this` means, and where `thisAndFollowing` begins. */
  occurrenceKey?: string | undefined;
  /** The version that the edit was made from; what others did since is merged (V3). */
  baseVersion?: number | undefined;
  /** `fail` merges nothing: any edit since `baseVersion` is a conflict. */
  onConflict?: "fail" | "merge" | undefined;
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsRestoreInput {
  id: string;
  occurrenceKey?: string | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsMoveInput {
  id: string;
  calendarId: string;
  /** The version that the edit was made from; what others did since is merged (V3). */
  baseVersion?: number | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsSearchInput {
  query: string;
  calendarIds?: string[] | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface EventsExportInput {
  eventId?: string | undefined;
  calendarId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export interface SharingListInput {
  resource: Resource;
  /** Who reached it at that instant, rather than now. */
  at?: string | undefined;
  /** Of an event: also what others hold on its calendar, as far as the caller may list that. */
  includeCalendar?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface SharingListOutput {
  items: Grant[];
  nextCursor: string | null;
  /** Whether the pages name everyone whom the resource reaches. */
  complete: boolean;
}

export interface SharingUpdateInput {
  resource: Resource;
  userId: string;
  role?: "viewer" | "editor" | undefined;
  expiresAt?: string | null | undefined;
  /** May pass on what does not go beyond it (S1). */
  canShare?: boolean | undefined;
  /** May delete and restore what others made (S1). */
  canDelete?: boolean | undefined;
}

export interface VersionsDiffInput {
  eventId: string;
  from: number;
  to: number;
  window?: { from: string; to: string; timeZone?: string | undefined } | undefined;
}

export interface VersionsBlameOutput {
  /** Every field of the event then, and every override, in the order of a diff. */
  fields: FieldBlame[];
}

export interface VersionsRollbackInput {
  eventId: string;
  version: number;
  baseVersion?: number | undefined;
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface VersionsUndoInput {
  eventId?: string | undefined;
  version?: number | undefined;
  changeSetId?: string | undefined;
  resolutions?: Record<string, "yours" | "theirs"> | undefined;
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface VersionsVerifyInput {
  eventId?: string | undefined;
  calendarId?: string | undefined;
  cursor?: string | undefined;
}

export interface VersionsVerifyOutput {
  ok: boolean;
  /** How many versions were recomputed. */
  checked: number;
  /**
   * The first version whose content, hashes or number do not fit, and the event that it is of.
   */
  firstBad: number | null;
  firstBadEventId: string | null;
  nextCursor: string | null;
}

export interface ScheduleFindTimeInput {
  users: PersonInput[];
  from: string;
  to: string;
  durationMinutes: number;
  workingHours?: WorkingHours[] | undefined;
  stepMinutes?: number | undefined;
  limit?: number | undefined;
}

export interface SyncChangesOutput {
  items: SyncItem[];
  /** Where to go on: always there, at the end too. */
  nextCursor: string;
  /** Whether there is more to be told at once. */
  hasMore: boolean;
}

export interface FeedsCreateInput {
  calendarId: string;
  /** Which program or person the address is for; the calendar's name unless given. */
  name?: string | undefined;
}

export interface FeedsListInput {
  calendarId?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface AuditListInput {
  resource?: Resource | undefined;
  actorId?: string | undefined;
  everyone?: boolean | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface MetaLimitsOutput {
  titleLength: number;
  descriptionLength: number;
  locationLength: number;
  tags: number;
  tagLength: number;
  metadataBytes: number;
  metadataDepth: number;
  calendarPropertiesBytes: number;
  contentBytes: number;
  messageLength: number;
  calendarNameLength: number;
  occurrenceKeyLength: number;
  overrides: number;
  rdates: number;
  exdates: number;
  recurrenceCount: number;
  recurrenceInterval: number;
  occurrencesPerDay: number;
  ruleLength: number;
  eventDays: number;
  minYear: number;
  maxYear: number;
  windowDays: number;
  occurrencesPerSeriesInWindow: number;
  pageSize: number;
  occurrencePageSize: number;
  defaultPageSize: number;
  changesPageSize: number;
  versionsPerChange: number;
  cursorLength: number;
  syncCursorLength: number;
  cursorDays: number;
  searchQueryLength: number;
  searchWords: number;
  searchWordsPerEvent: number;
  createManyEvents: number;
  resolutions: number;
  resolutionLength: number;
  undoItems: number;
  undoItemsLength: number;
  undoSplitParts: number;
  undoConflicts: number;
  undoConflictsLength: number;
  importEvents: number;
  uidLength: number;
  importBytes: number;
  importParseMs: number;
  importMemoryMb: number;
  exportBytes: number;
  bodyBytes: number;
  batchCalls: number;
  calendarsPerUser: number;
  grantsPerCalendar: number;
  grantsPerEvent: number;
  usersPerShare: number;
  scheduleUsers: number;
  scheduleWindowDays: number;
  busyOccurrences: number;
  overlapOccurrences: number;
  conflictHorizonDays: number;
  conflicts: number;
  findTimeDurationMinutes: number;
  findTimeStepMinutes: number;
  defaultFindTimeStepMinutes: number;
  findTimeSuggestions: number;
  defaultFindTimeSuggestions: number;
  findTimeWorkingHours: number;
  unknownPeople: number;
  tokensPerUser: number;
  sessionsPerUser: number;
  feedsPerUser: number;
  feedNameLength: number;
  unknownFeeds: number;
  unknownFeedWindowMinutes: number;
  usernameMinLength: number;
  usernameMaxLength: number;
  emailLength: number;
  passwordMinLength: number;
  passwordMaxLength: number;
  tokenNameLength: number;
  tokenDays: number;
  signInFailures: number;
  signInFailuresPerAddress: number;
  signInWindowMinutes: number;
  unknownUsers: number;
  unknownUserWindowMinutes: number;
  dispositions: number;
  verifyVersions: number;
  verifyLength: number;
  streamsPerUser: number;
  streamsPerSession: number;
  streamHeartbeatSeconds: number;
  streamBacklogChanges: number;
  streamMessageBytes: number;
  streamStallSeconds: number;
  idempotencyKeyLength: number;
  idempotencyHours: number;
}

export interface MetaHealthOutput {
  status: "ok";
  /** Version of the server. */
  version: string;
  /** The database's clock. */
  time: string;
  /**
   * Version of the IANA time zone data that instants are derived with; null where the runtime does
   * not say.
   */
  timeZoneData: string | null;
  /**
   * The version that what is stored was derived with: while it is another one, events are being
   * brought to `timeZoneData`. Null before that was first looked at.
   */
  storedTimeZoneData: string | null;
}

/** Every procedure of the server, by its name. */
export interface DaybookApi {
  readonly auth: {
    /**
     * Creates an account with a default calendar and signs it in. `USERNAME_TAKEN`, `EMAIL_TAKEN`; a
     * password that is too common or too like the account's names is refused (U1).
     * @throws USERNAME_TAKEN, EMAIL_TAKEN, PASSWORD_TOO_COMMON, UNKNOWN_TIME_ZONE
     */
    readonly register: (input: AuthRegisterInput, options?: WriteOptions) => Promise<Session>;
    /**
     * Signs in with a username or an e-mail address. An unknown name answers as a wrong password
     * does (U1); failed attempts are limited, `RATE_LIMITED` (U5).
     * @throws INVALID_CREDENTIALS, ACCOUNT_DISABLED, RATE_LIMITED
     */
    readonly login: (input: AuthLoginInput, options?: WriteOptions) => Promise<Session>;
    /**
     * Trades a refresh token for a new session; each can be used once. The second use of an old one
     * ends the session (U2).
     * @throws TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED, REFRESH_TOKEN_REUSED
     */
    readonly refresh: (input: { refreshToken: string }, options?: WriteOptions) => Promise<Session>;
    /** Ends the caller's session, with its tokens and live streams (U3). */
    readonly logout: (
      input?: Record<string, never>,
      options?: WriteOptions,
    ) => Promise<{ endedSessions: number }>;
    /** Ends every session of the caller; personal access tokens stay (U3). */
    readonly logoutAll: (
      input?: Record<string, never>,
      options?: WriteOptions,
    ) => Promise<{ endedSessions: number }>;
    /** The caller's account, and by what the caller is known: a session or a token. */
    readonly me: (input?: Record<string, never>, options?: CallOptions) => Promise<AuthMeOutput>;
    /**
     * Sets a new password, ends all sessions and personal access tokens, and answers a new session
     * (U3). `WRONG_PASSWORD` where the current one is not right.
     * @throws WRONG_PASSWORD, PASSWORD_TOO_COMMON, RATE_LIMITED
     */
    readonly changePassword: (
      input: { currentPassword: string; newPassword: string },
      options?: WriteOptions,
    ) => Promise<Session>;
    /**
     * Deletes the caller's account. Every shared calendar and event is transferred or deleted as
     * `dispositions` say; where one is missing, `DISPOSITION_REQUIRED` lists them (S7).
     * @throws WRONG_PASSWORD, RATE_LIMITED, DISPOSITION_REQUIRED, NOT_FOUND, FORBIDDEN,
     * CALENDAR_DELETED, GRANT_REQUIRED, USER_NOT_FOUND
     */
    readonly deleteAccount: (
      input: AuthDeleteAccountInput,
      options?: WriteOptions,
    ) => Promise<{ deletedAt: string }>;
    readonly sessions: {
      /**
       * The caller's sessions that have not ended.
       * @throws INVALID_CURSOR
       */
      readonly list: (
        input?: { cursor?: string | undefined; limit?: number | undefined },
        options?: CallOptions,
      ) => Promise<AuthSessionsListOutput>;
      /**
       * Ends one of the caller's sessions, as if it had signed out (U3).
       * @throws NOT_FOUND
       */
      readonly revoke: (
        input: { id: string },
        options?: WriteOptions,
      ) => Promise<{ revoked: boolean }>;
    };
    readonly tokens: {
      /**
       * Makes a token for programs, with scopes and an expiry of at most a year. The token itself is
       * shown this once (U4).
       * @throws EXPIRY_IN_PAST
       */
      readonly create: (
        input: AuthTokensCreateInput,
        options?: WriteOptions,
      ) => Promise<AuthTokensCreateOutput>;
      /**
       * The caller's tokens, without the secrets.
       * @throws INVALID_CURSOR
       */
      readonly list: (
        input?: { cursor?: string | undefined; limit?: number | undefined },
        options?: CallOptions,
      ) => Promise<Page<PersonalToken>>;
      /**
       * Ends a token at once (U3).
       * @throws NOT_FOUND
       */
      readonly revoke: (
        input: { id: string },
        options?: WriteOptions,
      ) => Promise<{ revoked: boolean }>;
    };
  };
  readonly calendars: {
    /**
     * Creates a calendar that the caller owns, in a time zone of its own.
     * @throws NOT_FOUND, UNKNOWN_TIME_ZONE
     */
    readonly create: (
      input: { name: string; timeZone: string; freeBusy?: "shared" | "everyone" | undefined },
      options?: WriteOptions,
    ) => Promise<Calendar>;
    /**
     * Pages through the calendars that the caller owns or holds a grant on.
     * @throws INVALID_CURSOR
     */
    readonly list: (input?: CalendarsListInput, options?: CallOptions) => Promise<Page<Calendar>>;
    /**
     * One calendar, with the caller's role.
     * @throws NOT_FOUND
     */
    readonly get: (input: { id: string }, options?: CallOptions) => Promise<Calendar>;
    /**
     * Changes the name, the zone, or who learns the busy times; for its owner (S1).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, UNKNOWN_TIME_ZONE, VERSION_CONFLICT
     */
    readonly update: (input: CalendarsUpdateInput, options?: WriteOptions) => Promise<Calendar>;
    /**
     * Deletes a calendar with its events in one change set, which can be undone (K1). The default
     * calendar is refused, `DEFAULT_CALENDAR`.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, DEFAULT_CALENDAR
     */
    readonly delete: (
      input: { id: string },
      options?: WriteOptions,
    ) => Promise<CalendarsDeleteOutput>;
  };
  readonly events: {
    /**
     * Creates an event or a series, in the default calendar unless one is named. Times are
     * wall-clock texts with an IANA zone, floating, or dates (T1, T2); a rule must produce the
     * start, `START_NOT_IN_RULE` (R3).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, EVENT_OVERLAPS, ContentReason
     */
    readonly create: (input: NewEvent, options?: WriteOptions) => Promise<Event>;
    /**
     * Creates events in one calendar, all or none, as one change set.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, EVENT_OVERLAPS, ContentReason
     */
    readonly createMany: (
      input: EventsCreateManyInput,
      options?: WriteOptions,
    ) => Promise<{ items: Event[]; changeSetId: string }>;
    /**
     * One event, deleted or not (K1); as it is now, at a version, or at an instant, with the rights
     * of now (V7).
     * @throws NOT_FOUND, VERSION_NOT_FOUND, INSTANT_IN_FUTURE
     */
    readonly get: (
      input: { id: string; version?: number | undefined; at?: string | undefined },
      options?: CallOptions,
    ) => Promise<Event>;
    /**
     * Pages through the events that the caller can see, by first start or by last change. Series are
     * one item; `events.occurrences` expands them.
     * @throws INVALID_CURSOR
     */
    readonly list: (input?: EventsListInput, options?: CallOptions) => Promise<Page<Event>>;
    /**
     * The occurrences that overlap a window of instants (half-open, T4), of everything the caller
     * can see, in time order. Series are expanded (R4). With `at`, the window as it stood at that
     * instant (V7).
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, UNKNOWN_TIME_ZONE, INSTANT_IN_FUTURE, INVALID_CURSOR
     */
    readonly occurrences: (
      input: EventsOccurrencesInput,
      options?: CallOptions,
    ) => Promise<Page<Occurrence>>;
    /**
     * Compares a window at two instants: the occurrences that appeared, vanished, moved or changed,
     * each with the versions between and who made them (V7).
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, UNKNOWN_TIME_ZONE, INSTANT_IN_FUTURE, INVALID_CURSOR
     */
    readonly changes: (
      input: EventsChangesInput,
      options?: CallOptions,
    ) => Promise<Page<OccurrenceChange>>;
    /**
     * What else takes the time of an event that is there, or of one that is to be made. Of hidden
     * events only the time is told (Q1).
     * @throws NOT_FOUND, EVENT_DELETED, CALENDAR_DELETED, WINDOW_INVALID, ContentReason
     */
    readonly conflicts: (input?: EventsConflictsInput, options?: CallOptions) => Promise<Conflicts>;
    /**
     * Changes the fields that the patch has: of an event, of a whole series, of one occurrence, or
     * of one and all that follow (X1, X8). With `baseVersion`, edits made meanwhile are merged by
     * field, and `VERSION_CONFLICT` says where both changed the same (V3).
     * @throws NOT_FOUND, FORBIDDEN, EVENT_DELETED, SCOPE_REQUIRED, OCCURRENCE_KEY_REQUIRED,
     * RECURRENCE_IN_OVERRIDE, EXCEPTIONS_ORPHANED, VERSION_NOT_FOUND, VERSION_CONFLICT,
     * EVENT_OVERLAPS, WINDOW_INVALID, WINDOW_TOO_WIDE, ContentReason
     */
    readonly update: (input: EventsUpdateInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Deletes an event, excludes one occurrence, or ends a series before one (X5). It can be
     * restored.
     * @throws NOT_FOUND, FORBIDDEN, SCOPE_REQUIRED, OCCURRENCE_KEY_REQUIRED, OCCURRENCE_NOT_FOUND,
     * VERSION_NOT_FOUND, VERSION_CONFLICT, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    readonly delete: (input: EventsDeleteInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Brings back a deleted event, or one occurrence as the series has it (X5).
     * @throws NOT_FOUND, FORBIDDEN, EVENT_DELETED, CALENDAR_DELETED, OCCURRENCE_NOT_FOUND,
     * SPLIT_SINCE, SPLIT_TAKEN_BACK, EVENT_OVERLAPS, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    readonly restore: (input: EventsRestoreInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Takes an event along with its history and its own grants: a delete at the source and a
     * creation at the target (S1).
     * @throws NOT_FOUND, FORBIDDEN, EVENT_DELETED, CALENDAR_DELETED, VERSION_NOT_FOUND,
     * VERSION_CONFLICT, EVENT_OVERLAPS, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    readonly move: (input: EventsMoveInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Finds events that have all the words, without regard to case and accents, the last one as a
     * prefix (Q2).
     * @throws NO_SEARCH_WORDS, INVALID_CURSOR
     */
    readonly search: (input: EventsSearchInput, options?: CallOptions) => Promise<Page<Event>>;
    /**
     * Reads an iCalendar file (RFC 5545) into a calendar, merged from the last import of each event.
     * What cannot be read is listed with its line and reason (F1).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, INVALID_CALENDAR_FILE
     */
    readonly import: (
      input: { calendarId?: string | undefined; ics: string; dryRun?: boolean | undefined },
      options?: WriteOptions,
    ) => Promise<ImportReport>;
    /**
     * Writes an event, or a calendar or a window of it, as an iCalendar file (F1).
     * @throws NOT_FOUND, EVENT_DELETED, WINDOW_INVALID
     */
    readonly export: (input?: EventsExportInput, options?: CallOptions) => Promise<{ ics: string }>;
  };
  readonly sharing: {
    /**
     * Gives grants to people, who are named by id, username or e-mail address: all, or none
     * (`USER_NOT_FOUND`, S9). Sharing again replaces the grant.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, USER_NOT_FOUND, OWNER_REQUIRED,
     * EXPIRY_IN_PAST, RATE_LIMITED
     */
    readonly share: (
      input: { resource: Resource; users: Grantee[] },
      options?: WriteOptions,
    ) => Promise<{ items: Grant[] }>;
    /**
     * The owner and the grants on a resource. A viewer sees the owner's and their own (S1).
     * @throws NOT_FOUND, INSTANT_IN_FUTURE, INVALID_CURSOR
     */
    readonly list: (input: SharingListInput, options?: CallOptions) => Promise<SharingListOutput>;
    /**
     * Why somebody reaches a resource, now or at an instant: the role and every grant, each with
     * whether it counts (S2). Asking about others needs an editor's role.
     * @throws NOT_FOUND, FORBIDDEN, INSTANT_IN_FUTURE
     */
    readonly explain: (
      input: { resource: Resource; userId?: string | undefined; at?: string | undefined },
      options?: CallOptions,
    ) => Promise<AccessExplanation>;
    /**
     * Changes role, flags or expiry of a grant; what is absent stays.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, OWNER_REQUIRED, EXPIRY_IN_PAST
     */
    readonly update: (
      input: SharingUpdateInput,
      options?: WriteOptions,
    ) => Promise<{ items: Grant[] }>;
    /**
     * Takes a grant away. It holds at once, everywhere (S4).
     * @throws NOT_FOUND, FORBIDDEN, OWNER_REQUIRED
     */
    readonly revoke: (
      input: { resource: Resource; userId: string },
      options?: WriteOptions,
    ) => Promise<{ revoked: boolean }>;
    /**
     * Gives up the caller's own grant on a resource.
     * @throws NOT_FOUND, OWNER_REQUIRED
     */
    readonly leave: (
      input: { resource: Resource },
      options?: WriteOptions,
    ) => Promise<{ revoked: boolean }>;
    /**
     * Passes a calendar, or an event, to somebody who holds a grant on it (S5). The former owner
     * stays an editor.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, DEFAULT_CALENDAR, GRANT_REQUIRED,
     * USER_NOT_FOUND
     */
    readonly transfer: (
      input: { resource: Resource; userId: string },
      options?: WriteOptions,
    ) => Promise<{ resource: { type: "event" | "calendar"; id: string }; ownerId: string }>;
  };
  readonly versions: {
    /**
     * The changelog, latest first: who, when, what kind, which fields (V1).
     * @throws NOT_FOUND, INVALID_CURSOR
     */
    readonly list: (
      input: { eventId: string; cursor?: string | undefined; limit?: number | undefined },
      options?: CallOptions,
    ) => Promise<Page<VersionItem>>;
    /**
     * One version of an event with its content then.
     * @throws NOT_FOUND, VERSION_NOT_FOUND
     */
    readonly get: (
      input: { eventId: string; version: number },
      options?: CallOptions,
    ) => Promise<VersionedEvent>;
    /**
     * The fields that differ, with the words that changed in long text, and what that means in time:
     * occurrences that appear, vanish or move in a window (V5).
     * @throws NOT_FOUND, VERSION_NOT_FOUND, WINDOW_INVALID, WINDOW_TOO_WIDE, UNKNOWN_TIME_ZONE
     */
    readonly diff: (input: VersionsDiffInput, options?: CallOptions) => Promise<VersionDiff>;
    /**
     * Which version set each field and each override last, when and who; after a rollback or an undo
     * also the version that had first set the value (V6).
     * @throws NOT_FOUND, VERSION_NOT_FOUND
     */
    readonly blame: (
      input: { eventId: string; version?: number | undefined },
      options?: CallOptions,
    ) => Promise<VersionsBlameOutput>;
    /**
     * Writes a new version with exactly an old one's content; it never merges, and never touches
     * grants (V4, S8).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, VERSION_NOT_FOUND, VERSION_CONFLICT,
     * SPLIT_SINCE, SPLIT_TAKEN_BACK, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    readonly rollback: (input: VersionsRollbackInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Takes back one version of an event, or everything that one user action did, and keeps what
     * came later (V4). What both changed is a conflict, which `resolutions` settle field by field.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, DEFAULT_CALENDAR, VERSION_NOT_FOUND,
     * VERSION_CONFLICT, SPLIT_SINCE, SPLIT_TAKEN_BACK, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    readonly undo: (
      input?: VersionsUndoInput,
      options?: WriteOptions,
    ) => Promise<Changed | UndoneChangeSet>;
    /**
     * Recomputes the hashes of an event, or of the events of a calendar in several calls, and names
     * the first version that does not fit (V8).
     * @throws NOT_FOUND, INVALID_CURSOR
     */
    readonly verify: (
      input?: VersionsVerifyInput,
      options?: CallOptions,
    ) => Promise<VersionsVerifyOutput>;
  };
  readonly schedule: {
    /**
     * When people are busy, as far as the caller may know (Q1). A person who is hidden or unknown is
     * `NOT_FOUND`, and the rest is answered.
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, RATE_LIMITED
     */
    readonly freeBusy: (
      input: { users: PersonInput[]; from: string; to: string },
      options?: CallOptions,
    ) => Promise<{ items: FreeBusy[] }>;
    /**
     * Suggests starts in a window at which nobody is busy, within working hours; where there is
     * none, `reason` says why (Q1).
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, INVALID_TIME, UNKNOWN_TIME_ZONE, RATE_LIMITED
     */
    readonly findTime: (input: ScheduleFindTimeInput, options?: CallOptions) => Promise<FoundTimes>;
  };
  readonly sync: {
    /**
     * What has changed since a cursor in everything that the caller can see, in the order of
     * commits; without a cursor, all that is there (L1, L2, L3). A cursor that is too old is
     * `CURSOR_EXPIRED`.
     * @throws CURSOR_EXPIRED, INVALID_CURSOR
     */
    readonly changes: (
      input?: { cursor?: string | undefined; limit?: number | undefined },
      options?: CallOptions,
    ) => Promise<SyncChangesOutput>;
    /**
     * A stream of server-sent events with what `sync.changes` tells, as soon as it is committed by
     * whichever server; each message's id is the cursor from which the stream is resumed (L3). It
     * ends with the session.
     * @throws CURSOR_EXPIRED, RATE_LIMITED, INVALID_CURSOR
     */
    readonly subscribe: (
      input?: { cursor?: string | undefined; limit?: number | undefined },
      options?: StreamOptions,
    ) => Stream<SyncMessage>;
  };
  readonly feeds: {
    /**
     * Makes a secret address at which calendar programs read a calendar without signing in (F1). The
     * address is shown this once.
     * @throws NOT_FOUND, CALENDAR_DELETED
     */
    readonly create: (
      input: FeedsCreateInput,
      options?: WriteOptions,
    ) => Promise<{ id: string; calendarId: string; name: string; createdAt: string; url: string }>;
    /**
     * The caller's feeds, without addresses.
     * @throws INVALID_CURSOR
     */
    readonly list: (input?: FeedsListInput, options?: CallOptions) => Promise<Page<Feed>>;
    /**
     * Ends an address at once.
     * @throws NOT_FOUND
     */
    readonly revoke: (
      input: { feedId: string },
      options?: WriteOptions,
    ) => Promise<{ revoked: true }>;
  };
  readonly audit: {
    /**
     * Owners read the trail of their resources, users their own, administrators all (A1). Latest
     * first.
     * @throws NOT_FOUND, FORBIDDEN, INVALID_CURSOR
     */
    readonly list: (input?: AuditListInput, options?: CallOptions) => Promise<Page<AuditItem>>;
  };
  readonly admin: {
    readonly users: {
      /**
       * All accounts of the installation; for administrators.
       * @throws FORBIDDEN, INVALID_CURSOR
       */
      readonly list: (
        input?: { cursor?: string | undefined; limit?: number | undefined },
        options?: CallOptions,
      ) => Promise<Page<Account>>;
      /**
       * Ends the sessions and tokens of an account and keeps it from signing in.
       * @throws FORBIDDEN, USER_NOT_FOUND
       */
      readonly disable: (input: { userId: string }, options?: WriteOptions) => Promise<Account>;
      /**
       * Lets it sign in again.
       * @throws FORBIDDEN, USER_NOT_FOUND
       */
      readonly enable: (input: { userId: string }, options?: WriteOptions) => Promise<Account>;
    };
  };
  readonly meta: {
    /** Every limit by its name; the unit is in the name, else it is a count (C3). */
    readonly limits: (
      input?: Record<string, never>,
      options?: CallOptions,
    ) => Promise<MetaLimitsOutput>;
    /** Version of the server, clock of the database, time zone data in use. */
    readonly health: (
      input?: Record<string, never>,
      options?: CallOptions,
    ) => Promise<MetaHealthOutput>;
  };
}

/** What any call may be refused or fail with: the request, the credential, or a fault. */
export type CommonReason =
  | "INVALID_INPUT"
  | "UNKNOWN_KEY"
  | "LIMIT_EXCEEDED"
  | "BODY_TOO_LARGE"
  | "BATCH_TOO_LARGE"
  | "METHOD_NOT_ALLOWED"
  | "KEY_NOT_ALLOWED"
  | "UNAUTHENTICATED"
  | "TOKEN_EXPIRED"
  | "TOKEN_INVALID"
  | "TOKEN_REVOKED"
  | "INSUFFICIENT_SCOPE"
  | "SESSION_REQUIRED"
  | "KEY_REUSED"
  | "RATE_LIMITED"
  | "BUSY"
  | "UNAVAILABLE"
  | "TIMEOUT"
  | "SERVER_TOO_OLD"
  | "INTERNAL";

/** What is wrong with the content of an event. */
export type ContentReason =
  | "INVALID_TIME"
  | "OFFSET_NOT_ALLOWED"
  | "TIME_OCCURS_TWICE"
  | "END_BEFORE_START"
  | "UNKNOWN_TIME_ZONE"
  | "INVALID_RECURRENCE"
  | "RECURRENCE_UNSUPPORTED"
  | "RECURRENCE_NEVER_MATCHES"
  | "RECURRENCE_TOO_LARGE"
  | "START_NOT_IN_RULE"
  | "OCCURRENCE_NOT_FOUND";

/** Why each procedure refuses, beside what is common to all. */
export interface ProcedureReasons {
  "auth.register": "USERNAME_TAKEN" | "EMAIL_TAKEN" | "PASSWORD_TOO_COMMON" | "UNKNOWN_TIME_ZONE";
  "auth.login": "INVALID_CREDENTIALS" | "ACCOUNT_DISABLED" | "RATE_LIMITED";
  "auth.refresh": "TOKEN_INVALID" | "TOKEN_EXPIRED" | "TOKEN_REVOKED" | "REFRESH_TOKEN_REUSED";
  "auth.logout": never;
  "auth.logoutAll": never;
  "auth.me": never;
  "auth.changePassword": "WRONG_PASSWORD" | "PASSWORD_TOO_COMMON" | "RATE_LIMITED";
  "auth.deleteAccount":
    | "WRONG_PASSWORD"
    | "RATE_LIMITED"
    | "DISPOSITION_REQUIRED"
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "GRANT_REQUIRED"
    | "USER_NOT_FOUND";
  "auth.sessions.list": "INVALID_CURSOR";
  "auth.sessions.revoke": "NOT_FOUND";
  "auth.tokens.create": "EXPIRY_IN_PAST";
  "auth.tokens.list": "INVALID_CURSOR";
  "auth.tokens.revoke": "NOT_FOUND";
  "calendars.create": "NOT_FOUND" | "UNKNOWN_TIME_ZONE";
  "calendars.list": "INVALID_CURSOR";
  "calendars.get": "NOT_FOUND";
  "calendars.update":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "UNKNOWN_TIME_ZONE"
    | "VERSION_CONFLICT";
  "calendars.delete": "NOT_FOUND" | "FORBIDDEN" | "CALENDAR_DELETED" | "DEFAULT_CALENDAR";
  "events.create":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "EVENT_OVERLAPS"
    | ContentReason;
  "events.createMany":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "EVENT_OVERLAPS"
    | ContentReason;
  "events.get": "NOT_FOUND" | "VERSION_NOT_FOUND" | "INSTANT_IN_FUTURE";
  "events.list": "INVALID_CURSOR";
  "events.occurrences":
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE"
    | "UNKNOWN_TIME_ZONE"
    | "INSTANT_IN_FUTURE"
    | "INVALID_CURSOR";
  "events.changes":
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE"
    | "UNKNOWN_TIME_ZONE"
    | "INSTANT_IN_FUTURE"
    | "INVALID_CURSOR";
  "events.conflicts":
    | "NOT_FOUND"
    | "EVENT_DELETED"
    | "CALENDAR_DELETED"
    | "WINDOW_INVALID"
    | ContentReason;
  "events.update":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "EVENT_DELETED"
    | "SCOPE_REQUIRED"
    | "OCCURRENCE_KEY_REQUIRED"
    | "RECURRENCE_IN_OVERRIDE"
    | "EXCEPTIONS_ORPHANED"
    | "VERSION_NOT_FOUND"
    | "VERSION_CONFLICT"
    | "EVENT_OVERLAPS"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE"
    | ContentReason;
  "events.delete":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "SCOPE_REQUIRED"
    | "OCCURRENCE_KEY_REQUIRED"
    | "OCCURRENCE_NOT_FOUND"
    | "VERSION_NOT_FOUND"
    | "VERSION_CONFLICT"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE";
  "events.restore":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "EVENT_DELETED"
    | "CALENDAR_DELETED"
    | "OCCURRENCE_NOT_FOUND"
    | "SPLIT_SINCE"
    | "SPLIT_TAKEN_BACK"
    | "EVENT_OVERLAPS"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE";
  "events.move":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "EVENT_DELETED"
    | "CALENDAR_DELETED"
    | "VERSION_NOT_FOUND"
    | "VERSION_CONFLICT"
    | "EVENT_OVERLAPS"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE";
  "events.search": "NO_SEARCH_WORDS" | "INVALID_CURSOR";
  "events.import": "NOT_FOUND" | "FORBIDDEN" | "CALENDAR_DELETED" | "INVALID_CALENDAR_FILE";
  "events.export": "NOT_FOUND" | "EVENT_DELETED" | "WINDOW_INVALID";
  "sharing.share":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "USER_NOT_FOUND"
    | "OWNER_REQUIRED"
    | "EXPIRY_IN_PAST"
    | "RATE_LIMITED";
  "sharing.list": "NOT_FOUND" | "INSTANT_IN_FUTURE" | "INVALID_CURSOR";
  "sharing.explain": "NOT_FOUND" | "FORBIDDEN" | "INSTANT_IN_FUTURE";
  "sharing.update":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "OWNER_REQUIRED"
    | "EXPIRY_IN_PAST";
  "sharing.revoke": "NOT_FOUND" | "FORBIDDEN" | "OWNER_REQUIRED";
  "sharing.leave": "NOT_FOUND" | "OWNER_REQUIRED";
  "sharing.transfer":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "DEFAULT_CALENDAR"
    | "GRANT_REQUIRED"
    | "USER_NOT_FOUND";
  "versions.list": "NOT_FOUND" | "INVALID_CURSOR";
  "versions.get": "NOT_FOUND" | "VERSION_NOT_FOUND";
  "versions.diff":
    | "NOT_FOUND"
    | "VERSION_NOT_FOUND"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE"
    | "UNKNOWN_TIME_ZONE";
  "versions.blame": "NOT_FOUND" | "VERSION_NOT_FOUND";
  "versions.rollback":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "VERSION_NOT_FOUND"
    | "VERSION_CONFLICT"
    | "SPLIT_SINCE"
    | "SPLIT_TAKEN_BACK"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE";
  "versions.undo":
    | "NOT_FOUND"
    | "FORBIDDEN"
    | "CALENDAR_DELETED"
    | "DEFAULT_CALENDAR"
    | "VERSION_NOT_FOUND"
    | "VERSION_CONFLICT"
    | "SPLIT_SINCE"
    | "SPLIT_TAKEN_BACK"
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE";
  "versions.verify": "NOT_FOUND" | "INVALID_CURSOR";
  "schedule.freeBusy": "WINDOW_INVALID" | "WINDOW_TOO_WIDE" | "RATE_LIMITED";
  "schedule.findTime":
    | "WINDOW_INVALID"
    | "WINDOW_TOO_WIDE"
    | "INVALID_TIME"
    | "UNKNOWN_TIME_ZONE"
    | "RATE_LIMITED";
  "sync.changes": "CURSOR_EXPIRED" | "INVALID_CURSOR";
  "sync.subscribe": "CURSOR_EXPIRED" | "RATE_LIMITED" | "INVALID_CURSOR";
  "feeds.create": "NOT_FOUND" | "CALENDAR_DELETED";
  "feeds.list": "INVALID_CURSOR";
  "feeds.revoke": "NOT_FOUND";
  "audit.list": "NOT_FOUND" | "FORBIDDEN" | "INVALID_CURSOR";
  "admin.users.list": "FORBIDDEN" | "INVALID_CURSOR";
  "admin.users.disable": "FORBIDDEN" | "USER_NOT_FOUND";
  "admin.users.enable": "FORBIDDEN" | "USER_NOT_FOUND";
  "meta.limits": never;
  "meta.health": never;
}

/**
 * Every reason that a call of a procedure can have. A newer server may have more, which a
 * `switch` leaves to its `default`.
 */
export type ReasonOf<Name extends keyof ProcedureReasons> =
  | ProcedureReasons[Name]
  | CommonReason
  | ClientReason;

/** What a call of a procedure can fail with: `isDaybookError<ErrorOf<"events.update">>(error)`. */
export type ErrorOf<Name extends keyof ProcedureReasons> = {
  [R in ReasonOf<Name>]: DaybookError<R>;
}[ReasonOf<Name>];

/** The facts that come with a reason, where they have a shape of their own. */
export interface ErrorDetails {
  /** The event has moved on since the version you started from. */
  VERSION_CONFLICT: VersionConflictDetails;
  /** Your role does not allow this. */
  FORBIDDEN: {
    /** The least role that may; absent where no role does. */
    required?: Role | "admin" | undefined;
    /** The caller's role on the thing, or in the installation. */
    actual: Role | "user" | "admin" | null;
    /** The flag of a grant that would do instead of the role. */
    flag?: "canShare" | "canDelete" | undefined;
  };
  /** The token lacks the scope for this call. */
  INSUFFICIENT_SCOPE: { required: "read" | "write" | "share" | "admin" };
  /** The start is not one of the occurrences of the rule. */
  START_NOT_IN_RULE: {
    start: string;
    /** The nearest start that the rule produces. */
    nearest: string | null;
    /** The last one that it produces before. */
    before: string | null;
  };
  /** The time zone is not known. */
  UNKNOWN_TIME_ZONE: {
    timeZone: string;
    /** Names that are like it. */
    nearest: string[];
  };
  /** The offset names the second of a wall time that occurs twice. */
  TIME_OCCURS_TWICE: { timeZone: string; first: string; second: string };
  /** Exceptions of the series would lose their occurrence. */
  EXCEPTIONS_ORPHANED: {
    /** The overrides that would lose their occurrence. */
    keys: string[];
  };
  /** The series has no such occurrence. */
  OCCURRENCE_NOT_FOUND: { key: string };
  /** The recurrence exceeds the published limits. */
  RECURRENCE_TOO_LARGE: {
    /** The part of the recurrence that is at fault, as in `BYDAY`. */
    part: string;
    why?: string | undefined;
    limit?: number | undefined;
  };
  /** The event is deleted. */
  EVENT_DELETED: {
    /** The version that deleted it. */
    version: number;
  };
  /** The event overlaps another one of its calendar that is busy. */
  EVENT_OVERLAPS: {
    /** The occurrence of the refused event that overlaps. */
    key: string | null;
    /** What it overlaps, as far as the caller may know. */
    with: (Occurrence | Stretch)[];
    /** What begins before it is named. */
    horizon: string | null;
  };
  /** The calendar is deleted. */
  CALENDAR_DELETED: { calendarId?: string | undefined };
  /** The series was split since that version, and its right part is still there. */
  SPLIT_SINCE: {
    /** Null where it is not for the caller to see. */
    rightPartId: string | null;
  };
  /** The series went back past the split, and has these occurrences again itself. */
  SPLIT_TAKEN_BACK: {
    /** Null where it is not for the caller to see. */
    leftPartId: string | null;
  };
  /** The instant lies in the future. */
  INSTANT_IN_FUTURE: { now: string };
  /** Say what becomes of each shared calendar and event. */
  DISPOSITION_REQUIRED: {
    /** What nothing is said about. */
    resources: { type: "event" | "calendar"; id: string }[];
  };
  /** The owner cannot be removed or lowered, only replaced. */
  OWNER_REQUIRED: { ownerId: string };
  /** Ownership passes only to someone who already holds a grant. */
  GRANT_REQUIRED: { userId: string };
  /** A published limit would be exceeded. */
  LIMIT_EXCEEDED: Record<string, number | string>;
  /** The batch holds more items than the limit. */
  BATCH_TOO_LARGE: { limit: number; given: number };
  /** Too many calls; try again later. */
  RATE_LIMITED: {
    /** When to try again. */
    retryAfterSeconds: number;
    /** Live streams that are open, where these are too many. */
    streams?: number | undefined;
    limit?: number | undefined;
  };
}
