import { LIMITS } from "@daybook/domain/limits";
import type { ProcedureName } from "@daybook/api/reference/procedures";
import type { ROUTES } from "@daybook/api/rest/routes";
import { type Scene, SERIES } from "./scene.ts";
import { type Input, PASSWORD } from "./world.ts";

type Call = (scene: Scene) => Input;
type CallsBy<Routes extends readonly unknown[]> = { readonly [Index in keyof Routes]: Call };

const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
const WEEK = { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" };
const OCCURRENCE = { scope: "this", occurrenceKey: "2026-03-09T09:00:00" };

const FILE = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//Example//Example//EN",
  "BEGIN:VEVENT",
  "UID:review@example.org",
  "DTSTAMP:20260301T120000Z",
  "DTSTART;TZID=Europe/Berlin:20260304T140000",
  "DTEND;TZID=Europe/Berlin:20260304T150000",
  "SUMMARY:Review",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

const event = ({ seriesId }: Scene) => ({ type: "event", id: seriesId });
const calendar = ({ calendarId }: Scene) => ({ type: "calendar", id: calendarId });

/** The same call on an event and on a calendar, as the routes have them. */
const onBoth = (more: (scene: Scene) => Input): [Call, Call] => [
  (scene) => ({ resource: event(scene), ...more(scene) }),
  (scene) => ({ resource: calendar(scene), ...more(scene) }),
];

/** The same call by two methods of a path. */
const twice = (call: Call): [Call, Call] => [call, call];

/**
 * A call of each procedure by each of its routes, that somebody may make in a scene. A route
 * without one does not compile.
 */
export const CALLS: {
  readonly [Name in ProcedureName]: CallsBy<(typeof ROUTES)[Name]>;
} = {
  "auth.register": [
    ({ guest: { user } }) => ({
      username: `${user.username}-too`,
      email: `${user.username}-too@example.org`,
      password: PASSWORD,
      timeZone: "Europe/Berlin",
    }),
  ],
  "auth.login": [({ guest }) => ({ login: guest.user.username, password: PASSWORD })],
  "auth.refresh": [({ guest: { refreshToken } }) => ({ refreshToken })],
  "auth.logout": [() => ({})],
  "auth.logoutAll": [() => ({})],
  "auth.me": [() => ({})],
  "auth.changePassword": [
    () => ({ currentPassword: PASSWORD, newPassword: "battery staple correct horse" }),
  ],
  "auth.deleteAccount": [() => ({ password: PASSWORD })],
  "auth.sessions.list": [() => ({ limit: 10 })],
  "auth.sessions.revoke": [({ guest: { otherSessionId } }) => ({ id: otherSessionId })],
  "auth.tokens.create": [() => ({ name: "Backup", scopes: ["read"] })],
  "auth.tokens.list": [() => ({ limit: 10 })],
  "auth.tokens.revoke": [({ guest: { tokenId } }) => ({ id: tokenId })],

  "calendars.create": [() => ({ name: "Garden", timeZone: "Europe/Berlin" })],
  "calendars.list": [() => ({ limit: 2 })],
  "calendars.get": [({ calendarId }) => ({ id: calendarId })],
  "calendars.update": twice(({ calendarId }) => ({ id: calendarId, patch: { name: "Crew" } })),
  "calendars.delete": [({ otherCalendarId }) => ({ id: otherCalendarId })],

  "events.list": [({ calendarId }) => ({ calendarIds: [calendarId], limit: 10 })],
  "events.create": [({ calendarId }) => ({ calendarId, ...SERIES, title: "Planning" })],
  "events.createMany": [
    ({ calendarId }) => ({
      calendarId,
      events: [
        { title: "Day off", start: "2026-03-05" },
        { title: "Call", start: "2026-03-06T16:00:00", timeZone: "America/New_York" },
      ],
    }),
  ],
  "events.search": [({ calendarId }) => ({ query: "stand", calendarIds: [calendarId], limit: 10 })],
  "events.occurrences": [({ calendarId }) => ({ ...WINDOW, calendarIds: [calendarId], limit: 2 })],
  "events.changes": [
    ({ calendarId }) => ({ ...WINDOW, since: "2026-01-01T00:00:00Z", calendarIds: [calendarId] }),
  ],
  "events.conflicts": [
    ({ calendarId }) => ({
      event: { title: "Talk", start: "2026-03-02T09:10:00", end: "2026-03-02T10:00:00" },
      calendarId,
      from: WINDOW.from,
      until: WINDOW.to,
    }),
  ],
  "events.import": [({ calendarId }) => ({ calendarId, ics: FILE })],
  "events.export": [({ seriesId }) => ({ eventId: seriesId })],
  "events.get": [({ seriesId }) => ({ id: seriesId })],
  "events.update": twice(({ seriesId }) => ({
    id: seriesId,
    ...OCCURRENCE,
    patch: { start: "2026-03-09T11:00:00" },
    message: "Room 4 is taken at nine",
  })),
  "events.delete": [({ seriesId }) => ({ id: seriesId, ...OCCURRENCE })],
  "events.restore": [({ deletedId }) => ({ id: deletedId })],
  "events.move": [
    ({ seriesId, otherCalendarId }) => ({ id: seriesId, calendarId: otherCalendarId }),
  ],

  "sharing.share": onBoth(() => ({ users: [{ username: "dan", role: "viewer" }] })),
  "sharing.list": onBoth(() => ({ limit: 10 })),
  "sharing.update": onBoth(({ cleo }) => ({ userId: cleo.user.id, role: "editor" })),
  "sharing.revoke": onBoth(({ cleo }) => ({ userId: cleo.user.id })),
  "sharing.leave": onBoth(() => ({})),
  "sharing.transfer": onBoth(({ cleo }) => ({ userId: cleo.user.id })),
  "sharing.explain": onBoth(() => ({})),

  "versions.list": [({ seriesId }) => ({ eventId: seriesId, limit: 10 })],
  "versions.get": [({ seriesId }) => ({ eventId: seriesId, version: 1 })],
  "versions.diff": [({ seriesId }) => ({ eventId: seriesId, from: 1, to: 2, window: WINDOW })],
  "versions.rollback": [({ seriesId }) => ({ eventId: seriesId, version: 1 })],
  "versions.undo": [
    ({ seriesId }) => ({ eventId: seriesId, version: 2 }),
    ({ changeSetId }) => ({ changeSetId }),
  ],
  "versions.blame": [({ seriesId }) => ({ eventId: seriesId })],
  "versions.verify": [
    ({ seriesId }) => ({ eventId: seriesId }),
    ({ calendarId }) => ({ calendarId }),
  ],

  "schedule.freeBusy": [() => ({ users: ["ada", "nobody"], ...WEEK })],
  "schedule.findTime": [
    () => ({
      users: ["ada", "bea"],
      ...WEEK,
      durationMinutes: 45,
      workingHours: [{ from: "09:00", to: "17:00", timeZone: "Europe/Berlin" }],
      limit: 2,
    }),
  ],

  "feeds.create": [({ calendarId }) => ({ calendarId, name: "Phone" })],
  "feeds.list": [({ calendarId }) => ({ calendarId })],
  "feeds.revoke": [({ feedId }) => ({ feedId })],

  "sync.changes": twice(() => ({ limit: 2 })),
  "sync.subscribe": twice(() => ({ limit: 2 })),

  // So many that none is crowded out by denials, which may be written by then or not.
  "audit.list": [(scene) => ({ resource: event(scene), limit: LIMITS.pageSize })],

  "admin.users.list": [() => ({ limit: 2 })],
  "admin.users.disable": [({ guest }) => ({ userId: guest.user.id })],
  "admin.users.enable": [({ guest }) => ({ userId: guest.user.id })],

  "meta.limits": [() => ({})],
  "meta.health": [() => ({})],
};
