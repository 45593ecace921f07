import {
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  useSuspenseInfiniteQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { describe, expect, expectTypeOf, test } from "vitest";
import { createDaybookClient } from "../src/client.ts";
import type { Event, NewEvent, Page } from "../src/contract.ts";
import type { AnyDaybookError } from "../src/errors.ts";
import { followChanges } from "../src/follow-changes.ts";
import { daybookQueries, type DaybookQueries } from "../src/queries.ts";
import { startFakeServer } from "./_fake-server.ts";
import { startFakeStream } from "./_fake-stream.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

test("a question is asked once for a key, answered from the cache, and ended when nobody waits", async () => {
  await using server = await startFakeServer(({ path, input }) =>
    path === "events.get" ? "never" : { data: { items: [], nextCursor: null, input } },
  );
  const queries = daybookQueries(createDaybookClient({ url: server.url }));
  const cache = new QueryClient();
  const options = queries.events.list.queryOptions({ limit: 2 });
  expect(options.queryKey).toEqual(["daybook", "events", "list", { limit: 2 }]);
  await cache.fetchQuery({ ...options, staleTime: Infinity });
  await cache.fetchQuery({ ...options, staleTime: Infinity });
  expect(server.timesCalled("events.list")).toBe(1);
  expect(cache.getQueryData(options.queryKey)).toMatchObject({ input: { limit: 2 } });
  await cache.invalidateQueries({ queryKey: queries.events.list.key });
  expect(cache.getQueryState(options.queryKey)?.isInvalidated).toBe(true);

  const endless = queries.events.get.queryOptions({ id: ID });
  const fetching = cache.fetchQuery(endless);
  await expect.poll(() => server.timesCalled("events.get")).toBe(1);
  await cache.cancelQueries({ queryKey: endless.queryKey });
  await expect(fetching).rejects.toThrow();
  await expect.poll(() => server.abandoned.length).toBe(1);
});

test("a write is made with the input that it is given, and a refusal is not repeated", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "NOT_FOUND", status: 404 },
  }));
  const queries = daybookQueries(createDaybookClient({ url: server.url }));
  const cache = new QueryClient();
  const mutation = cache.getMutationCache().build(cache, queries.events.delete.mutationOptions());
  await expect(mutation.execute({ id: ID })).rejects.toMatchObject({ reason: "NOT_FOUND" });
  await expect(cache.fetchQuery(queries.calendars.list.queryOptions())).rejects.toThrow();
  expect(server.requests.flatMap(({ calls }) => calls)).toEqual([
    { path: "events.delete", input: { id: ID } },
    { path: "calendars.list", input: {} },
  ]);
});

test("all pages of a list are one answer, which goes on where the last page ended", async () => {
  await using server = await startFakeServer(({ input }) => {
    const { cursor = "0" } = input as { cursor?: string };
    const next = cursor === "2" ? null : `${Number(cursor) + 1}`;
    return { data: { items: [cursor], nextCursor: next } };
  });
  const queries = daybookQueries(createDaybookClient({ url: server.url }));
  const cache = new QueryClient();
  const options = queries.events.list.infiniteQueryOptions({ limit: 1 });
  const { pages } = await cache.fetchInfiniteQuery({ ...options, pages: 9 });
  expect(pages.flatMap(({ items }) => items)).toEqual(["0", "1", "2"]);
  const later = queries.events.list.infiniteQueryOptions({ limit: 1, cursor: "2" });
  expect(await cache.fetchInfiniteQuery(later)).toMatchObject({ pages: [{ items: ["2"] }] });

  await cache.fetchQuery(queries.events.list.queryOptions({ limit: 1 }));
  await cache.invalidateQueries({ queryKey: queries.events.list.key, refetchType: "none" });
  const states = cache.getQueryCache().getAll();
  expect(states.map(({ state }) => state.isInvalidated)).toEqual([true, true, true]);
});

test("what belongs together is invalidated together", async () => {
  await using server = await startFakeServer(() => ({ data: {} }));
  const queries = daybookQueries(createDaybookClient({ url: server.url }));
  const cache = new QueryClient();
  const asked = [
    queries.events.get.queryOptions({ id: ID }),
    queries.auth.sessions.list.queryOptions(),
    queries.auth.me.queryOptions(),
  ];
  for (const options of asked) await cache.fetchQuery<object>(options);
  const invalidated = () =>
    asked.map(({ queryKey }) => cache.getQueryState(queryKey)?.isInvalidated);
  await cache.invalidateQueries({ queryKey: queries.auth.sessions.key });
  expect(invalidated()).toEqual([false, true, false]);
  await cache.invalidateQueries({ queryKey: queries.auth.key });
  expect(invalidated()).toEqual([false, true, true]);
  await cache.invalidateQueries({ queryKey: queries.key });
  expect(invalidated()).toEqual([true, true, true]);
});

