import { newId } from "@daybook/db/ids";
import type { ErrorReason } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { type Caller, newUser, refusalOf, startWorld, type TestWorld } from "./auth/_processes.ts";

/** What a caller of any other language may send: the types of the router do not bind them. */
type Untyped = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;

function untyped(caller: Caller): Untyped {
  return caller as unknown as Untyped; // the wire has no types
}

function call(caller: Caller, procedure: string, input: unknown): Promise<unknown> {
  const [router = "", name = ""] = procedure.split(".");
  const target = untyped(caller)[router]?.[name];
  if (target === undefined) {
    throw new Error(`there is no ${procedure}`);
  }
  return target(input);
}

/** Procedures that change one event, and so can be previewed. */
const CHANGES = [
  "events.update",
  "events.delete",
  "events.restore",
  "events.move",
  "versions.rollback",
  "versions.undo",
];

const EVENT = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };
const WEEKLY = { ...EVENT, recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" } };

const refusals: [
  name: string,
  input: object,
  expected: { reason: ErrorReason; path: string; details?: object },
][] = [
  ["an unknown key", { ...EVENT, colour: "red" }, { reason: "UNKNOWN_KEY", path: "colour" }],
  [
    "an unknown key inside",
    { ...EVENT, recurrence: { rule: "FREQ=DAILY" } },
    { reason: "UNKNOWN_KEY", path: "recurrence.rule" },
  ],
  ["no title", { start: EVENT.start }, { reason: "INVALID_INPUT", path: "title" }],
  ["a blank title", { ...EVENT, title: "  " }, { reason: "INVALID_INPUT", path: "title" }],
  ["a number for a title", { ...EVENT, title: 7 }, { reason: "INVALID_INPUT", path: "title" }],
  [
    "a title beyond the limit",
    { ...EVENT, title: "x".repeat(501) },
    { reason: "LIMIT_EXCEEDED", path: "title" },
  ],
  [
    "an unknown zone",
    { ...EVENT, timeZone: "Europe/Berlim" },
    { reason: "UNKNOWN_TIME_ZONE", path: "timeZone" },
  ],
  [
    "an end before the start",
    { ...EVENT, end: "2026-03-02T14:00:00" },
    { reason: "END_BEFORE_START", path: "end" },
  ],
  [
    "a day that does not exist",
    { ...EVENT, start: "2026-02-30T15:00:00" },
    { reason: "INVALID_TIME", path: "start" },
  ],
  [
    "a date as a number",
    { ...EVENT, start: 1_772_000_000 },
    { reason: "INVALID_INPUT", path: "start" },
  ],
  [
    "an offset on a floating time",
    { ...EVENT, start: "2026-03-02T15:00:00Z", timeZone: null },
    { reason: "OFFSET_NOT_ALLOWED", path: "start" },
  ],
  [
    "the second of a time that occurs twice",
    { ...EVENT, start: "2026-10-25T02:30:00+01:00" },
    { reason: "TIME_OCCURS_TWICE", path: "start" },
  ],
  [
    "a rule that never matches",
    { ...EVENT, recurrence: { rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" } },
    { reason: "RECURRENCE_NEVER_MATCHES", path: "recurrence.rrule" },
  ],
  [
    "a rule by the second",
    { ...EVENT, recurrence: { rrule: "FREQ=SECONDLY" } },
    { reason: "RECURRENCE_UNSUPPORTED", path: "recurrence.rrule" },
  ],
  [
    "a rule that is none",
    { ...EVENT, recurrence: { rrule: "every monday" } },
    { reason: "INVALID_RECURRENCE", path: "recurrence.rrule" },
  ],
  [
    "a rule without end in number",
    { ...EVENT, recurrence: { rrule: "FREQ=DAILY;COUNT=100000000" } },
    { reason: "RECURRENCE_TOO_LARGE", path: "recurrence.rrule" },
  ],
  [
    "a start that the rule does not produce",
    { ...EVENT, recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU" } },
    {
      reason: "START_NOT_IN_RULE",
      path: "recurrence.rrule",
      details: { nearest: "2026-03-03T15:00:00" },
    },
  ],
  [
    "metadata beyond the limit",
    { ...EVENT, metadata: { note: "x".repeat(20_000) } },
    { reason: "LIMIT_EXCEEDED", path: "metadata" },
  ],
  [
    "an id that is none",
    { ...EVENT, calendarId: "mine" },
    { reason: "INVALID_INPUT", path: "calendarId" },
  ],
];

describe("events.create", () => {
  let world: TestWorld;
  let ada: Caller;
  beforeAll(async () => {
    world = await startWorld();
    ada = world.as((await newUser(world)).accessToken);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test.for(refusals)("[C1] [C5] refuses %s and changes nothing", async ([, input, expected]) => {
    const before = await contentsOf(world.database);
    const refusal = await refusalOf(call(ada, "events.create", input));
    expect(refusal).toMatchObject({
      reason: expected.reason,
      fieldErrors: [{ path: expected.path }],
      details: expected.details ?? {},
    });
    expect(await contentsOf(world.database)).toEqual(before);
  });
});

test("[C1] what is said of an id, an instant and an address is what is expected there", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const window = { from: "2026-03-02", to: "2026-03-09T00:00:00" };
  const inputs: [procedure: string, input: object, message: RegExp, times: number][] = [
    ["events.get", { id: "mine" }, /^Expected a UUID\.$/, 1],
    ["events.occurrences", window, /^Expected an instant with Z or an offset, as in 2026-/, 2],
    [
      "auth.register",
      { username: "bea", email: "bea", password: "correct horse battery staple" },
      /^Expected an e-mail address\.$/,
      1,
    ],
  ];
  for (const [procedure, input, message, times] of inputs) {
    const refusal = await refusalOf(call(ada, procedure, input));
    const expected = { message: expect.stringMatching(message) };
    expect(refusal).toMatchObject({ fieldErrors: Array.from({ length: times }, () => expected) });
  }
});

test("[C4] one bad event in a batch: none is created, and the field names the event", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const before = await contentsOf(world.database);
  const events = [EVENT, { ...EVENT, end: "2026-03-01T00:00:00" }, EVENT];
  const refusal = await refusalOf(call(ada, "events.createMany", { events }));
  expect(refusal).toMatchObject({
    reason: "END_BEFORE_START",
    fieldErrors: [{ path: "events.1.end" }],
  });
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[X1] [X2] a series is not edited without a scope, nor one occurrence with a rule", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(WEEKLY);
  const before = await contentsOf(world.database);
  const occurrenceKey = "2026-03-09T15:00:00";
  const edits: [object, ErrorReason][] = [
    [{ id, patch: { title: "X" } }, "SCOPE_REQUIRED"],
    [{ id, scope: "this", patch: { title: "X" } }, "OCCURRENCE_KEY_REQUIRED"],
    [
      { id, scope: "this", occurrenceKey: "2026-03-10T15:00:00", patch: { title: "X" } },
      "OCCURRENCE_NOT_FOUND",
    ],
    [
      { id, scope: "this", occurrenceKey, patch: { recurrence: { rrule: "FREQ=DAILY" } } },
      "RECURRENCE_IN_OVERRIDE",
    ],
    [{ id, scope: "all", patch: { title: "X" }, baseVersion: 9 }, "VERSION_NOT_FOUND"],
  ];
  for (const [edit, reason] of edits) {
    expect(await refusalOf(call(ada, "events.update", edit))).toMatchObject({ reason });
  }
  expect(await refusalOf(call(ada, "events.delete", { id }))).toMatchObject({
    reason: "SCOPE_REQUIRED",
  });
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[S3] another user's ids, in every place that takes an id, are ids that do not exist", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eveSession = await newUser(world);
  const eve = world.as(eveSession.accessToken);
  const calendar = await ada.calendars.create({ name: "Private", timeZone: "Europe/Berlin" });
  const event = await ada.events.create({ ...WEEKLY, calendarId: calendar.id });
  const own = await eve.events.create(WEEKLY);
  const before = await contentsOf(world.database);

  const places: [procedure: string, input: (ids: { event: string; calendar: string }) => object][] =
    [
      ["calendars.get", (ids) => ({ id: ids.calendar })],
      ["calendars.update", (ids) => ({ id: ids.calendar, patch: { name: "Mine" } })],
      ["calendars.delete", (ids) => ({ id: ids.calendar })],
      ["events.create", (ids) => ({ ...EVENT, calendarId: ids.calendar })],
      ["events.createMany", (ids) => ({ events: [EVENT], calendarId: ids.calendar })],
      [
        "events.import",
        (ids) => ({ ics: "BEGIN:VCALENDAR\r\nEND:VCALENDAR", calendarId: ids.calendar }),
      ],
      ["events.get", (ids) => ({ id: ids.event })],
      ["events.get", (ids) => ({ id: ids.event, version: 1 })],
      ["events.get", (ids) => ({ id: ids.event, at: "2026-01-01T00:00:00Z" })],
      ["events.export", (ids) => ({ eventId: ids.event })],
      ["events.export", (ids) => ({ calendarId: ids.calendar })],
      ["feeds.create", (ids) => ({ calendarId: ids.calendar })],
      ["feeds.revoke", (ids) => ({ feedId: ids.event })],
      ["events.conflicts", (ids) => ({ eventId: ids.event })],
      ["events.conflicts", (ids) => ({ event: EVENT, calendarId: ids.calendar })],
      ["events.update", (ids) => ({ id: ids.event, patch: { title: "Mine" } })],
      ["events.delete", (ids) => ({ id: ids.event })],
      ["events.restore", (ids) => ({ id: ids.event })],
      ["events.move", (ids) => ({ id: ids.event, calendarId: ids.calendar })],
      ["events.move", (ids) => ({ id: own.id, calendarId: ids.calendar })],
      ["versions.list", (ids) => ({ eventId: ids.event })],
      ["versions.get", (ids) => ({ eventId: ids.event, version: 1 })],
      ["versions.diff", (ids) => ({ eventId: ids.event, from: 1, to: 1 })],
      ["versions.blame", (ids) => ({ eventId: ids.event })],
      ["versions.rollback", (ids) => ({ eventId: ids.event, version: 1 })],
      ["versions.undo", (ids) => ({ eventId: ids.event, version: 1 })],
      ["versions.verify", (ids) => ({ eventId: ids.event })],
    ];
  const userId = eveSession.user.id;
  const users = [{ userId, role: "viewer" }];
  for (const type of ["event", "calendar"] as const) {
    const at = (ids: { event: string; calendar: string }) => ({
      resource: { type, id: ids[type] },
    });
    places.push(
      ["sharing.share", (ids) => ({ ...at(ids), users })],
      ["sharing.list", (ids) => at(ids)],
      ["sharing.update", (ids) => ({ ...at(ids), userId, role: "editor" })],
      ["sharing.revoke", (ids) => ({ ...at(ids), userId })],
      ["sharing.leave", (ids) => at(ids)],
      ["sharing.transfer", (ids) => ({ ...at(ids), userId })],
      ["audit.list", (ids) => at(ids)],
    );
  }
  // A preview asks for the same rights as the change (rule X6).
  for (const [procedure, input] of places.filter(([name]) => CHANGES.includes(name))) {
    places.push([procedure, (ids) => ({ ...input(ids), preview: true })]);
  }
  for (const [procedure, input] of places) {
    const hidden = await refusalOf(
      call(eve, procedure, input({ event: event.id, calendar: calendar.id })),
    );
    const missing = await refusalOf(
      call(eve, procedure, input({ event: newId(), calendar: newId() })),
    );
    expect({ procedure, reason: hidden.reason }).toEqual({ procedure, reason: "NOT_FOUND" });
    expect({ procedure, ...missing }).toEqual({ procedure, ...hidden });
  }
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
  expect(await eve.events.list({ calendarIds: [calendar.id] })).toEqual({
    items: [],
    nextCursor: null,
  });
  expect(await eve.events.occurrences({ ...window, calendarIds: [calendar.id] })).toMatchObject({
    items: [],
  });
  expect(await eve.events.occurrences({ ...window, eventId: event.id })).toMatchObject({
    items: [],
  });
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[C5] the inputs of changes have no unknown keys, and no values of another kind", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id, calendarId } = await ada.events.create(WEEKLY);
  const before = await contentsOf(world.database);
  const inputs: Record<string, object> = {
    "events.update": { id, scope: "all", patch: { title: "X" } },
    "events.delete": { id, scope: "all" },
    "events.restore": { id },
    "events.move": { id, calendarId },
    "versions.rollback": { eventId: id, version: 1 },
    "versions.undo": { eventId: id, version: 1 },
  };
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
  const refusals: [object, { reason: ErrorReason; path: string }][] = [
    [{ dryRun: true }, { reason: "UNKNOWN_KEY", path: "dryRun" }],
    [{ preview: "yes" }, { reason: "INVALID_INPUT", path: "preview" }],
    [{ previewWindow: window.from }, { reason: "INVALID_INPUT", path: "previewWindow" }],
    [
      { previewWindow: { ...window, timeZone: "UTC" } },
      { reason: "UNKNOWN_KEY", path: "previewWindow.timeZone" },
    ],
    [
      { previewWindow: { ...window, from: "soon" } },
      { reason: "INVALID_INPUT", path: "previewWindow.from" },
    ],
    [
      { preview: true, previewWindow: { from: window.to, to: window.from } },
      { reason: "WINDOW_INVALID", path: "previewWindow.to" },
    ],
  ];
  for (const procedure of CHANGES) {
    for (const [extra, { reason, path }] of refusals) {
      const refusal = await refusalOf(call(ada, procedure, { ...inputs[procedure], ...extra }));
      expect({ procedure, ...refusal }).toMatchObject({ reason, fieldErrors: [{ path }] });
    }
  }
  const odd: [string, object, string][] = [
    ["events.update", { onConflict: "ask" }, "onConflict"],
    ["events.delete", { onConflict: null }, "onConflict"],
    ["events.update", { scope: "following" }, "scope"],
    ["events.move", { baseVersion: 0 }, "baseVersion"],
    ["events.move", { calendarId: "mine" }, "calendarId"],
  ];
  for (const [procedure, extra, path] of odd) {
    const refusal = await refusalOf(call(ada, procedure, { ...inputs[procedure], ...extra }));
    expect(refusal).toMatchObject({ reason: "INVALID_INPUT", fieldErrors: [{ path }] });
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[A1] denials are in the caller's own trail, counted, alike for hidden and missing things", async () => {
  await using world = await startWorld();
  const eve = world.as((await newUser(world)).accessToken);
  const missing = newId();
  for (let i = 0; i < 3; i += 1) {
    await refusalOf(eve.events.get({ id: missing }));
  }
  await world.app.denials.flush();
  const { items } = await eve.audit.list({});
  const denied = items.filter(({ outcome }) => outcome === "denied");
  expect(denied.map(({ procedure, reason }) => [procedure, reason])).toEqual([
    ["events.get", "NOT_FOUND"],
  ]);
  expect(denied.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(denied[0]?.resource).toEqual({ type: "event", id: missing });
});

test("[C1] what is wrong in very many places is said of the first of them", async () => {
  await using world = await startWorld();
  const caller = world.as((await newUser(world)).accessToken);
  const places = Array.from({ length: 10 * LIMITS.fieldErrors }, (_, i) => i);
  const wrong = { events: places.map(() => ({})) };
  const many = await refusalOf(call(caller, "events.createMany", wrong));
  expect(many.reason).toBe("INVALID_INPUT");
  expect(many.fieldErrors).toHaveLength(LIMITS.fieldErrors);
  expect(many.fieldErrors[0]?.path).toBe("events.0.title");
  const keys = Object.fromEntries(places.map((place) => [`key${place}`, place]));
  const unknown = await refusalOf(call(caller, "events.list", keys));
  expect(unknown.reason).toBe("UNKNOWN_KEY");
  expect(unknown.fieldErrors).toHaveLength(LIMITS.fieldErrors);
});

test("[C3] an input of too many values is refused before each is looked at", async () => {
  await using world = await startWorld();
  const caller = world.as((await newUser(world)).accessToken);
  const tooMany = { events: Array.from({ length: LIMITS.inputValues }, () => 1) };
  expect(await refusalOf(call(caller, "events.createMany", tooMany))).toEqual({
    reason: "BODY_TOO_LARGE",
    message: expect.any(String),
    details: { limitName: "inputValues", limit: LIMITS.inputValues },
    fieldErrors: [],
  });
  expect(await refusalOf(call(world.as(undefined), "auth.login", tooMany))).toMatchObject({
    reason: "BODY_TOO_LARGE",
  });
});
