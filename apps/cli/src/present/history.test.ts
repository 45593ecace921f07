import { stripVTControlCharacters } from "node:util";
import { DaybookError, type Event, type Occurrence, type SyncItem } from "@daybook/client";
import { expect, test } from "vitest";
import { adviceFor, errorDocument, UndoConflict } from "../failure.ts";
import { presentBlame } from "./blame.ts";
import { type OccurrenceChange, presentChanges } from "./changes.ts";
import { presentError } from "./error.ts";
import { presentExplanation } from "./explanation.ts";
import { presentNews } from "./news.ts";
import { createPaint, UNPAINTED } from "./paint.ts";
import { presentUndoneSet } from "./undone-set.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const OTHER = "01890a5d-ac96-774b-bcce-b302099a8058";
const AT = "2026-03-01T08:00:00Z";
const VIEW = { zone: "Europe/Berlin", paint: UNPAINTED } as const;

const EVENT: Event = {
  id: ID,
  calendarId: ID,
  ownerId: ID,
  createdBy: ID,
  role: "owner",
  canShare: true,
  canDelete: true,
  version: 3,
  uid: "uid",
  sequence: 0,
  title: "Stand-up",
  description: "A very long description of what happens in the morning",
  location: "",
  status: "confirmed",
  transparency: "opaque",
  allDay: false,
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:30:00",
  timeZone: "Europe/Berlin",
  startsAt: "2026-03-02T08:00:00Z",
  endsAt: "2026-03-02T08:30:00Z",
  recurrence: { rrule: "FREQ=DAILY", rdates: [], exdates: [] },
  overrides: { "2026-03-03T09:00:00": { title: "Retro" } },
  tags: [],
  metadata: {},
  calendarProperties: [],
  splitFrom: null,
  createdAt: AT,
  updatedAt: AT,
  updatedBy: ID,
  deletedAt: null,
};

function blamed(field: string, version: number, more: object = {}) {
  const actor = { id: ID, username: "ada" };
  return { field, eventId: ID, version, at: AT, actor, origin: null, originEventId: null, ...more };
}

test("[V6] blame aligns each field with its value, version, person, time and origin", () => {
  const fields = [
    blamed("title", 3, { origin: 1, originEventId: ID }),
    blamed("description", 2, { actor: { id: ID, username: null } }),
    blamed("location", 1),
    blamed("recurrence", 4, { eventId: OTHER }),
    blamed("overrides.2026-03-03T09:00:00", 2),
    blamed("tags", 2),
  ];
  const lines = presentBlame({ fields }, { content: EVENT, ...VIEW }).split("\n");
  expect(lines.map((line) => line.replace(/ {2,}/g, "  "))).toEqual([
    "title  Stand-up  v3  ada  2026-03-01 09:00  first in v1",
    "description  A very long description of what happens…  v2  (gone)  2026-03-01 09:00",
    `recurrence  rrule: FREQ=DAILY, rdates: (none), exda…  v4  ada  2026-03-01 09:00  before the split, in ${OTHER}`,
    "overrides.2026-03-03T09:00:00  title: Retro  v2  ada  2026-03-01 09:00",
    "tags  (none)  v2  ada  2026-03-01 09:00",
  ]);
  const painted = presentBlame({ fields }, { content: EVENT, ...VIEW, paint: createPaint(true) });
  expect(stripVTControlCharacters(painted).split("\n")).toEqual(lines);
});

const OCCURRENCE: Occurrence = {
  eventId: ID,
  key: "2026-03-02T09:00:00",
  title: "Stand-up",
  location: "",
  status: "confirmed",
  transparency: "opaque",
  allDay: false,
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:30:00",
  timeZone: "Europe/Berlin",
  startsAt: "2026-03-02T08:00:00Z",
  endsAt: "2026-03-02T08:30:00Z",
  recurring: true,
  overridden: false,
  role: "owner",
  calendarId: ID,
  version: 2,
};

function change(overrides: Partial<OccurrenceChange>): OccurrenceChange {
  return {
    eventId: ID,
    key: OCCURRENCE.key,
    change: "changed",
    before: OCCURRENCE,
    after: OCCURRENCE,
    fields: [],
    fromVersion: 1,
    toVersion: 2,
    versions: [],
    ...overrides,
  };
}

