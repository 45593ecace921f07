import { newId } from "@daybook/db/ids";
import { updateUserRole } from "@daybook/db/queries/users.queries";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { type FeedReader, openFeed } from "../src/feeds/open-feed.service.ts";
import { ServiceLimits } from "../src/limits/service-limits.ts";
import { contentsOf } from "./_database-contents.ts";
import {
  type Caller,
  newUser,
  PASSWORD,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

let addresses = 0;

function readerAt(address: string): FeedReader {
  return { address, serviceLimits: new ServiceLimits() };
}

/** What a feed's address answers, from a network address that nobody else has. */
async function fetched(world: TestWorld, url: string): Promise<string> {
  const token = url.replace(/^.*\//, "").replace(/\.ics$/, "");
  addresses += 1;
  const feed = await openFeed(world.app, token, readerAt(`198.51.100.${addresses}`));
  let text = "";
  for await (const part of feed.parts()) text += part;
  return text;
}

async function calendarOf(ada: Caller): Promise<string> {
  const { id } = await ada.calendars.create({ name: "Team", timeZone: "Europe/Berlin" });
  await ada.events.create({ calendarId: id, ...TEA });
  return id;
}

test("[F1] a feed's address is shown once, and what is stored does not tell it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  const feed = await ada.feeds.create({ calendarId, name: "Phone" });
  const [, token = ""] =
    /^https:\/\/daybook\.example\.org\/feeds\/(dbf_[\w-]{43})\.ics$/.exec(feed.url) ?? [];
  expect(token).not.toBe("");
  const { url, ...shown } = feed;
  expect(await ada.feeds.list()).toEqual({
    items: [{ ...shown, lastUsedAt: null }],
    nextCursor: null,
  });
  expect(JSON.stringify(await contentsOf(world.database))).not.toContain(token);
  expect(await fetched(world, url)).toContain("SUMMARY:Tea");
});

test("[C2] a feed that is asked for again under its key is the same one", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const calendarId = await calendarOf(world.as(session.accessToken));
  const ada = world.as(session.accessToken, { idempotencyKey: newId() });
  const first = await ada.feeds.create({ calendarId });
  expect(await ada.feeds.create({ calendarId })).toEqual(first);
  expect(await fetched(world, first.url)).toContain("SUMMARY:Tea");
  expect((await ada.feeds.list({ calendarId })).items).toHaveLength(1);
  const stored = JSON.stringify(await contentsOf(world.database));
  expect(stored).not.toContain(/dbf_[\w-]+/.exec(first.url)?.[0]);
});

test("[C2] [S4] a feed that is asked for again is told to nobody who may no longer read", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const userId = session.user.id;
  const calendarId = await calendarOf(ada);
  const resource = { type: "calendar", id: calendarId } as const;
  const share = { resource, users: [{ userId, role: "viewer" as const }] };
  await ada.sharing.share(share);
  const bob = world.as(session.accessToken, { idempotencyKey: newId() });
  const first = await bob.feeds.create({ calendarId });
  await ada.sharing.revoke({ resource, userId });
  expect(await reasonOf(bob.feeds.create({ calendarId }))).toBe("NOT_FOUND");
  await ada.sharing.share(share);
  expect(await bob.feeds.create({ calendarId })).toEqual(first);
});

test("[F1] a zone that comes into use while a feed is read is defined all the same", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  const events = Array.from({ length: LIMITS.createManyEvents }, () => TEA);
  for (let i = 0; i < 3; i += 1) await ada.events.createMany({ calendarId, events });
  const { url } = await ada.feeds.create({ calendarId });
  const token = url.replace(/^.*\//, "").replace(/\.ics$/, "");
  const parts = (await openFeed(world.app, token, readerAt("198.51.100.255"))).parts();
  let text = (await parts.next()).value ?? "";
  expect(text).toContain("TZID:Europe/Berlin");
  for (const title of ["Late", "Later"]) {
    const start = "2026-03-03T15:00:00";
    await ada.events.create({ calendarId, title, start, timeZone: "Asia/Tokyo" });
  }
  for await (const part of parts) text += part;
  expect(text).toContain("SUMMARY:Later");
  expect(text.match(/TZID:Asia\/Tokyo/g)).toHaveLength(1);
  const { id: copyId } = await ada.calendars.create({ name: "Copy", timeZone: "Europe/Berlin" });
  expect(await ada.events.import({ calendarId: copyId, ics: text })).toMatchObject({
    created: events.length * 3 + 3,
    skipped: [],
  });
});

