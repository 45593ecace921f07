/** What a limit counts in; `characters` are UTF-16 code units, `bytes` those of UTF-8. */
export type LimitUnit =
  | "characters"
  | "code points"
  | "bytes"
  | "megabytes"
  | "milliseconds"
  | "seconds"
  | "minutes"
  | "hours"
  | "days";

export interface Limit<Value extends number = number> {
  readonly value: Value;
  /** What is limited, as a heading. */
  readonly of: string;
  /** Absent for a number of things. */
  readonly unit?: LimitUnit;
}

function limit<const Value extends number>(
  value: Value,
  of: string,
  unit?: LimitUnit,
): Limit<Value> {
  return unit === undefined ? { value, of } : { value, of, unit };
}

/** Every limit that is published by `meta.limits`, with its meaning (rule C3). */
export const LIMIT_TABLE = {
  titleLength: limit(500, "A title", "characters"),
  descriptionLength: limit(65_536, "A description", "characters"),
  locationLength: limit(1_000, "A location", "characters"),
  tags: limit(50, "Tags of one event"),
  tagLength: limit(100, "A tag", "characters"),
  metadataBytes: limit(16_384, "`metadata` as JSON", "bytes"),
  metadataDepth: limit(8, "How deep `metadata` may be nested"),
  calendarPropertiesBytes: limit(
    262_144,
    "What one event keeps of a calendar file beyond its fields, overrides included",
    "bytes",
  ),
  contentBytes: limit(1_048_576, "A whole event's content as JSON", "bytes"),
  messageLength: limit(500, "A message that is kept with a version", "characters"),
  calendarNameLength: limit(200, "A calendar's name", "characters"),
  occurrenceKeyLength: limit(40, "An occurrence key in an input", "characters"),
  overrides: limit(2_000, "Overrides of one series"),
  rdates: limit(2_000, "Extra dates of one series"),
  exdates: limit(2_000, "Exclusions of one series"),
  recurrenceCount: limit(10_000, "COUNT of a rule"),
  recurrenceInterval: limit(1_000, "INTERVAL of a rule"),
  occurrencesPerDay: limit(96, "Occurrences on one day through BYHOUR and BYMINUTE"),
  ruleLength: limit(1_000, "A rule", "characters"),
  eventDays: limit(3_660, "Length of one event or occurrence", "days"),
  minYear: limit(1_600, "The first year in which an event may lie"),
  maxYear: limit(2_999, "The last year in which an event may lie"),
  windowDays: limit(400, "Width of a window of occurrences", "days"),
  occurrencesPerSeriesInWindow: limit(40_000, "Occurrences that one series may add to a window"),
  pageSize: limit(200, "Items of a page"),
  occurrencePageSize: limit(5_000, "Items of a page of `events.occurrences`"),
  defaultPageSize: limit(50, "Items of a page, unless told"),
  changesPageSize: limit(1_000, "Items of a page of `events.changes`"),
  versionsPerChange: limit(5, "Versions that an item of `events.changes` names, the latest ones"),
  cursorLength: limit(2_000, "A cursor of a list", "characters"),
  syncCursorLength: limit(
    65_536,
    "A cursor of `sync.changes`, which names every calendar that reaches its user",
    "characters",
  ),
  cursorDays: limit(30, "How long a cursor of `sync.changes` is good for", "days"),
  searchQueryLength: limit(200, "A query to `events.search`", "characters"),
  searchWords: limit(
    50,
    "Words of a query; of writing without blanks each letter but the first counts as one",
  ),
  searchWordsPerEvent: limit(
    1_000,
    "Different words of one event that search knows it by; titles and locations come first",
  ),
  createManyEvents: limit(500, "Events of one `events.createMany`"),
  resolutions: limit(10_000, "Fields that one `versions.undo` may say whose value they take"),
  resolutionLength: limit(
    17_000,
    "A field's name in the resolutions of `versions.undo`",
    "characters",
  ),
  undoItems: limit(5_000, "Events that the answer to one `versions.undo` shows"),
  undoItemsLength: limit(
    16_777_216,
    "Contents that the answer to one `versions.undo` shows, together",
    "characters",
  ),
  undoSplitParts: limit(
    100,
    "Right parts that go with the undo of one split, those split from them in turn included",
  ),
  undoConflicts: limit(1_000, "Conflicts that one refusal of an undo names"),
  undoConflictsLength: limit(
    4_194_304,
    "Conflicts that one refusal of an undo names, together",
    "characters",
  ),
  importEvents: limit(
    5_000,
    "Events of one calendar file, each exception to a series counted as one",
  ),
  importRulesNeverMatching: limit(
    50,
    "Rules of one calendar file that never match, which are the dearest to find out",
  ),
  uidLength: limit(512, "A UID in a calendar file", "characters"),
  importBytes: limit(5_242_880, "A calendar file that is read", "bytes"),
  importParseMs: limit(1_000, "CPU time that reading a calendar file may take", "milliseconds"),
  importMemoryMb: limit(256, "Memory that reading a calendar file may take", "megabytes"),
  exportBytes: limit(16_777_216, "An exported file; a feed has no such limit", "bytes"),
  bodyBytes: limit(6_291_456, "The body of a request", "bytes"),
  urlLength: limit(12_000, "An address of a call; longer input travels in a body", "characters"),
  headerBytes: limit(16_384, "An address and its headers", "bytes"),
  inputValues: limit(250_000, "Values of one input, lists and objects and what is in them"),
  fieldErrors: limit(100, "Fields that a refusal of bad input names, the first ones"),
  batchCalls: limit(20, "Calls of one request"),
  calendarsPerUser: limit(200, "Calendars that one user owns, or that a filter names"),
  grantsPerCalendar: limit(500, "Grants on one calendar"),
  grantsPerEvent: limit(100, "Grants on one event"),
  usersPerShare: limit(50, "People that one call may share with"),
  scheduleUsers: limit(50, "People that one call of `schedule` may ask about"),
  scheduleWindowDays: limit(92, "Width of a `schedule` window", "days"),
  busyOccurrences: limit(100_000, "Busy occurrences that one question may have to look at"),
  overlapOccurrences: limit(
    100_000,
    "Busy occurrences that a write which refuses overlaps may have to look at; it cannot stop half-way",
  ),
  conflictHorizonDays: limit(
    400,
    "How far ahead of now, or of an event's start, conflicts and overlaps are looked for",
    "days",
  ),
  conflicts: limit(200, "Conflicts in one answer"),
  findTimeDurationMinutes: limit(
    10_080,
    "Longest meeting that `schedule.findTime` looks for",
    "minutes",
  ),
  findTimeStepMinutes: limit(
    1_440,
    "Longest step between the suggestions of `schedule.findTime`",
    "minutes",
  ),
  defaultFindTimeStepMinutes: limit(
    15,
    "Step between the suggestions of `schedule.findTime`, unless told",
    "minutes",
  ),
  findTimeSuggestions: limit(100, "Suggestions of `schedule.findTime`"),
  defaultFindTimeSuggestions: limit(10, "Suggestions of `schedule.findTime`, unless told"),
  findTimeWorkingHours: limit(400, "Working hours that `schedule.findTime` can be told"),
  unknownPeople: limit(
    100,
    "Questions of `schedule` with a name that nothing is known of, by one caller in a window",
  ),
  tokensPerUser: limit(100, "Personal tokens of one user"),
  sessionsPerUser: limit(200, "Sessions of one user"),
  feedsPerUser: limit(100, "Feeds of one user"),
  feedNameLength: limit(200, "A feed's name", "characters"),
  unknownFeeds: limit(
    60,
    "Requests for feeds that are not there that one address may make in a window",
  ),
  unknownFeedWindowMinutes: limit(15, "The window of `unknownFeeds`", "minutes"),
  usernameMinLength: limit(3, "Shortest username", "characters"),
  usernameMaxLength: limit(32, "Longest username", "characters"),
  emailLength: limit(254, "An e-mail address", "characters"),
  passwordMinLength: limit(8, "Shortest password", "code points"),
  passwordMaxLength: limit(128, "Longest password", "code points"),
  tokenNameLength: limit(100, "A personal token's name", "characters"),
  tokenDays: limit(365, "Longest life of a personal token", "days"),
  signInFailures: limit(
    10,
    "Refused sign-ins of one name from one address before it has to wait (U5)",
  ),
  signInFailuresPerAddress: limit(100, "Refused sign-ins from one address, whatever the names"),
  signInWindowMinutes: limit(
    15,
    "The window of `signInFailures` and `signInFailuresPerAddress`",
    "minutes",
  ),
  unknownUsers: limit(30, "Answers `USER_NOT_FOUND` that one caller gets in a window (S9)"),
  unknownUserWindowMinutes: limit(
    15,
    "The window of `unknownUsers` and `unknownPeople`",
    "minutes",
  ),
  dispositions: limit(10_000, "Calendars and events whose fate one account deletion may say (S7)"),
  verifyVersions: limit(
    20_000,
    "Versions after which `versions.verify` of a calendar goes on in another call",
  ),
  verifyLength: limit(
    33_554_432,
    "Contents after which `versions.verify` of a calendar goes on in another call",
    "characters",
  ),
  streamsPerUser: limit(100, "Live streams of one user in one server process"),
  streamsPerSession: limit(
    20,
    "Live streams of one session or personal token in one server process",
  ),
  streamHeartbeatSeconds: limit(
    15,
    "Without a change a stream says so often that it is there",
    "seconds",
  ),
  streamBacklogChanges: limit(
    10_000,
    "Changes that a stream's reader may leave untaken before it is told to begin anew",
  ),
  streamMessageBytes: limit(
    1_048_576,
    "A message of a stream beyond which the next ones hold fewer items",
    "bytes",
  ),
  streamStallSeconds: limit(
    60,
    "A reader that takes nothing of what waits for it is cut off after this",
    "seconds",
  ),
  idempotencyKeyLength: limit(255, "An idempotency key", "characters"),
  idempotencyHours: limit(48, "How long an idempotency key is kept", "hours"),
} as const;

export type LimitName = keyof typeof LIMIT_TABLE;

export type Limits = { readonly [Name in LimitName]: (typeof LIMIT_TABLE)[Name]["value"] };

/** Every limit by its name. */
export const LIMITS = Object.fromEntries(
  Object.entries(LIMIT_TABLE).map(([name, { value }]) => [name, value]),
  // Each name has its own value.
) as Limits;
