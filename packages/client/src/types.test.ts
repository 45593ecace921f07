/** What the types promise. `tsc` checks this file; the runner only sees that it loads. */
import { expectTypeOf, test } from "vitest";
import type {
  Changed,
  Event,
  EventPatch,
  Feed,
  Occurrence,
  Preview,
  Session,
  SyncItem,
  SyncMessage,
  VersionConflictDetails,
} from "./contract.ts";
import type { Stream, WriteOptions } from "./api-types.ts";
import type { DaybookClient } from "./client.ts";
import { isDaybookError, isVersionConflict } from "./errors.ts";
import { allItems } from "./paging.ts";

// Only its type is used: nothing here is ever called.
declare const daybook: DaybookClient;
declare const failure: unknown;

test("every procedure is a plain typed function", () => {
  expectTypeOf<DaybookClient["events"]["update"]>().returns.resolves.toEqualTypeOf<Changed>();
  expectTypeOf<DaybookClient["calendars"]["get"]>().parameter(0).toEqualTypeOf<{ id: string }>();
  expectTypeOf<DaybookClient["auth"]["login"]>().returns.resolves.toEqualTypeOf<Session>();
  expectTypeOf<DaybookClient["auth"]["sessions"]["list"]>().toBeFunction();
});

test("writes take an idempotency key, questions do not", () => {
  expectTypeOf<Parameters<DaybookClient["events"]["delete"]>[1]>().toEqualTypeOf<
    WriteOptions | undefined
  >();
  expectTypeOf<Parameters<DaybookClient["events"]["get"]>[1]>().not.toEqualTypeOf<
    WriteOptions | undefined
  >();
});

test("an input may be left out exactly when it has no required member", () => {
  expectTypeOf<Parameters<DaybookClient["calendars"]["list"]>["length"]>().toEqualTypeOf<
    0 | 1 | 2
  >();
  expectTypeOf<Parameters<DaybookClient["calendars"]["get"]>["length"]>().toEqualTypeOf<1 | 2>();
});

test("nothing of an answer is `any` or `unknown`", () => {
  expectTypeOf<Event>().not.toBeAny();
  expectTypeOf<Event["title"]>().toEqualTypeOf<string>();
  expectTypeOf<Event["status"]>().toEqualTypeOf<"confirmed" | "tentative" | "cancelled">();
  expectTypeOf<Occurrence["key"]>().toEqualTypeOf<string>();
  expectTypeOf<Occurrence["timeZone"]>().toEqualTypeOf<string | null>();
  expectTypeOf<EventPatch["location"]>().toEqualTypeOf<string | null | undefined>();
});

test("items have the type of the list's items", () => {
  const list = () => allItems(daybook.events.list, { limit: 10 });
  expectTypeOf(list).returns.toExtend<AsyncIterable<Event>>();
  const found = () => allItems(daybook.events.search, { query: "tea", limit: 10 });
  expectTypeOf(found).returns.toExtend<AsyncIterable<Event>>();
  const feeds = () => allItems(daybook.feeds.list, {});
  expectTypeOf(feeds).returns.toExtend<AsyncIterable<Feed>>();
  // @ts-expect-error a query is needed
  void (() => allItems(daybook.events.search, { limit: 10 }));
  // @ts-expect-error an unknown key
  void (() => allItems(daybook.events.list, { limitt: 10 }));
});

test("what a change would do has a type, and is absent from a change that was made", () => {
  expectTypeOf<Changed["preview"]>().toEqualTypeOf<Preview | null>();
  expectTypeOf<Changed["rightPart"]>().toEqualTypeOf<Event | null>();
  expectTypeOf<Preview["overridesLost"]>().toEqualTypeOf<string[]>();
});

test("reasons and predicates narrow the details", () => {
  void (() => {
    if (isVersionConflict(failure)) {
      expectTypeOf(failure.details).toEqualTypeOf<Readonly<VersionConflictDetails>>();
    }
    if (isDaybookError(failure) && failure.reason === "UNKNOWN_TIME_ZONE") {
      expectTypeOf(failure.details.nearest).toEqualTypeOf<string[]>();
    }
  });
});

test("a stream is read as messages of a type of their own", () => {
  type Subscribe = DaybookClient["sync"]["subscribe"];
  expectTypeOf<ReturnType<Subscribe>>().toEqualTypeOf<Stream<SyncMessage>>();
  expectTypeOf<NonNullable<Parameters<Subscribe>[0]>>().toEqualTypeOf<{
    cursor?: string | undefined;
    limit?: number | undefined;
  }>();
  expectTypeOf<SyncMessage["type"]>().toEqualTypeOf<"changes" | "resync">();
  expectTypeOf<SyncMessage["cursor"]>().toEqualTypeOf<string>();
  expectTypeOf<Extract<SyncItem, { type: "event" }>["event"]>().toEqualTypeOf<Event | null>();
  expectTypeOf(async () => {
    for await (const message of daybook.sync.subscribe()) return message;
    return undefined;
  }).returns.resolves.toEqualTypeOf<SyncMessage | undefined>();
});
