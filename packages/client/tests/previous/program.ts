/**
 * Calls every procedure with every key of its input that the previous release knew. It is compiled
 * with the types of that release and with the present ones, and run with the code of that release
 * against the present server (rule C5).
 */
import {
  createDaybookClient,
  DaybookError,
  type DaybookClient,
  type Event,
  type EventPatch,
  type Grantee,
  type NewEventContent,
  type Page,
  type PersonInput,
} from "@daybook/client";

const PASSWORD = "correct horse battery staple";
const OTHER_PASSWORD = "tepid walrus at 9:15";

/** Called procedures, each with the keys that it was given, dotted where they are nested. */
export type Used = Map<string, Set<string>>;

export interface Setting {
  readonly url: string;
  /** The name of an administrator, whose password is that of everybody here. */
  readonly admin: string;
}

/** Makes all the calls; each is one that the server does. */
export async function run({ url, admin }: Setting): Promise<Used> {
  const used: Used = new Map();
  const client = () => noting(createDaybookClient({ url, clientName: "web/0.1.0" }), used);
  const [ada, bea, cyd, root] = [client(), client(), client(), client()];
  await register(ada, "ada-of-before");
  await register(bea, "bea-of-before");
  await register(cyd, "cyd-of-before");
  await root.auth.login({ login: admin, password: PASSWORD });
  await ada.meta.limits({});
  await ada.meta.health({});

  await useCalendars(ada);
  const calendar = await ada.calendars.create({ name: "Team", timeZone: "UTC" });
  const event = await useEvents(ada, calendar.id);
  await useFiles(ada, calendar.id);
  await useVersions(ada, calendar.id);
  await useSharing({ ada, bea, cyd }, event);
  await useQuestions(ada, event);
  await useFeeds(ada, calendar.id);
  await useSync(ada);
  await useAudit(root, event);
  await useSessions(client(), "ada-of-before");
  await useAdmin(root);
  await useDeletion({ ada, bea });
  return used;
}

async function register(daybook: DaybookClient, username: string): Promise<void> {
  const email = `${username}@example.org`;
  await daybook.auth.register({ username, email, password: PASSWORD, timeZone: "Europe/Berlin" });
}

/** The first page, and the one that its cursor leads to. */
async function twoPages(
  list: (input: { limit: number; cursor?: string | undefined }) => Promise<Page<unknown>>,
): Promise<void> {
  const { nextCursor } = await list({ limit: 1 });
  if (nextCursor === null) throw new Error("a list of one page says nothing of cursors");
  await list({ limit: 1, cursor: nextCursor });
}

async function useCalendars(ada: DaybookClient): Promise<void> {
  const made = await ada.calendars.create({
    name: "Choir",
    timeZone: "Europe/Berlin",
    freeBusy: "everyone",
  });
  await twoPages((page) => ada.calendars.list({ includeDeleted: true, ...page }));
  const { id, version } = await ada.calendars.get({ id: made.id });
  await ada.calendars.update({
    id,
    patch: { name: "Chorus", timeZone: "Europe/Paris", freeBusy: "shared" },
    baseVersion: version,
  });
  const { changeSetId } = await ada.calendars.delete({ id });
  await ada.versions.undo({ changeSetId: changeSetId ?? "" });
}

const FIELDS = {
  title: "Stand-up",
  description: "Who does what.\nWho needs what.",
  location: "Room 4",
  status: "confirmed",
  transparency: "opaque",
  allDay: false,
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:30:00",
  timeZone: "Europe/Berlin",
  tags: ["daily"],
  metadata: { room: { floor: 4 } },
} as const;

/** A series in which nothing is left unsaid. */
function series(): NewEventContent {
  const tags = [...FIELDS.tags];
  return {
    ...FIELDS,
    tags,
    recurrence: {
      rrule: "FREQ=DAILY;COUNT=20",
      rdates: ["2026-04-01T09:00:00"],
      exdates: ["2026-03-04T09:00:00"],
    },
    overrides: {
      "2026-03-05T09:00:00": {
        ...FIELDS,
        title: "Stand-up in the garden",
        start: "2026-03-05T11:00:00",
        end: "2026-03-05T11:30:00",
        tags,
      },
    },
  };
}

