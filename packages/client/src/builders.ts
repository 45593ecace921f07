import type {
  Calendar,
  Changed,
  Event,
  Grant,
  Occurrence,
  Session,
  SyncEvent,
  SyncMessage,
  VersionItem,
} from "./contract.ts";
import { instantOfWall, laterOnWall } from "./wall-clock.ts";

/** When everything was made, unless a test says otherwise. */
const LONG_AGO = "2026-01-05T08:00:00Z";
const HALF_AN_HOUR_MS = 1_800_000;
const DAY_MS = 86_400_000;

const ADA = { id: "01890a5d-ac96-774b-bcce-b302099a8057", username: "ada" } as const;
const CALENDAR_ID = "01890a5d-ac96-7ab1-8d21-52aadb3f1c42";

let made = 0;

/** Another one at each call, in the form that the server gives them. */
function newId(): string {
  made += 1;
  return `01890a5d-ac96-7000-8000-${made.toString(16).padStart(12, "0")}`;
}

interface Times {
  readonly allDay: boolean;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** What is not given follows from what is, as on the server (rule T2). */
function timesOf(given: Partial<Times>): Times {
  const { start = given.allDay === true ? "2026-03-02" : "2026-03-02T09:00:00" } = given;
  const allDay = given.allDay ?? !start.includes("T");
  const end = given.end ?? laterOnWall(start, allDay ? DAY_MS : HALF_AN_HOUR_MS);
  const timeZone = given.timeZone === undefined && !allDay ? "Europe/Berlin" : given.timeZone;
  const place = timeZone ?? "UTC";
  return {
    allDay,
    start,
    end,
    timeZone: timeZone ?? null,
    startsAt: given.startsAt ?? instantOfWall(start, place),
    endsAt: given.endsAt ?? instantOfWall(end, place),
  };
}

/**
 * An event as the server answers it. Its end, whether it is of whole days, and its instants follow
 * from its start and zone unless they are given too.
 *
 * @example anEvent({ title: "Choir", start: "2026-03-02T18:00:00" })
 */
export function anEvent(given: Partial<Event> = {}): Event {
  const id = given.id ?? newId();
  return {
    id,
    calendarId: CALENDAR_ID,
    ownerId: ADA.id,
    createdBy: ADA.id,
    role: "owner",
    canShare: true,
    canDelete: true,
    version: 1,
    uid: `${id}@daybook`,
    sequence: 0,
    title: "An event",
    description: "",
    location: "",
    status: "confirmed",
    transparency: "opaque",
    tags: [],
    metadata: {},
    calendarProperties: [],
    recurrence: null,
    overrides: {},
    splitFrom: null,
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
    updatedBy: ADA.id,
    deletedAt: null,
    ...given,
    ...timesOf(given),
  };
}

/** An occurrence; without a key of its own it is where its series has it. */
export function anOccurrence(given: Partial<Occurrence> = {}): Occurrence {
  const times = timesOf(given);
  return {
    eventId: newId(),
    key: times.start,
    title: "An event",
    location: "",
    status: "confirmed",
    transparency: "opaque",
    recurring: false,
    overridden: false,
    role: "owner",
    calendarId: CALENDAR_ID,
    version: 1,
    ...given,
    ...times,
  };
}

export function aCalendar(given: Partial<Calendar> = {}): Calendar {
  return {
    id: newId(),
    ownerId: ADA.id,
    role: "owner",
    canShare: true,
    canDelete: true,
    name: "A calendar",
    timeZone: "Europe/Berlin",
    isDefault: false,
    freeBusy: "shared",
    version: 1,
    createdAt: LONG_AGO,
    updatedAt: LONG_AGO,
    deletedAt: null,
    ...given,
  };
}

/** A session that has still long to go. */
export function aSession(given: Partial<Session> = {}): Session {
  return {
    user: { ...ADA, email: "ada@example.org", role: "user" },
    accessToken: "an-access-token",
    accessTokenExpiresAt: "2999-12-31T00:00:00Z",
    refreshToken: "a-refresh-token",
    refreshTokenExpiresAt: "2999-12-31T00:00:00Z",
    ...given,
  };
}

/** What an edit answers: made, on nothing that others did meanwhile. */
export function aChanged(given: Partial<Changed> = {}): Changed {
  return {
    event: anEvent({ version: 2 }),
    changed: true,
    merged: false,
    mergedOver: [],
    changeSetId: newId(),
    rightPart: null,
    preview: null,
    ...given,
  };
}

export function aGrant(given: Partial<Grant> = {}): Grant {
  return {
    user: { id: newId(), username: "bea" },
    role: "viewer",
    canShare: false,
    canDelete: false,
    expiresAt: null,
    grantedBy: ADA.id,
    grantedAt: LONG_AGO,
    via: { type: "calendar", id: CALENDAR_ID },
    ...given,
  };
}

/** An entry of an event's changelog: its creation. */
export function aVersionItem(given: Partial<VersionItem> = {}): VersionItem {
  return {
    version: 1,
    kind: "create",
    deleted: false,
    at: LONG_AGO,
    actor: ADA,
    message: null,
    changedFields: [],
    calendarId: CALENDAR_ID,
    changeSetId: newId(),
    sourceVersion: null,
    undoneBy: null,
    ...given,
  };
}

/** A message of `sync.subscribe` after which the reader knows everything. */
export function aSyncMessage(given: Partial<SyncMessage> = {}): SyncMessage {
  return { type: "changes", items: [], cursor: `cursor-${newId()}`, hasMore: false, ...given };
}

/** What `sync.changes` and `sync.subscribe` tell of an event that was made or edited. */
export function aSyncEvent(event: Event, given: Partial<SyncEvent> = {}): SyncEvent {
  const { id: eventId, version, updatedAt: at } = event;
  const kind = version === 1 ? "create" : "update";
  return { type: "event", eventId, version, kind, at, event, ...given };
}