test("[F1] [S3] whoever may read a calendar may make a feed of it, and sees their own alone", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const calendarId = await calendarOf(ada);
  expect(await reasonOf(bob.feeds.create({ calendarId }))).toBe("NOT_FOUND");
  const resource = { type: "calendar", id: calendarId } as const;
  await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "viewer" }] });
  const feed = await bob.feeds.create({ calendarId });
  expect(feed.name).toBe("Team");
  expect(await ada.feeds.list()).toEqual({ items: [], nextCursor: null });
  expect(await reasonOf(ada.feeds.revoke({ feedId: feed.id }))).toBe("NOT_FOUND");

  expect(await fetched(world, feed.url)).toContain("SUMMARY:Tea");
  await ada.sharing.revoke({ resource, userId: session.user.id });
  await expect(fetched(world, feed.url)).rejects.toMatchObject({ reason: "NOT_FOUND" });
  await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "viewer" }] });
  expect(await fetched(world, feed.url)).toContain("SUMMARY:Tea");
});

test("[F1] a revoked feed is gone, and revoking it again says so", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  const feed = await ada.feeds.create({ calendarId });
  const other = await ada.feeds.create({ calendarId });
  expect(await ada.feeds.revoke({ feedId: feed.id })).toEqual({ revoked: true });
  await expect(fetched(world, feed.url)).rejects.toMatchObject({ reason: "NOT_FOUND" });
  expect(await fetched(world, other.url)).toContain("SUMMARY:Tea");
  expect(await reasonOf(ada.feeds.revoke({ feedId: feed.id }))).toBe("NOT_FOUND");
});

test("[F1] the feeds of a deleted calendar, and of a disabled or deleted account, are gone", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const admin = await newUser(world);
  await world.database.transaction((trx) => updateUserRole(trx, admin.user.id, "admin"));
  const root = world.as(admin.accessToken);
  const calendarId = await calendarOf(ada);
  const ofCalendar = await ada.feeds.create({ calendarId });
  await ada.calendars.delete({ id: calendarId });
  await expect(fetched(world, ofCalendar.url)).rejects.toMatchObject({ reason: "NOT_FOUND" });
  expect(await reasonOf(ada.feeds.create({ calendarId }))).toBe("CALENDAR_DELETED");
  expect((await ada.feeds.list()).items).toEqual([]);

  const next = await calendarOf(ada);
  const ofAccount = await ada.feeds.create({ calendarId: next });
  await root.admin.users.disable({ userId: session.user.id });
  await expect(fetched(world, ofAccount.url)).rejects.toMatchObject({ reason: "NOT_FOUND" });
  await root.admin.users.enable({ userId: session.user.id });
  await expect(fetched(world, ofAccount.url)).rejects.toMatchObject({ reason: "NOT_FOUND" });

  const leaving = await newUser(world);
  const bob = world.as(leaving.accessToken);
  const last = await bob.feeds.create({ calendarId: await calendarOf(bob) });
  await bob.auth.deleteAccount({ password: PASSWORD, dispositions: [] });
  await expect(fetched(world, last.url)).rejects.toMatchObject({ reason: "NOT_FOUND" });
  expect((await contentsOf(world.database))["feeds"]).toEqual([]);
});

