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
  /** In the order of the list. */
  items: Item[];
  /** Where the next page begins; null at the end. */
  nextCursor: string | null;
}

/** A question. */
export type Query<Input, Output> = (input: Input, options?: CallOptions) => Promise<Output>;

/** A question that need not be told anything. */
export type OptionalQuery<Input, Output> = (
  input?: Input,
  options?: CallOptions,
) => Promise<Output>;

/** A write. */
export type Mutation<Input, Output> = (input: Input, options?: WriteOptions) => Promise<Output>;

/** A write that need not be told anything. */
export type OptionalMutation<Input, Output> = (
  input?: Input,
  options?: WriteOptions,
) => Promise<Output>;

export interface PageInput {
  /** Where to go on: `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** How many at most: up to 200, 50 unless told. */
  limit?: number | undefined;
}

export interface ById {
  /** A UUID. */
  id: string;
}

export interface OfUser {
  /** The calendar or event in question. */
  resource: Resource;
  /** The user in question. */
  userId: string;
}

export interface WindowInput {
  /** Instant, with `Z` or an offset; what runs at it already is answered (T4). */
  from: string;
  /** Instant at which the window ends; what begins at it is outside. */
  to: string;
}

export interface PreviewInput {
  /** Tells what the change would do, and writes nothing (X6). */
  preview?: boolean | undefined;
  /** The instants between which a preview looks. */
  previewWindow?: WindowInput | undefined;
}

export interface SyncInput {
  /** Where to go on: the cursor of an earlier answer. Without one, all that is there. */
  cursor?: string | undefined;
  /** How many at most: up to 200, 200 unless told. */
  limit?: number | undefined;
}

export interface EditTarget {
  /** Which part of a series is meant; needed for a series (X1). */
  scope?: "all" | "this" | "thisAndFollowing" | undefined;
  /** The occurrence that `this` means, and where `thisAndFollowing` begins. */
  occurrenceKey?: string | undefined;
}

export interface GrantOptions {
  /** Instant from which on it is absent (S6); null for no end. */
  expiresAt?: string | null | undefined;
  /** May pass on what does not go beyond it (S1). */
  canShare?: boolean | undefined;
  /** May delete and restore what others made (S1). */
  canDelete?: boolean | undefined;
}

export interface Access {
  /** The highest that reaches the user (S1, S2). */
  role: Role;
  /** Whether it may be shared on, not beyond this (S1). */
  canShare: boolean;
  /** Whether what others made may be deleted and restored (S1). */
  canDelete: boolean;
}

export interface OccurrenceContent {
  /** A line of text. */
  title: string;
  /** A line of text. */
  location: string;
  /** What is cancelled is still shown, and never busy. */
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
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  startsAt: string;
  /** Instant in UTC, which is no longer part of it. */
  endsAt: string;
}

export interface Session {
  /** Who is signed in. */
  user: User;
  /** For the header `Authorization: Bearer …`. */
  accessToken: string;
  /** Instant at which the access token ends. */
  accessTokenExpiresAt: string;
  /** For one `auth.refresh`, which answers the next one (U2). */
  refreshToken: string;
  /** Instant at which the session ends, unless refreshed. */
  refreshTokenExpiresAt: string;
}

export interface User {
  /** A UUID. */
  id: string;
  /** The name to sign in with. */
  username: string;
  /** E-mail address. */
  email: string;
  /** In the installation; of events it says nothing. */
  role: "user" | "admin";
}

export interface Calendar extends Access {
  /** A UUID. */
  id: string;
  /** Whose it is. */
  ownerId: string;
  /** What people call it. */
  name: string;
  /** For new events, and to place what is floating (T5). */
  timeZone: string;
  /** Whether the owner's events go here unless told; it cannot be deleted (K1). */
  isDefault: boolean;
  /** Who learns the busy times: who it is shared with, or everyone (Q1). */
  freeBusy: "shared" | "everyone";
  /** Counts its changes from 1; an edit gives it as `baseVersion`. */
  version: number;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** When it was last changed itself. */
  updatedAt: string;
  /** Null while it is there. */
  deletedAt: string | null;
}

/** Each may do what those before it may (S1). */
export type Role = "viewer" | "editor" | "owner";

export interface Event extends VersionedContent, Access {
  /** A UUID. */
  id: string;
  /** The calendar that it is in. */
  calendarId: string;
  /** The owner of its calendar (S2). */
  ownerId: string;
  /** Who made it. */
  createdBy: string;
  /** Counts the changes from 1; an edit gives it as `baseVersion` (V1, V3). */
  version: number;
  /** UID in calendar files. */
  uid: string;
  /** SEQUENCE in calendar files. */
  sequence: number;
  /** The series that this one was split from (X4). */
  splitFrom: {
    /** A UUID. */
    eventId: string;
    /** Number of a version, from 1. */
    version: number;
  } | null;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** When its present version was made. */
  updatedAt: string;
  /** Who made its present version. */
  updatedBy: string;
  /** Null while it is there. */
  deletedAt: string | null;
}

/** What is cancelled is still shown, and never busy. */
export type EventStatus = "confirmed" | "tentative" | "cancelled";

/** Whether it makes its calendar busy: `opaque` does. */
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
export interface Override extends OverrideInput {
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
  /** Where was looked. */
  window: {
    /** Where it begins. */
    from: string;
    /** Where it ends. */
    to: string;
  };
  /** What would change in time. */
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
  /** Occurrences that are there afterwards alone. */
  appear: OccurrencePlace[];
  /** Occurrences that were there before alone. */
  vanish: OccurrencePlace[];
  /** Occurrences that lie elsewhere afterwards. */
  move: {
    /** Key of an occurrence: its original start on the series' clock. */
    key: string;
    /** Where it was. */
    from: OccurrencePlace;
    /** Where it is. */
    to: OccurrencePlace;
  }[];
}

export interface OccurrencePlace {
  /** Key of an occurrence: its original start on the series' clock. */
  key: string;
  /** On the wall clock of its event's zone, or a date. */
  start: string;
  /** As `start`, and no longer part of it. */
  end: string;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  startsAt: string;
  /** Instant in UTC, which is no longer part of it. */
  endsAt: string;
}

export interface Occurrence extends OccurrenceContent {
  /** A UUID. */
  eventId: string;
  /**
   * Its original start on the series' wall clock, whatever has become of it:
   * `2026-03-02T09:00:00`.
   */
  key: string;
  /** Whether it is one of a series. */
  recurring: boolean;
  /** Whether it differs from its series. */
  overridden: boolean;
  /** Each may do what those before it may (S1). */
  role: Role;
  /** A UUID. */
  calendarId: string;
  /** The event's version. */
  version: number;
}

export interface OccurrenceChange {
  /** A UUID. */
  eventId: string;
  /** The occurrence's key at the later instant; where it is not there, its former one. */
  key: string;
  /** What became of it; `changed` where it only says something else. */
  change: "appeared" | "vanished" | "moved" | "changed";
  /** At `since`; null where it was not there. */
  before: Occurrence | null;
  /** At `until`; null where it is not there. */
  after: Occurrence | null;
  /** What differs between the two. */
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
  /** The event's version at `until`. */
  toVersion: number;
  /** Those since `fromVersion`, the latest ones where they are many. */
  versions: {
    /** Number of a version, from 1. */
    version: number;
    /** What kind of change made it. */
    kind: VersionKind;
    /** When it was made, by the database's clock. */
    at: string;
    /** Who did it. */
    actor: Actor;
    /** The note that was given with it. */
    message: string | null;
    /** The user's action that it is part of; undone as one (V4). */
    changeSetId: string;
  }[];
}

export interface Stretch {
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  startsAt: string;
  /** Instant in UTC, which is no longer part of it. */
  endsAt: string;
}

export interface Conflicts {
  /** What takes the same time, in the order of time. */
  items: {
    /** Key of an occurrence: its original start on the series' clock. */
    key: string;
    /** What it meets; of what is hidden from the caller the time alone. */
    with: Occurrence | Stretch;
  }[];
  /** Every conflict that begins before it is among the items. */
  horizon: string;
}

export interface ImportReport {
  /** How many events are new. */
  created: number;
  /** How many have changed. */
  updated: number;
  /** How many are as they were. */
  unchanged: number;
  /** What was left out, or not read as it stands. */
  skipped: {
    /** Line of the file, from 1. */
    line: number;
    /** Its UID; null where it has none. */
    uid: string | null;
    /** Why it was left out, or not read as it stands. */
    reason: ImportReason;
    /** The same for people; it may change. */
    message: string;
  }[];
  /** What becomes of each part of the file, by line. */
  items: {
    /** Line of the file, from 1. */
    line: number;
    /** Its UID; null where it has none. */
    uid: string | null;
    /** Its RECURRENCE-ID; null where it is no exception to a series. */
    recurrenceId: string | null;
    /** What became of it. */
    action: "created" | "updated" | "unchanged" | "skipped";
    /** Why it was left out, or not read as it stands. */
    reason: ImportReason | null;
    /** What stays as it is here, though the file says something else. */
    fields: string[];
  }[];
  /** What the call did, to be undone as one; null where nothing was written. */
  changeSetId: string | null;
}

