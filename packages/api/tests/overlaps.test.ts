import type { ErrorReason } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { overlaps } from "@daybook/domain/time/interval";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SessionView } from "../src/auth/auth.schema.ts";
import { contentsOf } from "./_database-contents.ts";
import {
  type Caller,
  newUser,
  reasonOf,
  refusalOf,
  startProcess,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

const zone = { timeZone: "Europe/Berlin" };
const WEEKLY = { rrule: "FREQ=WEEKLY;BYDAY=MO" };

/** An hour, or what is said otherwise, of 2 March 2026 in Berlin. */
function hour(start: number, end = start + 1, day = "2026-03-02") {
  const at = (value: number) => {
    const [hours, minutes] = [Math.floor(value), Math.round((value % 1) * 60)];
    return `${day}T${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}:00`;
  };
  return { start: at(start), end: at(end), ...zone };
}

async function newCaller(
  world: TestWorld,
): Promise<{ caller: Caller; session: SessionView; calendarId: string }> {
  const session = await newUser(world);
  const caller = world.as(session.accessToken);
  const calendarId = (await caller.calendars.list({})).items[0]?.id ?? "";
  return { caller, session, calendarId };
}

describe("[C6] onOverlap: reject", () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("create refuses what overlaps a busy one, says with what, and writes nothing", async () => {
    const { caller } = await newCaller(world);
    const busy = await caller.events.create({ title: "Busy", ...hour(9, 10) });
    const before = await contentsOf(world.database);
    const refusal = await refusalOf(
      caller.events.create({ title: "Late", ...hour(9.5), onOverlap: "reject" }),
    );
    expect(refusal).toMatchObject({
      reason: "EVENT_OVERLAPS",
      details: {
        key: "2026-03-02T09:30:00",
        with: [{ eventId: busy.id, title: "Busy", startsAt: "2026-03-02T08:00:00Z" }],
        horizon: expect.any(String),
      },
    });
    expect(await contentsOf(world.database)).toEqual(before);
    await caller.events.create({ title: "Allowed", ...hour(9.5), onOverlap: "allow" });
  });

  const admitted: [string, object, object][] = [
    ["touching", {}, hour(10)],
    ["free itself", {}, { ...hour(9), transparency: "transparent" }],
    ["cancelled itself", {}, { ...hour(9), status: "cancelled" }],
    ["free there", { transparency: "transparent" }, hour(9)],
    ["cancelled there", { status: "cancelled" }, hour(9)],
  ];
  test.each(admitted)("[Q1] [T4] admits what is %s", async (_name, there, given) => {
    const { caller } = await newCaller(world);
    await caller.events.create({ title: "There", ...hour(9), ...there });
    const event = { title: "New", ...hour(9), ...given, onOverlap: "reject" } as const;
    expect(await caller.events.create(event)).toMatchObject({ version: 1 });
  });

  test("[T4] a moment overlaps what contains it, and no other moment", async () => {
    const { caller } = await newCaller(world);
    await caller.events.create({ title: "Moment", ...hour(12, 12) });
    await caller.events.create({ title: "Moment", ...hour(12, 12), onOverlap: "reject" });
    const around = { title: "Lunch", ...hour(11.5), onOverlap: "reject" } as const;
    expect(await reasonOf(caller.events.create(around))).toBe("EVENT_OVERLAPS");
    await caller.events.create({ ...around, ...hour(11, 12) });
  });

  test("recurrence counts on both sides, exceptions included", async () => {
    const { caller } = await newCaller(world);
    const overrides = { "2026-03-16T09:00:00": hour(14, 15, "2026-03-17") };
    const weekly = { rrule: WEEKLY.rrule, exdates: ["2026-03-09T09:00:00"] };
    await caller.events.create({ title: "Weekly", ...hour(9), recurrence: weekly, overrides });
    const single = (day: string, start: number) =>
      caller.events.create({ title: "S", ...hour(start, start + 1, day), onOverlap: "reject" });
    await single("2026-03-09", 9);
    await single("2026-03-16", 9);
    expect(await reasonOf(single("2026-03-17", 14.5))).toBe("EVENT_OVERLAPS");
    expect(await reasonOf(single("2027-01-04", 9))).toBe("EVENT_OVERLAPS");
    // A month later on Wednesdays: the eighth of April.
    await single("2026-04-08", 20);
    const wednesdays = { rrule: "FREQ=WEEKLY;BYDAY=WE" };
    const evenings = { title: "E", ...hour(20.5, 21, "2026-03-04"), recurrence: wednesdays };
    expect(
      await refusalOf(caller.events.create({ ...evenings, onOverlap: "reject" })),
    ).toMatchObject({ reason: "EVENT_OVERLAPS", details: { key: "2026-04-08T20:30:00" } });
  });

  test("other calendars do not count, and a move asks the one it goes to", async () => {
    const { caller } = await newCaller(world);
    const { id: calendarId } = await caller.calendars.create({ name: "Other", ...zone });
    await caller.events.create({ title: "There", ...hour(9), calendarId });
    const here = await caller.events.create({ title: "Here", ...hour(9), onOverlap: "reject" });
    const move = { id: here.id, calendarId, onOverlap: "reject" } as const;
    expect(await reasonOf(caller.events.move(move))).toBe("EVENT_OVERLAPS");
    expect(await reasonOf(caller.events.move({ ...move, preview: true }))).toBe("EVENT_OVERLAPS");
    await caller.events.move({ ...move, onOverlap: "allow" });
  });

  test("update and restore ask too, not of the event itself, nor where nothing changes", async () => {
    const { caller } = await newCaller(world);
    const { id } = await caller.events.create({ title: "Nine", ...hour(9), recurrence: WEEKLY });
    await caller.events.create({ title: "Eleven", ...hour(11) });
    const onOverlap = "reject" as const;
    const scope = "all" as const;
    const update = (patch: { title?: string; start?: string }) =>
      caller.events.update({ id, scope, patch, onOverlap });
    await update({ title: "Half past nine", start: "2026-03-02T09:30:00" });
    expect(await reasonOf(update({ start: "2026-03-02T10:30:00" }))).toBe("EVENT_OVERLAPS");
    const preview = {
      id,
      scope,
      patch: { start: "2026-03-02T10:30:00" },
      onOverlap,
      preview: true,
    };
    expect(await reasonOf(caller.events.update(preview))).toBe("EVENT_OVERLAPS");
    const following = { scope: "thisAndFollowing", occurrenceKey: "2026-03-16T09:30:00" } as const;
    const split = { id, ...following, patch: { start: "2026-03-16T10:00:00" }, onOverlap };
    expect((await caller.events.update(split)).rightPart).not.toBeNull();

    await caller.events.delete({ id, scope });
    await caller.events.create({ title: "Instead", ...hour(9.5) });
    expect(await reasonOf(caller.events.restore({ id, onOverlap }))).toBe("EVENT_OVERLAPS");
    await caller.events.restore({ id });
    // It overlaps now, and a call that changes nothing is not the one to say so (V2).
    expect((await update({ title: "Half past nine" })).changed).toBe(false);
  });

  test("[C4] the events of a batch count among themselves, and none is created", async () => {
    const { caller } = await newCaller(world);
    const before = await contentsOf(world.database);
    const events = [hour(9), hour(11), hour(11.5)].map((time) => ({ title: "One", ...time }));
    const refusal = await refusalOf(caller.events.createMany({ events, onOverlap: "reject" }));
    expect(refusal).toMatchObject({
      reason: "EVENT_OVERLAPS",
      fieldErrors: [{ path: "events.1" }],
      details: { with: [{ startsAt: "2026-03-02T10:30:00Z", endsAt: "2026-03-02T11:30:00Z" }] },
    });
    expect(await contentsOf(world.database)).toEqual(before);
    await caller.events.createMany({ events: events.slice(0, 2), onOverlap: "reject" });
  });

  test("of twenty that arrive at once in two processes exactly one gets the slot", async () => {
    const { caller, session } = await newCaller(world);
    await using other = await startProcess(world.on);
    const callers = [caller, other.as(session.accessToken)];
    for (const recurrence of [undefined, WEEKLY]) {
      const start = recurrence === undefined ? 9 : 15;
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, async (_, i): Promise<ErrorReason | "created"> => {
          const given = { title: `T${i}`, ...hour(start + i / 60), recurrence };
          try {
            await callers[i % 2]?.events.create({ ...given, onOverlap: "reject" });
            return "created";
          } catch (error) {
            return (await refusalOf(Promise.reject(error))).reason;
          }
        }),
      );
      const counts = Map.groupBy(outcomes, (outcome) => outcome);
      expect(counts.get("created")).toHaveLength(1);
      expect(counts.get("EVENT_OVERLAPS")).toHaveLength(19);
    }
    const { items } = await caller.events.list({});
    expect(items).toHaveLength(2);
  });
});

