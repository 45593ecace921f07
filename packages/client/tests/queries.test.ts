import { QueryClient, useMutation, useQuery } from "@tanstack/react-query";
import { expect, expectTypeOf, test } from "vitest";
import { createDaybookClient } from "../src/client.ts";
import type { Event, NewEvent, Page } from "../src/contract.ts";
import { daybookQueries, type DaybookQueries } from "../src/queries.ts";
import { startFakeServer } from "./_fake-server.ts";

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

test("hooks have the types of the procedures", () => {
  // Only its type is used: nothing here is ever called.
  const page = (queries: DaybookQueries) => {
    const list = useQuery(queries.events.list.queryOptions({ limit: 2 }));
    const create = useMutation(queries.events.create.mutationOptions());
    expectTypeOf(list.data).toEqualTypeOf<Page<Event> | undefined>();
    expectTypeOf(create.mutate).parameter(0).toEqualTypeOf<NewEvent>();
    expectTypeOf(create.data).toEqualTypeOf<Event | undefined>();
    queries.auth.sessions.list.queryOptions();
    // @ts-expect-error an id is needed
    queries.events.get.queryOptions();
    // @ts-expect-error a write is no question
    queries.events.update.queryOptions({ id: ID, patch: {} });
    // @ts-expect-error streams are read with `for await`
    void queries.sync.subscribe;
  };
  expectTypeOf(page).toBeFunction();
});