const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
const PREVIEW = { preview: true, previewWindow: WINDOW };
const KEY = "2026-03-06T09:00:00";

async function useEvents(ada: DaybookClient, calendarId: string): Promise<Event> {
  const made = { calendarId, onOverlap: "allow", message: "made" } as const;
  const event = await ada.events.create({ ...series(), ...made });
  await ada.events.createMany({ events: [series(), series()], ...made });
  const { id } = event;
  await ada.events.get({ id, version: 1 });
  await ada.events.get({ id, at: new Date().toISOString() });
  await twoPages((page) =>
    ada.events.list({
      calendarIds: [calendarId],
      order: "updatedAt",
      includeDeleted: true,
      updatedSince: "2020-01-01T00:00:00Z",
      ...page,
    }),
  );
  const at = new Date().toISOString();
  const where = { ...WINDOW, timeZone: "Europe/Paris", calendarIds: [calendarId] };
  await twoPages((page) => ada.events.occurrences({ ...where, eventId: id, at, ...page }));
  await twoPages((page) =>
    ada.events.changes({ ...where, since: "2020-01-01T00:00:00Z", until: at, ...page }),
  );
  await twoPages((page) =>
    ada.events.search({ query: "stand", calendarIds: [calendarId], ...page }),
  );
  const ahead = { from: WINDOW.from, until: WINDOW.to };
  await ada.events.conflicts({ eventId: id, ...ahead });
  await ada.events.conflicts({ event: series(), calendarId, ...ahead });
  await changeEvents(ada, event);
  return event;
}

async function changeEvents(ada: DaybookClient, { id }: Event): Promise<void> {
  const patch: EventPatch = {
    ...FIELDS,
    tags: ["weekly"],
    recurrence: {
      rrule: "FREQ=DAILY;COUNT=10",
      rdates: ["2026-04-02T09:00:00"],
      exdates: ["2026-03-03T09:00:00"],
    },
  };
  const edit = { baseVersion: 1, onOverlap: "allow", message: "edited" } as const;
  const { event } = await ada.events.update({
    id,
    patch,
    scope: "all",
    onConflict: "merge",
    orphans: "drop",
    ...edit,
  });
  const { version: baseVersion } = event;
  const target = { id, scope: "this", occurrenceKey: KEY, baseVersion } as const;
  await ada.events.update({ ...target, patch: { title: "Once" }, ...PREVIEW });
  const note = { message: "deleted" };
  await ada.events.delete({ ...target, onConflict: "fail", ...PREVIEW });
  await ada.events.delete({ ...target, onConflict: "merge", ...note });
  const back = { id, onOverlap: "allow", message: "restored" } as const;
  await ada.events.restore({ ...back, occurrenceKey: KEY, ...PREVIEW });
  await ada.events.restore({ ...back, occurrenceKey: KEY });
  const { items } = await ada.calendars.list({});
  const calendarId = items.find(({ isDefault }) => isDefault)?.id ?? "";
  const home = { id, calendarId, baseVersion, onOverlap: "allow", message: "moved" } as const;
  await ada.events.move({ ...home, ...PREVIEW });
}

async function useFiles(ada: DaybookClient, calendarId: string): Promise<void> {
  const { ics } = await ada.events.export({ calendarId, ...WINDOW });
  const { items } = await ada.events.list({ calendarIds: [calendarId] });
  await ada.events.export({ eventId: items[0]?.id });
  await ada.events.import({ calendarId, ics, dryRun: true });
}

