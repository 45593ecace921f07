/**
 * Every procedure of the server and the shapes of what it takes and answers. Printed from the
 * router by `node scripts/print-contract.ts`: do not edit it.
 */
import type { CallOptions, Stream, StreamOptions, WriteOptions } from "./api-types.ts";

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
  role: Role;
  canShare: boolean;
  canDelete: boolean;
  name: string;
  timeZone: string;
  isDefault: boolean;
  freeBusy: "shared" | "everyone";
  version: number;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
}

export type Role = "viewer" | "editor" | "owner";

export interface Event extends VersionedContent {
  id: string;
  calendarId: string;
  ownerId: string;
  createdBy: string;
  role: Role;
  canShare: boolean;
  canDelete: boolean;
  version: number;
  uid: string;
  sequence: number;
  splitFrom: { eventId: string; version: number } | null;
  createdAt: string;
  updatedAt: string;
  updatedBy: string;
  deletedAt: string | null;
}

export type EventStatus = "confirmed" | "tentative" | "cancelled";

export type Transparency = "opaque" | "transparent";

export interface Recurrence {
  rrule: string | null;
  rdates: string[];
  exdates: string[];
}

export interface Override {
  title?: string | undefined;
  description?: string | undefined;
  location?: string | undefined;
  status?: EventStatus | undefined;
  transparency?: Transparency | undefined;
  allDay?: boolean | undefined;
  start?: string | undefined;
  end?: string | undefined;
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, JsonValue> | undefined;
  calendarProperties?: string[] | undefined;
}

export interface Changed {
  event: Event;
  changed: boolean;
  merged: boolean;
  mergedOver: number[];
  changeSetId: string | null;
  rightPart: Event | null;
  preview: Preview | null;
}

export interface Preview {
  window: { from: string; to: string };
  occurrences: OccurrenceChanges;
  overridesLost: string[];
}

export interface UndoneChangeSet {
  items: Changed[];
  omitted: number;
  calendar: Calendar | null;
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
  key: string;
  title: string;
  location: string;
  status: EventStatus;
  transparency: Transparency;
  allDay: boolean;
  start: string;
  end: string;
  timeZone: string | null;
  startsAt: string;
  endsAt: string;
  recurring: boolean;
  overridden: boolean;
  role: Role;
  calendarId: string;
  version: number;
}

export interface OccurrenceChange {
  eventId: string;
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
  expiresAt: string | null;
  grantedBy: string | null;
  grantedAt: string;
  via: { type: "event" | "calendar"; id: string };
}

export interface ExplainedGrant extends Grant {
  counts: boolean;
}

export interface AccessExplanation {
  role: Role | null;
  canShare: boolean;
  canDelete: boolean;
  grants: ExplainedGrant[];
  complete: boolean;
}

export interface VersionItem {
  version: number;
  kind: VersionKind;
  deleted: boolean;
  at: string;
  actor: Actor;
  message: string | null;
  changedFields: string[];
  calendarId: string;
  changeSetId: string;
  sourceVersion: number | null;
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
  transparency: Transparency;
  allDay: boolean;
  start: string;
  end: string;
  timeZone: string | null;
  tags: string[];
  metadata: Record<string, JsonValue>;
  calendarProperties: string[];
  recurrence: Recurrence | null;
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
  eventId: string;
  version: number;
  at: string;
  actor: Actor;
  origin: number | null;
  originEventId: string | null;
}

export interface Actor {
  id: string;
  username: string | null;
}

export interface SyncMessage {
  type: "changes" | "resync";
  items: SyncItem[];
  cursor: string;
  hasMore: boolean;
}

export type SyncItem = SyncEvent | SyncCalendar | SyncAccess;

export interface SyncEvent {
  type: "event";
  eventId: string;
  version: number;
  kind: VersionKind;
  at: string;
  event: Event | null;
}

export interface SyncCalendar {
  type: "calendar";
  calendarId: string;
  at: string;
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
  lastUsedAt: string | null;
}

export interface Feed {
  id: string;
  calendarId: string;
  name: string;
  createdAt: string;
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
  unknown: Person[];
}

export interface AuditItem {
  id: string;
  at: string;
  actor: string | null;
  sessionId: string | null;
  tokenId: string | null;
  channel: string;
  procedure: string;
  resource: { type: string; id: string } | null;
  version: number | null;
  outcome: "allowed" | "denied";
  reason: string | null;
  requestId: string;
  count: number;
}

