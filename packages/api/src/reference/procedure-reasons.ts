import type { ErrorReason } from "@daybook/domain/errors";
import { z } from "zod";
import { factsOf, type ProcedureName } from "./procedures.ts";

type Reasons = readonly ErrorReason[];

/** What is wrong with the request, whichever procedure it names (rules C2, C3, C5). */
const OF_REQUEST = [
  "INVALID_INPUT",
  "UNKNOWN_KEY",
  "LIMIT_EXCEEDED",
  "BODY_TOO_LARGE",
  "BATCH_TOO_LARGE",
  "METHOD_NOT_ALLOWED",
  "KEY_NOT_ALLOWED",
] as const satisfies Reasons;

/** What keeps any call from being answered, and is not its fault (rules C1, C4). */
const OF_FAULT = [
  "BUSY",
  "UNAVAILABLE",
  "TIMEOUT",
  "SERVER_TOO_OLD",
  "INTERNAL",
] as const satisfies Reasons;

/** What is wrong with the credential, where one is needed (rules U3, U4). */
const OF_CREDENTIAL = [
  "UNAUTHENTICATED",
  "TOKEN_EXPIRED",
  "TOKEN_INVALID",
  "TOKEN_REVOKED",
] as const satisfies Reasons;

/** The credential is in order and does not reach that far (rule U4). */
const OF_REACH = ["INSUFFICIENT_SCOPE", "SESSION_REQUIRED"] as const satisfies Reasons;

/** What a write with an idempotency key can be refused with (rule C2). */
const OF_KEY = ["KEY_REUSED"] as const satisfies Reasons;

/** Where calls of every kind are limited, or what the call is about (rule C3). */
const OF_RATE = ["RATE_LIMITED"] as const satisfies Reasons;

/** What a call can be refused with for what it is, and not for what it asks for. */
export const COMMON_REASONS = [
  ...OF_REQUEST,
  ...OF_CREDENTIAL,
  ...OF_REACH,
  ...OF_KEY,
  ...OF_RATE,
  ...OF_FAULT,
] as const satisfies Reasons;

/** What is not there, or not for the caller to see, or to do (rule S3). */
const RIGHTS = ["NOT_FOUND", "FORBIDDEN"] as const satisfies Reasons;

/** What can be wrong with the content of an event that is made or changed (T2, R1, R3, R4). */
const CONTENT = [
  "INVALID_TIME",
  "OFFSET_NOT_ALLOWED",
  "TIME_OCCURS_TWICE",
  "END_BEFORE_START",
  "UNKNOWN_TIME_ZONE",
  "INVALID_RECURRENCE",
  "RECURRENCE_UNSUPPORTED",
  "RECURRENCE_NEVER_MATCHES",
  "RECURRENCE_TOO_LARGE",
  "START_NOT_IN_RULE",
  "OCCURRENCE_NOT_FOUND",
] as const satisfies Reasons;

const WINDOW = ["WINDOW_INVALID", "WINDOW_TOO_WIDE"] as const satisfies Reasons;

/** An edit of a version that may be an older one (rule V3). */
const STALE = ["VERSION_NOT_FOUND", "VERSION_CONFLICT"] as const satisfies Reasons;

/** Bringing back what a split has left elsewhere (rule X4). */
const SPLIT = ["SPLIT_SINCE", "SPLIT_TAKEN_BACK"] as const satisfies Reasons;

/** Reasons that come together, by the name that the client's types give them. */
export const REASON_GROUPS = {
  ContentReason: CONTENT,
  RightsReason: RIGHTS,
  WindowReason: WINDOW,
  StaleReason: STALE,
  SplitReason: SPLIT,
} as const satisfies Record<string, Reasons>;