/** Why it was left out, or not read as it stands. */
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

export interface Grant extends Access {
  /** Who holds it. */
  user: {
    /** A UUID. */
    id: string;
    /** The name to sign in with. */
    username: string;
  };
  /** From then on it is absent (S6); null for no end. */
  expiresAt: string | null;
  /** Null for the owner, who holds none. */
  grantedBy: string | null;
  /** When it was given, or changed last. */
  grantedAt: string;
  /** What it is on. */
  via: Resource;
}

export interface Revoked {
  /** Whether the call took a grant away; false when there was none. */
  revoked: boolean;
}

/** The calendar or event in question. */
export interface Resource {
  /** What kind of thing it is. */
  type: "event" | "calendar";
  /** A UUID. */
  id: string;
}

export interface ExplainedGrant extends Grant {
  /** Whether it has the winning role (rule S2). */
  counts: boolean;
}

export interface AccessExplanation {
  /** Null where nothing reaches the user. */
  role: Role | null;
  /** Whether it may be shared on, not beyond this (S1). */
  canShare: boolean;
  /** Whether what others made may be deleted and restored (S1). */
  canDelete: boolean;
  /** All that reach the user. */
  grants: ExplainedGrant[];
  /**
   * False where what somebody else holds on the event's calendar is not for the caller to know.
   */
  complete: boolean;
}

