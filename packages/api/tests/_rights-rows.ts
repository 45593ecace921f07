import { newId } from "@daybook/db/ids";
import type { Caller } from "./auth/_processes.ts";
import { calendarRef, eventRef, type Person } from "./_people.ts";

/** What the table of rule S1 asks for. */
export type Right =
  | "read"
  | "edit"
  | "remove their own"
  | "remove others'"
  | "list all grants"
  | "share"
  | "own";

/** A calendar with events of its owner's and one that the caller has made there. */
export interface Scene {
  readonly calendarId: string;
  /** A series that the owner has made, at its second version. */
  readonly seriesId: string;
  /** The same, deleted. */
  readonly deletedId: string;
  /** Deleted, then brought back: its second version is a deletion. */
  readonly returnedId: string;
  /** An event that is reached through the calendar alone. */
  readonly plainId: string;
  /** Made by the caller, where they could ever edit the calendar. */
  readonly ownId: string;
  readonly ownDeletedId: string;
  /** Somebody who holds a viewer's grant on the calendar and on each event. */
  readonly guest: Person;
  readonly owner: Person;
  /** The caller's default calendar. */
  readonly homeId: string;
}

/** One procedure, called one way. Whether it is allowed is the question, not what it answers. */
export interface Row {
  readonly name: string;
  readonly procedure: string;
  readonly on: "event" | "calendar";
  readonly needs: Right;
  /** What is asked for before the call is looked at closely. */
  readonly first?: Right;
  readonly call: (caller: Caller, scene: Scene) => Promise<unknown>;
}

const KEY = "2026-03-05T09:00:00";
/** An instant at which there was nothing yet. */
const BEFORE_ALL = "2020-01-01T00:00:00Z";
const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const NEW = { title: "New", start: "2026-03-02T15:00:00" };
const EMPTY_FILE = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n";
const viewers = ({ guest }: Scene) => [{ userId: guest.id, role: "viewer" as const }];

/** Fails like a thing that is not there where a list does not have it. */
async function among<T>(list: Promise<{ items: readonly T[] }>, isIt: (item: T) => boolean) {
  const { items } = await list;
  if (!items.some(isIt)) {
    throw new MissingFromList();
  }
}

export class MissingFromList extends Error {}