describe("following changes", () => {
  /** A cache that holds one answer of each of these groups. */
  function filledCache(...groups: string[]) {
    const cache = new QueryClient();
    for (const group of groups) cache.setQueryData(["daybook", group, "list", {}], {});
    const invalidated = () =>
      groups.filter((group) => cache.getQueryState(["daybook", group, "list", {}])?.isInvalidated);
    return { cache, invalidated };
  }

  test("has what is shown asked for anew: once after what is there, then at each change", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.say("1", [{ type: "calendar" }], { hasMore: true });
    });
    const { cache, invalidated } = filledCache("calendars", "events", "auth");
    const leaving = new AbortController();
    const daybook = createDaybookClient({ url: server.url, personalToken: "script" });
    const following = followChanges(daybook, cache, { signal: leaving.signal });
    await expect.poll(() => server.subscribers.length).toBe(1);
    const [subscriber] = server.subscribers;
    expect(invalidated()).toEqual([]);

    subscriber?.say("2", [{ type: "event" }]);
    await expect.poll(invalidated).toEqual(["calendars", "events"]);

    cache.setQueryData(["daybook", "calendars", "list", {}], {});
    cache.setQueryData(["daybook", "events", "list", {}], {});
    subscriber?.say("3", [{ type: "event" }]);
    await expect.poll(invalidated).toEqual(["events"]);

    leaving.abort();
    await following;
    await subscriber?.closed;
  });

  test("waits for the end of what comes again to a reader that has fallen behind", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.say("1");
      subscriber.say("2", [{ type: "event" }], { type: "resync", hasMore: true });
      subscriber.say("3", [{ type: "calendar" }]);
    });
    const asked: unknown[] = [];
    const cache: Pick<QueryClient, "invalidateQueries"> = {
      invalidateQueries: async (filters) => void asked.push(filters?.queryKey?.[1]),
    };
    const daybook = createDaybookClient({ url: server.url, personalToken: "script" });
    const leaving = new AbortController();
    const following = followChanges(daybook, cache, { signal: leaving.signal });
    await expect.poll(() => asked).toContain("calendars");
    expect(asked).toEqual(["events", "schedule", "versions", "calendars", "sharing"]);
    leaving.abort();
    await following;
  });

  test("ends with the session, and says why", async () => {
    await using server = await startFakeStream((subscriber) => {
      subscriber.greet();
      subscriber.fail("TOKEN_REVOKED", 401);
    });
    const daybook = createDaybookClient({ url: server.url, personalToken: "script" });
    await expect(followChanges(daybook, new QueryClient())).rejects.toMatchObject({
      reason: "TOKEN_REVOKED",
    });
  });
});

test("hooks have the types of the procedures, and of their refusals", () => {
  // Only its type is used: nothing here is ever called.
  const page = (queries: DaybookQueries) => {
    const { list, get } = queries.events;
    const listed = useQuery(list.queryOptions({ limit: 2 }));
    expectTypeOf(listed.data).toEqualTypeOf<Page<Event> | undefined>();
    expectTypeOf(listed.error).toEqualTypeOf<AnyDaybookError | null>();
    if (listed.error?.reason === "UNKNOWN_TIME_ZONE") {
      expectTypeOf(listed.error.details.nearest).toEqualTypeOf<string[]>();
    }
    const title = useQuery({ ...get.queryOptions({ id: ID }), select: (event) => event.title });
    expectTypeOf(title.data).toEqualTypeOf<string | undefined>();
    expectTypeOf(useSuspenseQuery(get.queryOptions({ id: ID })).data).toEqualTypeOf<Event>();
    const [one] = useQueries({ queries: [get.queryOptions({ id: ID }), list.queryOptions()] });
    expectTypeOf(one.data).toEqualTypeOf<Event | undefined>();
    expectTypeOf(one.error).toEqualTypeOf<AnyDaybookError | null>();

    const all = useInfiniteQuery({
      ...list.infiniteQueryOptions({ limit: 2 }),
      select: ({ pages }) => pages.flatMap(({ items }) => items),
    });
    expectTypeOf(all.data).toEqualTypeOf<Event[] | undefined>();
    expectTypeOf(all.error).toEqualTypeOf<AnyDaybookError | null>();
    const suspended = useSuspenseInfiniteQuery(list.infiniteQueryOptions());
    expectTypeOf(suspended.data.pages).toEqualTypeOf<Page<Event>[]>();

    const create = useMutation(queries.events.create.mutationOptions());
    expectTypeOf(create.mutate).parameter(0).toEqualTypeOf<NewEvent>();
    expectTypeOf(create.data).toEqualTypeOf<Event | undefined>();
    expectTypeOf(create.error).toEqualTypeOf<AnyDaybookError | null>();

    const cache = useQueryClient();
    expectTypeOf(cache.getQueryData(list.queryOptions().queryKey)).toEqualTypeOf(listed.data);
    void cache.prefetchInfiniteQuery(list.infiniteQueryOptions());
    queries.auth.sessions.list.queryOptions();
    // @ts-expect-error an id is needed
    queries.events.get.queryOptions();
    // @ts-expect-error one event has no pages
    void queries.events.get.infiniteQueryOptions;
    // @ts-expect-error changes have no end
    void queries.sync.changes.infiniteQueryOptions;
    // @ts-expect-error a write is no question
    queries.events.update.queryOptions({ id: ID, patch: {} });
    // @ts-expect-error streams are read with `for await`
    void queries.sync.subscribe;
  };
  expectTypeOf(page).toBeFunction();
});
