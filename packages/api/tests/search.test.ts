import { toStoredId } from "@daybook/db/codec";
import { LIMITS } from "@daybook/domain/limits";
import { hasWantedWords, searchWordsOf, wantedWords } from "@daybook/domain/search/words";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EventView } from "../src/events/events.schema.ts";
import type { SessionView } from "../src/auth/auth.schema.ts";
import {
  type Caller,
  newUser,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

interface Person {
  readonly session: SessionView;
  readonly caller: Caller;
}

async function person(world: TestWorld): Promise<Person> {
  const session = await newUser(world);
  return { session, caller: world.as(session.accessToken) };
}

async function found(who: Person, query: string): Promise<string[]> {
  return (await everyPage(who.caller, { query })).map(({ title }) => title);
}

async function everyPage(
  who: Caller,
  input: { query: string; calendarIds?: string[]; limit?: number },
): Promise<EventView[]> {
  const items: EventView[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await who.events.search({ ...input, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** Takes the clock past the end of every grant that a user holds. */
async function expireGrants(world: TestWorld, userId: string): Promise<void> {
  await world.database.transaction(async (trx) => {
    for (const table of ["event_permissions", "calendar_permissions"] as const) {
      await trx
        .updateTable(table)
        .set({ expires_at: 1_000 })
        .where("user_id", "=", toStoredId(userId))
        .execute();
    }
  });
}

const DAY = "2026-03-02";
const SERIES = { start: "2026-03-02T09:00:00", recurrence: { rrule: "FREQ=DAILY;COUNT=5" } };

describe("[Q2] all words, the last as a prefix, are looked for in what an event says", () => {
  const TEXTS = [
    { title: "Crème brûlée for the TEAM", start: DAY },
    { title: "Review", location: "Größe 7, Łódź", start: DAY },
    { title: "A b c", description: "the quick brown fox jumps", start: DAY },
    { title: "東京タワーで会議", start: DAY },
    { title: "İstanbul trip", start: DAY },
    { title: "Отчёт", start: DAY },
    { title: '+plus -minus "quoted" (round) star* NEAR OR', start: DAY },
    { title: "Daily", ...SERIES },
  ];
  const QUERIES: [query: string, titles: string[]][] = [
    ["creme", ["Crème brûlée for the TEAM"]],
    ["TEAM crème", ["Crème brûlée for the TEAM"]],
    ["team cr", ["Crème brûlée for the TEAM"]],
    ["tea creme", []],
    ["the", ["A b c", "Crème brûlée for the TEAM"]],
    ["for", ["Crème brûlée for the TEAM"]],
    ["grosse 7 lodz", ["Review"]],
    ["grös", ["Review"]],
    ["b", ["A b c", "Crème brûlée for the TEAM"]],
    ["c b a", ["A b c"]],
    ["a b c the qui", ["A b c"]],
    ["review fox", []],
    ["会議", ["東京タワーで会議"]],
    ["タワ 東京", ["東京タワーで会議"]],
    ["議", ["東京タワーで会議"]],
    ["京東", []],
    ["istanbul", ["İstanbul trip"]],
    ["отчет", ["Отчёт"]],
    ["plus minus quoted", ['+plus -minus "quoted" (round) star* NEAR OR']],
    ["-plus", ['+plus -minus "quoted" (round) star* NEAR OR']],
    ["nea* OR star", []],
    ["near OR star*", ['+plus -minus "quoted" (round) star* NEAR OR']],
    ['"round" ~near', ['+plus -minus "quoted" (round) star* NEAR OR']],
    ["retro", ["Daily"]],
    ["daily cellar", ["Daily"]],
    ["zebra", ["Daily"]],
    ["nothing", []],
  ];

  test("without case, accents, and anything that an engine would make of them", async () => {
    await using world = await startWorld();
    const ada = await person(world);
    await ada.caller.events.createMany({ events: TEXTS.slice(0, -1) });
    const daily = await ada.caller.events.create({ title: "Daily", ...SERIES });
    await ada.caller.events.update({
      id: daily.id,
      scope: "this",
      occurrenceKey: "2026-03-03T09:00:00",
      patch: { title: "Retro", location: "Cellar", description: "zebras" },
    });
    for (const [query, titles] of QUERIES) {
      expect([query, (await found(ada, query)).toSorted()]).toEqual([query, titles]);
    }
  });
});

test("[Q2] an edit is found by its new words and no more by the old ones, a deleted event by none", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const { id } = await ada.caller.events.create({ title: "Apple", start: DAY });
  await ada.caller.events.update({ id, patch: { title: "Pear" } });
  expect([await found(ada, "apple"), await found(ada, "pear")]).toEqual([[], ["Pear"]]);
  await ada.caller.events.update({ id, patch: { location: "Garden" } });
  expect(await found(ada, "pear garden")).toEqual(["Pear"]);
  await ada.caller.events.delete({ id });
  expect(await found(ada, "pear")).toEqual([]);
  await ada.caller.events.restore({ id });
  expect(await found(ada, "pear")).toEqual(["Pear"]);
  await ada.caller.versions.rollback({ eventId: id, version: 1 });
  expect([await found(ada, "apple"), await found(ada, "pear")]).toEqual([["Apple"], []]);
});

test("[Q2] an event that moves to another calendar is found there", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const other = await ada.caller.calendars.create({ name: "Other", timeZone: "Europe/Berlin" });
  const { id, calendarId } = await ada.caller.events.create({ title: "Apple", start: DAY });
  await ada.caller.events.move({ id, calendarId: other.id });
  const at = (calendar: string) =>
    ada.caller.events.search({ query: "apple", calendarIds: [calendar] });
  expect((await at(calendarId)).items).toEqual([]);
  expect((await at(other.id)).items).toMatchObject([{ id, calendarId: other.id }]);
});

test("[Q2] both parts of a split are found by what they say", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const { id } = await ada.caller.events.create({ title: "Apple", ...SERIES });
  await ada.caller.events.update({
    id,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-04T09:00:00",
    patch: { title: "Apple pie" },
  });
  expect(await found(ada, "apple")).toEqual(["Apple pie", "Apple"]);
  expect(await found(ada, "pie")).toEqual(["Apple pie"]);
});

test("[Q2] [S3] [S6] an event is found by those it reaches, as long as it does", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const [byCalendar, byEvent, stranger, expiring] = (await Promise.all(
    Array.from({ length: 4 }, () => person(world)),
  )) as [Person, Person, Person, Person];
  const calendar = await ada.caller.calendars.create({ name: "Team", timeZone: "Europe/Berlin" });
  const calendarId = calendar.id;
  const shown = await ada.caller.events.create({ title: "Apple pie", start: DAY, calendarId });
  await ada.caller.events.create({ title: "Apple cake", start: DAY, calendarId });
  const ofCalendar = { type: "calendar", id: calendarId } as const;
  const ofEvent = { type: "event", id: shown.id } as const;
  const expiresAt = "2999-01-01T00:00:00Z";
  const [anns, bens, cleos] = [byCalendar, byEvent, expiring].map(
    ({ session }) => session.user.id,
  ) as [string, string, string];
  await ada.caller.sharing.share({
    resource: ofCalendar,
    users: [
      { userId: anns, role: "viewer" },
      { userId: cleos, role: "viewer", expiresAt },
    ],
  });
  await ada.caller.sharing.share({
    resource: ofEvent,
    users: [
      { userId: bens, role: "editor" },
      { userId: cleos, role: "viewer", expiresAt },
    ],
  });

  const both = ["Apple cake", "Apple pie"];
  expect((await found(byCalendar, "apple")).toSorted()).toEqual(both);
  expect((await found(expiring, "apple")).toSorted()).toEqual(both);
  expect(await found(byEvent, "apple")).toEqual(["Apple pie"]);
  expect(await found(byEvent, "pi")).toEqual(["Apple pie"]);
  expect(await found(byEvent, "appl pie")).toEqual([]);
  expect(await found(stranger, "apple")).toEqual([]);
  const [item] = (await byEvent.caller.events.search({ query: "apple" })).items;
  expect(item).toMatchObject({ role: "editor", calendarId });

  const named = { query: "apple", calendarIds: [calendarId] };
  expect(await everyPage(byCalendar.caller, named)).toHaveLength(2);
  expect(await everyPage(byEvent.caller, named)).toHaveLength(1);
  expect(await everyPage(stranger.caller, named)).toEqual([]);

  await expireGrants(world, cleos);
  expect(await found(expiring, "apple")).toEqual([]);
  expect(await everyPage(expiring.caller, named)).toEqual([]);
  await ada.caller.sharing.revoke({ resource: ofCalendar, userId: anns });
  expect(await found(byCalendar, "apple")).toEqual([]);
  await ada.caller.sharing.revoke({ resource: ofEvent, userId: bens });
  expect(await found(byEvent, "apple")).toEqual([]);
});

test("[Q2] [C3] pages follow each other without gap, the latest start first", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const bob = await person(world);
  const calendar = await bob.caller.calendars.create({ name: "Bob's", timeZone: "Europe/Berlin" });
  const resource = { type: "calendar", id: calendar.id } as const;
  const share = { users: [{ userId: ada.session.user.id, role: "viewer" }] } as const;
  await bob.caller.sharing.share({ resource, users: [...share.users] });
  const events = (days: readonly number[]) =>
    days.map((day) => ({
      title: `Apple ${day}`,
      start: `2026-03-${String(day).padStart(2, "0")}`,
    }));
  await ada.caller.events.createMany({ events: events([3, 9, 9, 9, 20]) });
  const { id: calendarId } = calendar;
  await bob.caller.events.createMany({ calendarId, events: events([1, 9, 9, 30]) });
  const { items } = await bob.caller.events.createMany({ events: events([9, 2]) });
  for (const { id } of items) {
    await bob.caller.sharing.share({ resource: { type: "event", id }, users: [...share.users] });
  }
  // One that reaches by its calendar and by itself is one.
  const [twice] = await everyPage(bob.caller, { query: "apple 30" });
  await bob.caller.sharing.share({
    resource: { type: "event", id: twice!.id },
    users: [...share.users],
  });

  const whole = await everyPage(ada.caller, { query: "apple" });
  expect(whole.map(({ title }) => title)).toEqual(
    [30, 20, 9, 9, 9, 9, 9, 9, 3, 2, 1].map((day) => `Apple ${day}`),
  );
  for (const limit of [1, 2, 3, 10, 11]) {
    expect(await everyPage(ada.caller, { query: "apple", limit })).toEqual(whole);
  }
  const { nextCursor } = await ada.caller.events.search({ query: "apple", limit: 1 });
  expect(
    await reasonOf(ada.caller.events.search({ query: "appl", limit: 1, cursor: nextCursor! })),
  ).toBe("INVALID_CURSOR");
});