export interface Account {
  id: string;
  username: string;
  email: string;
  role: "user" | "admin";
  createdAt: string;
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
  onOverlap?: "allow" | "reject" | undefined;
  message?: string | undefined;
}

export interface NewEventContent {
  title: string;
  description?: string | undefined;
  location?: string | undefined;
  status?: EventStatus | undefined;
  transparency?: Transparency | undefined;
  allDay?: boolean | undefined;
  start: string;
  end?: string | undefined;
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
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
  allDay?: boolean | undefined;
  start?: string | undefined;
  end?: string | null | undefined;
  timeZone?: string | null | undefined;
  tags?: string[] | null | undefined;
  metadata?: Record<string, JsonValue> | null | undefined;
  recurrence?: RecurrenceInput | null | undefined;
}

export interface RecurrenceInput {
  rrule?: string | null | undefined;
  rdates?: string[] | null | undefined;
  exdates?: string[] | null | undefined;
}

export interface OverrideInput {
  title?: string | undefined;
  description?: string | undefined;
  location?: string | undefined;
  status?: EventStatus | undefined;
  transparency?: Transparency | undefined;
  allDay?: boolean | undefined;
  start?: string | undefined;
  end?: string | undefined;
  timeZone?: string | null | undefined;
  tags?: string[] | undefined;
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
      canShare?: boolean | undefined;
      canDelete?: boolean | undefined;
    }
  | {
      username: string;
      role: "viewer" | "editor";
      expiresAt?: string | null | undefined;
      canShare?: boolean | undefined;
      canDelete?: boolean | undefined;
    }
  | {
      email: string;
      role: "viewer" | "editor";
      expiresAt?: string | null | undefined;
      canShare?: boolean | undefined;
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
  /** The event, where an undo is about several. */
  eventId?: string | undefined;
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
  dispositions?:
    | (
        | { resource: Resource; action: "transfer"; to: string }
        | { resource: Resource; action: "delete" }
      )[]
    | undefined;
}

export type AuthSessionsListOutput = Page<{
  id: string;
  channel: string;
  userAgent: string | null;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  current: boolean;
}>;

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