export interface VersionItem {
  /** Number of a version, from 1. */
  version: number;
  /** What kind of change made it. */
  kind: VersionKind;
  /** Whether the event is deleted from this version on. */
  deleted: boolean;
  /** When it was made, by the database's clock. */
  at: string;
  /** Who did it. */
  actor: Actor;
  /** The note that was given with it. */
  message: string | null;
  /** Names of fields; `overrides.<key>` for an occurrence. */
  changedFields: string[];
  /** The calendar that the event was in. */
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

/** What kind of change made it. */
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

export interface VersionedContent extends OccurrenceContent {
  /** Text of any number of lines. */
  description: string;
  /** Words to find it by, each once. */
  tags: string[];
  /** What programs keep with it, by their keys. */
  metadata: Record<string, JsonValue>;
  /** Lines of an imported calendar file that mean nothing here, kept for its export. */
  calendarProperties: string[];
  /** How it repeats; null for a single event. */
  recurrence: Recurrence | null;
  /** What differs at single occurrences, by their keys (X2). */
  overrides: Record<string, Override>;
}

export interface VersionedEvent extends VersionItem {
  /** The event's content then. */
  event: VersionedContent;
}

export interface VersionDiff {
  /** The fields that differ. */
  fields: FieldChange[];
  /** What that means in time (V5). */
  occurrences: OccurrenceChanges;
}

export interface FieldChange {
  /** Name of a field; `overrides.<key>` for an occurrence. */
  field: string;
  /** A field's value as JSON; null where there was none. */
  from: JsonValue;
  /** A field's value as JSON; null where there was none. */
  to: JsonValue;
  /** What changed in its words; null for what is no long text. */
  words: WordChange[] | null;
  /** The same in an override that both versions have; null for every other field. */
  overrideWords: {
    /** What changed in its words; null for what is no long text. */
    title: WordChange[] | null;
    /** What changed in its words; null for what is no long text. */
    description: WordChange[] | null;
    /** What changed in its words; null for what is no long text. */
    location: WordChange[] | null;
  } | null;
}

export interface WordChange {
  /** In which of the texts it is: both, the later, the earlier. */
  type: "same" | "added" | "removed";
  /** Words with the blanks between them. */
  text: string;
}

export interface FieldBlame {
  /** Name of a field; `overrides.<key>` for an occurrence. */
  field: string;
  /** The event whose version it is: one that this one was split from, where it is from there. */
  eventId: string;
  /** The version that set it last, when and by whom. */
  version: number;
  /** When that version was made. */
  at: string;
  /** Who did it. */
  actor: Actor;
  /**
   * The version that had first set the value that a rollback or an undo brought back, else null.
   */
  origin: number | null;
  /** The event whose version `origin` is; null without one. */
  originEventId: string | null;
}

/** Who did it. */
export interface Actor {
  /** A UUID. */
  id: string;
  /** Null once the account is deleted. */
  username: string | null;
}

export interface SyncMessage {
  /**
   * `resync`: the reader has fallen too far behind. Its items are the first of a full sync; what
   * that does not name, up to its end, is to be dropped.
   */
  type: "changes" | "resync";
  /** What has changed, as `sync.changes` tells it. */
  items: SyncItem[];
  /** Where a reader that has this message goes on. */
  cursor: string;
  /** Whether more is there already; without, the reader knows everything as of now. */
  hasMore: boolean;
}

export type SyncItem = SyncEvent | SyncCalendar | SyncAccess;

export interface SyncEvent {
  /** An event has a new version. */
  type: "event";
  /** A UUID. */
  eventId: string;
  /** Number of a version, from 1. */
  version: number;
  /** What kind of change made it. */
  kind: VersionKind;
  /** When that version was made. */
  at: string;
  /** As it is now; null where it does not reach the caller any more. */
  event: Event | null;
}

export interface SyncCalendar {
  /** A calendar is new to the caller, or has changed. */
  type: "calendar";
  /** A UUID. */
  calendarId: string;
  /** When that was. */
  at: string;
  /** As it is now; null where it does not reach the caller any more. */
  calendar: Calendar | null;
}

export interface SyncAccess {
  /** Whether the caller's right came, went or became another. */
  type: "added" | "removed" | "role";
  /** The calendar or event in question. */
  resource: Resource;
  /** Why it did. */
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
  /** When that was. */
  at: string;
  /** What the caller holds on the resource itself; null once it is gone. */
  grant: {
    /** The highest that reaches the user (S1, S2). */
    role: Role;
    /** Whether it may be shared on, not beyond this (S1). */
    canShare: boolean;
    /** Whether what others made may be deleted and restored (S1). */
    canDelete: boolean;
    /** Null for no end. */
    expiresAt: string | null;
  } | null;
}

export interface PersonalToken {
  /** A UUID. */
  id: string;
  /** What it is for. */
  name: string;
  /** What it may be used for (U4). */
  scopes: TokenScope[];
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** Instant at which it ends. */
  expiresAt: string;
  /** When it was last used, to the minute; null for never. */
  lastUsedAt: string | null;
}

export interface Feed {
  /** A UUID. */
  id: string;
  /** The calendar that is read there. */
  calendarId: string;
  /** Which program or person the address is for. */
  name: string;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** When it was last read, to the minute; null for never. */
  lastUsedAt: string | null;
}

export interface Person {
  /** Null where it is neither known nor was said. */
  id: string | null;
  /** Null where it is neither known nor was said. */
  username: string | null;
  /** As it was asked by, of who is not known. */
  email?: string | undefined;
}

export interface FreeBusy {
  /** Who was asked about. */
  user: Person;
  /** In order, merged where they touch, within the window. */
  busy: Stretch[];
  /** Of whom the caller may learn nothing, or who is not there (Q1). */
  error: "NOT_FOUND" | null;
}

export interface FoundTimes {
  /** Times that suit everybody, earliest first. */
  items: Stretch[];
  /** Why there are none; else null. */
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
  /** A UUID. */
  id: string;
  /** When it was; of counted denials the first. */
  at: string;
  /**
   * Who called. Null where nobody was signed in, as with a refused sign-in of an unknown name.
   */
  actor: string | null;
  /** The session that was used; null without one. */
  sessionId: string | null;
  /** The personal token that was used; null without one. */
  tokenId: string | null;
  /** From where: web, cli, service, rest or import. */
  channel: string;
  /** What was called, as in `events.update`. */
  procedure: string;
  /** What it was about; null where that is nothing that has an id. */
  resource: {
    /** What kind of thing it is. */
    type: string;
    /** Its id. */
    id: string;
  } | null;
  /** The version that it made; null where it made none. */
  version: number | null;
  /** Whether it was done or refused. */
  outcome: "allowed" | "denied";
  /** Why it was refused; null where it was done. */
  reason: string | null;
  /** Names the request in the server's logs. */
  requestId: string;
  /** How often: denials are counted per caller, procedure and minute. */
  count: number;
}

export interface Account extends User {
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** When the account was disabled; null while it may sign in. */
  disabledAt: string | null;
}

export type ServerReason =
  | CommonReason
  | ContentReason
  | RightsReason
  | WindowReason
  | StaleReason
  | SplitReason
  | "INVALID_CURSOR"
  | "CURSOR_EXPIRED"
  | "NO_SEARCH_WORDS"
  | "SCOPE_REQUIRED"
  | "SCOPE_UNSUPPORTED"
  | "OCCURRENCE_KEY_REQUIRED"
  | "RECURRENCE_IN_OVERRIDE"
  | "EXCEPTIONS_ORPHANED"
  | "INVALID_CREDENTIALS"
  | "REFRESH_TOKEN_REUSED"
  | "ACCOUNT_DISABLED"
  | "USERNAME_TAKEN"
  | "EMAIL_TAKEN"
  | "PASSWORD_TOO_COMMON"
  | "WRONG_PASSWORD"
  | "DISPOSITION_REQUIRED"
  | "OWNER_REQUIRED"
  | "USER_NOT_FOUND"
  | "GRANT_REQUIRED"
  | "EXPIRY_IN_PAST"
  | "DEFAULT_CALENDAR"
  | "CALENDAR_DELETED"
  | "INSTANT_IN_FUTURE"
  | "EVENT_OVERLAPS"
  | "EVENT_DELETED"
  | "INVALID_CALENDAR_FILE";

export interface GranteeById extends GrantOptions {
  /** The user in question. */
  userId: string;
  /** An editor may do what a viewer may (S1). */
  role: "viewer" | "editor";
}

export interface GranteeByUsername extends GrantOptions {
  /** The username. */
  username: string;
  /** An editor may do what a viewer may (S1). */
  role: "viewer" | "editor";
}

export interface GranteeByEmail extends GrantOptions {
  /** The e-mail address. */
  email: string;
  /** An editor may do what a viewer may (S1). */
  role: "viewer" | "editor";
}

export type TokenScope = "read" | "write" | "share" | "admin";

export interface NewEvent extends NewEventContent {
  /** The calendar; the caller's default one unless told. */
  calendarId?: string | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface NewEventContent extends OverrideInput {
  /** A line of text. */
  title: string;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start: string;
  /** How it repeats; null or absent for a single event. */
  recurrence?: RecurrenceInput | null | undefined;
  /** What differs at single occurrences, by their keys (X2). */
  overrides?: Record<string, OverrideInput> | undefined;
}

export interface EventPatch {
  /** A line of text. */
  title?: string | undefined;
  /** Text of any number of lines. */
  description?: string | null | undefined;
  /** A line of text. */
  location?: string | null | undefined;
  /** What is cancelled is still shown, and never busy. */
  status?: EventStatus | null | undefined;
  /** Whether it makes its calendar busy: `opaque` does. */
  transparency?: Transparency | null | undefined;
  /** Whether it takes whole days; `start` and `end` are dates then. */
  allDay?: boolean | undefined;
  /** On the wall clock of `timeZone`: `2026-03-02T09:00:00`; of whole days `2026-03-02` (T2). */
  start?: string | undefined;
  /** As `start`, and no longer part of it. */
  end?: string | null | undefined;
  /** IANA name, as in `Europe/Berlin`; null for the wall clock of whoever looks (T1). */
  timeZone?: string | null | undefined;
  /** Words to find it by, each once. */
  tags?: string[] | null | undefined;
  /** What programs keep with it, by their keys. */
  metadata?: Record<string, JsonValue> | null | undefined;
  /** Absent members stay; null makes a single event (X8). */
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
  /** A line of text. */
  title?: string | undefined;
  /** Text of any number of lines. */
  description?: string | undefined;
  /** A line of text. */
  location?: string | undefined;
  /** What is cancelled is still shown, and never busy. */
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
  /** Words to find it by, each once. */
  tags?: string[] | undefined;
  /** What programs keep with it, by their keys. */
  metadata?: Record<string, JsonValue> | undefined;
}

export type Grantee = GranteeById | GranteeByUsername | GranteeByEmail;

export type PersonInput =
  | string
  | {
      /** The user's id. */
      userId: string;
    }
  | {
      /** The username. */
      username: string;
    }
  | {
      /** The e-mail address. */
      email: string;
    };

export interface WorkingHours {
  /** Whose they are; everybody's unless told. */
  user?: PersonInput | undefined;
  /** All seven unless told. */
  days?: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[] | undefined;
  /** `HH:MM` on the clock of `timeZone`. */
  from: string;
  /** `HH:MM`, up to `24:00`; before `from` where it is the next day's. */
  to: string;
  /** IANA name of a time zone, as in `Europe/Berlin`. */
  timeZone: string;
}

export interface FieldConflict {
  /** The event, where an undo is refused, which may be about several. */
  eventId?: string | undefined;
  /** The version that is undone, of that event. */
  baseVersion?: number | undefined;
  /** The version that it is at now. */
  currentVersion?: number | undefined;
  /** Name of a field; `overrides.<key>` for an occurrence. */
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
  /** The version that the call was made from. */
  baseVersion: number;
  /** The version that it is at now. */
  currentVersion: number;
  /** Fields that both changed; empty where nothing was to be merged. */
  conflicts: FieldConflict[];
  /** How many more there are, where an undo meets very much. */
  omitted?: number | undefined;
}

export interface ExceededLimit {
  /** The name of the limit in `meta.limits`. */
  limitName: string;
  /** How much it is. */
  limit: number;
  /** What was given, where that was counted. */
  given?: number;
  /** Up to where overlaps would have been looked for. */
  horizon?: string;
}

export interface AuthRegisterInput {
  /** Letters a to z, digits, dot, underscore, hyphen; nobody else's, whatever the case. */
  username: string;
  /** E-mail address; nobody else's, whatever the case. */
  email: string;
  /** 8 to 128 characters (U1). */
  password: string;
  /** The zone of the calendar that every account starts with; UTC unless told. */
  timeZone?: string | undefined;
}

export interface AuthLoginInput {
  /** Username or e-mail address. */
  login: string;
  /** The password as it is now. */
  password: string;
}

export interface AuthMeOutput extends User {
  /** The calendar of new events for which none is named. */
  defaultCalendarId: string | null;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** By what the caller is known. */
  credential: {
    /** A session, or a personal token. */
    type: "session" | "token";
    /** A UUID. */
    id: string;
    /** What it may be used for; a session for all. */
    scopes: TokenScope[];
  };
}

export interface AuthDeleteAccountInput {
  /** The password as it is now. */
  password: string;
  /** What becomes of each calendar and event that is shared with somebody (rule S7). */
  dispositions?:
    | (
        | {
            /** The calendar or event in question. */
            resource: Resource;
            /** Somebody else becomes its owner. */
            action: "transfer";
            /** Who receives it, and holds a grant there already (rule S5). */
            to: string;
          }
        | {
            /** The calendar or event in question. */
            resource: Resource;
            /** It is deleted. */
            action: "delete";
          }
      )[]
    | undefined;
}

export type AuthSessionsListOutput = Page<{
  /** A UUID. */
  id: string;
  /** From where it was begun: web, cli, service or rest. */
  channel: string;
  /** What the program called itself. */
  userAgent: string | null;
  /** Instant in UTC: `2026-03-02T08:00:00Z`. */
  createdAt: string;
  /** The last time that the session was prolonged. */
  lastUsedAt: string;
  /** Instant at which it ends, unless refreshed. */
  expiresAt: string;
  /** Whether it is the caller's own. */
  current: boolean;
}>;

export interface AuthTokensCreateInput {
  /** What it is for. */
  name: string;
  /** What it may be used for (U4). */
  scopes: TokenScope[];
  /** At most a year ahead; 90 days unless told. */
  expiresAt?: string | undefined;
}

export interface AuthTokensCreateOutput extends PersonalToken {
  /** The token itself, shown this once (U4). */
  token: string;
}

export interface CalendarsListInput extends PageInput {
  /** Whether deleted ones are listed too. */
  includeDeleted?: boolean | undefined;
}

export interface CalendarsUpdateInput {
  /** A UUID. */
  id: string;
  /** What is absent stays. */
  patch: {
    /** What people call it. */
    name?: string | undefined;
    /** IANA name of a time zone, as in `Europe/Berlin`. */
    timeZone?: string | undefined;
    /** Who learns the busy times: who it is shared with, or everyone (Q1). */
    freeBusy?: "shared" | "everyone" | undefined;
  };
  /** The version that it is to be still at, else `VERSION_CONFLICT`. */
  baseVersion?: number | undefined;
}

export interface CalendarsDeleteOutput {
  /** As it was left. */
  calendar: Calendar;
  /** How many events went along (rule K1). */
  deletedEvents: number;
  /** What the call did, to be undone as one. */
  changeSetId: string | null;
}

export interface EventsCreateManyInput {
  /** The calendar; the caller's default one unless told. */
  calendarId?: string | undefined;
  /** Up to 500; all are made, or none. */
  events: NewEventContent[];
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface EventsListInput extends PageInput {
  /** Calendars to look in; all that reach the caller unless told. */
  calendarIds?: string[] | undefined;
  /** By first start, earliest first; or by last change, latest first. */
  order?: "start" | "updatedAt" | undefined;
  /** Whether deleted ones are listed too. */
  includeDeleted?: boolean | undefined;
  /** Instant: only what was changed at it or later. */
  updatedSince?: string | undefined;
}

export interface EventsOccurrencesInput extends WindowInput {
  /** Places what is floating or of whole days; else its calendar's (T5). */
  timeZone?: string | undefined;
  /** Calendars to look in; all that reach the caller unless told. */
  calendarIds?: string[] | undefined;
  /** One event alone. */
  eventId?: string | undefined;
  /** The window as it stood at this instant (rule V7). */
  at?: string | undefined;
  /** Where to go on: `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** How many at most: up to 5000, 5000 unless told. */
  limit?: number | undefined;
}

export interface EventsChangesInput extends WindowInput {
  /** The earlier instant that is compared. */
  since: string;
  /** The later one; now unless told. */
  until?: string | undefined;
  /** Places what is floating or of whole days; else its calendar's (T5). */
  timeZone?: string | undefined;
  /** Calendars to look in; all that reach the caller unless told. */
  calendarIds?: string[] | undefined;
  /** Where to go on: `nextCursor` of the page before. */
  cursor?: string | undefined;
  /** How many at most: up to 1000, 1000 unless told. */
  limit?: number | undefined;
}

export interface EventsConflictsInput {
  /** An event that is there; either this or `event`. */
  eventId?: string | undefined;
  /** An event that is to be made. */
  event?: NewEventContent | undefined;
  /** Where `event` is to be made; the caller's default calendar unless told. */
  calendarId?: string | undefined;
  /** Instant from which on is looked; now unless told. */
  from?: string | undefined;
  /** Instant up to which is looked, at the most. */
  until?: string | undefined;
}

export interface EventsUpdateInput extends PreviewInput, EditTarget {
  /** A UUID. */
  id: string;
  /** What is absent stays, null clears (X8). */
  patch: EventPatch;
  /** The version that the edit was made from; what others did since is merged (V3). */
  baseVersion?: number | undefined;
  /** `fail` merges nothing: any edit since `baseVersion` is a conflict. */
  onConflict?: "fail" | "merge" | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** Gives up overrides that lose their occurrence, else `EXCEPTIONS_ORPHANED` (X3). */
  orphans?: "drop" | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface EventsDeleteInput extends PreviewInput, EditTarget {
  /** A UUID. */
  id: string;
  /** The version that the edit was made from; what others did since is merged (V3). */
  baseVersion?: number | undefined;
  /** `fail` merges nothing: any edit since `baseVersion` is a conflict. */
  onConflict?: "fail" | "merge" | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface EventsRestoreInput extends PreviewInput {
  /** A UUID. */
  id: string;
  /** One occurrence that was deleted or changed, as the series has it. */
  occurrenceKey?: string | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface EventsMoveInput extends PreviewInput {
  /** A UUID. */
  id: string;
  /** Where it goes to. */
  calendarId: string;
  /** The version that the edit was made from; what others did since is merged (V3). */
  baseVersion?: number | undefined;
  /** `reject` admits nothing that overlaps another busy event of its calendar (C6). */
  onOverlap?: "allow" | "reject" | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface EventsSearchInput extends PageInput {
  /** Words, all of which are to be there; the last may be a beginning (Q2). */
  query: string;
  /** Calendars to look in; all that reach the caller unless told. */
  calendarIds?: string[] | undefined;
}

export interface EventsExportInput {
  /** An event, whole; either this or a calendar. */
  eventId?: string | undefined;
  /** A calendar, or what of it lies in a window. */
  calendarId?: string | undefined;
  /** Instant at which the window begins. */
  from?: string | undefined;
  /** Instant at which the window ends. */
  to?: string | undefined;
}

export interface SharingListInput extends PageInput {
  /** The calendar or event in question. */
  resource: Resource;
  /** Who reached it at that instant, rather than now. */
  at?: string | undefined;
  /** Of an event: also what others hold on its calendar, as far as the caller may list that. */
  includeCalendar?: boolean | undefined;
}

export interface SharingListOutput {
  /** In the order of the list. */
  items: Grant[];
  /** Where the next page begins; null at the end. */
  nextCursor: string | null;
  /** Whether the pages name everyone whom the resource reaches. */
  complete: boolean;
}

export interface SharingUpdateInput extends GrantOptions, OfUser {
  /** An editor may do what a viewer may (S1). */
  role?: "viewer" | "editor" | undefined;
}

export interface VersionsDiffInput {
  /** A UUID. */
  eventId: string;
  /** The version that is compared with. */
  from: number;
  /** The version that is compared; it may be the earlier one. */
  to: number;
  /** Where occurrences are compared; from now on unless told. */
  window?:
    | {
        /** Instant, with `Z` or an offset; what runs at it already is answered (T4). */
        from: string;
        /** Instant at which the window ends; what begins at it is outside. */
        to: string;
        /** Places what is floating or of whole days; else its calendar's (T5). */
        timeZone?: string | undefined;
      }
    | undefined;
}

export interface VersionsBlameOutput {
  /** Every field of the event then, and every override, in the order of a diff. */
  fields: FieldBlame[];
}

export interface VersionsRollbackInput extends PreviewInput {
  /** A UUID. */
  eventId: string;
  /** The version whose content comes back. */
  version: number;
  /** The version that the event is to be still at, else `VERSION_CONFLICT`. */
  baseVersion?: number | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface VersionsUndoInput extends PreviewInput {
  /** The event of which a version is undone. */
  eventId?: string | undefined;
  /** The version of it that is undone. */
  version?: number | undefined;
  /** Instead: everything that one user action did. */
  changeSetId?: string | undefined;
  /**
   * Whose value a field takes: `yours` is what the undo brings back where it meets what came
   * after, `theirs` keeps what is there in any case. By field, or by `<eventId>/<field>`.
   */
  resolutions?: Record<string, "yours" | "theirs"> | undefined;
  /** A note that the version keeps. */
  message?: string | undefined;
}

export interface VersionsVerifyInput {
  /** An event; either this or a calendar. */
  eventId?: string | undefined;
  /** A calendar, event by event, in several calls. */
  calendarId?: string | undefined;
  /** Of a calendar: `nextCursor` of the call before. */
  cursor?: string | undefined;
}

export interface VersionsVerifyOutput {
  /** Whether everything fits that was looked at. */
  ok: boolean;
  /** How many versions were recomputed. */
  checked: number;
  /** The first version whose content, hashes or number do not fit. */
  firstBad: number | null;
  /** The event that `firstBad` is of. */
  firstBadEventId: string | null;
  /** Where a calendar goes on; null once all of it is verified. */
  nextCursor: string | null;
}

export interface ScheduleFindTimeInput extends WindowInput {
  /** Whose time is asked about; up to 50 people. */
  users: PersonInput[];
  /** How long the meeting is, in minutes. */
  durationMinutes: number;
  /** When it may take place; at any time for whom none are given. */
  workingHours?: WorkingHours[] | undefined;
  /** Starts lie so many minutes apart; 15 unless told. */
  stepMinutes?: number | undefined;
  /** How many at most: up to 100, 10 unless told. */
  limit?: number | undefined;
}

export interface SyncChangesOutput {
  /** What has changed, in the order of commits of each calendar. */
  items: SyncItem[];
  /** Where to go on: always there, at the end too. */
  nextCursor: string;
  /** Whether there is more to be told at once. */
  hasMore: boolean;
}

export interface FeedsCreateInput {
  /** The calendar that is read there. */
  calendarId: string;
  /** Which program or person the address is for; the calendar's name unless given. */
  name?: string | undefined;
}

export interface FeedsListInput extends PageInput {
  /** Of one calendar alone. */
  calendarId?: string | undefined;
}

export interface AuditListInput extends PageInput {
  /** The trail of a calendar or an event; one's own unless told. */
  resource?: Resource | undefined;
  /** What one user did alone. */
  actorId?: string | undefined;
  /** Everybody's trail, for administrators. */
  everyone?: boolean | undefined;
  /** Instant: nothing before it. */
  from?: string | undefined;
  /** Instant: nothing at or after it. */
  to?: string | undefined;
}

export interface MetaLimitsOutput {
  /** A title, in characters. */
  titleLength: number;
  /** A description, in characters. */
  descriptionLength: number;
  /** A location, in characters. */
  locationLength: number;
  /** Tags of one event. */
  tags: number;
  /** A tag, in characters. */
  tagLength: number;
  /** `metadata` as JSON, in bytes. */
  metadataBytes: number;
  /** How deep `metadata` may be nested. */
  metadataDepth: number;
  /** What one event keeps of a calendar file beyond its fields, overrides included, in bytes. */
  calendarPropertiesBytes: number;
  /** A whole event's content as JSON, in bytes. */
  contentBytes: number;
  /** A message that is kept with a version, in characters. */
  messageLength: number;
  /** A calendar's name, in characters. */
  calendarNameLength: number;
  /** An occurrence key in an input, in characters. */
  occurrenceKeyLength: number;
  /** Overrides of one series. */
  overrides: number;
  /** Extra dates of one series. */
  rdates: number;
  /** Exclusions of one series. */
  exdates: number;
  /** COUNT of a rule. */
  recurrenceCount: number;
  /** INTERVAL of a rule. */
  recurrenceInterval: number;
  /** Occurrences on one day through BYHOUR and BYMINUTE. */
  occurrencesPerDay: number;
  /** A rule, in characters. */
  ruleLength: number;
  /** Length of one event or occurrence, in days. */
  eventDays: number;
  /** The first year in which an event may lie. */
  minYear: number;
  /** The last year in which an event may lie. */
  maxYear: number;
  /** Width of a window of occurrences, in days. */
  windowDays: number;
  /** Occurrences that one series may add to a window. */
  occurrencesPerSeriesInWindow: number;
  /** Items of a page. */
  pageSize: number;
  /** Items of a page of `events.occurrences`. */
  occurrencePageSize: number;
  /** Items of a page, unless told. */
  defaultPageSize: number;
  /** Items of a page of `events.changes`. */
  changesPageSize: number;
  /** Versions that an item of `events.changes` names, the latest ones. */
  versionsPerChange: number;
  /** A cursor of a list, in characters. */
  cursorLength: number;
  /**
   * A cursor of `sync.changes`, which names every calendar that reaches its user, in characters.
   */
  syncCursorLength: number;
  /** How long a cursor of `sync.changes` is good for, in days. */
  cursorDays: number;
  /** A query to `events.search`, in characters. */
  searchQueryLength: number;
  /** Words of a query; of writing without blanks each letter but the first counts as one. */
  searchWords: number;
  /** Different words of one event that search knows it by; titles and locations come first. */
  searchWordsPerEvent: number;
  /** Events of one `events.createMany`. */
  createManyEvents: number;
  /** Fields that one `versions.undo` may say whose value they take. */
  resolutions: number;
  /** A field's name in the resolutions of `versions.undo`, in characters. */
  resolutionLength: number;
  /** Events that the answer to one `versions.undo` shows. */
  undoItems: number;
  /** Contents that the answer to one `versions.undo` shows, together, in characters. */
  undoItemsLength: number;
  /** Right parts that go with the undo of one split, those split from them in turn included. */
  undoSplitParts: number;
  /** Conflicts that one refusal of an undo names. */
  undoConflicts: number;
  /** Conflicts that one refusal of an undo names, together, in characters. */
  undoConflictsLength: number;
  /** Events of one calendar file, each exception to a series counted as one. */
  importEvents: number;
  /** Rules of one calendar file that never match, which are the dearest to find out. */
  importRulesNeverMatching: number;
  /** A UID in a calendar file, in characters. */
  uidLength: number;
  /** A calendar file that is read, in bytes. */
  importBytes: number;
  /** CPU time that reading a calendar file may take, in milliseconds. */
  importParseMs: number;
  /** Memory that reading a calendar file may take, in megabytes. */
  importMemoryMb: number;
  /** An exported file; a feed has no such limit, in bytes. */
  exportBytes: number;
  /** The body of a request, in bytes. */
  bodyBytes: number;
  /** An address of a call; longer input travels in a body, in characters. */
  urlLength: number;
  /** An address and its headers, in bytes. */
  headerBytes: number;
  /** Values of one input, lists and objects and what is in them. */
  inputValues: number;
  /** Fields that a refusal of bad input names, the first ones. */
  fieldErrors: number;
  /** Calls of one request. */
  batchCalls: number;
  /** Calendars that one user owns, or that a filter names. */
  calendarsPerUser: number;
  /** Grants on one calendar. */
  grantsPerCalendar: number;
  /** Grants on one event. */
  grantsPerEvent: number;
  /** People that one call may share with. */
  usersPerShare: number;
  /** People that one call of `schedule` may ask about. */
  scheduleUsers: number;
  /** Width of a `schedule` window, in days. */
  scheduleWindowDays: number;
  /** Busy occurrences that one question may have to look at. */
  busyOccurrences: number;
  /**
   * Busy occurrences that a write which refuses overlaps may have to look at; it cannot stop
   * half-way.
   */
  overlapOccurrences: number;
  /**
   * How far ahead of now, or of an event's start, conflicts and overlaps are looked for, in days.
   */
  conflictHorizonDays: number;
  /** Conflicts in one answer. */
  conflicts: number;
  /** Longest meeting that `schedule.findTime` looks for, in minutes. */
  findTimeDurationMinutes: number;
  /** Longest step between the suggestions of `schedule.findTime`, in minutes. */
  findTimeStepMinutes: number;
  /** Step between the suggestions of `schedule.findTime`, unless told, in minutes. */
  defaultFindTimeStepMinutes: number;
  /** Suggestions of `schedule.findTime`. */
  findTimeSuggestions: number;
  /** Suggestions of `schedule.findTime`, unless told. */
  defaultFindTimeSuggestions: number;
  /** Working hours that `schedule.findTime` can be told. */
  findTimeWorkingHours: number;
  /** Questions of `schedule` with a name that nothing is known of, by one caller in a window. */
  unknownPeople: number;
  /** Personal tokens of one user. */
  tokensPerUser: number;
  /** Sessions of one user. */
  sessionsPerUser: number;
  /** Feeds of one user. */
  feedsPerUser: number;
  /** A feed's name, in characters. */
  feedNameLength: number;
  /** Requests for feeds that are not there that one address may make in a window. */
  unknownFeeds: number;
  /** The window of `unknownFeeds`, in minutes. */
  unknownFeedWindowMinutes: number;
  /** Shortest username, in characters. */
  usernameMinLength: number;
  /** Longest username, in characters. */
  usernameMaxLength: number;
  /** An e-mail address, in characters. */
  emailLength: number;
  /** Shortest password, in code points. */
  passwordMinLength: number;
  /** Longest password, in code points. */
  passwordMaxLength: number;
  /** A personal token's name, in characters. */
  tokenNameLength: number;
  /** Longest life of a personal token, in days. */
  tokenDays: number;
  /** Refused sign-ins of one name from one address before it has to wait (U5). */
  signInFailures: number;
  /** Refused sign-ins from one address, whatever the names. */
  signInFailuresPerAddress: number;
  /** The window of `signInFailures` and `signInFailuresPerAddress`, in minutes. */
  signInWindowMinutes: number;
  /** Answers `USER_NOT_FOUND` that one caller gets in a window (S9). */
  unknownUsers: number;
  /** The window of `unknownUsers` and `unknownPeople`, in minutes. */
  unknownUserWindowMinutes: number;
  /** Calendars and events whose fate one account deletion may say (S7). */
  dispositions: number;
  /** Versions after which `versions.verify` of a calendar goes on in another call. */
  verifyVersions: number;
  /**
   * Contents after which `versions.verify` of a calendar goes on in another call, in characters.
   */
  verifyLength: number;
  /** Live streams of one user in one server process. */
  streamsPerUser: number;
  /** Live streams of one session or personal token in one server process. */
  streamsPerSession: number;
  /** Without a change a stream says so often that it is there, in seconds. */
  streamHeartbeatSeconds: number;
  /** Changes that a stream's reader may leave untaken before it is told to begin anew. */
  streamBacklogChanges: number;
  /** A message of a stream beyond which the next ones hold fewer items, in bytes. */
  streamMessageBytes: number;
  /** A reader that takes nothing of what waits for it is cut off after this, in seconds. */
  streamStallSeconds: number;
  /** An idempotency key, in characters. */
  idempotencyKeyLength: number;
  /** How long an idempotency key is kept, in hours. */
  idempotencyHours: number;
}

export interface MetaHealthOutput {
  /** The server answers, and its database does. */
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
  auth: {
    /**
     * Creates an account with a default calendar and signs it in. `USERNAME_TAKEN`, `EMAIL_TAKEN`; a
     * password that is too common or too like the account's names is refused (U1).
     * @throws USERNAME_TAKEN, EMAIL_TAKEN, PASSWORD_TOO_COMMON, UNKNOWN_TIME_ZONE
     */
    register: Mutation<AuthRegisterInput, Session>;
    /**
     * Signs in with a username or an e-mail address. An unknown name answers as a wrong password
     * does (U1); failed attempts are limited, `RATE_LIMITED` (U5).
     * @throws INVALID_CREDENTIALS, ACCOUNT_DISABLED, RATE_LIMITED
     */
    login: Mutation<AuthLoginInput, Session>;
    /**
     * Trades a refresh token for a new session; each can be used once. The second use of an old one
     * ends the session (U2).
     * @throws TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED, REFRESH_TOKEN_REUSED
     */
    refresh: Mutation<
      {
        /** Of the last session that was answered. */
        refreshToken: string;
      },
      Session
    >;
    /** Ends the caller's session, with its tokens and live streams (U3). */
    logout: OptionalMutation<
      Record<string, never>,
      {
        /** How many sessions the call ended. */
        endedSessions: number;
      }
    >;
    /** Ends every session of the caller; personal access tokens stay (U3). */
    logoutAll: OptionalMutation<
      Record<string, never>,
      {
        /** How many sessions the call ended. */
        endedSessions: number;
      }
    >;
    /** The caller's account, and by what the caller is known: a session or a token. */
    me: OptionalQuery<Record<string, never>, AuthMeOutput>;
    /**
     * Sets a new password, ends all sessions and personal access tokens, and answers a new session
     * (U3). `WRONG_PASSWORD` where the current one is not right.
     * @throws WRONG_PASSWORD, PASSWORD_TOO_COMMON, RATE_LIMITED
     */
    changePassword: Mutation<
      {
        /** The password as it is now. */
        currentPassword: string;
        /** 8 to 128 characters (U1). */
        newPassword: string;
      },
      Session
    >;
    /**
     * Deletes the caller's account. Every shared calendar and event is transferred or deleted as
     * `dispositions` say; where one is missing, `DISPOSITION_REQUIRED` lists them (S7).
     * @throws WRONG_PASSWORD, RATE_LIMITED, DISPOSITION_REQUIRED, NOT_FOUND, FORBIDDEN,
     * CALENDAR_DELETED, GRANT_REQUIRED, USER_NOT_FOUND
     */
    deleteAccount: Mutation<
      AuthDeleteAccountInput,
      {
        /** When the account ended. */
        deletedAt: string;
      }
    >;
    sessions: {
      /**
       * The caller's sessions that have not ended.
       * @throws INVALID_CURSOR
       */
      list: OptionalQuery<PageInput, AuthSessionsListOutput>;
      /**
       * Ends one of the caller's sessions, as if it had signed out (U3).
       * @throws NOT_FOUND
       */
      revoke: Mutation<
        ById,
        {
          /** Whether this call did it; false when it had been before. */
          revoked: boolean;
        }
      >;
    };
    tokens: {
      /**
       * Makes a token for programs, with scopes and an expiry of at most a year. The token itself is
       * shown this once (U4).
       * @throws EXPIRY_IN_PAST
       */
      create: Mutation<AuthTokensCreateInput, AuthTokensCreateOutput>;
      /**
       * The caller's tokens, without the secrets.
       * @throws INVALID_CURSOR
       */
      list: OptionalQuery<PageInput, Page<PersonalToken>>;
      /**
       * Ends a token at once (U3).
       * @throws NOT_FOUND
       */
      revoke: Mutation<
        ById,
        {
          /** Whether this call did it; false when it had been before. */
          revoked: boolean;
        }
      >;
    };
  };
  calendars: {
    /**
     * Creates a calendar that the caller owns, in a time zone of its own.
     * @throws NOT_FOUND, UNKNOWN_TIME_ZONE
     */
    create: Mutation<
      {
        /** What people call it. */
        name: string;
        /** IANA name of a time zone, as in `Europe/Berlin`. */
        timeZone: string;
        /** Who learns the busy times: who it is shared with, or everyone (Q1). */
        freeBusy?: "shared" | "everyone" | undefined;
      },
      Calendar
    >;
    /**
     * Pages through the calendars that the caller owns or holds a grant on.
     * @throws INVALID_CURSOR
     */
    list: OptionalQuery<CalendarsListInput, Page<Calendar>>;
    /**
     * One calendar, with the caller's role.
     * @throws NOT_FOUND
     */
    get: Query<ById, Calendar>;
    /**
     * Changes the name, the zone, or who learns the busy times; for its owner (S1).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, UNKNOWN_TIME_ZONE, VERSION_CONFLICT
     */
    update: Mutation<CalendarsUpdateInput, Calendar>;
    /**
     * Deletes a calendar with its events in one change set, which can be undone (K1). The default
     * calendar is refused, `DEFAULT_CALENDAR`.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, DEFAULT_CALENDAR
     */
    delete: Mutation<ById, CalendarsDeleteOutput>;
  };
  events: {
    /**
     * Creates an event or a series, in the default calendar unless one is named. Times are
     * wall-clock texts with an IANA zone, floating, or dates (T1, T2); a rule must produce the
     * start, `START_NOT_IN_RULE` (R3).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, EVENT_OVERLAPS, ContentReason
     */
    create: Mutation<NewEvent, Event>;
    /**
     * Creates events in one calendar, all or none, as one change set.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, EVENT_OVERLAPS, ContentReason
     */
    createMany: Mutation<
      EventsCreateManyInput,
      {
        /** The new events, in the order given. */
        items: Event[];
        /** What the call did, to be undone as one. */
        changeSetId: string;
      }
    >;
    /**
     * One event, deleted or not (K1); as it is now, at a version, or at an instant, with the rights
     * of now (V7).
     * @throws NOT_FOUND, VERSION_NOT_FOUND, INSTANT_IN_FUTURE
     */
    get: Query<
      {
        /** A UUID. */
        id: string;
        /** The event as it was at this version. */
        version?: number | undefined;
        /** The event as it was at this instant. */
        at?: string | undefined;
      },
      Event
    >;
    /**
     * Pages through the events that the caller can see, by first start or by last change. Series are
     * one item; `events.occurrences` expands them.
     * @throws INVALID_CURSOR
     */
    list: OptionalQuery<EventsListInput, Page<Event>>;
    /**
     * The occurrences that overlap a window of instants (half-open, T4), of everything the caller
     * can see, in time order. Series are expanded (R4). With `at`, the window as it stood at that
     * instant (V7).
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, UNKNOWN_TIME_ZONE, INSTANT_IN_FUTURE, INVALID_CURSOR
     */
    occurrences: Query<EventsOccurrencesInput, Page<Occurrence>>;
    /**
     * Compares a window at two instants: the occurrences that appeared, vanished, moved or changed,
     * each with the versions between and who made them (V7).
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, UNKNOWN_TIME_ZONE, INSTANT_IN_FUTURE, INVALID_CURSOR
     */
    changes: Query<EventsChangesInput, Page<OccurrenceChange>>;
    /**
     * What else takes the time of an event that is there, or of one that is to be made. Of hidden
     * events only the time is told (Q1).
     * @throws NOT_FOUND, EVENT_DELETED, CALENDAR_DELETED, WINDOW_INVALID, ContentReason
     */
    conflicts: OptionalQuery<EventsConflictsInput, Conflicts>;
    /**
     * Changes the fields that the patch has: of an event, of a whole series, of one occurrence, or
     * of one and all that follow (X1, X8). With `baseVersion`, edits made meanwhile are merged by
     * field, and `VERSION_CONFLICT` says where both changed the same (V3).
     * @throws NOT_FOUND, FORBIDDEN, EVENT_DELETED, SCOPE_REQUIRED, OCCURRENCE_KEY_REQUIRED,
     * RECURRENCE_IN_OVERRIDE, EXCEPTIONS_ORPHANED, VERSION_NOT_FOUND, VERSION_CONFLICT,
     * EVENT_OVERLAPS, WINDOW_INVALID, WINDOW_TOO_WIDE, ContentReason
     */
    update: Mutation<EventsUpdateInput, Changed>;
    /**
     * Deletes an event, excludes one occurrence, or ends a series before one (X5). It can be
     * restored.
     * @throws NOT_FOUND, FORBIDDEN, SCOPE_REQUIRED, OCCURRENCE_KEY_REQUIRED, OCCURRENCE_NOT_FOUND,
     * VERSION_NOT_FOUND, VERSION_CONFLICT, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    delete: Mutation<EventsDeleteInput, Changed>;
    /**
     * Brings back a deleted event, or one occurrence as the series has it (X5).
     * @throws NOT_FOUND, FORBIDDEN, EVENT_DELETED, CALENDAR_DELETED, OCCURRENCE_NOT_FOUND,
     * SPLIT_SINCE, SPLIT_TAKEN_BACK, EVENT_OVERLAPS, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    restore: Mutation<EventsRestoreInput, Changed>;
    /**
     * Takes an event along with its history and its own grants: a delete at the source and a
     * creation at the target (S1).
     * @throws NOT_FOUND, FORBIDDEN, EVENT_DELETED, CALENDAR_DELETED, VERSION_NOT_FOUND,
     * VERSION_CONFLICT, EVENT_OVERLAPS, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    move: Mutation<EventsMoveInput, Changed>;
    /**
     * Finds events that have all the words, without regard to case and accents, the last one as a
     * prefix (Q2).
     * @throws NO_SEARCH_WORDS, INVALID_CURSOR
     */
    search: Query<EventsSearchInput, Page<Event>>;
    /**
     * Reads an iCalendar file (RFC 5545) into a calendar, merged from the last import of each event.
     * What cannot be read is listed with its line and reason (F1).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, INVALID_CALENDAR_FILE
     */
    import: Mutation<
      {
        /** The calendar; the caller's default one unless told. */
        calendarId?: string | undefined;
        /** An iCalendar file (RFC 5545). */
        ics: string;
        /** Reports what an import would do, and writes nothing. */
        dryRun?: boolean | undefined;
      },
      ImportReport
    >;
    /**
     * Writes an event, or a calendar or a window of it, as an iCalendar file (F1).
     * @throws NOT_FOUND, EVENT_DELETED, WINDOW_INVALID
     */
    export: OptionalQuery<
      EventsExportInput,
      {
        /** An iCalendar file (RFC 5545). */
        ics: string;
      }
    >;
  };
  sharing: {
    /**
     * Gives grants to people, who are named by id, username or e-mail address: all, or none
     * (`USER_NOT_FOUND`, S9). Sharing again replaces the grant.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, USER_NOT_FOUND, OWNER_REQUIRED,
     * EXPIRY_IN_PAST, RATE_LIMITED
     */
    share: Mutation<
      {
        /** The calendar or event in question. */
        resource: Resource;
        /** To whom, and what each gets; up to 50. */
        users: Grantee[];
      },
      {
        /** The grants as they are now, in the order asked. */
        items: Grant[];
      }
    >;
    /**
     * The owner and the grants on a resource. A viewer sees the owner's and their own (S1).
     * @throws NOT_FOUND, INSTANT_IN_FUTURE, INVALID_CURSOR
     */
    list: Query<SharingListInput, SharingListOutput>;
    /**
     * Why somebody reaches a resource, now or at an instant: the role and every grant, each with
     * whether it counts (S2). Asking about others needs an editor's role.
     * @throws NOT_FOUND, FORBIDDEN, INSTANT_IN_FUTURE
     */
    explain: Query<
      {
        /** The calendar or event in question. */
        resource: Resource;
        /** About whom; the caller unless told. */
        userId?: string | undefined;
        /** The instant in question, rather than now. */
        at?: string | undefined;
      },
      AccessExplanation
    >;
    /**
     * Changes role, flags or expiry of a grant; what is absent stays.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, OWNER_REQUIRED, EXPIRY_IN_PAST
     */
    update: Mutation<
      SharingUpdateInput,
      {
        /** The grants as they are now, in the order asked. */
        items: Grant[];
      }
    >;
    /**
     * Takes a grant away. It holds at once, everywhere (S4).
     * @throws NOT_FOUND, FORBIDDEN, OWNER_REQUIRED
     */
    revoke: Mutation<OfUser, Revoked>;
    /**
     * Gives up the caller's own grant on a resource.
     * @throws NOT_FOUND, OWNER_REQUIRED
     */
    leave: Mutation<
      {
        /** The calendar or event in question. */
        resource: Resource;
      },
      Revoked
    >;
    /**
     * Passes a calendar, or an event, to somebody who holds a grant on it (S5). The former owner
     * stays an editor.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, DEFAULT_CALENDAR, GRANT_REQUIRED,
     * USER_NOT_FOUND
     */
    transfer: Mutation<
      OfUser,
      {
        /** The calendar or event in question. */
        resource: Resource;
        /** Whose it is now. */
        ownerId: string;
      }
    >;
  };
  versions: {
    /**
     * The changelog, latest first: who, when, what kind, which fields (V1).
     * @throws NOT_FOUND, INVALID_CURSOR
     */
    list: Query<
      {
        /** A UUID. */
        eventId: string;
        /** Where to go on: `nextCursor` of the page before. */
        cursor?: string | undefined;
        /** How many at most: up to 200, 50 unless told. */
        limit?: number | undefined;
      },
      Page<VersionItem>
    >;
    /**
     * One version of an event with its content then.
     * @throws NOT_FOUND, VERSION_NOT_FOUND
     */
    get: Query<
      {
        /** A UUID. */
        eventId: string;
        /** Number of a version, from 1. */
        version: number;
      },
      VersionedEvent
    >;
    /**
     * The fields that differ, with the words that changed in long text, and what that means in time:
     * occurrences that appear, vanish or move in a window (V5).
     * @throws NOT_FOUND, VERSION_NOT_FOUND, WINDOW_INVALID, WINDOW_TOO_WIDE, UNKNOWN_TIME_ZONE
     */
    diff: Query<VersionsDiffInput, VersionDiff>;
    /**
     * Which version set each field and each override last, when and who; after a rollback or an undo
     * also the version that had first set the value (V6).
     * @throws NOT_FOUND, VERSION_NOT_FOUND
     */
    blame: Query<
      {
        /** A UUID. */
        eventId: string;
        /** As of this version; the present unless told. */
        version?: number | undefined;
      },
      VersionsBlameOutput
    >;
    /**
     * Writes a new version with exactly an old one's content; it never merges, and never touches
     * grants (V4, S8).
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, VERSION_NOT_FOUND, VERSION_CONFLICT,
     * SPLIT_SINCE, SPLIT_TAKEN_BACK, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    rollback: Mutation<VersionsRollbackInput, Changed>;
    /**
     * Takes back one version of an event, or everything that one user action did, and keeps what
     * came later (V4). What both changed is a conflict, which `resolutions` settle field by field.
     * @throws NOT_FOUND, FORBIDDEN, CALENDAR_DELETED, DEFAULT_CALENDAR, VERSION_NOT_FOUND,
     * VERSION_CONFLICT, SPLIT_SINCE, SPLIT_TAKEN_BACK, WINDOW_INVALID, WINDOW_TOO_WIDE
     */
    undo: OptionalMutation<VersionsUndoInput, Changed | UndoneChangeSet>;
    /**
     * Recomputes the hashes of an event, or of the events of a calendar in several calls, and names
     * the first version that does not fit (V8).
     * @throws NOT_FOUND, INVALID_CURSOR
     */
    verify: OptionalQuery<VersionsVerifyInput, VersionsVerifyOutput>;
  };
  schedule: {
    /**
     * When people are busy, as far as the caller may know (Q1). A person who is hidden or unknown is
     * `NOT_FOUND`, and the rest is answered.
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, RATE_LIMITED
     */
    freeBusy: Query<
      {
        /** Whose time is asked about; up to 50 people. */
        users: PersonInput[];
        /** Instant, with `Z` or an offset; what runs at it already is answered (T4). */
        from: string;
        /** Instant at which the window ends; what begins at it is outside. */
        to: string;
      },
      {
        /** One for each person, in the order in which they were asked about. */
        items: FreeBusy[];
      }
    >;
    /**
     * Suggests starts in a window at which nobody is busy, within working hours; where there is
     * none, `reason` says why (Q1).
     * @throws WINDOW_INVALID, WINDOW_TOO_WIDE, INVALID_TIME, UNKNOWN_TIME_ZONE, RATE_LIMITED
     */
    findTime: Query<ScheduleFindTimeInput, FoundTimes>;
  };
  sync: {
    /**
     * What has changed since a cursor in everything that the caller can see, in the order of
     * commits; without a cursor, all that is there (L1, L2, L3). A cursor that is too old, or from
     * before a restoration, is `CURSOR_EXPIRED`.
     * @throws CURSOR_EXPIRED, INVALID_CURSOR
     */
    changes: OptionalQuery<SyncInput, SyncChangesOutput>;
    /**
     * A stream of server-sent events with what `sync.changes` tells, as soon as it is committed by
     * whichever server; each message's id is the cursor from which the stream is resumed (L3). It
     * ends with the session.
     * @throws CURSOR_EXPIRED, RATE_LIMITED, INVALID_CURSOR
     */
    subscribe: (input?: SyncInput, options?: StreamOptions) => Stream<SyncMessage>;
  };
  feeds: {
    /**
     * Makes a secret address at which calendar programs read a calendar without signing in (F1). The
     * address is shown this once.
     * @throws NOT_FOUND, CALENDAR_DELETED
     */
    create: Mutation<
      FeedsCreateInput,
      {
        /** A UUID. */
        id: string;
        /** The calendar that is read there. */
        calendarId: string;
        /** Which program or person the address is for. */
        name: string;
        /** Instant in UTC: `2026-03-02T08:00:00Z`. */
        createdAt: string;
        /** The address, which is the secret; shown this once. */
        url: string;
      }
    >;
    /**
     * The caller's feeds, without addresses.
     * @throws INVALID_CURSOR
     */
    list: OptionalQuery<FeedsListInput, Page<Feed>>;
    /**
     * Ends an address at once.
     * @throws NOT_FOUND
     */
    revoke: Mutation<
      {
        /** A UUID. */
        feedId: string;
      },
      {
        /** It is at an end, by this call or before. */
        revoked: true;
      }
    >;
  };
  audit: {
    /**
     * Owners read the trail of their resources, users their own, administrators all (A1). Latest
     * first.
     * @throws NOT_FOUND, FORBIDDEN, INVALID_CURSOR
     */
    list: OptionalQuery<AuditListInput, Page<AuditItem>>;
  };
  admin: {
    users: {
      /**
       * All accounts of the installation; for administrators.
       * @throws FORBIDDEN, INVALID_CURSOR
       */
      list: OptionalQuery<PageInput, Page<Account>>;
      /**
       * Ends the sessions and tokens of an account and keeps it from signing in.
       * @throws FORBIDDEN, USER_NOT_FOUND
       */
      disable: Mutation<
        {
          /** Whose account it is. */
          userId: string;
        },
        Account
      >;
      /**
       * Lets it sign in again.
       * @throws FORBIDDEN, USER_NOT_FOUND
       */
      enable: Mutation<
        {
          /** Whose account it is. */
          userId: string;
        },
        Account
      >;
    };
  };
  meta: {
    /**
     * Every limit by its name; each says what it limits, and its unit unless it is a count (C3).
     */
    limits: OptionalQuery<Record<string, never>, MetaLimitsOutput>;
    /** Version of the server, clock of the database, time zone data in use. */
    health: OptionalQuery<Record<string, never>, MetaHealthOutput>;
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

/** It is not there or hidden, or the caller may not do this (S3). */
export type RightsReason = "NOT_FOUND" | "FORBIDDEN";

/** What is wrong with a window. */
export type WindowReason = "WINDOW_INVALID" | "WINDOW_TOO_WIDE";

/** What is wrong with the version that a call was made from (V3). */
export type StaleReason = "VERSION_NOT_FOUND" | "VERSION_CONFLICT";

/** What a split stands in the way of (X4). */
export type SplitReason = "SPLIT_SINCE" | "SPLIT_TAKEN_BACK";

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
    | RightsReason
    | "WRONG_PASSWORD"
    | "RATE_LIMITED"
    | "DISPOSITION_REQUIRED"
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
  "calendars.update": RightsReason | "CALENDAR_DELETED" | "UNKNOWN_TIME_ZONE" | "VERSION_CONFLICT";
  "calendars.delete": RightsReason | "CALENDAR_DELETED" | "DEFAULT_CALENDAR";
  "events.create": ContentReason | RightsReason | "CALENDAR_DELETED" | "EVENT_OVERLAPS";
  "events.createMany": ContentReason | RightsReason | "CALENDAR_DELETED" | "EVENT_OVERLAPS";
  "events.get": "NOT_FOUND" | "VERSION_NOT_FOUND" | "INSTANT_IN_FUTURE";
  "events.list": "INVALID_CURSOR";
  "events.occurrences": WindowReason | "UNKNOWN_TIME_ZONE" | "INSTANT_IN_FUTURE" | "INVALID_CURSOR";
  "events.changes": WindowReason | "UNKNOWN_TIME_ZONE" | "INSTANT_IN_FUTURE" | "INVALID_CURSOR";
  "events.conflicts":
    | ContentReason
    | "NOT_FOUND"
    | "EVENT_DELETED"
    | "CALENDAR_DELETED"
    | "WINDOW_INVALID";
  "events.update":
    | ContentReason
    | RightsReason
    | WindowReason
    | StaleReason
    | "EVENT_DELETED"
    | "SCOPE_REQUIRED"
    | "OCCURRENCE_KEY_REQUIRED"
    | "RECURRENCE_IN_OVERRIDE"
    | "EXCEPTIONS_ORPHANED"
    | "EVENT_OVERLAPS";
  "events.delete":
    | RightsReason
    | WindowReason
    | StaleReason
    | "SCOPE_REQUIRED"
    | "OCCURRENCE_KEY_REQUIRED"
    | "OCCURRENCE_NOT_FOUND";
  "events.restore":
    | RightsReason
    | WindowReason
    | SplitReason
    | "EVENT_DELETED"
    | "CALENDAR_DELETED"
    | "OCCURRENCE_NOT_FOUND"
    | "EVENT_OVERLAPS";
  "events.move":
    | RightsReason
    | WindowReason
    | StaleReason
    | "EVENT_DELETED"
    | "CALENDAR_DELETED"
    | "EVENT_OVERLAPS";
  "events.search": "NO_SEARCH_WORDS" | "INVALID_CURSOR";
  "events.import": RightsReason | "CALENDAR_DELETED" | "INVALID_CALENDAR_FILE";
  "events.export": "NOT_FOUND" | "EVENT_DELETED" | "WINDOW_INVALID";
  "sharing.share":
    | RightsReason
    | "CALENDAR_DELETED"
    | "USER_NOT_FOUND"
    | "OWNER_REQUIRED"
    | "EXPIRY_IN_PAST"
    | "RATE_LIMITED";
  "sharing.list": "NOT_FOUND" | "INSTANT_IN_FUTURE" | "INVALID_CURSOR";
  "sharing.explain": RightsReason | "INSTANT_IN_FUTURE";
  "sharing.update": RightsReason | "CALENDAR_DELETED" | "OWNER_REQUIRED" | "EXPIRY_IN_PAST";
  "sharing.revoke": RightsReason | "OWNER_REQUIRED";
  "sharing.leave": "NOT_FOUND" | "OWNER_REQUIRED";
  "sharing.transfer":
    | RightsReason
    | "CALENDAR_DELETED"
    | "DEFAULT_CALENDAR"
    | "GRANT_REQUIRED"
    | "USER_NOT_FOUND";
  "versions.list": "NOT_FOUND" | "INVALID_CURSOR";
  "versions.get": "NOT_FOUND" | "VERSION_NOT_FOUND";
  "versions.diff": WindowReason | "NOT_FOUND" | "VERSION_NOT_FOUND" | "UNKNOWN_TIME_ZONE";
  "versions.blame": "NOT_FOUND" | "VERSION_NOT_FOUND";
  "versions.rollback": RightsReason | WindowReason | StaleReason | SplitReason | "CALENDAR_DELETED";
  "versions.undo":
    | RightsReason
    | WindowReason
    | StaleReason
    | SplitReason
    | "CALENDAR_DELETED"
    | "DEFAULT_CALENDAR";
  "versions.verify": "NOT_FOUND" | "INVALID_CURSOR";
  "schedule.freeBusy": WindowReason | "RATE_LIMITED";
  "schedule.findTime": WindowReason | "INVALID_TIME" | "UNKNOWN_TIME_ZONE" | "RATE_LIMITED";
  "sync.changes": "CURSOR_EXPIRED" | "INVALID_CURSOR";
  "sync.subscribe": "CURSOR_EXPIRED" | "RATE_LIMITED" | "INVALID_CURSOR";
  "feeds.create": "NOT_FOUND" | "CALENDAR_DELETED";
  "feeds.list": "INVALID_CURSOR";
  "feeds.revoke": "NOT_FOUND";
  "audit.list": RightsReason | "INVALID_CURSOR";
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
  INSUFFICIENT_SCOPE: {
    /** The scope that the call needs. */
    required: TokenScope;
  };
  /** The start is not one of the occurrences of the rule. */
  START_NOT_IN_RULE: {
    /** The start that was given. */
    start: string;
    /** The nearest start that the rule produces. */
    nearest: string | null;
    /** The last one that it produces before. */
    before: string | null;
  };
  /** The time zone is not known. */
  UNKNOWN_TIME_ZONE: {
    /** The name that was given. */
    timeZone: string;
    /** Names that are like it. */
    nearest: string[];
  };
  /** The offset names the second of a wall time that occurs twice. */
  TIME_OCCURS_TWICE: {
    /** The zone whose clock shows the time twice. */
    timeZone: string;
    /** The instant at which it is shown first, which the time means. */
    first: string;
    /** The other one, which the offset names. */
    second: string;
  };
  /** Exceptions of the series would lose their occurrence. */
  EXCEPTIONS_ORPHANED: {
    /** The overrides that would lose their occurrence. */
    keys: string[];
  };
  /** The series has no such occurrence. */
  OCCURRENCE_NOT_FOUND: {
    /** The key that was given. */
    key: string;
  };
  /** The recurrence exceeds the published limits. */
  RECURRENCE_TOO_LARGE: {
    /** The part of the recurrence that is at fault, as in `BYDAY`. */
    part: string;
    /** What is wrong with it, for people. */
    why?: string | undefined;
    /** The most that it may be. */
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
  CALENDAR_DELETED: {
    /** Which one. */
    calendarId?: string | undefined;
  };
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
  INSTANT_IN_FUTURE: {
    /** The database's clock. */
    now: string;
  };
  /** Say what becomes of each shared calendar and event. */
  DISPOSITION_REQUIRED: {
    /** What nothing is said about. */
    resources: Resource[];
  };
  /** The owner cannot be removed or lowered, only replaced. */
  OWNER_REQUIRED: {
    /** Whose it is. */
    ownerId: string;
  };
  /** Ownership passes only to someone who already holds a grant. */
  GRANT_REQUIRED: {
    /** Who holds none. */
    userId: string;
  };
  /** A published limit would be exceeded. */
  LIMIT_EXCEEDED: ExceededLimit;
  /** The batch holds more items than the limit. */
  BATCH_TOO_LARGE: {
    /** The name of the limit in `meta.limits`. */
    limitName: string;
    /** How much it is. */
    limit: number;
    /** How many it holds. */
    given: number;
    /** Up to where overlaps would have been looked for. */
    horizon?: string;
  };
  /** The window is wider than the limit. */
  WINDOW_TOO_WIDE: ExceededLimit;
  /** The request body is larger than the limit. */
  BODY_TOO_LARGE: ExceededLimit;
  /** Too many calls; try again later. */
  RATE_LIMITED: {
    /** When to try again. */
    retryAfterSeconds: number;
    /** Live streams that are open, where these are too many. */
    streams?: number | undefined;
    /** How many there may be. */
    limit?: number | undefined;
  };
}