test("[V7] what became of a week says how, when, who and why", () => {
  const version = (number: number, message: string | null) => ({
    version: number,
    kind: "update" as const,
    at: AT,
    actor: { id: ID, username: "ada" },
    message,
    changeSetId: ID,
  });
  const later = { ...OCCURRENCE, startsAt: "2026-03-02T10:00:00Z", endsAt: "2026-03-02T10:30:00Z" };
  const view = {
    since: "2026-02-28T23:00:00Z",
    firstDay: Temporal.PlainDate.from("2026-03-02"),
    lastDay: Temporal.PlainDate.from("2026-03-08"),
    now: Temporal.Instant.from("2026-03-01T10:00:00Z"),
    long: false,
    ...VIEW,
  };
  const changes = [
    change({ change: "moved", after: later, fields: ["start"], versions: [version(2, "Why")] }),
    change({
      eventId: OTHER,
      fields: ["title", "location"],
      versions: [5, 4, 3, 2, 1].map((n) => version(n, null)),
    }),
    change({ change: "vanished", after: null, versions: [version(2, "Why")] }),
  ];
  expect(presentChanges(changes, view).split("\n")).toEqual([
    "Changed since 2026-03-01 00:00 of what takes place from Monday 2 March 2026 to Sunday 8 March 2026, times in Europe/Berlin",
    "",
    "Stand-up",
    "  ~ moved     Monday 2 March 2026, 09:00–09:30 → Monday 2 March 2026, 11:00–11:30",
    "  - vanished  Monday 2 March 2026, 09:00–09:30",
    "    v2 update by ada, 2 hours ago  “Why”",
    "",
    "Stand-up",
    "  * changed   Monday 2 March 2026, 09:00–09:30  title, location",
    "    v5 update by ada, 2 hours ago",
    "    v4 update by ada, 2 hours ago",
    "    v3 update by ada, 2 hours ago",
    "    … and 2 earlier",
  ]);
  const many = Array.from({ length: 12 }, () => change({}));
  const long = presentChanges(many, { ...view, long: true }).split("\n");
  expect(long.at(-2)).toBe(`              ${ID}@2026-03-02T09:00:00`);
  expect(long.at(-1)).toBe("  … and 2 more");
  expect(presentChanges([], view)).toBe(
    "Nothing has changed since 2026-03-01 00:00 of what takes place from Monday 2 March 2026 to Sunday 8 March 2026.",
  );
});

const NEWS: readonly [SyncItem, Partial<Parameters<typeof presentNews>[1]>, string][] = [
  [
    { type: "event", eventId: ID, version: 3, kind: "update", at: AT, event: EVENT },
    {
      version: {
        version: 3,
        kind: "update",
        deleted: false,
        at: AT,
        actor: { id: ID, username: "ada" },
        message: "Why",
        changedFields: ["title"],
        calendarId: ID,
        changeSetId: ID,
        sourceVersion: null,
        undoneBy: null,
      },
    },
    `2026-03-01 09:00  ada         update    Stand-up  title  “Why”  ${ID} v3`,
  ],
  [
    { type: "event", eventId: ID, version: 3, kind: "delete", at: AT, event: null },
    {},
    `2026-03-01 09:00              delete    (out of reach)  ${ID} v3`,
  ],
  [
    {
      type: "added",
      resource: { type: "calendar", id: ID },
      cause: "shared",
      at: AT,
      grant: { role: "viewer", canShare: false, canDelete: false, expiresAt: null },
    },
    { name: "Team" },
    `2026-03-01 09:00              shared    calendar  Team  as viewer  ${ID}`,
  ],
  [
    {
      type: "removed",
      resource: { type: "event", id: ID },
      cause: "expired",
      at: AT,
      grant: null,
    },
    {},
    `2026-03-01 09:00              expired   event  ${ID}`,
  ],
  [
    { type: "calendar", calendarId: ID, at: AT, calendar: null },
    {},
    `2026-03-01 09:00              calendar  (out of reach)  ${ID}`,
  ],
];

test.each(NEWS)("[L1] a change of type %# is one line", (item, known, line) => {
  expect(presentNews(item, { ...VIEW, ...known })).toBe(line);
  const painted = presentNews(item, { ...VIEW, ...known, paint: createPaint(true) });
  expect(stripVTControlCharacters(painted)).toBe(line);
});

test("[L1] a title of others stays on its line, and moves no cursor", () => {
  const event = { ...EVENT, title: "a\n\u001b[2Jb" };
  const item = { type: "event", eventId: ID, version: 1, kind: "create", at: AT, event } as const;
  expect(presentNews(item, VIEW)).toContain("a \ufffd[2Jb");
});

test("[S2] an explanation says the role, what counts, and what is not to be known", () => {
  const grant = (type: "event" | "calendar", counts: boolean) => ({
    user: { id: ID, username: "bea" },
    role: counts ? ("editor" as const) : ("viewer" as const),
    canShare: false,
    canDelete: counts,
    expiresAt: null,
    grantedBy: ID,
    grantedAt: AT,
    via: { type, id: ID },
    counts,
  });
  const explanation = {
    role: "editor" as const,
    canShare: false,
    canDelete: true,
    grants: [grant("event", true), grant("calendar", false)],
    complete: false,
  };
  const resource = { type: "event", id: ID } as const;
  expect(
    presentExplanation(explanation, { who: "bea", resource, at: null, ...VIEW }).split("\n"),
  ).toEqual([
    "bea is editor of this event, may delete.",
    "*  editor  on this event    may delete  since 2026-03-01 09:00",
    "   viewer  on the calendar              since 2026-03-01 09:00",
    "* what counts: the highest role",
    "What comes through its calendar is not for you to know.",
  ]);
  const nothing = { role: null, canShare: false, canDelete: false, grants: [], complete: true };
  expect(presentExplanation(nothing, { who: null, resource, at: AT, ...VIEW })).toBe(
    "You did not reach this event at 2026-03-01 09:00.",
  );
  expect(presentExplanation(nothing, { who: "bea", resource, at: null, ...VIEW })).toBe(
    "bea does not reach this event.",
  );
});

