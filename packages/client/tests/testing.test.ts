/** What a program's own tests are given instead of a server. */
import { NAMED_VIEWS } from "@daybook/api/reference/named-schemas";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import type { Event, Session, SyncMessage } from "../src/contract.ts";
import {
  isConflict,
  isDaybookError,
  isInvalidInput,
  isNetworkError,
  isRateLimited,
  isTimeout,
  isVersionConflict,
} from "../src/errors.ts";
import { allItems, pages } from "../src/paging.ts";
import {
  aCalendar,
  aChanged,
  aGrant,
  anEvent,
  anOccurrence,
  aSession,
  aSyncEvent,
  aSyncMessage,
  aVersionItem,
  fakeDaybook,
  inTurn,
  pagesOf,
  refusal,
  streamOf,
} from "../src/testing.ts";
import { instantOfWall } from "../src/wall-clock.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

describe("a fake client", () => {
  test("answers by procedure, with a value or from the input", async () => {
    const daybook = fakeDaybook({
      "events.get": ({ id }) => anEvent({ id, title: "Stand-up" }),
      "calendars.list": { items: [aCalendar({ name: "Team" })], nextCursor: null },
    });
    expect(await daybook.events.get({ id: ID })).toMatchObject({ id: ID, title: "Stand-up" });
    const { items } = await daybook.calendars.list();
    expect(items.map(({ name }) => name)).toEqual(["Team"]);
  });

  test("records the calls in their order, with inputs as they would have been sent", async () => {
    const daybook = fakeDaybook({ "events.update": aChanged(), "calendars.list": pagesOf([]) });
    const patch: { title: string; location?: string | undefined } = {
      title: "New",
      location: undefined,
    };
    await daybook.events.update({ id: ID, patch }, { idempotencyKey: "mine" });
    patch.title = "changed afterwards";
    await daybook.calendars.list();
    expect(daybook.fake.calls).toEqual([
      {
        procedure: "events.update",
        input: { id: ID, patch: { title: "New" } },
        options: { idempotencyKey: "mine" },
      },
      { procedure: "calendars.list", input: {}, options: {} },
    ]);
    expect(daybook.fake.inputsOf("events.update")[0]?.patch.title).toBe("New");
  });

  test("a call without an answer rejects with the name of its procedure", async () => {
    const daybook = fakeDaybook();
    const failure = await failureOf(daybook.auth.sessions.list());
    expect(failure).toMatchObject({ message: expect.stringContaining("auth.sessions.list") });
    // What the program does about refusals does not hide it.
    expect(isDaybookError(failure)).toBe(false);
    const stream = daybook.sync.subscribe();
    expect(await failureOf(stream.next())).toMatchObject({
      message: expect.stringContaining("sync.subscribe"),
    });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test("an answer to a procedure that there is not is refused at once", () => {
    const misspelt: object = { "events.gett": anEvent() };
    expect(() => fakeDaybook(misspelt)).toThrow("There is no procedure events.gett.");
  });

  test("answers can be added and replaced, and given in turn", async () => {
    const daybook = fakeDaybook({
      "events.get": inTurn(
        anEvent({ title: "one" }),
        refusal("NOT_FOUND"),
        anEvent({ title: "three" }),
      ),
    });
    const get = () =>
      daybook.events.get({ id: ID }).then(
        ({ title }) => title,
        (error: unknown) => (isDaybookError(error) ? error.reason : "?"),
      );
    expect([await get(), await get(), await get(), await get()]).toEqual([
      "one",
      "NOT_FOUND",
      "three",
      "three",
    ]);
    daybook.fake.answer({ "events.get": () => anEvent({ title: "another" }) });
    expect(await get()).toBe("another");
  });

  test("what a program does to an answer is not seen by the next call", async () => {
    const daybook = fakeDaybook({ "events.get": anEvent({ tags: ["a"] }) });
    (await daybook.events.get({ id: ID })).tags.push("b");
    expect((await daybook.events.get({ id: ID })).tags).toEqual(["a"]);
  });

  test("lists are paged as they are asked for", async () => {
    const titles = ["one", "two", "three", "four", "five"];
    const events = titles.map((title) => anEvent({ title }));
    const daybook = fakeDaybook({ "events.list": pagesOf(events, 2) });
    const told: string[] = [];
    for await (const { title } of allItems(daybook.events.list, {})) told.push(title);
    expect(told).toEqual(titles);
    const sizes: number[] = [];
    for await (const { items } of pages(daybook.events.list, { limit: 4 }))
      sizes.push(items.length);
    expect(sizes).toEqual([4, 1]);
  });

  test("signing in and out change the session, as with a server", async () => {
    const daybook = fakeDaybook({ "auth.login": aSession(), "auth.logout": { endedSessions: 1 } });
    const causes: string[] = [];
    daybook.session.onChange(({ cause }) => causes.push(cause));
    expect(await daybook.session.current()).toBeUndefined();
    await daybook.auth.login({ login: "ada", password: "secret" });
    expect(await daybook.session.current()).toMatchObject({ user: { username: "ada" } });
    await daybook.auth.logout();
    expect(await daybook.session.current()).toBeUndefined();
    expect(causes).toEqual(["signed-in", "signed-out"]);
    const signedIn = fakeDaybook({}, { session: aSession({ accessToken: "mine" }) });
    expect(await signedIn.session.current()).toMatchObject({ accessToken: "mine" });
  });

  test("signals and time-outs are heeded", async () => {
    const never = () => new Promise<Event>(() => undefined);
    const daybook = fakeDaybook({ "events.get": never });
    const leaving = new AbortController();
    const call = failureOf(daybook.events.get({ id: ID }, { signal: leaving.signal }));
    const reason = new Error("left");
    leaving.abort(reason);
    expect(await call).toBe(reason);
    expect(isTimeout(await failureOf(daybook.events.get({ id: ID }, { timeoutMs: 5 })))).toBe(true);
    const aborted = { signal: AbortSignal.abort(reason) };
    expect(await failureOf(daybook.events.get({ id: ID }, aborted))).toBe(reason);
    // What is aborted before it is made is not made.
    expect(daybook.fake.calls).toHaveLength(2);
  });
});

describe("a scripted stream", () => {
  test("says what it is told, before and after it is read, and ends with its reader", async () => {
    const changes = streamOf(aSyncMessage({ cursor: "one" }));
    const daybook = fakeDaybook({ "sync.subscribe": changes });
    const read: string[] = [];
    const reading = (async () => {
      for await (const { cursor, items } of daybook.sync.subscribe()) {
        read.push(cursor, ...items.map(({ type }) => type));
        if (cursor === "two") break;
      }
    })();
    await vi.waitFor(() => expect(read).toEqual(["one"]));
    expect(changes.readers).toBe(1);
    changes.push(aSyncMessage({ cursor: "two", items: [aSyncEvent(anEvent())] }));
    await reading;
    expect(read).toEqual(["one", "two", "event"]);
    expect(changes.readers).toBe(0);
  });

  test("fails when it is told to, after what it has said", async () => {
    const changes = streamOf(aSyncMessage({ cursor: "one" }));
    const failing = refusal("CURSOR_EXPIRED");
    changes.fail(failing);
    const stream = fakeDaybook({ "sync.subscribe": changes }).sync.subscribe();
    expect(await stream.next()).toMatchObject({ value: { cursor: "one" } });
    expect(await failureOf(stream.next())).toBe(failing);
    expect(changes.readers).toBe(0);
  });

  test("its reader can stop it by signal or by return while it waits", async () => {
    const changes = streamOf<SyncMessage>();
    const daybook = fakeDaybook({ "sync.subscribe": () => changes });
    const leaving = new AbortController();
    const aborted = daybook.sync.subscribe({}, { signal: leaving.signal });
    const waiting = failureOf(aborted.next());
    const left = daybook.sync.subscribe();
    const silent = left.next();
    await vi.waitFor(() => expect(changes.readers).toBe(2));
    const reason = new Error("left");
    leaving.abort(reason);
    expect(await waiting).toBe(reason);
    await left.return();
    expect(await silent).toEqual({ done: true, value: undefined });
    expect(changes.readers).toBe(0);
  });
});

describe("a refusal", () => {
  test("is a real error of its reason, which every predicate knows", () => {
    const conflicts = [{ field: "title", base: "a", yours: "b", theirs: "c" }];
    const conflict = refusal("VERSION_CONFLICT", { baseVersion: 1, currentVersion: 2, conflicts });
    expect(isVersionConflict(conflict) && conflict.details.conflicts).toEqual(conflicts);
    expect(isConflict(conflict)).toBe(true);
    expect(conflict).toMatchObject({ httpStatus: 412, code: "PRECONDITION_FAILED" });

    const fieldErrors = [{ path: "title", reason: "INVALID_INPUT", message: "Empty." }];
    const invalid = refusal("INVALID_INPUT", {}, { fieldErrors, requestId: "r-1" });
    expect(isInvalidInput(invalid) && invalid.fieldErrors).toEqual(fieldErrors);
    expect(invalid.requestId).toBe("r-1");

    const limited = refusal("RATE_LIMITED", { retryAfterSeconds: 2 });
    expect(isRateLimited(limited) && limited.retryAfterMs).toBe(2_000);
    expect(isNetworkError(refusal("NETWORK"))).toBe(true);
    expect(refusal("NETWORK")).toMatchObject({ httpStatus: null, requestId: null });
  });

  test("details have the shape that their reason has", () => {
    const mistakes = () => [
      // @ts-expect-error a limit is named
      refusal("LIMIT_EXCEEDED", { limit: 3 }),
      // @ts-expect-error its details are needed
      refusal("VERSION_CONFLICT"),
      // @ts-expect-error no such reason
      refusal("NO_SUCH_REASON"),
      // @ts-expect-error an event is answered, not a calendar
      fakeDaybook({ "events.get": aCalendar() }),
      // @ts-expect-error no such procedure
      fakeDaybook({ "events.gett": anEvent() }),
      // @ts-expect-error an event has no such field
      anEvent({ titel: "x" }),
    ];
    expectTypeOf(mistakes).toBeFunction();
    expectTypeOf(refusal("TIMEOUT").reason).toEqualTypeOf<"TIMEOUT">();
    expectTypeOf(fakeDaybook().fake.inputsOf("calendars.get")).toEqualTypeOf<{ id: string }[]>();
  });
});

const TIMES = [
  ["by default", {}],
  ["of whole days", { start: "2026-05-04" }],
  ["in another zone", { start: "2026-07-01T09:00:00", timeZone: "America/New_York" }],
  ["floating", { timeZone: null }],
] as const;

test.each([
  ...TIMES.map(([name, times]) => [`an event ${name}`, anEvent(times), NAMED_VIEWS.Event] as const),
  ...TIMES.map(
    ([name, times]) =>
      [`an occurrence ${name}`, anOccurrence(times), NAMED_VIEWS.Occurrence] as const,
  ),
  ["a calendar", aCalendar(), NAMED_VIEWS.Calendar],
  ["a session", aSession(), NAMED_VIEWS.Session],
  ["an edit's answer", aChanged(), NAMED_VIEWS.Changed],
  ["a grant", aGrant(), NAMED_VIEWS.Grant],
  ["an entry of a changelog", aVersionItem(), NAMED_VIEWS.VersionItem],
  ["a message of a stream", aSyncMessage(), NAMED_VIEWS.SyncMessage],
  ["a change of an event", aSyncEvent(anEvent()), NAMED_VIEWS.SyncEvent],
] as const)(
  "%s is what the server's own schema admits, and nothing else",
  (_name, made, schema) => {
    expect(schema.parse(made)).toEqual(made);
  },
);

test("builders take what differs, and make another one each time", () => {
  expect(anEvent({ title: "Choir" }).title).toBe("Choir");
  expect(anEvent().id).not.toBe(anEvent().id);
  expect(aSession({ accessToken: "x" } satisfies Partial<Session>).accessToken).toBe("x");
});

test("[T2] an event's end, kind and instants follow from its start", () => {
  expect(anEvent({ start: "2026-07-01T09:00:00" })).toMatchObject({
    allDay: false,
    end: "2026-07-01T09:30:00",
    timeZone: "Europe/Berlin",
    startsAt: "2026-07-01T07:00:00Z",
    endsAt: "2026-07-01T07:30:00Z",
  });
  expect(anEvent({ start: "2026-02-28" })).toMatchObject({
    allDay: true,
    end: "2026-03-01",
    timeZone: null,
    startsAt: "2026-02-28T00:00:00Z",
  });
});

test("[T3] instants are those of Temporal, also where the clock skips or repeats", () => {
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
  const minutes = fc.integer({ min: 0, max: 60 * 24 * 366 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
      const wall = Temporal.PlainDateTime.from("2026-01-01").add({ minutes: minute });
      const expected = wall.toZonedDateTime(zone).toInstant().toString();
      expect(instantOfWall(wall.toString(), zone)).toBe(expected);
    }),
    { numRuns: 500 },
  );
  expect(instantOfWall("2026-03-29T02:30:00", "Europe/Berlin")).toBe("2026-03-29T01:30:00Z");
  expect(instantOfWall("2026-10-25T02:30:00", "Europe/Berlin")).toBe("2026-10-25T00:30:00Z");
});