async function useVersions(ada: DaybookClient, calendarId: string): Promise<void> {
  const { id: eventId } = await ada.events.create({ calendarId, title: "A", start: "2026-03-02" });
  await ada.events.update({ id: eventId, patch: { title: "B" } });
  await twoPages((page) => ada.versions.list({ eventId, ...page }));
  await ada.versions.get({ eventId, version: 1 });
  const window = { ...WINDOW, timeZone: "Europe/Berlin" };
  await ada.versions.diff({ eventId, from: 1, to: 2, window });
  await ada.versions.blame({ eventId, version: 2 });
  await ada.versions.verify({ eventId });
  await verifyCalendar(ada, calendarId);
  const undo = { eventId, version: 2, resolutions: { title: "yours" }, message: "undone" } as const;
  await ada.versions.undo({ ...undo, ...PREVIEW });
  await ada.versions.undo(undo);
  const back = { eventId, version: 1, baseVersion: 3, message: "back" };
  await ada.versions.rollback({ ...back, ...PREVIEW });
  await ada.versions.rollback(back);
}

/** So few versions are verified in one call: no cursor was given out, and none is known. */
async function verifyCalendar(ada: DaybookClient, calendarId: string): Promise<void> {
  const { nextCursor } = await ada.versions.verify({ calendarId });
  await refused(
    ada.versions.verify({ calendarId, cursor: nextCursor ?? "none" }),
    "INVALID_CURSOR",
  );
}

async function refused(call: Promise<unknown>, reason: string): Promise<void> {
  const error: unknown = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof DaybookError) || error.reason !== reason) {
    throw new Error(`${reason} was expected`, { cause: error });
  }
}

interface People {
  readonly ada: DaybookClient;
  readonly bea: DaybookClient;
  readonly cyd: DaybookClient;
}

async function useSharing({ ada, bea, cyd }: People, event: Event): Promise<void> {
  const { id: userId } = await bea.auth.me({});
  const resource = { type: "event", id: event.id } as const;
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const rights = { role: "editor", expiresAt, canShare: true, canDelete: true } as const;
  const users: Grantee[] = [
    { userId, ...rights },
    { username: "cyd-of-before", ...rights },
    { email: "cyd-of-before@example.org", ...rights },
  ];
  await ada.sharing.share({ resource, users });
  const at = new Date().toISOString();
  await twoPages((page) => ada.sharing.list({ resource, at, includeCalendar: true, ...page }));
  await ada.sharing.explain({ resource, userId, at });
  const update = { resource, userId, ...rights, expiresAt: null };
  await ada.sharing.update(update);
  await ada.sharing.revoke({ resource, userId });
  await cyd.sharing.leave({ resource });
  const { id } = await ada.calendars.create({ name: "Given away", timeZone: "UTC" });
  const given = { type: "calendar", id } as const;
  await ada.sharing.share({ resource: given, users: [{ userId, role: "viewer" }] });
  await ada.sharing.transfer({ resource: given, userId });
}

async function useQuestions(ada: DaybookClient, { ownerId }: Event): Promise<void> {
  const users: PersonInput[] = [
    "ada-of-before",
    { userId: ownerId },
    { username: "bea-of-before" },
    { email: "cyd-of-before@example.org" },
  ];
  await ada.schedule.freeBusy({ users, ...WINDOW });
  const day = { from: "09:00", to: "17:00", timeZone: "Europe/Berlin" };
  await ada.schedule.findTime({
    users,
    ...WINDOW,
    durationMinutes: 30,
    workingHours: users.map((user) => ({ user, days: ["MO", "TU"], ...day })),
    stepMinutes: 30,
    limit: 5,
  });
}

async function useFeeds(ada: DaybookClient, calendarId: string): Promise<void> {
  const { id: feedId } = await ada.feeds.create({ calendarId, name: "Phone" });
  await ada.feeds.create({ calendarId });
  await twoPages((page) => ada.feeds.list({ calendarId, ...page }));
  await ada.feeds.revoke({ feedId });
}

async function useSync(ada: DaybookClient): Promise<void> {
  const { nextCursor } = await ada.sync.changes({ limit: 1 });
  await ada.sync.changes({ cursor: nextCursor, limit: 1 });
  for await (const { cursor } of ada.sync.subscribe({ cursor: nextCursor, limit: 1 })) {
    if (cursor !== "") break;
  }
}