function conflict(...conflicts: object[]): UndoConflict {
  return new UndoConflict(
    new DaybookError({
      reason: "VERSION_CONFLICT",
      message: "The event has moved on.",
      httpStatus: 412,
      details: { eventId: ID, baseVersion: 2, currentVersion: 4, conflicts, omitted: 0 },
    }),
  );
}

test("[V4] the conflicts of an undo are told in the order of time, with what to do", () => {
  const error = conflict(
    { eventId: ID, field: "title", base: "Final", yours: "Draft", theirs: "Later" },
    { eventId: ID, field: "metadata.a b", base: 1, yours: null, theirs: 2 },
  );
  const lines = presentError(error, { advice: adviceFor(error), paint: UNPAINTED }).split("\n");
  expect(lines).toEqual([
    "daybook: What is to be undone was changed again since. (VERSION_CONFLICT)",
    `  event ${ID}`,
    "",
    "  title",
    "    before   Draft",
    "    changed  Final",
    "    now      Later",
    "",
    "  metadata.a b",
    "    before   (nothing)",
    "    changed  1",
    "    now      2",
    "",
    "Nothing was written. Say for each field, with the same command:",
    '  to have it as it was before:  --take-back title --take-back "metadata.a b"',
    '  to leave it as it is now:     --keep title --keep "metadata.a b"',
  ]);
  expect(errorDocument(error)).toMatchObject({
    error: { reason: "VERSION_CONFLICT", httpStatus: 412, details: { currentVersion: 4 } },
  });
});

test("[V4] a conflict says which event it is in, and of one that is gone or not what it is", () => {
  const error = conflict({
    eventId: ID,
    field: "deleted",
    base: false,
    yours: true,
    theirs: false,
  });
  const lines = presentError(error, { advice: undefined, paint: UNPAINTED }).split("\n");
  expect(lines.slice(1, 7)).toEqual([
    `  event ${ID}`,
    "",
    "  deleted",
    "    before   deleted, or not there yet",
    "    changed  there",
    "    now      there",
  ]);
  expect(lines.at(-1)).toContain("--keep deleted");
});

test("[V4] where several events conflict, each field is named with its event", () => {
  const error = conflict(
    { eventId: ID, field: "title", base: "a", yours: "b", theirs: "c" },
    { eventId: OTHER, field: "title", base: "a", yours: "b", theirs: "c" },
  );
  const lines = presentError(error, { advice: undefined, paint: UNPAINTED }).split("\n");
  expect(lines.at(-1)).toContain(`--keep ${ID}/title --keep ${OTHER}/title`);
});

test("[V4] the undo of a change set names as many events as can be read", () => {
  const changed = (title: string) => ({
    event: { ...EVENT, title },
    changed: true,
    merged: false,
    mergedOver: [],
    changeSetId: ID,
    rightPart: null,
    preview: null,
  });
  const items = Array.from({ length: 12 }, (_, n) => changed(`Event ${n}`));
  const view = { asking: false, ...VIEW };
  const undone = { items, omitted: 3, calendar: null, changeSetId: ID };
  const lines = presentUndoneSet(undone, view).split("\n");
  expect(lines[0]).toBe("Took back the change set in 15 events.");
  expect(lines[1]).toBe("  Event 0  Monday 2 March 2026, 09:00–09:30  v3");
  expect([lines.length, lines.at(-1)]).toEqual([12, "  … and 5 more"]);
  const place = { key: "", start: "", end: "", startsAt: "", endsAt: "" };
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-09T00:00:00Z" };
  const occurrences = { appear: [], vanish: [place, place], move: [] };
  const preview = { window, occurrences, overridesLost: [] };
  const previewed = [
    { ...changed("Long name"), preview },
    { ...changed("Short"), event: { ...EVENT, title: "Short", deletedAt: AT }, preview },
  ];
  const asked = { ...view, asking: true };
  expect(presentUndoneSet({ ...undone, items: previewed, omitted: 0 }, asked).split("\n")).toEqual([
    "It would take back the change set in 2 events. Nothing is written yet.",
    "  Long name  Monday 2 March 2026, 09:00–09:30  v3                 up to 2026-03-09 01:00: 2 to vanish",
    "  Short      Monday 2 March 2026, 09:00–09:30  v3  to be deleted  up to 2026-03-09 01:00: 2 to vanish",
  ]);
  const nothing = { items: [], omitted: 0, calendar: null, changeSetId: null };
  expect(presentUndoneSet(nothing, view)).toBe("Everything is like that already.");
});