describe("events.conflicts", () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test("[C6] [T4] are the pairs that a naive look at all occurrences finds, in every calendar of the owner", async () => {
    const { caller, calendarId } = await newCaller(world);
    const second = await caller.calendars.create({ name: "Second", timeZone: "America/New_York" });
    const made = [
      { title: "A", ...hour(9), recurrence: { rrule: "FREQ=DAILY;COUNT=40" } },
      { title: "B", ...hour(9.5), recurrence: WEEKLY },
      { title: "C", start: "2026-03-10", recurrence: { rrule: "FREQ=WEEKLY;COUNT=3" } },
      { title: "D", ...hour(9, 10, "2026-03-12"), transparency: "transparent" as const },
      { title: "E", start: "2026-03-20T09:15:00", timeZone: null, end: "2026-03-20T09:20:00" },
      { title: "F", ...hour(9.25, 9.25, "2026-03-05") },
    ];
    const ids: string[] = [];
    for (const event of made) {
      ids.push((await caller.events.create({ ...event, calendarId })).id);
      ids.push((await caller.events.create({ ...event, calendarId: second.id })).id);
    }
    const window = { from: "2026-03-01T00:00:00Z", to: "2026-05-01T00:00:00Z" };
    const all = (await caller.events.occurrences(window)).items.filter(
      ({ transparency }) => transparency === "opaque",
    );
    const placed = all.map((item) => ({
      item,
      startsAtMs: Date.parse(item.startsAt),
      endsAtMs: Date.parse(item.endsAt),
    }));
    let found = 0;
    for (const eventId of ids) {
      const naive = placed
        .filter(({ item }) => item.eventId === eventId)
        .flatMap((own) =>
          placed
            .filter((met) => met.item.eventId !== eventId && overlaps(own, met))
            .map((met) => `${own.item.key} ${met.item.eventId} ${met.item.key}`),
        );
      const { items, horizon } = await caller.events.conflicts({ eventId, until: window.to });
      expect(horizon).toBe(window.to);
      const given = items.map(({ key, with: met }) =>
        "eventId" in met ? `${key} ${met.eventId} ${met.key}` : "hidden",
      );
      expect(given.toSorted()).toEqual(naive.toSorted());
      found += given.length;
    }
    expect(found).toBeGreaterThan(150);
  });

  test("of an event that is to be made are those that it would have", async () => {
    const { caller } = await newCaller(world);
    const there = await caller.events.create({ title: "There", ...hour(9), recurrence: WEEKLY });
    const event = { title: "New", ...hour(9.5, 10, "2026-03-09") };
    const { items } = await caller.events.conflicts({ event });
    expect(items).toMatchObject([
      { key: "2026-03-09T09:30:00", with: { eventId: there.id, key: "2026-03-09T09:00:00" } },
    ]);
    const free = { ...event, transparency: "transparent" as const };
    expect((await caller.events.conflicts({ event: free })).items).toEqual([]);
  });

  test("a long list is cut where the horizon says, and goes on from there", async () => {
    const { caller } = await newCaller(world);
    const daily = { rrule: "FREQ=DAILY" };
    const { id } = await caller.events.create({ title: "A", ...hour(9), recurrence: daily });
    // One that never ends in the meantime: it is not listed again by the calls that come after.
    const long = {
      title: "Long",
      start: "2026-03-02T08:00:00",
      end: "2026-08-31T08:00:00",
      ...zone,
    };
    const { id: longId } = await caller.events.create(long);
    const all = Array.from({ length: 3 }, () => ({ title: "B", ...hour(9.5), recurrence: daily }));
    await caller.events.createMany({ events: all });
    const keys: string[] = [];
    let from: string | undefined;
    const until = "2026-09-01T00:00:00Z";
    for (let calls = 0; calls < 10 && from !== until; calls += 1) {
      const input = { eventId: id, until, ...(from === undefined ? {} : { from }) };
      const answer = await caller.events.conflicts(input);
      expect(answer.items.length).toBeLessThanOrEqual(LIMITS.conflicts);
      keys.push(...answer.items.map(({ key }) => key));
      from = answer.horizon;
    }
    const days = (Date.parse(until) - Date.parse("2026-03-02T00:00:00Z")) / 86_400_000;
    // The last day is after the long one.
    expect(keys).toHaveLength(4 * days - 1);
    expect(new Set(keys).size).toBe(days);
    const ofLong = await caller.events.conflicts({ eventId: longId, from: "2026-04-01T00:00:00Z" });
    expect(ofLong.items[0]?.with.startsAt).toBe("2026-04-01T07:00:00Z");
  });

  test("[Q1] [S3] what the caller cannot see is an anonymous block, of calendars whose times are known to them", async () => {
    const { caller: ada, calendarId } = await newCaller(world);
    const { caller: bob, session } = await newCaller(world);
    const shown = await ada.events.create({ title: "Shown", ...hour(9) });
    await ada.events.create({ title: "Secret", ...hour(9.5) });
    const { id: other } = await ada.calendars.create({ name: "Other", ...zone });
    await ada.events.create({ title: "Private", ...hour(9.25), calendarId: other });
    const resource = { type: "event", id: shown.id } as const;
    await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "viewer" }] });

    const key = "2026-03-02T09:00:00";
    const secret = { startsAt: "2026-03-02T08:30:00Z", endsAt: "2026-03-02T09:30:00Z" };
    const ask = async () => (await bob.events.conflicts({ eventId: shown.id })).items;
    // A grant on one event says nothing of when its calendar is busy.
    expect(await ask()).toEqual([]);
    const seen = await ada.events.create({ title: "Seen", ...hour(9.75) });
    const users = [{ userId: session.user.id, role: "viewer" as const }];
    await ada.sharing.share({ resource: { type: "event", id: seen.id }, users });
    expect(await ask()).toMatchObject([{ key, with: { title: "Seen" } }]);
    await ada.events.delete({ id: seen.id });

    await ada.calendars.update({ id: other, patch: { freeBusy: "everyone" } });
    const open = { startsAt: "2026-03-02T08:15:00Z", endsAt: "2026-03-02T09:15:00Z" };
    expect(await ask()).toEqual([{ key, with: open }]);
    await ada.calendars.update({ id: calendarId, patch: { freeBusy: "everyone" } });
    expect(await ask()).toEqual([
      { key, with: open },
      { key, with: secret },
    ]);
    await ada.calendars.update({ id: calendarId, patch: { freeBusy: "shared" } });
    await ada.sharing.share({ resource: { type: "calendar", id: calendarId }, users });
    expect(await ask()).toMatchObject([{ with: open }, { with: { title: "Secret" } }]);
  });

  test("[Q1] [C6] who edits one event is refused an overlap, and does not learn with what", async () => {
    const { caller: ada, calendarId } = await newCaller(world);
    const { caller: bob, session } = await newCaller(world);
    const { id } = await ada.events.create({ title: "Shown", ...hour(9) });
    const days = { rrule: "FREQ=DAILY;COUNT=30" };
    await ada.events.create({ title: "Dentist", ...hour(14), recurrence: days });
    const users = [{ userId: session.user.id, role: "editor" as const }];
    await ada.sharing.share({ resource: { type: "event", id }, users });
    const patch = { start: "2026-03-02T00:00:00", end: "2027-03-02T00:00:00" };
    const ask = async () =>
      refusalOf(bob.events.update({ id, patch, preview: true, onOverlap: "reject" }));
    const nothing = { key: null, with: [], horizon: null };
    const reason = "EVENT_OVERLAPS";
    expect(await ask()).toMatchObject({ reason, details: nothing });
    expect(JSON.stringify(await ask())).not.toContain("2026");

    const tea = await ada.events.create({ title: "Tea", ...hour(10, 11, "2026-03-05") });
    await ada.sharing.share({ resource: { type: "event", id: tea.id }, users });
    const key = "2026-03-02T00:00:00";
    // Among the first ten that it meets, the only one that the caller can see.
    const seen = { key, with: [{ title: "Tea" }], horizon: null };
    expect(await ask()).toMatchObject({ reason, details: seen });

    const viewer = [{ userId: session.user.id, role: "viewer" as const }];
    await ada.sharing.share({ resource: { type: "calendar", id: calendarId }, users: viewer });
    expect(await ask()).toMatchObject({ reason, details: { key, with: { length: 10 } } });
  });

  test("[C1] [S3] refusals", async () => {
    const { caller, calendarId } = await newCaller(world);
    const { caller: eve } = await newCaller(world);
    const { id } = await caller.events.create({ title: "Mine", ...hour(9) });
    const event = { title: "New", ...hour(9) };
    expect(await reasonOf(eve.events.conflicts({ eventId: id }))).toBe("NOT_FOUND");
    expect(await reasonOf(eve.events.conflicts({ event, calendarId }))).toBe("NOT_FOUND");
    expect(await reasonOf(caller.events.conflicts({}))).toBe("INVALID_INPUT");
    expect(await reasonOf(caller.events.conflicts({ eventId: id, event }))).toBe("INVALID_INPUT");
    const window = { from: "2026-03-02T00:00:00Z", until: "2026-03-01T00:00:00Z" };
    expect(await reasonOf(caller.events.conflicts({ eventId: id, ...window }))).toBe(
      "WINDOW_INVALID",
    );
    expect(
      await refusalOf(caller.events.conflicts({ event: { ...event, end: "2026-03-01T00:00:00" } })),
    ).toMatchObject({ reason: "END_BEFORE_START", fieldErrors: [{ path: "event.end" }] });
    await caller.events.delete({ id });
    expect(await reasonOf(caller.events.conflicts({ eventId: id }))).toBe("EVENT_DELETED");
  });
});
