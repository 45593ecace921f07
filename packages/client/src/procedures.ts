import type { AppRouter } from "@daybook/api/router";

/** What a tRPC procedure type tells about itself. */
interface TypedProcedure {
  readonly _def: {
    readonly type: "query" | "mutation" | "subscription";
    readonly $types: { readonly input: unknown; readonly output: unknown };
  };
}

/** The same tree as the router, with the kind of the procedure at every leaf. */
type KindsOf<Node> = {
  readonly [Name in keyof Node]: Node[Name] extends TypedProcedure
    ? Node[Name]["_def"]["type"]
    : KindsOf<Node[Name]>;
};

export type RouterRecord = AppRouter["_def"]["record"];

/** The kinds that are answered once. */
export type CallKind = "query" | "mutation";
export type ProcedureKind = CallKind | "subscription";

/**
 * Every procedure and whether it reads, writes or streams: the only thing about the API that the
 * client knows at run time. It does not compile when it differs from the router in either direction.
 */
export const PROCEDURES = {
  auth: {
    register: "mutation",
    login: "mutation",
    refresh: "mutation",
    logout: "mutation",
    logoutAll: "mutation",
    me: "query",
    changePassword: "mutation",
    deleteAccount: "mutation",
    sessions: { list: "query", revoke: "mutation" },
    tokens: { create: "mutation", list: "query", revoke: "mutation" },
  },
  calendars: {
    create: "mutation",
    list: "query",
    get: "query",
    update: "mutation",
    delete: "mutation",
  },
  events: {
    create: "mutation",
    createMany: "mutation",
    get: "query",
    list: "query",
    occurrences: "query",
    changes: "query",
    conflicts: "query",
    update: "mutation",
    delete: "mutation",
    restore: "mutation",
    move: "mutation",
    search: "query",
    import: "mutation",
    export: "query",
  },
  sharing: {
    share: "mutation",
    list: "query",
    explain: "query",
    update: "mutation",
    revoke: "mutation",
    leave: "mutation",
    transfer: "mutation",
  },
  versions: {
    list: "query",
    get: "query",
    diff: "query",
    blame: "query",
    rollback: "mutation",
    undo: "mutation",
    verify: "query",
  },
  feeds: { create: "mutation", list: "query", revoke: "mutation" },
  schedule: { freeBusy: "query", findTime: "query" },
  sync: { changes: "query", subscribe: "subscription" },
  audit: { list: "query" },
  admin: { users: { list: "query", disable: "mutation", enable: "mutation" } },
  meta: { limits: "query", health: "query" },
} as const satisfies KindsOf<RouterRecord>;

/** Procedures that need no sign-in: they are sent without a token and never wait for a refresh. */
const PUBLIC_PROCEDURES: ReadonlySet<string> = new Set([
  "auth.register",
  "auth.login",
  "auth.refresh",
  "meta.limits",
  "meta.health",
]);

export function needsSession(path: string): boolean {
  return !PUBLIC_PROCEDURES.has(path);
}

/** Whether a procedure takes an idempotency key: every write but those of `auth` (rule C2). */
export function takesIdempotencyKey(path: string, kind: ProcedureKind): boolean {
  return kind === "mutation" && !path.startsWith("auth.");
}
