import { LIMITS } from "@daybook/domain/limits";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SessionView } from "../src/auth/auth.schema.ts";
import { type Caller, newUser, refusalOf, startWorld, type TestWorld } from "./auth/_processes.ts";

let world: TestWorld;
let ada: Caller;
let adaSession: SessionView;
let bobSession: SessionView;
let bob: Caller;
beforeAll(async () => {
  world = await startWorld();
  adaSession = await newUser(world);
  ada = world.as(adaSession.accessToken);
  bobSession = await newUser(world);
  bob = world.as(bobSession.accessToken);
  const [calendar] = (await bob.calendars.list({})).items;
  await bob.calendars.update({ id: calendar?.id ?? "", patch: { freeBusy: "everyone" } });
  const zone = { timeZone: "Europe/Berlin" };
  await ada.events.create({
    title: "Stand-up",
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T09:30:00",
    ...zone,
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" },
  });
  await bob.events.create({
    title: "Workshop",
    start: "2026-03-30T09:00:00",
    end: "2026-03-30T16:30:00",
    ...zone,
  });
});
afterAll(() => world[Symbol.asyncDispose]());

/** From the Saturday before Berlin's clock changes to the Tuesday after it. */
const WINDOW = { from: "2026-03-28T00:00:00Z", to: "2026-03-31T22:00:00Z" };
const BERLIN = { from: "09:00", to: "17:00", timeZone: "Europe/Berlin" };
const days = ["MO", "TU", "WE", "TH", "FR"] as const;

test("[Q1] [R2] times at which all are free, by working hours on the wall clock, earliest first", async () => {
  const users = [adaSession.user.id, { username: bobSession.user.username }];
  const answer = await ada.schedule.findTime({
    users,
    ...WINDOW,
    durationMinutes: 30,
    workingHours: [{ ...BERLIN, days: [...days] }],
    limit: 3,
  });
  // Monday's 16:30 is in summer time; Tuesday begins after the stand-up.
  expect(answer).toEqual({
    items: [
      { startsAt: "2026-03-30T14:30:00Z", endsAt: "2026-03-30T15:00:00Z" },
      { startsAt: "2026-03-31T07:30:00Z", endsAt: "2026-03-31T08:00:00Z" },
      { startsAt: "2026-03-31T07:45:00Z", endsAt: "2026-03-31T08:15:00Z" },
    ],
    reason: null,
    unknown: [],
  });
});

test("one person's own hours replace those of everybody", async () => {
  const user = { username: bobSession.user.username };
  const answer = await ada.schedule.findTime({
    users: [adaSession.user.id, user],
    ...WINDOW,
    durationMinutes: 60,
    workingHours: [
      { ...BERLIN, days: [...days] },
      { user, from: "13:00", to: "24:00", timeZone: "America/New_York", days: ["TU"] },
    ],
    limit: 100,
  });
  // Tuesday 17:00 in Berlin is 11:00 in New York: never together.
  expect(answer).toMatchObject({ items: [], reason: "NO_COMMON_WORKING_HOURS" });
});

test("without a time there is a reason, and who is not known is named", async () => {
  const users = [adaSession.user.id, bobSession.user.id];
  const ask = (other: Partial<Parameters<Caller["schedule"]["findTime"]>[0]>) =>
    ada.schedule.findTime({ users, ...WINDOW, durationMinutes: 30, ...other });
  const workday = { from: "2026-03-30T07:00:00Z", to: "2026-03-30T14:30:00Z" };
  expect(await ask(workday)).toEqual({ items: [], reason: "ALL_BUSY", unknown: [] });
  expect(await ask({ ...workday, to: "2026-03-30T07:10:00Z" })).toMatchObject({
    reason: "WINDOW_SHORTER_THAN_DURATION",
  });
  expect(await ask({ workingHours: [{ ...BERLIN, days: ["FR"] }] })).toMatchObject({
    reason: "NO_WORKING_HOURS_IN_WINDOW",
  });
  expect(await ask({ users: [bobSession.user.id, "nobody-here"] })).toEqual({
    items: [],
    reason: "SOMEONE_UNKNOWN",
    unknown: [{ id: null, username: "nobody-here" }],
  });
  // Ada's calendar is for those that it is shared with alone.
  const { id } = adaSession.user;
  expect(await bob.schedule.findTime({ users: [id], ...WINDOW, durationMinutes: 30 })).toEqual({
    items: [],
    reason: "SOMEONE_UNKNOWN",
    unknown: [{ id, username: null }],
  });
});

const refusals: [name: string, other: object, expected: object][] = [
  ["nobody", { users: [] }, { reason: "INVALID_INPUT", fieldErrors: [{ path: "users" }] }],
  [
    "too many",
    { users: Array.from({ length: LIMITS.scheduleUsers + 1 }, (_, i) => `u${i}`) },
    { reason: "INVALID_INPUT", fieldErrors: [{ path: "users" }] },
  ],
  [
    "no length",
    { durationMinutes: 0 },
    { reason: "INVALID_INPUT", fieldErrors: [{ path: "durationMinutes" }] },
  ],
  ["too wide a window", { to: "2026-12-01T00:00:00Z" }, { reason: "WINDOW_TOO_WIDE" }],
  ["a window that ends first", { to: "2026-03-01T00:00:00Z" }, { reason: "WINDOW_INVALID" }],
  [
    "an hour that is none",
    { workingHours: [{ ...BERLIN, from: "9 am" }] },
    { reason: "INVALID_TIME", fieldErrors: [{ path: "workingHours.0.from" }] },
  ],
  [
    "hours that do not last",
    { workingHours: [{ ...BERLIN, to: "09:00" }] },
    { reason: "INVALID_TIME", fieldErrors: [{ path: "workingHours.0.to" }] },
  ],
  [
    "a zone that is none",
    { workingHours: [{ ...BERLIN, timeZone: "Europe/Berlim" }] },
    { reason: "UNKNOWN_TIME_ZONE", fieldErrors: [{ path: "workingHours.0.timeZone" }] },
  ],
  [
    "hours of somebody else",
    { workingHours: [{ ...BERLIN, user: "somebody" }] },
    { reason: "INVALID_INPUT", fieldErrors: [{ path: "workingHours.0.user" }] },
  ],
  [
    "an unknown key",
    { workingHours: [{ ...BERLIN, zone: "UTC" }] },
    { reason: "UNKNOWN_KEY", fieldErrors: [{ path: "workingHours.0.zone" }] },
  ],
];
test.each(refusals)("[C1] [C5] refuses %s", async (_name, other, expected) => {
  const users = [adaSession.user.id];
  const asked = ada.schedule.findTime({ users, ...WINDOW, durationMinutes: 30, ...other });
  expect(await refusalOf(asked)).toMatchObject(expected);
});
