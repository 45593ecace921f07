/** Every limit that is published by `meta.limits` (rule C3). Lengths are UTF-16 code units. */
export const LIMITS = {
  titleLength: 500,
  descriptionLength: 65_536,
  locationLength: 1_000,
  tags: 50,
  tagLength: 100,
  /** UTF-8 bytes of `metadata` as JSON. */
  metadataBytes: 16_384,
  metadataDepth: 8,
  /** UTF-8 bytes of what one event keeps of a calendar file beyond its fields, overrides included. */
  calendarPropertiesBytes: 262_144,
  /** UTF-8 bytes of a whole event's content as JSON. */
  contentBytes: 1_048_576,
  messageLength: 500,
  calendarNameLength: 200,
  /** Length of an occurrence key in an input. */
  occurrenceKeyLength: 40,
  overrides: 2_000,
  rdates: 2_000,
  exdates: 2_000,
  /** Largest COUNT of a rule. */
  recurrenceCount: 10_000,
  recurrenceInterval: 1_000,
  /** Occurrences on one day through BYHOUR and BYMINUTE. */
  occurrencesPerDay: 96,
  ruleLength: 1_000,
  /** Length of one event or occurrence, in days. */
  eventDays: 3_660,
  minYear: 1_600,
  maxYear: 2_999,
  /** Width of an `events.occurrences` window, in days. */
  windowDays: 400,
  /** Occurrences that one series may add to a window. */
  occurrencesPerSeriesInWindow: 40_000,
  pageSize: 200,
  occurrencePageSize: 5_000,
  defaultPageSize: 50,
  /** Changes of occurrences in one answer of `events.changes`. */
  changesPageSize: 1_000,
  /** Versions that each of them names, the latest ones. */
  versionsPerChange: 5,
  /** Length of an opaque position in a list. */
  cursorLength: 2_000,
  /** Length of a cursor of `sync.changes`, which names every calendar that reaches its user. */
  syncCursorLength: 65_536,
  /** How long a cursor of `sync.changes` is good for, in days. */
  cursorDays: 30,
  /** Length of a query to `events.search`. */
  searchQueryLength: 200,
  /** Words of a query; of writing without blanks each letter but the first counts as one. */
  searchWords: 50,
  /** Different words of one event that search knows it by; titles and locations come first. */
  searchWordsPerEvent: 1_000,
  createManyEvents: 500,
  /** Fields that one `versions.undo` may say whose value they take, and the length of one's name. */
  resolutions: 10_000,
  resolutionLength: 17_000,
  /** Events that the answer to one `versions.undo` shows, and the length of their contents together. */
  undoItems: 5_000,
  undoItemsLength: 16_777_216,
  /** Right parts that go with the undo of one split, those that were split from them in turn included. */
  undoSplitParts: 100,
  /** Conflicts that one refusal of it names, and the length of what they say. */
  undoConflicts: 1_000,
  undoConflictsLength: 4_194_304,
  /** Events that one calendar file may hold, each exception to a series counted as one. */
  importEvents: 5_000,
  /** Rules of one calendar file that never match, which are the dearest to find out. */
  importRulesNeverMatching: 50,
  /** Length of a UID in a calendar file. */
  uidLength: 512,
  /** UTF-8 bytes of one calendar file. */
  importBytes: 5_242_880,
  /** Milliseconds of CPU time that reading one calendar file may take. */
  importParseMs: 1_000,
  /** Megabytes of memory that reading one calendar file may take. */
  importMemoryMb: 256,
  /** UTF-8 bytes of one exported file; a feed has no such limit. */
  exportBytes: 16_777_216,
  bodyBytes: 6_291_456,
  /** Length of an address of a call; longer input travels in a body. */
  urlLength: 12_000,
  /** Bytes of an address and its headers. */
  headerBytes: 16_384,
  batchCalls: 20,
  calendarsPerUser: 200,
  grantsPerCalendar: 500,
  grantsPerEvent: 100,
  usersPerShare: 50,
  /** People that one call may ask about, in `schedule`. */
  scheduleUsers: 50,
  /** Width of a `schedule` window, in days. */
  scheduleWindowDays: 92,
  /** Busy occurrences that one question may have to look at. */
  busyOccurrences: 100_000,
  /** The same for a write that refuses overlaps, which cannot stop half-way. */
  overlapOccurrences: 100_000,
  /** How far ahead of now, or of an event's start, conflicts and overlaps are looked for. */
  conflictHorizonDays: 400,
  /** Conflicts in one answer. */
  conflicts: 200,
  /** Longest meeting that `schedule.findTime` looks for. */
  findTimeDurationMinutes: 10_080,
  findTimeStepMinutes: 1_440,
  defaultFindTimeStepMinutes: 15,
  findTimeSuggestions: 100,
  defaultFindTimeSuggestions: 10,
  findTimeWorkingHours: 400,
  /** Calls with a name that nothing is known of, by one caller in the window of `unknownUsers`. */
  unknownPeople: 100,
  tokensPerUser: 100,
  sessionsPerUser: 200,
  feedsPerUser: 100,
  feedNameLength: 200,
  /** Requests for feeds that are not there that one address may make in a window. */
  unknownFeeds: 60,
  unknownFeedWindowMinutes: 15,
  usernameMinLength: 3,
  usernameMaxLength: 32,
  emailLength: 254,
  /** Characters (code points) of a password. */
  passwordMinLength: 8,
  passwordMaxLength: 128,
  tokenNameLength: 100,
  /** Longest life of a personal token. */
  tokenDays: 365,
  /** Refused sign-ins of one name from one address before it has to wait (U5). */
  signInFailures: 10,
  /** Refused sign-ins from one address, whatever the names. */
  signInFailuresPerAddress: 100,
  signInWindowMinutes: 15,
  /** Answers USER_NOT_FOUND that one caller gets in a window (rule S9). */
  unknownUsers: 30,
  unknownUserWindowMinutes: 15,
  /** Calendars and events whose fate one account deletion may say (S7). */
  dispositions: 10_000,
  /** Versions, and characters of their contents, after which `versions.verify` of a calendar pauses. */
  verifyVersions: 20_000,
  verifyLength: 33_554_432,
  /** Live streams of one user, and of one session or personal token, in one server process. */
  streamsPerUser: 100,
  streamsPerSession: 20,
  /** Without a change a stream says so often that it is there. */
  streamHeartbeatSeconds: 15,
  /** Changes that a stream's reader may leave untaken before it is told to begin anew. */
  streamBacklogChanges: 10_000,
  /** Bytes of a message beyond which the next ones hold fewer items. */
  streamMessageBytes: 1_048_576,
  /** A reader that takes nothing of what waits for it is cut off after this. */
  streamStallSeconds: 60,
  idempotencyKeyLength: 255,
  idempotencyHours: 48,
} as const;

export type Limits = typeof LIMITS;