async function useAudit(root: DaybookClient, { id, ownerId }: Event): Promise<void> {
  const resource = { type: "event", id } as const;
  const during = { from: "2020-01-01T00:00:00Z", to: "2999-01-01T00:00:00Z" };
  await twoPages((page) =>
    root.audit.list({ everyone: true, actorId: ownerId, ...during, ...page }),
  );
  await root.audit.list({ resource });
}

async function useSessions(daybook: DaybookClient, login: string): Promise<void> {
  await daybook.auth.login({ login, password: PASSWORD });
  await twoPages((page) => daybook.auth.sessions.list(page));
  const { items } = await daybook.auth.sessions.list({});
  const other = items.find(({ current }) => !current);
  await daybook.auth.sessions.revoke({ id: other?.id ?? "" });
  const held = await daybook.session.current();
  await daybook.auth.refresh({ refreshToken: held?.refreshToken ?? "" });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const { id } = await daybook.auth.tokens.create({ name: "script", scopes: ["read"], expiresAt });
  await daybook.auth.tokens.create({ name: "screen", scopes: ["read", "write"] });
  await twoPages((page) => daybook.auth.tokens.list(page));
  await daybook.auth.tokens.revoke({ id });
  await daybook.auth.changePassword({ currentPassword: PASSWORD, newPassword: OTHER_PASSWORD });
  await daybook.auth.changePassword({ currentPassword: OTHER_PASSWORD, newPassword: PASSWORD });
  await daybook.auth.logout({});
  await daybook.auth.login({ login, password: PASSWORD });
  await daybook.auth.logoutAll({});
}

async function useAdmin(root: DaybookClient): Promise<void> {
  await twoPages((page) => root.admin.users.list(page));
  const { items } = await root.admin.users.list({ limit: 200 });
  const userId = items.find(({ username }) => username === "cyd-of-before")?.id ?? "";
  await root.admin.users.disable({ userId });
  await root.admin.users.enable({ userId });
}

async function useDeletion({ ada, bea }: Pick<People, "ada" | "bea">): Promise<void> {
  await ada.auth.login({ login: "ada-of-before", password: PASSWORD });
  const { id: to } = await bea.auth.me({});
  const [kept, lost] = [await sharedCalendar(ada, to), await sharedCalendar(ada, to)];
  await ada.auth.deleteAccount({
    password: PASSWORD,
    dispositions: [
      { resource: kept, action: "transfer", to },
      { resource: lost, action: "delete" },
    ],
  });
}

async function sharedCalendar(ada: DaybookClient, userId: string) {
  const { id } = await ada.calendars.create({ name: "Shared", timeZone: "UTC" });
  const resource = { type: "calendar", id } as const;
  await ada.sharing.share({ resource, users: [{ userId, role: "viewer" }] });
  return resource;
}

/** A client that notes what it is asked for. */
function noting<Node extends object>(node: Node, used: Used, path = ""): Node {
  return new Proxy(node, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      const isNode = typeof member === "object" || typeof member === "function";
      if (typeof name !== "string" || !isNode || member === null || name === "session") {
        return member;
      }
      return noting(member, used, path === "" ? name : `${path}.${name}`);
    },
    apply(target, self, args: unknown[]) {
      const keys = used.get(path) ?? new Set();
      used.set(path, keys);
      noteKeys(args[0], "", keys);
      const answer: unknown = Reflect.apply(target as () => unknown, self, args);
      return answer;
    },
  });
}

/** Names of a record and of what lies in lists are left out: they are no keys of the input. */
function noteKeys(value: unknown, path: string, keys: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) noteKeys(item, path, keys);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      const key = path === "" ? name : `${path}.${name}`;
      const isRecord = RECORDS.has(name);
      keys.add(key);
      if (name === "metadata" || name === "resolutions") continue;
      noteKeys(isRecord ? Object.values(member as object) : member, key, keys);
    }
  }
}

const RECORDS: ReadonlySet<string> = new Set(["overrides"]);