/** The reasons of each procedure beyond those that its facts tell; see {@link reasonsOf}. */
const OWN: Readonly<Record<ProcedureName, Reasons>> = {
  "auth.register": ["USERNAME_TAKEN", "EMAIL_TAKEN", "PASSWORD_TOO_COMMON", "UNKNOWN_TIME_ZONE"],
  "auth.login": ["INVALID_CREDENTIALS", "ACCOUNT_DISABLED", "RATE_LIMITED"],
  "auth.refresh": ["TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_REVOKED", "REFRESH_TOKEN_REUSED"],
  "auth.logout": [],
  "auth.logoutAll": [],
  "auth.me": [],
  "auth.changePassword": ["WRONG_PASSWORD", "PASSWORD_TOO_COMMON", "RATE_LIMITED"],
  "auth.deleteAccount": [
    "WRONG_PASSWORD",
    "RATE_LIMITED",
    "DISPOSITION_REQUIRED",
    ...RIGHTS,
    "CALENDAR_DELETED",
    "GRANT_REQUIRED",
    "USER_NOT_FOUND",
  ],
  "auth.sessions.list": [],
  "auth.sessions.revoke": ["NOT_FOUND"],
  "auth.tokens.create": ["EXPIRY_IN_PAST"],
  "auth.tokens.list": [],
  "auth.tokens.revoke": ["NOT_FOUND"],

  // What a repeated call has made before may be out of the caller's sight by now.
  "calendars.create": ["NOT_FOUND", "UNKNOWN_TIME_ZONE"],
  "calendars.list": [],
  "calendars.get": ["NOT_FOUND"],
  "calendars.update": [...RIGHTS, "CALENDAR_DELETED", "UNKNOWN_TIME_ZONE", "VERSION_CONFLICT"],
  "calendars.delete": [...RIGHTS, "CALENDAR_DELETED", "DEFAULT_CALENDAR"],

  "events.create": [...RIGHTS, "CALENDAR_DELETED", ...CONTENT],
  "events.createMany": [...RIGHTS, "CALENDAR_DELETED", ...CONTENT],
  "events.get": ["NOT_FOUND", "VERSION_NOT_FOUND", "INSTANT_IN_FUTURE"],
  "events.list": [],
  "events.occurrences": [...WINDOW, "UNKNOWN_TIME_ZONE", "INSTANT_IN_FUTURE"],
  "events.changes": [...WINDOW, "UNKNOWN_TIME_ZONE", "INSTANT_IN_FUTURE"],
  "events.conflicts": [
    "NOT_FOUND",
    "EVENT_DELETED",
    "CALENDAR_DELETED",
    "WINDOW_INVALID",
    ...CONTENT,
  ],
  "events.update": [
    ...RIGHTS,
    "EVENT_DELETED",
    "SCOPE_REQUIRED",
    "OCCURRENCE_KEY_REQUIRED",
    "RECURRENCE_IN_OVERRIDE",
    "EXCEPTIONS_ORPHANED",
    ...CONTENT,
    ...STALE,
  ],
  "events.delete": [
    ...RIGHTS,
    "SCOPE_REQUIRED",
    "OCCURRENCE_KEY_REQUIRED",
    "OCCURRENCE_NOT_FOUND",
    ...STALE,
  ],
  "events.restore": [
    ...RIGHTS,
    "EVENT_DELETED",
    "CALENDAR_DELETED",
    "OCCURRENCE_NOT_FOUND",
    ...SPLIT,
  ],
  "events.move": [...RIGHTS, "EVENT_DELETED", "CALENDAR_DELETED", ...STALE],
  "events.search": ["NO_SEARCH_WORDS"],
  "events.import": [...RIGHTS, "CALENDAR_DELETED", "INVALID_CALENDAR_FILE"],
  "events.export": ["NOT_FOUND", "EVENT_DELETED", "WINDOW_INVALID"],

  "sharing.share": [
    ...RIGHTS,
    "CALENDAR_DELETED",
    "USER_NOT_FOUND",
    "OWNER_REQUIRED",
    "EXPIRY_IN_PAST",
    "RATE_LIMITED",
  ],
  "sharing.list": ["NOT_FOUND", "INSTANT_IN_FUTURE"],
  "sharing.explain": [...RIGHTS, "INSTANT_IN_FUTURE"],
  "sharing.update": [...RIGHTS, "CALENDAR_DELETED", "OWNER_REQUIRED", "EXPIRY_IN_PAST"],
  "sharing.revoke": [...RIGHTS, "OWNER_REQUIRED"],
  "sharing.leave": ["NOT_FOUND", "OWNER_REQUIRED"],
  "sharing.transfer": [
    ...RIGHTS,
    "CALENDAR_DELETED",
    "DEFAULT_CALENDAR",
    "GRANT_REQUIRED",
    "USER_NOT_FOUND",
  ],

  "versions.list": ["NOT_FOUND"],
  "versions.get": ["NOT_FOUND", "VERSION_NOT_FOUND"],
  "versions.diff": ["NOT_FOUND", "VERSION_NOT_FOUND", ...WINDOW, "UNKNOWN_TIME_ZONE"],
  "versions.blame": ["NOT_FOUND", "VERSION_NOT_FOUND"],
  "versions.rollback": [...RIGHTS, "CALENDAR_DELETED", ...STALE, ...SPLIT],
  "versions.undo": [...RIGHTS, "CALENDAR_DELETED", "DEFAULT_CALENDAR", ...STALE, ...SPLIT],
  "versions.verify": ["NOT_FOUND"],

  "schedule.freeBusy": [...WINDOW, "RATE_LIMITED"],
  "schedule.findTime": [...WINDOW, "INVALID_TIME", "UNKNOWN_TIME_ZONE", "RATE_LIMITED"],

  "feeds.create": ["NOT_FOUND", "CALENDAR_DELETED"],
  "feeds.list": [],
  "feeds.revoke": ["NOT_FOUND"],

  "sync.changes": ["CURSOR_EXPIRED"],
  "sync.subscribe": ["CURSOR_EXPIRED", "RATE_LIMITED"],

  "audit.list": [...RIGHTS],
  "admin.users.list": ["FORBIDDEN"],
  "admin.users.disable": ["FORBIDDEN", "USER_NOT_FOUND"],
  "admin.users.enable": ["FORBIDDEN", "USER_NOT_FOUND"],
  "meta.limits": [],
  "meta.health": [],
};

