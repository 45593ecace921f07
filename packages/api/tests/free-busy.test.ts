import { newId } from "@daybook/db/ids";
import { LIMITS } from "@daybook/domain/limits";
import { toInstant } from "@daybook/domain/time/zone";
import { parseWallTime } from "@daybook/domain/time/wall-time";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Caller,
  newUser,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";
import type { SessionView } from "../src/auth/auth.schema.ts";

const WINDOW = { from: "2026-03-16T00:00:00Z", to: "2026-04-13T00:00:00Z" };

interface Stretch {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The union of stretches by marking minutes, as a child would do it. */
function naiveUnion(
  stretches: readonly Stretch[],
  window: { from: string; to: string },
): Stretch[] {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  const busy = new Set<number>();
  for (const { startsAt, endsAt } of stretches) {
    const last = Math.min(Date.parse(endsAt), to);
    for (let ms = Math.max(Date.parse(startsAt), from); ms < last; ms += 60_000) busy.add(ms);
  }
  const merged: { startsAt: string; endsAt: string }[] = [];
  for (const ms of [...busy].toSorted((a, b) => a - b)) {
    const [startsAt, endsAt] = [instant(ms), instant(ms + 60_000)];
    const open = merged.at(-1);
    if (open?.endsAt === startsAt) open.endsAt = endsAt;
    else merged.push({ startsAt, endsAt });
  }
  return merged;
}

function instant(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

describe("[Q1] free/busy", () => {
  let world: TestWorld;
  let ada: Caller;
  let adaSession: SessionView;
  let own: string;
  beforeAll(async () => {
    world = await startWorld();
    adaSession = await newUser(world);
    ada = world.as(adaSession.accessToken);
    own = (await ada.calendars.list({})).items[0]?.id ?? "";
    await ada.calendars.update({ id: own, patch: { timeZone: "Europe/Berlin" } });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const busyOf = async (
    caller: Caller,
    user: { userId: string } | string,
    window = WINDOW,
  ): Promise<readonly Stretch[]> => {
    const [item] = (await caller.schedule.freeBusy({ users: [user], ...window })).items;
    return item?.busy ?? [];
  };

  test("is the union of the owner's busy occurrences, whatever their kind, edit by edit", async () => {
    const calendar = await ada.calendars.create({ name: "Second", timeZone: "America/New_York" });
    const zoned = { timeZone: "Europe/Berlin" };
    const made = [
      { title: "Single", start: "2026-03-17T09:00:00", end: "2026-03-17T10:00:00", ...zoned },
      { title: "Touching", start: "2026-03-17T10:00:00", end: "2026-03-17T10:30:00", ...zoned },
      {
        title: "Floating",
        start: "2026-03-29T02:30:00",
        end: "2026-03-29T03:30:00",
        timeZone: null,
      },
      { title: "All day", start: "2026-03-28", end: "2026-03-30" },
      { title: "Moment", start: "2026-03-20T09:00:00", ...zoned },
      { title: "Began before", start: "2026-03-15T12:00:00", end: "2026-03-16T12:00:00", ...zoned },
      {
        title: "Weekly",
        start: "2006-01-03T08:00:00",
        end: "2006-01-03T08:45:00",
        ...zoned,
        recurrence: { rrule: "FREQ=WEEKLY;BYDAY=TU,FR", exdates: ["2026-03-24T08:00:00"] },
        overrides: {
          "2026-03-17T08:00:00": { status: "cancelled" as const },
          "2026-03-27T08:00:00": { start: "2026-03-26T15:00:00", end: "2026-03-26T16:00:00" },
          "2026-03-31T08:00:00": { transparency: "transparent" as const },
        },
      },
      {
        title: "All days",
        start: "2026-01-01",
        recurrence: { rrule: "FREQ=MONTHLY;BYMONTHDAY=1" },
      },
      { title: "Free", start: "2026-04-02T09:00:00", end: "2026-04-02T10:00:00", ...zoned },
    ];
    const ids: string[] = [];
    for (const event of made) {
      for (const calendarId of [own, calendar.id]) {
        const transparency = event.title === "Free" ? ("transparent" as const) : undefined;
        const given = { ...event, calendarId, ...(transparency && { transparency }) };
        ids.push((await ada.events.create(given)).id);
      }
    }
    const check = async () => {
      // Without a zone, each occurrence is placed by its calendar's (T5).
      const { items } = await ada.events.occurrences(WINDOW);
      const opaque = items.filter(
        ({ transparency, status }) => transparency === "opaque" && status !== "cancelled",
      );
      const expected = naiveUnion(opaque, WINDOW);
      expect(await busyOf(ada, { userId: adaSession.user.id })).toEqual(expected);
      return expected;
    };
    const first = await check();
    expect(first.length).toBeGreaterThan(8);

    const [singleId = "", , , , , , , , , , , , weeklyId = ""] = ids;
    const scope = "this";
    await ada.events.update({ id: singleId, patch: { transparency: "transparent" } });
    await check();
    await ada.events.update({ id: singleId, patch: { transparency: "opaque" } });
    expect(await check()).toEqual(first);
    const occurrenceKey = "2026-04-03T08:00:00";
    await ada.events.delete({ id: weeklyId, scope, occurrenceKey });
    await check();
    await ada.events.restore({ id: weeklyId, occurrenceKey });
    expect(await check()).toEqual(first);
    const moved = { start: "2026-04-04T20:00:00", end: "2026-04-04T21:00:00" };
    await ada.events.update({ id: weeklyId, scope, occurrenceKey, patch: moved });
    await check();
    await ada.events.update({ id: weeklyId, scope: "all", patch: { status: "cancelled" } });
    await check();
    await ada.events.delete({ id: weeklyId, scope: "all" });
    await check();
    await ada.events.restore({ id: weeklyId });
    await check();
  });

  test("spans that do not say when they are busy give the same answer by the content", async () => {
    const user = { userId: adaSession.user.id };
    const before = await busyOf(ada, user);
    await world.database.transaction((trx) =>
      trx.updateTable("event_spans").set({ busy: 2, pattern: null }).execute(),
    );
    expect(await busyOf(ada, user)).toEqual(before);
  });

  test("a window is the union of its halves, and nothing outside it is told", async () => {
    const user = { userId: adaSession.user.id };
    const middle = "2026-03-29T00:17:00Z";
    const whole = await busyOf(ada, user);
    const halves = [
      ...(await busyOf(ada, user, { from: WINDOW.from, to: middle })),
      ...(await busyOf(ada, user, { from: middle, to: WINDOW.to })),
    ];
    expect(naiveUnion(halves, WINDOW)).toEqual(whole);
    for (const { startsAt, endsAt } of whole) {
      expect(startsAt >= WINDOW.from && endsAt <= WINDOW.to).toBe(true);
    }
  });

  test("[T5] all-day events are placed by the zone of their calendar", async () => {
    const bob = await newUser(world);
    const caller = world.as(bob.accessToken);
    const calendar = await caller.calendars.create({ name: "Tokyo", timeZone: "Asia/Tokyo" });
    await caller.events.create({ calendarId: calendar.id, title: "Trip", start: "2026-03-20" });
    const startsAt = instant(toInstant(parseWallTime("2026-03-20T00:00:00") ?? 0, "Asia/Tokyo"));
    expect(await busyOf(caller, { userId: bob.user.id })).toEqual([
      { startsAt, endsAt: "2026-03-20T15:00:00Z" },
    ]);
  });

  test("a series with more exceptions than a span holds is read from its content", async () => {
    const bob = await newUser(world);
    const caller = world.as(bob.accessToken);
    const exdates = Array.from({ length: 60 }, (_, i) =>
      new Date(Date.UTC(2026, 0, 1 + 2 * i, 9)).toISOString().slice(0, 19),
    );
    await caller.events.create({
      title: "Odd days",
      start: "2025-12-31T09:00:00",
      end: "2025-12-31T10:00:00",
      timeZone: "UTC",
      recurrence: { rrule: "FREQ=DAILY", exdates },
    });
    const { items } = await caller.events.occurrences(WINDOW);
    expect(items.length).toBe(14);
    expect(await busyOf(caller, bob.user.username)).toEqual(
      items.map(({ startsAt, endsAt }) => ({ startsAt, endsAt })),
    );
  });

  test("events of others that are shared with somebody make nobody but their owner busy", async () => {
    const guest = await newUser(world);
    const { items } = await ada.events.list({ limit: 1 });
    const id = items[0]?.id ?? "";
    await ada.sharing.share({
      resource: { type: "event", id },
      users: [{ userId: guest.user.id, role: "editor" }],
    });
    expect(await busyOf(world.as(guest.accessToken), { userId: guest.user.id })).toEqual([]);
  });
});

describe("[Q1] who learns of busy times", () => {
  let world: TestWorld;
  let owner: SessionView;
  let ada: Caller;
  let stranger: Caller;
  let shared: string;
  let open: string;
  beforeAll(async () => {
    world = await startWorld();
    owner = await newUser(world);
    ada = world.as(owner.accessToken);
    stranger = world.as((await newUser(world)).accessToken);
    shared = (await ada.calendars.create({ name: "Shared", timeZone: "UTC" })).id;
    open = (await ada.calendars.create({ name: "Open", timeZone: "UTC" })).id;
    for (const [calendarId, hour] of [
      [shared, "09"],
      [open, "14"],
    ] as const) {
      const [start, end] = [`2026-03-17T${hour}:00:00`, `2026-03-17T${hour}:30:00`];
      await ada.events.create({ calendarId, title: "Secret", start, end, timeZone: "UTC" });
    }
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const AT_NINE = { startsAt: "2026-03-17T09:00:00Z", endsAt: "2026-03-17T09:30:00Z" };
  const AT_TWO = { startsAt: "2026-03-17T14:00:00Z", endsAt: "2026-03-17T14:30:00Z" };

  test("[S3] of whom nothing may be known, and nobody, are the same: NOT_FOUND, and the rest is answered", async () => {
    const missing = newId();
    const { email } = owner.user;
    const users = [
      { userId: owner.user.id },
      { userId: missing },
      { username: owner.user.username },
      "nobody-at-all",
      { email },
      "nobody@example.org",
    ];
    const self = await newUser(world);
    const answer = await world
      .as(self.accessToken)
      .schedule.freeBusy({ users: [...users, self.user.id], ...WINDOW });
    const unknown = (user: object) => ({ user, busy: [], error: "NOT_FOUND" });
    expect(answer.items).toEqual([
      unknown({ id: owner.user.id, username: null }),
      unknown({ id: missing, username: null }),
      unknown({ id: null, username: owner.user.username }),
      unknown({ id: null, username: "nobody-at-all" }),
      unknown({ id: null, username: null, email }),
      unknown({ id: null, username: null, email: "nobody@example.org" }),
      { user: { id: self.user.id, username: self.user.username }, busy: [], error: null },
    ]);
  });

  test("the owner sees all of it, a calendar for everyone is seen by everyone, and no title by anybody", async () => {
    const ask = async (caller: Caller) => {
      const answer = await caller.schedule.freeBusy({ users: [owner.user.id], ...WINDOW });
      expect(JSON.stringify(answer)).not.toContain("Secret");
      return answer.items[0];
    };
    expect(await ask(ada)).toMatchObject({ busy: [AT_NINE, AT_TWO], error: null });
    expect(await ask(stranger)).toMatchObject({ busy: [], error: "NOT_FOUND" });
    await ada.calendars.update({ id: open, patch: { freeBusy: "everyone" } });
    const { id, username } = owner.user;
    expect(await ask(stranger)).toEqual({ user: { id, username }, busy: [AT_TWO], error: null });
  });

  test("[S6] who holds a grant on a calendar learns of that calendar, as long as it holds", async () => {
    const guest = await newUser(world);
    const caller = world.as(guest.accessToken);
    const resource = { type: "calendar", id: shared } as const;
    const ask = async () =>
      (await caller.schedule.freeBusy({ users: [owner.user.id], ...WINDOW })).items[0]?.busy;
    expect(await ask()).toEqual([AT_TWO]);
    await ada.sharing.share({ resource, users: [{ userId: guest.user.id, role: "viewer" }] });
    expect(await ask()).toEqual([AT_NINE, AT_TWO]);
    await ada.sharing.revoke({ resource, userId: guest.user.id });
    expect(await ask()).toEqual([AT_TWO]);
  });

  test("a deleted calendar makes nobody busy", async () => {
    await ada.calendars.delete({ id: open });
    const answer = await ada.schedule.freeBusy({ users: [owner.user.id], ...WINDOW });
    expect(answer.items[0]?.busy).toEqual([AT_NINE]);
  });

  test("[S9] names of which nothing is known cannot be tried without end; ids can", async () => {
    const caller = world.as((await newUser(world)).accessToken);
    const ask = (users: string[]) => caller.schedule.freeBusy({ users, ...WINDOW });
    for (let i = 0; i < LIMITS.unknownPeople; i += 1) await ask([`guess${i}`]);
    expect(await refusalOf(ask(["guess"]))).toMatchObject({
      reason: "RATE_LIMITED",
      details: { retryAfterSeconds: expect.any(Number) },
    });
    await ask([newId()]);
  });

  test("[S9] nor at once, to be counted when all have been answered", async () => {
    const caller = world.as((await newUser(world)).accessToken);
    const answers = await Promise.allSettled(
      Array.from({ length: 2 * LIMITS.unknownPeople }, (_, i) =>
        caller.schedule.freeBusy({ users: [`guess${i}`], ...WINDOW }),
      ),
    );
    const answered = answers.filter(({ status }) => status === "fulfilled");
    expect(answered).toHaveLength(LIMITS.unknownPeople);
  });
});

test("[C3] a window beyond the limit and one that is too full are refused, not cut", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const users = [session.user.id];
  expect(
    await reasonOf(
      ada.schedule.freeBusy({ users, from: "2026-01-01T00:00:00Z", to: "2026-04-04T00:00:00Z" }),
    ),
  ).toBe("WINDOW_TOO_WIDE");
  const rrule =
    "FREQ=DAILY;BYHOUR=8,9,10,11,12,13,14,15;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55";
  const start = "2026-01-01T08:00:00";
  const event = { title: "Pulse", start, end: "2026-01-01T08:01:00", recurrence: { rrule } };
  await ada.events.createMany({ events: Array.from({ length: 12 }, () => event) });
  const window = { from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
  expect(await refusalOf(ada.schedule.freeBusy({ users, ...window }))).toMatchObject({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "busyOccurrences", limit: LIMITS.busyOccurrences },
  });
  const shorter = { ...window, to: "2026-01-02T00:00:00Z" };
  const { items } = await ada.schedule.freeBusy({ users, ...shorter });
  expect(items[0]?.busy).toHaveLength(96);
});

test("[Q1] series whose contents alone say when they are busy are read some at a time, and none is left out", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  // So many exclusions make a pattern that no span keeps.
  const day = (i: number) => new Date(Date.UTC(2026, 2, 3 + i)).toISOString().slice(0, 10);
  const series = Array.from({ length: 250 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 2, 2, 0, 5 * i)).toISOString().slice(11, 19);
    const exdates = Array.from({ length: 40 }, (__, d) => `${day(d)}T${time}`);
    const recurrence = { rrule: "FREQ=DAILY", exdates };
    const start = `2026-03-02T${time}`;
    const end = start.replace(/.:00$/, (text) => `${Number(text[0]) + 3}:00`);
    return { title: `${i}`, start, end, timeZone: "UTC", recurrence };
  });
  await ada.events.createMany({ events: series });
  const ask = async (from: string, to: string) => {
    const { items } = await ada.schedule.freeBusy({ users: [session.user.id], from, to });
    return items[0]?.busy.length;
  };
  expect(await ask("2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z")).toBe(250);
  expect(await ask("2026-03-03T00:00:00Z", "2026-04-12T00:00:00Z")).toBe(0);
  expect(await ask("2026-04-12T00:00:00Z", "2026-04-14T00:00:00Z")).toBe(500);
});