export const EVENT_ROWS: readonly Row[] = [
  row("events.get", "event", "read", ({ events }, { seriesId: id }) => events.get({ id })),
  row("events.get", "event", "read", ({ events }, { deletedId: id }) => events.get({ id }), {
    name: "of a deleted one",
  }),
  row("events.list", "event", "read", ({ events }, { seriesId }) =>
    among(events.list({ limit: 200 }), ({ id }) => id === seriesId),
  ),
  row("events.occurrences", "event", "read", ({ events }, { seriesId }) =>
    among(events.occurrences({ ...WINDOW, limit: 200 }), ({ eventId }) => eventId === seriesId),
  ),
  row(
    "events.occurrences",
    "event",
    "read",
    ({ events }, { seriesId: eventId }) =>
      among(events.occurrences({ ...WINDOW, eventId }), () => true),
    { name: "of one event" },
  ),
  row("events.search", "event", "read", ({ events }, { seriesId }) =>
    among(events.search({ query: "second" }), ({ id }) => id === seriesId),
  ),
  row("events.conflicts", "event", "read", ({ events }, { seriesId: eventId }) =>
    events.conflicts({ eventId }),
  ),
  row("events.export", "event", "read", ({ events }, { seriesId: eventId }) =>
    events.export({ eventId }),
  ),
  row("events.changes", "event", "read", ({ events }, { seriesId }) =>
    among(
      events.changes({ ...WINDOW, since: BEFORE_ALL, limit: 200 }),
      ({ eventId }) => eventId === seriesId,
    ),
  ),
  row(
    "events.get",
    "event",
    "read",
    ({ events }, { seriesId: id }) => events.get({ id, version: 1 }),
    { name: "at a version" },
  ),
  row("versions.list", "event", "read", ({ versions }, { seriesId: eventId }) =>
    versions.list({ eventId }),
  ),
  row("versions.blame", "event", "read", ({ versions }, { seriesId: eventId }) =>
    versions.blame({ eventId }),
  ),
  row("versions.get", "event", "read", ({ versions }, { seriesId: eventId }) =>
    versions.get({ eventId, version: 1 }),
  ),
  row("versions.diff", "event", "read", ({ versions }, { seriesId: eventId }) =>
    versions.diff({ eventId, from: 1, to: 2 }),
  ),
  row("versions.verify", "event", "read", ({ versions }, { seriesId: eventId }) =>
    versions.verify({ eventId }),
  ),
  row("events.update", "event", "edit", ({ events }, { seriesId: id }) =>
    events.update({ id, scope: "all", patch: { title: "New" } }),
  ),
  row(
    "events.update",
    "event",
    "edit",
    ({ events }, { seriesId: id }) =>
      events.update({ id, scope: "this", occurrenceKey: KEY, patch: { title: "New" } }),
    { name: "this" },
  ),
  row(
    "events.update",
    "event",
    "edit",
    ({ events }, { seriesId: id }) =>
      events.update({ id, scope: "all", patch: { title: "New" }, preview: true }),
    { name: "preview" },
  ),
  row(
    "events.delete",
    "event",
    "edit",
    ({ events }, { seriesId: id }) => events.delete({ id, scope: "this", occurrenceKey: KEY }),
    { name: "one occurrence" },
  ),
  row(
    "events.restore",
    "event",
    "edit",
    ({ events }, { seriesId: id }) => events.restore({ id, occurrenceKey: KEY }),
    { name: "one occurrence" },
  ),
  row("versions.rollback", "event", "edit", ({ versions }, { seriesId: eventId }) =>
    versions.rollback({ eventId, version: 1 }),
  ),
  row("versions.undo", "event", "edit", ({ versions }, { seriesId: eventId }) =>
    versions.undo({ eventId, version: 2 }),
  ),
  row(
    "events.update",
    "event",
    "edit",
    ({ events }, { seriesId: id }) =>
      events.update({ id, scope: "thisAndFollowing", occurrenceKey: KEY, patch: { title: "New" } }),
    { name: "this and following" },
  ),
  row("events.delete", "event", "remove others'", ({ events }, { seriesId: id }) =>
    events.delete({ id, scope: "all" }),
  ),
  row(
    "events.delete",
    "event",
    "remove others'",
    ({ events }, { seriesId: id }) => events.delete({ id, scope: "all", preview: true }),
    { name: "preview" },
  ),
  row("events.restore", "event", "remove others'", ({ events }, { deletedId: id }) =>
    events.restore({ id }),
  ),
  row(
    "versions.rollback",
    "event",
    "remove others'",
    ({ versions }, { deletedId: eventId }) => versions.rollback({ eventId, version: 1 }),
    { name: "brings back", first: "edit" },
  ),
  row(
    "versions.rollback",
    "event",
    "remove others'",
    ({ versions }, { returnedId: eventId }) => versions.rollback({ eventId, version: 2 }),
    { name: "removes", first: "edit" },
  ),
  row("events.move", "event", "remove others'", ({ events }, { seriesId: id, homeId }) =>
    events.move({ id, calendarId: homeId }),
  ),
  row(
    "events.delete",
    "event",
    "remove their own",
    ({ events }, { ownId: id }) => events.delete({ id }),
    { name: "their own" },
  ),
  row(
    "events.restore",
    "event",
    "remove their own",
    ({ events }, { ownDeletedId: id }) => events.restore({ id }),
    { name: "their own" },
  ),
  row(
    "versions.rollback",
    "event",
    "remove their own",
    ({ versions }, { ownDeletedId: eventId }) => versions.rollback({ eventId, version: 1 }),
    { name: "brings back their own", first: "edit" },
  ),
  row(
    "events.move",
    "event",
    "remove their own",
    ({ events }, { ownId: id, homeId }) => events.move({ id, calendarId: homeId }),
    { name: "their own" },
  ),
  ...sharingRows("event", ({ seriesId }) => eventRef(seriesId)),
];

