import type { ErrorReason } from "@daybook/domain/errors";
import type { ProcedureName } from "../reference/procedures.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One way to a procedure: what of a request becomes which member of its input. */
export interface Route {
  readonly method: Method;
  /** Below `/api`, with `{name}` for what stands in the path. */
  readonly path: string;
  /** Members of the input by the names in the path, dotted where they are nested; else the same. */
  readonly params?: Readonly<Record<string, string>>;
  /** Members that the path says without a parameter. */
  readonly fixed?: Readonly<Record<string, string>>;
  /**
   * Where the input has what the body holds: a member of it, or `""` for the whole. Without one
   * there is no body. What is in neither path nor body comes in the query string.
   */
  readonly body?: string;
  /** Members that mean something only beside another path to the same procedure. */
  readonly without?: readonly string[];
  /** 200 unless given. */
  readonly success?: 201;
  /** The member that a body of `text/calendar` is; the others then stand in the query string. */
  readonly fileBody?: "ics";
  /** What answers a caller who would rather have `text/calendar`. */
  readonly asFile?: {
    readonly procedure: "events.export";
    readonly params?: Readonly<Record<string, string>>;
    /** Why the file alone is refused, where the JSON is answered. */
    readonly reasons?: readonly ErrorReason[];
  };
  /** Whether `If-Match` names the version that the change was made from (rule V3). */
  readonly ifMatch?: "baseVersion" | "baseVersionOrFail";
}

type Options = Omit<Route, "method" | "path">;

const get = (path: string, options: Options = {}): Route => ({ method: "GET", path, ...options });
const post = (path: string, options: Options = {}): Route => ({
  method: "POST",
  path,
  body: "",
  ...options,
});
const remove = (path: string, options: Options = {}): Route => ({
  method: "DELETE",
  path,
  ...options,
});
/** PUT and PATCH alike change the fields that are given. */
const change = (path: string, options: Options): Route[] => [
  { method: "PATCH", path, ...options },
  { method: "PUT", path, ...options },
];

/** What is done to a resource that may be an event or a calendar has a path for each. */
const ofResource = (make: (path: string, options: Options) => Route, rest: string): Route[] =>
  (["event", "calendar"] as const).map((type) =>
    make(`/${type}s/{id}${rest}`, {
      params: { id: "resource.id" },
      fixed: { "resource.type": type },
    }),
  );

const byId = { params: { id: "eventId" } } as const;

/**
 * The REST face: every procedure and the paths that lead to it. A procedure without one does not
 * compile. The first route of each is the one that is documented first.
 */
export const ROUTES = {
  "auth.register": [post("/auth/register", { success: 201 })],
  "auth.login": [post("/auth/login")],
  "auth.refresh": [post("/auth/refresh")],
  "auth.logout": [post("/auth/logout")],
  "auth.logoutAll": [post("/auth/logout-all")],
  "auth.me": [get("/auth/me")],
  "auth.changePassword": [post("/auth/change-password")],
  "auth.deleteAccount": [post("/auth/delete-account")],
  "auth.sessions.list": [get("/auth/sessions")],
  "auth.sessions.revoke": [remove("/auth/sessions/{id}")],
  "auth.tokens.create": [post("/auth/tokens", { success: 201 })],
  "auth.tokens.list": [get("/auth/tokens")],
  "auth.tokens.revoke": [remove("/auth/tokens/{id}")],

  "calendars.create": [post("/calendars", { success: 201 })],
  "calendars.list": [get("/calendars")],
  "calendars.get": [get("/calendars/{id}")],
  "calendars.update": change("/calendars/{id}", { body: "patch", ifMatch: "baseVersion" }),
  "calendars.delete": [remove("/calendars/{id}")],

  "events.list": [get("/events")],
  "events.create": [post("/events", { success: 201 })],
  "events.createMany": [post("/events/batch", { success: 201 })],
  "events.search": [get("/events/search")],
  "events.occurrences": [get("/events/occurrences")],
  "events.changes": [get("/events/changes")],
  // A question, but one that may hold a whole event.
  "events.conflicts": [post("/events/conflicts")],
  "events.import": [post("/events/import", { fileBody: "ics" })],
  "events.export": [get("/events/export", { asFile: { procedure: "events.export" } })],
  "events.get": [
    get("/events/{id}", {
      asFile: { procedure: "events.export", reasons: ["EVENT_DELETED"], ...byId },
    }),
  ],
  "events.update": change("/events/{id}", { body: "patch", ifMatch: "baseVersionOrFail" }),
  "events.delete": [remove("/events/{id}", { ifMatch: "baseVersionOrFail" })],
  "events.restore": [post("/events/{id}/restore")],
  "events.move": [post("/events/{id}/move", { ifMatch: "baseVersion" })],

  "sharing.share": ofResource(post, "/share"),
  "sharing.list": ofResource(get, "/permissions"),
  "sharing.update": ofResource(
    (path, options) => ({ method: "PUT", path, body: "", ...options }),
    "/permissions/{userId}",
  ),
  "sharing.revoke": ofResource(remove, "/permissions/{userId}"),
  "sharing.leave": ofResource(post, "/leave"),
  "sharing.transfer": ofResource(post, "/transfer"),
  "sharing.explain": ofResource(get, "/explain"),

  "versions.list": [get("/events/{id}/changelog", byId)],
  "versions.get": [get("/events/{id}/history/{version}", byId)],
  "versions.diff": [
    get("/events/{id}/diff/{version1}/{version2}", {
      params: { id: "eventId", version1: "from", version2: "to" },
    }),
  ],
  "versions.rollback": [
    post("/events/{id}/rollback/{version}", { ...byId, ifMatch: "baseVersion" }),
  ],
  "versions.undo": [
    post("/events/{id}/undo/{version}", { ...byId, without: ["changeSetId"] }),
    post("/change-sets/{id}/undo", {
      params: { id: "changeSetId" },
      without: ["eventId", "version"],
    }),
  ],
  "versions.blame": [get("/events/{id}/blame", byId)],
  "versions.verify": [
    get("/events/{id}/verify", { ...byId, without: ["calendarId", "cursor"] }),
    get("/calendars/{id}/verify", { params: { id: "calendarId" }, without: ["eventId"] }),
  ],

  // Questions about people, who are named in more ways than a query string has.
  "schedule.freeBusy": [post("/schedule/free-busy")],
  "schedule.findTime": [post("/schedule/find-time")],

  "feeds.create": [post("/feeds", { success: 201 })],
  "feeds.list": [get("/feeds")],
  "feeds.revoke": [remove("/feeds/{id}", { params: { id: "feedId" } })],

  // A cursor that names many calendars is too long for a URL.
  "sync.changes": [get("/sync/changes"), post("/sync/changes")],
  "sync.subscribe": [get("/sync/stream"), post("/sync/stream")],

  "audit.list": [get("/audit")],

  "admin.users.list": [get("/admin/users")],
  "admin.users.disable": [post("/admin/users/{id}/disable", { params: { id: "userId" } })],
  "admin.users.enable": [post("/admin/users/{id}/enable", { params: { id: "userId" } })],

  "meta.limits": [get("/meta/limits")],
  "meta.health": [get("/meta/health")],
} as const satisfies Record<ProcedureName, readonly Route[]>;

/** Every route with the procedure that it leads to. */
export const ALL_ROUTES: readonly (Route & { readonly procedure: ProcedureName })[] = (
  Object.entries(ROUTES) as [ProcedureName, readonly Route[]][]
).flatMap(([procedure, routes]) => routes.map((route) => ({ ...route, procedure })));