test("[Q2] a query without words, or beyond the published limits, is refused", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  for (const query of ["", "  ", "+-*", "🎂", "\u0000"]) {
    expect(await refusalOf(caller.events.search({ query }))).toMatchObject({
      reason: "NO_SEARCH_WORDS",
      fieldErrors: [{ path: "query" }],
    });
  }
  const words = Array.from({ length: LIMITS.searchWords + 1 }, (_, i) => i.toString(36)).join(" ");
  expect(await refusalOf(caller.events.search({ query: words }))).toMatchObject({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "searchWords", limit: LIMITS.searchWords },
  });
  const most = words.slice(0, words.lastIndexOf(" "));
  expect((await caller.events.search({ query: most })).items).toEqual([]);
  const long = "a".repeat(LIMITS.searchQueryLength);
  expect((await caller.events.search({ query: long })).items).toEqual([]);
  expect(await reasonOf(caller.events.search({ query: `${long}a` }))).toBe("INVALID_INPUT");
});

test("[Q2] search finds what a look at every event finds", async () => {
  await using world = await startWorld();
  const [ada, bob] = [await person(world), await person(world)];
  const mine = await ada.caller.calendars.create({ name: "Mine", timeZone: "Europe/Berlin" });
  const theirs = await bob.caller.calendars.create({ name: "Theirs", timeZone: "Europe/Berlin" });
  const letters = fc.constantFrom(...Array.from("aàábßİ1²東京あがกñю  -'+*\"@(the)"));
  const text = fc.array(letters, { minLength: 1, maxLength: 14 }).map((parts) => parts.join(""));
  const texts = fc.sample(text, { numRuns: 240, seed: 20_260_301 });
  const events = texts.map((title, i) => ({
    title: `${title}.`,
    location: texts[(i * 7) % texts.length]!.slice(0, 5),
    start: DAY,
  }));
  await ada.caller.events.createMany({ calendarId: mine.id, events: events.slice(0, 80) });
  await bob.caller.events.createMany({ calendarId: theirs.id, events: events.slice(80, 160) });
  const single = await bob.caller.events.createMany({ events: events.slice(160) });
  const users = [{ userId: ada.session.user.id, role: "viewer" as const }];
  await bob.caller.sharing.share({ resource: { type: "calendar", id: theirs.id }, users });
  for (const { id } of single.items.slice(0, 20)) {
    await bob.caller.sharing.share({ resource: { type: "event", id }, users });
  }

  const visible: EventView[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ada.caller.events.list({ limit: 200, ...(cursor && { cursor }) });
    visible.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(visible).toHaveLength(180);
  const indexed = visible.map((event) => ({ id: event.id, words: searchWordsOf(event) }));
  const queries = fc
    .sample(fc.oneof(text, fc.constantFrom(...texts)), { numRuns: 250, seed: 7 })
    .filter((query) => wantedWords(query).length > 0);
  let hits = 0;
  for (const query of queries) {
    const wanted = wantedWords(query);
    const expected = indexed.filter(({ words }) => hasWantedWords(words, wanted));
    const items = await everyPage(ada.caller, { query, limit: 30 });
    expect([query, items.map(({ id }) => id).toSorted()]).toEqual([
      query,
      expected.map(({ id }) => id).toSorted(),
    ]);
    hits += items.length;
  }
  expect(hits).toBeGreaterThan(500);
});

test("[Q2] of a named calendar that the caller cannot see, what is shared singly is found and listed", async () => {
  await using world = await startWorld();
  const [ada, bob] = [await newUser(world), await newUser(world)];
  const owner = world.as(ada.accessToken);
  const start = "2026-03-02";
  const shared = await owner.events.create({ title: "Fair", start });
  await owner.events.create({ title: "Fair of others", start });
  const users = [{ userId: bob.user.id, role: "viewer" as const }];
  await owner.sharing.share({ resource: { type: "event", id: shared.id }, users });

  const { events } = world.as(bob.accessToken);
  const calendarIds = [shared.calendarId];
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-08T00:00:00Z" };
  const found = await events.search({ query: "fair", calendarIds });
  expect(found.items.map(({ id }) => id)).toEqual([shared.id]);
  const listed = await events.list({ calendarIds });
  expect(listed.items.map(({ id }) => id)).toEqual([shared.id]);
  const occurring = await events.occurrences({ ...window, calendarIds });
  expect(occurring.items.map(({ eventId }) => eventId)).toEqual([shared.id]);
});