export interface EventsCreateManyInput {
  calendarId?: string | undefined;
  events: NewEventContent[];
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
  from: string;
  to: string;
  timeZone?: string | undefined;
  calendarIds?: string[] | undefined;
  eventId?: string | undefined;
  at?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface EventsChangesInput {
  from: string;
  to: string;
  since: string;
  until?: string | undefined;
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
  scope?: "all" | "this" | "thisAndFollowing" | undefined;
  occurrenceKey?: string | undefined;
  baseVersion?: number | undefined;
  onConflict?: "fail" | "merge" | undefined;
  onOverlap?: "allow" | "reject" | undefined;
  orphans?: "drop" | undefined;
  preview?: boolean | undefined;
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsDeleteInput {
  id: string;
  scope?: "all" | "this" | "thisAndFollowing" | undefined;
  occurrenceKey?: string | undefined;
  baseVersion?: number | undefined;
  onConflict?: "fail" | "merge" | undefined;
  preview?: boolean | undefined;
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsRestoreInput {
  id: string;
  occurrenceKey?: string | undefined;
  onOverlap?: "allow" | "reject" | undefined;
  preview?: boolean | undefined;
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface EventsMoveInput {
  id: string;
  calendarId: string;
  baseVersion?: number | undefined;
  onOverlap?: "allow" | "reject" | undefined;
  preview?: boolean | undefined;
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
  at?: string | undefined;
  includeCalendar?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export interface SharingUpdateInput {
  resource: Resource;
  userId: string;
  role?: "viewer" | "editor" | undefined;
  expiresAt?: string | null | undefined;
  canShare?: boolean | undefined;
  canDelete?: boolean | undefined;
}

export interface VersionsDiffInput {
  eventId: string;
  from: number;
  to: number;
  window?: { from: string; to: string; timeZone?: string | undefined } | undefined;
}

export interface VersionsRollbackInput {
  eventId: string;
  version: number;
  baseVersion?: number | undefined;
  preview?: boolean | undefined;
  previewWindow?: { from: string; to: string } | undefined;
  message?: string | undefined;
}

export interface VersionsUndoInput {
  eventId?: string | undefined;
  version?: number | undefined;
  changeSetId?: string | undefined;
  resolutions?: Record<string, "yours" | "theirs"> | undefined;
  preview?: boolean | undefined;
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
  checked: number;
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
  version: string;
  time: string;
  timeZoneData: string | null;
  storedTimeZoneData: string | null;
}

/** Every procedure of the server, by its name. */
export interface DaybookApi {
  readonly auth: {
    /**
     * Creates an account with a default calendar and signs it in. `USERNAME_TAKEN`, `EMAIL_TAKEN`; a
     * password that is too common or too like the account's names is refused (U1).
     */
    readonly register: (
      input: { username: string; email: string; password: string; timeZone?: string | undefined },
      options?: WriteOptions,
    ) => Promise<Session>;
    /**
     * Signs in with a username or an e-mail address. An unknown name answers as a wrong password
     * does (U1); failed attempts are limited, `RATE_LIMITED` (U5).
     */
    readonly login: (
      input: { login: string; password: string },
      options?: WriteOptions,
    ) => Promise<Session>;
    /**
     * Trades a refresh token for a new session; each can be used once. The second use of an old one
     * ends the session (U2).
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
     */
    readonly changePassword: (
      input: { currentPassword: string; newPassword: string },
      options?: WriteOptions,
    ) => Promise<Session>;
    /**
     * Deletes the caller's account. Every shared calendar and event is transferred or deleted as
     * `dispositions` say; where one is missing, `DISPOSITION_REQUIRED` lists them (S7).
     */
    readonly deleteAccount: (
      input: AuthDeleteAccountInput,
      options?: WriteOptions,
    ) => Promise<{ deletedAt: string }>;
    readonly sessions: {
      /** The caller's sessions that have not ended. */
      readonly list: (
        input?: { cursor?: string | undefined; limit?: number | undefined },
        options?: CallOptions,
      ) => Promise<AuthSessionsListOutput>;
      /** Ends one of the caller's sessions, as if it had signed out (U3). */
      readonly revoke: (
        input: { id: string },
        options?: WriteOptions,
      ) => Promise<{ revoked: boolean }>;
    };
    readonly tokens: {
      /**
       * Makes a token for programs, with scopes and an expiry of at most a year. The token itself is
       * shown this once (U4).
       */
      readonly create: (
        input: { name: string; scopes: TokenScope[]; expiresAt?: string | undefined },
        options?: WriteOptions,
      ) => Promise<AuthTokensCreateOutput>;
      /** The caller's tokens, without the secrets. */
      readonly list: (
        input?: { cursor?: string | undefined; limit?: number | undefined },
        options?: CallOptions,
      ) => Promise<Page<PersonalToken>>;
      /** Ends a token at once (U3). */
      readonly revoke: (
        input: { id: string },
        options?: WriteOptions,
      ) => Promise<{ revoked: boolean }>;
    };
  };
  readonly calendars: {
    /** Creates a calendar that the caller owns, in a time zone of its own. */
    readonly create: (
      input: { name: string; timeZone: string; freeBusy?: "shared" | "everyone" | undefined },
      options?: WriteOptions,
    ) => Promise<Calendar>;
    /** Pages through the calendars that the caller owns or holds a grant on. */
    readonly list: (input?: CalendarsListInput, options?: CallOptions) => Promise<Page<Calendar>>;
    /** One calendar, with the caller's role. */
    readonly get: (input: { id: string }, options?: CallOptions) => Promise<Calendar>;
    /** Changes the name, the zone, or who learns the busy times; for its owner (S1). */
    readonly update: (input: CalendarsUpdateInput, options?: WriteOptions) => Promise<Calendar>;
    /**
     * Deletes a calendar with its events in one change set, which can be undone (K1). The default
     * calendar is refused, `DEFAULT_CALENDAR`.
     */
    readonly delete: (
      input: { id: string },
      options?: WriteOptions,
    ) => Promise<{ calendar: Calendar; deletedEvents: number; changeSetId: string | null }>;
  };
  readonly events: {
    /**
     * Creates an event or a series, in the default calendar unless one is named. Times are
     * wall-clock texts with an IANA zone, floating, or dates (T1, T2); a rule must produce the
     * start, `START_NOT_IN_RULE` (R3).
     */
    readonly create: (input: NewEvent, options?: WriteOptions) => Promise<Event>;
    /** Creates events in one calendar, all or none, as one change set. */
    readonly createMany: (
      input: EventsCreateManyInput,
      options?: WriteOptions,
    ) => Promise<{ items: Event[]; changeSetId: string }>;
    /**
     * One event, deleted or not (K1); as it is now, at a version, or at an instant, with the rights
     * of now (V7).
     */
    readonly get: (
      input: { id: string; version?: number | undefined; at?: string | undefined },
      options?: CallOptions,
    ) => Promise<Event>;
    /**
     * Pages through the events that the caller can see, by first start or by last change. Series are
     * one item; `events.occurrences` expands them.
     */
    readonly list: (input?: EventsListInput, options?: CallOptions) => Promise<Page<Event>>;
    /**
     * The occurrences that overlap a window of instants (half-open, T4), of everything the caller
     * can see, in time order. Series are expanded (R4). With `at`, the window as it stood at that
     * instant (V7).
     */
    readonly occurrences: (
      input: EventsOccurrencesInput,
      options?: CallOptions,
    ) => Promise<Page<Occurrence>>;
    /**
     * Compares a window at two instants: the occurrences that appeared, vanished, moved or changed,
     * each with the versions between and who made them (V7).
     */
    readonly changes: (
      input: EventsChangesInput,
      options?: CallOptions,
    ) => Promise<Page<OccurrenceChange>>;
    /**
     * What else takes the time of an event that is there, or of one that is to be made. Of hidden
     * events only the time is told (Q1).
     */
    readonly conflicts: (input?: EventsConflictsInput, options?: CallOptions) => Promise<Conflicts>;
    /**
     * Changes the fields that the patch has: of an event, of a whole series, of one occurrence, or
     * of one and all that follow (X1, X8). With `baseVersion`, edits made meanwhile are merged by
     * field, and `VERSION_CONFLICT` says where both changed the same (V3).
     */
    readonly update: (input: EventsUpdateInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Deletes an event, excludes one occurrence, or ends a series before one (X5). It can be
     * restored.
     */
    readonly delete: (input: EventsDeleteInput, options?: WriteOptions) => Promise<Changed>;
    /** Brings back a deleted event, or one occurrence as the series has it (X5). */
    readonly restore: (input: EventsRestoreInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Takes an event along with its history and its own grants: a delete at the source and a
     * creation at the target (S1).
     */
    readonly move: (input: EventsMoveInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Finds events that have all the words, without regard to case and accents, the last one as a
     * prefix (Q2).
     */
    readonly search: (input: EventsSearchInput, options?: CallOptions) => Promise<Page<Event>>;
    /**
     * Reads an iCalendar file (RFC 5545) into a calendar, merged from the last import of each event.
     * What cannot be read is listed with its line and reason (F1).
     */
    readonly import: (
      input: { calendarId?: string | undefined; ics: string; dryRun?: boolean | undefined },
      options?: WriteOptions,
    ) => Promise<ImportReport>;
    /** Writes an event, or a calendar or a window of it, as an iCalendar file (F1). */
    readonly export: (input?: EventsExportInput, options?: CallOptions) => Promise<{ ics: string }>;
  };
  readonly sharing: {
    /**
     * Gives grants to people, who are named by id, username or e-mail address: all, or none
     * (`USER_NOT_FOUND`, S9). Sharing again replaces the grant.
     */
    readonly share: (
      input: { resource: Resource; users: Grantee[] },
      options?: WriteOptions,
    ) => Promise<{ items: Grant[] }>;
    /** The owner and the grants on a resource. A viewer sees the owner's and their own (S1). */
    readonly list: (
      input: SharingListInput,
      options?: CallOptions,
    ) => Promise<{ items: Grant[]; nextCursor: string | null; complete: boolean }>;
    /**
     * Why somebody reaches a resource, now or at an instant: the role and every grant, each with
     * whether it counts (S2). Asking about others needs an editor's role.
     */
    readonly explain: (
      input: { resource: Resource; userId?: string | undefined; at?: string | undefined },
      options?: CallOptions,
    ) => Promise<AccessExplanation>;
    /** Changes role, flags or expiry of a grant; what is absent stays. */
    readonly update: (
      input: SharingUpdateInput,
      options?: WriteOptions,
    ) => Promise<{ items: Grant[] }>;
    /** Takes a grant away. It holds at once, everywhere (S4). */
    readonly revoke: (
      input: { resource: Resource; userId: string },
      options?: WriteOptions,
    ) => Promise<{ revoked: boolean }>;
    /** Gives up the caller's own grant on a resource. */
    readonly leave: (
      input: { resource: Resource },
      options?: WriteOptions,
    ) => Promise<{ revoked: boolean }>;
    /**
     * Passes a calendar, or an event, to somebody who holds a grant on it (S5). The former owner
     * stays an editor.
     */
    readonly transfer: (
      input: { resource: Resource; userId: string },
      options?: WriteOptions,
    ) => Promise<{ resource: { type: "event" | "calendar"; id: string }; ownerId: string }>;
  };
  readonly versions: {
    /** The changelog, latest first: who, when, what kind, which fields (V1). */
    readonly list: (
      input: { eventId: string; cursor?: string | undefined; limit?: number | undefined },
      options?: CallOptions,
    ) => Promise<Page<VersionItem>>;
    /** One version of an event with its content then. */
    readonly get: (
      input: { eventId: string; version: number },
      options?: CallOptions,
    ) => Promise<VersionedEvent>;
    /**
     * The fields that differ, with the words that changed in long text, and what that means in time:
     * occurrences that appear, vanish or move in a window (V5).
     */
    readonly diff: (input: VersionsDiffInput, options?: CallOptions) => Promise<VersionDiff>;
    /**
     * Which version set each field and each override last, when and who; after a rollback or an undo
     * also the version that had first set the value (V6).
     */
    readonly blame: (
      input: { eventId: string; version?: number | undefined },
      options?: CallOptions,
    ) => Promise<{ fields: FieldBlame[] }>;
    /**
     * Writes a new version with exactly an old one's content; it never merges, and never touches
     * grants (V4, S8).
     */
    readonly rollback: (input: VersionsRollbackInput, options?: WriteOptions) => Promise<Changed>;
    /**
     * Takes back one version of an event, or everything that one user action did, and keeps what
     * came later (V4). What both changed is a conflict, which `resolutions` settle field by field.
     */
    readonly undo: (
      input?: VersionsUndoInput,
      options?: WriteOptions,
    ) => Promise<Changed | UndoneChangeSet>;
    /**
     * Recomputes the hashes of an event, or of the events of a calendar in several calls, and names
     * the first version that does not fit (V8).
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
     */
    readonly freeBusy: (
      input: { users: PersonInput[]; from: string; to: string },
      options?: CallOptions,
    ) => Promise<{ items: FreeBusy[] }>;
    /**
     * Suggests starts in a window at which nobody is busy, within working hours; where there is
     * none, `reason` says why (Q1).
     */
    readonly findTime: (input: ScheduleFindTimeInput, options?: CallOptions) => Promise<FoundTimes>;
  };
  readonly sync: {
    /**
     * What has changed since a cursor in everything that the caller can see, in the order of
     * commits; without a cursor, all that is there (L1, L2, L3). A cursor that is too old is
     * `CURSOR_EXPIRED`.
     */
    readonly changes: (
      input?: { cursor?: string | undefined; limit?: number | undefined },
      options?: CallOptions,
    ) => Promise<{ items: SyncItem[]; nextCursor: string; hasMore: boolean }>;
    /**
     * A stream of server-sent events with what `sync.changes` tells, as soon as it is committed by
     * whichever server; each message's id is the cursor from which the stream is resumed (L3). It
     * ends with the session.
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
     */
    readonly create: (
      input: { calendarId: string; name?: string | undefined },
      options?: WriteOptions,
    ) => Promise<{ id: string; calendarId: string; name: string; createdAt: string; url: string }>;
    /** The caller's feeds, without addresses. */
    readonly list: (input?: FeedsListInput, options?: CallOptions) => Promise<Page<Feed>>;
    /** Ends an address at once. */
    readonly revoke: (
      input: { feedId: string },
      options?: WriteOptions,
    ) => Promise<{ revoked: true }>;
  };
  readonly audit: {
    /**
     * Owners read the trail of their resources, users their own, administrators all (A1). Latest
     * first.
     */
    readonly list: (input?: AuditListInput, options?: CallOptions) => Promise<Page<AuditItem>>;
  };
  readonly admin: {
    readonly users: {
      /** All accounts of the installation; for administrators. */
      readonly list: (
        input?: { cursor?: string | undefined; limit?: number | undefined },
        options?: CallOptions,
      ) => Promise<Page<Account>>;
      /** Ends the sessions and tokens of an account and keeps it from signing in. */
      readonly disable: (input: { userId: string }, options?: WriteOptions) => Promise<Account>;
      /** Lets it sign in again. */
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
  CALENDAR_DELETED: { calendarId: string };
  /** The series was split since that version, and its right part is still there. */
  SPLIT_SINCE: { rightPartId: string };
  /** The series went back past the split, and has these occurrences again itself. */
  SPLIT_TAKEN_BACK: { leftPartId: string };
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
  };
}