test("[U4] making and ending a feed takes the scope that sharing takes", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  const { id: feedId } = await ada.feeds.create({ calendarId });
  const reader = await ada.auth.tokens.create({ name: "reader", scopes: ["read", "write"] });
  const script = world.as(reader.token);
  expect(await reasonOf(script.feeds.create({ calendarId }))).toBe("INSUFFICIENT_SCOPE");
  expect(await reasonOf(script.feeds.revoke({ feedId }))).toBe("INSUFFICIENT_SCOPE");
  expect((await script.feeds.list()).items).toMatchObject([{ id: feedId }]);
});

test("[A1] feeds that are made, revoked and refused are in the trail", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  const { id } = await ada.feeds.create({ calendarId });
  await ada.feeds.revoke({ feedId: id });
  expect(await reasonOf(ada.feeds.revoke({ feedId: id }))).toBe("NOT_FOUND");
  await world.app.denials.flush();
  const resource = { type: "feed", id };
  const { items } = await ada.audit.list();
  const ofFeeds = items.filter(({ procedure }) => procedure.startsWith("feeds."));
  expect(ofFeeds).toMatchObject([
    { procedure: "feeds.revoke", resource, outcome: "denied", reason: "NOT_FOUND" },
    { procedure: "feeds.revoke", resource, outcome: "allowed" },
    { procedure: "feeds.create", resource, outcome: "allowed" },
  ]);
});

test("[F1] feeds have a limit for each user, also when two are made at once", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  for (let made = 0; made < LIMITS.feedsPerUser - 1; made += 1) {
    await ada.feeds.create({ calendarId });
  }
  const outcomes = await Promise.allSettled([1, 2].map(() => ada.feeds.create({ calendarId })));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await reasonOf(ada.feeds.create({ calendarId }))).toBe("LIMIT_EXCEEDED");
  const page = await ada.feeds.list({ limit: 60 });
  const rest = await ada.feeds.list({ limit: 60, cursor: page.nextCursor ?? "" });
  const ids = [...page.items, ...rest.items].map(({ id }) => id);
  expect(new Set(ids).size).toBe(LIMITS.feedsPerUser);
  expect(rest.nextCursor).toBeNull();
});

test("[F1] the entity tag changes with the events, the calendar and nothing else", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const calendarId = await calendarOf(ada);
  const { url } = await ada.feeds.create({ calendarId });
  const token = /dbf_[\w-]+/.exec(url)?.[0] ?? "";
  const etag = async () => (await openFeed(world.app, token, readerAt("192.0.2.1"))).etag;
  const seen = [await etag()];
  await ada.events.create(TEA);
  await ada.feeds.create({ calendarId });
  expect(await etag()).toBe(seen[0]);
  const { id } = await ada.events.create({ calendarId, ...TEA });
  seen.push(await etag());
  await ada.events.update({ id, patch: { title: "Coffee" } });
  seen.push(await etag());
  await ada.events.delete({ id });
  seen.push(await etag());
  await ada.calendars.update({ id: calendarId, patch: { name: "Crew" } });
  seen.push(await etag());
  expect(new Set(seen).size).toBe(5);
});

test.each([
  ["feeds.create", { calendarId: "mine" }, "calendarId", "INVALID_INPUT"],
  ["feeds.create", { calendarId: newId(), name: " " }, "name", "INVALID_INPUT"],
  ["feeds.create", { calendarId: newId(), name: "x".repeat(201) }, "name", "LIMIT_EXCEEDED"],
  ["feeds.create", { calendarId: newId(), colour: "red" }, "colour", "UNKNOWN_KEY"],
  ["feeds.list", { calendarId: 7 }, "calendarId", "INVALID_INPUT"],
  ["feeds.revoke", { feedId: "dbf_x" }, "feedId", "INVALID_INPUT"],
] as const)("[C1] %s with %j is refused", async (procedure, input, path, reason) => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  // What a caller of any other language may send: the types of the router do not bind them.
  const feeds = ada.feeds as unknown as Record<string, (input: unknown) => Promise<unknown>>;
  const call = feeds[procedure.replace("feeds.", "")];
  expect(await refusalOf(call?.(input) ?? Promise.resolve())).toMatchObject({
    reason,
    fieldErrors: [{ path }],
  });
});