/** Members of an input that bring reasons with them, whatever the procedure. */
const OF_MEMBER: Readonly<Record<string, Reasons>> = {
  cursor: ["INVALID_CURSOR"],
  onOverlap: ["EVENT_OVERLAPS"],
  previewWindow: WINDOW,
};

/** Why a procedure refuses what it is asked for: what a caller may want to tell apart (rule C1). */
export function ownReasonsOf(name: ProcedureName): ErrorReason[] {
  const members = memberNames(factsOf(name).input);
  const told = Object.entries(OF_MEMBER).filter(([member]) => members.has(member));
  return [...new Set([...OWN[name], ...told.flatMap(([, reasons]) => reasons)])];
}

/** Every reason that a procedure can be refused with, or fail with. */
export function reasonsOf(name: ProcedureName): ReadonlySet<ErrorReason> {
  const { reach, type } = factsOf(name);
  return new Set<ErrorReason>([
    ...ownReasonsOf(name),
    ...OF_REQUEST,
    ...credentialReasons(reach),
    ...(type === "mutation" ? OF_KEY : []),
    ...OF_RATE,
    ...OF_FAULT,
  ]);
}

function credentialReasons(reach: string): Reasons {
  switch (reach) {
    case "public":
      return [];
    case "session":
      return [...OF_CREDENTIAL, "SESSION_REQUIRED"];
    default:
      return [...OF_CREDENTIAL, "INSUFFICIENT_SCOPE"];
  }
}

function memberNames(input: z.core.$ZodType): ReadonlySet<string> {
  if (input instanceof z.ZodDefault || input instanceof z.ZodPrefault) {
    return memberNames(input.def.innerType);
  }
  return new Set(input instanceof z.ZodObject ? Object.keys(input.shape) : []);
}