export const CALENDAR_ROWS: readonly Row[] = [
  row("calendars.get", "calendar", "read", ({ calendars }, { calendarId: id }) =>
    calendars.get({ id }),
  ),
  row("calendars.list", "calendar", "read", ({ calendars }, { calendarId }) =>
    among(calendars.list({ limit: 200 }), ({ id }) => id === calendarId),
  ),
  row(
    "events.list",
    "calendar",
    "read",
    ({ events }, { calendarId, plainId }) =>
      among(events.list({ calendarIds: [calendarId] }), ({ id }) => id === plainId),
    { name: "of the calendar" },
  ),
  row("events.export", "calendar", "read", ({ events }, { calendarId }) =>
    events.export({ calendarId }),
  ),
  row("feeds.create", "calendar", "read", ({ feeds }, { calendarId }) =>
    feeds.create({ calendarId }),
  ),
  row("events.create", "calendar", "edit", ({ events }, { calendarId }) =>
    events.create({ ...NEW, calendarId }),
  ),
  row("events.createMany", "calendar", "edit", ({ events }, { calendarId }) =>
    events.createMany({ calendarId, events: [NEW] }),
  ),
  row("events.import", "calendar", "edit", ({ events }, { calendarId }) =>
    events.import({ calendarId, ics: EMPTY_FILE }),
  ),
  row("events.move", "calendar", "edit", async ({ events }, { calendarId, homeId }) => {
    const { id } = await events.create({ ...NEW, calendarId: homeId });
    return events.move({ id, calendarId });
  }),
  row("calendars.update", "calendar", "own", ({ calendars }, { calendarId: id }) =>
    calendars.update({ id, patch: { name: "New" } }),
  ),
  row("calendars.delete", "calendar", "own", ({ calendars }, { calendarId: id }) =>
    calendars.delete({ id }),
  ),
  ...sharingRows("calendar", ({ calendarId }) => calendarRef(calendarId)),
];

function sharingRows(
  on: Row["on"],
  of: (scene: Scene) => ReturnType<typeof eventRef> | ReturnType<typeof calendarRef>,
): Row[] {
  return [
    row("sharing.list", on, "read", ({ sharing }, scene) => sharing.list({ resource: of(scene) })),
    row("sharing.explain", on, "read", ({ sharing }, scene) =>
      sharing.explain({ resource: of(scene) }),
    ),
    row(
      "sharing.explain",
      on,
      "list all grants",
      ({ sharing }, scene) => sharing.explain({ resource: of(scene), userId: newId() }),
      { name: "of somebody else" },
    ),
    row(
      "sharing.list",
      on,
      "list all grants",
      ({ sharing }, scene) =>
        among(
          sharing.list({ resource: of(scene) }),
          ({ user, via }) => user.id === scene.guest.id && via.type === on,
        ),
      { name: "with somebody else's" },
    ),
    row("sharing.share", on, "share", ({ sharing }, scene) =>
      sharing.share({ resource: of(scene), users: viewers(scene) }),
    ),
    row("sharing.update", on, "share", ({ sharing }, scene) =>
      sharing.update({ resource: of(scene), userId: scene.guest.id, role: "editor" }),
    ),
    row("sharing.revoke", on, "share", ({ sharing }, scene) =>
      sharing.revoke({ resource: of(scene), userId: scene.guest.id }),
    ),
    row("audit.list", on, "own", ({ audit }, scene) => audit.list({ resource: of(scene) })),
    row("sharing.transfer", on, "own", ({ sharing }, scene) =>
      sharing.transfer({ resource: of(scene), userId: scene.guest.id }),
    ),
  ];
}

function row(
  procedure: string,
  on: Row["on"],
  needs: Right,
  call: Row["call"],
  { name, ...more }: Pick<Row, "first"> & { readonly name?: string } = {},
): Row {
  const suffix = name === undefined ? "" : `, ${name}`;
  return { name: `${procedure} (${on}${suffix})`, procedure, on, needs, call, ...more };
}
