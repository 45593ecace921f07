import { appendToScopes } from "@daybook/db/queries/scopes.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  type Caller,
  newUser,
  startProcess,
  startWorld,
  type TestWorld,
} from "../auth/_processes.ts";
import { expectSame, follow, LocalCopy, readPage } from "./_local-copy.ts";

test("[L3] without a cursor every calendar, event and single event is told, page by page", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const calendarId = await addCalendar(bob);
  for (let i = 0; i < 3; i += 1) {
    await bob.events.create({ calendarId, title: `Mine ${i}`, start: "2026-03-02" });
  }
  const gone = await bob.events.create({ title: "Gone", start: "1965-03-02" });
  await bob.events.delete({ id: gone.id });
  const shared = await ada.events.create({ title: "Shared singly", start: "2026-03-02" });
  await ada.events.create({ title: "Not shared", start: "2026-03-02" });
  await share(ada, { type: "event", id: shared.id }, bobId);

  for (const limit of [1, 2, 3, 200]) {
    const copy = new LocalCopy();
    const items = await follow(bob, copy, () => limit);
    expect(items.map(({ type }) => type)).toEqual([
      "calendar",
      "calendar",
      "event",
      "event",
      "event",
      "event",
    ]);
    expect(copy.told.map(({ version, kind }) => [version, kind])).toEqual(
      Array.from({ length: 4 }, () => [1, "create"]),
    );
    await expectSame(bob, copy);
    expect(await follow(bob, copy)).toEqual([]);
  }
});

test("[L1] each version is one item in commit order, with the event as it is now", async () => {
  await using world = await startWorld();
  const { ada } = await twoPeople(world);
  const copy = await copyOf(ada);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Milk" } });
  await ada.events.delete({ id });
  const items = await follow(ada, copy);
  expect(items).toMatchObject([
    { type: "event", eventId: id, version: 1, kind: "create", event: { version: 3 } },
    { type: "event", eventId: id, version: 2, kind: "update", event: { title: "Milk" } },
    { type: "event", eventId: id, version: 3, kind: "delete", event: { version: 3 } },
  ]);
  // Who may read a deleted event is told that it is deleted.
  const event = await ada.events.get({ id });
  expect(items).toEqual(items.map((item) => ({ ...item, event })));
});

test("[L1] an event that stands in several logs of one reader is told once for each version", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const from = await addCalendar(ada);
  const to = await addCalendar(ada);
  const { id } = await ada.events.create({ calendarId: from, title: "Tea", start: "2026-03-02" });
  await share(ada, { type: "event", id }, bobId);
  for (const calendarId of [from, to])
    await share(ada, { type: "calendar", id: calendarId }, bobId);
  const [adas, bobs] = [await copyOf(ada), await copyOf(bob)];
  await ada.events.update({ id, patch: { title: "Milk" } });
  await ada.events.move({ id, calendarId: to });
  await ada.events.update({ id, patch: { title: "Cake" } });
  await ada.events.move({ id, calendarId: from });
  for (const [caller, copy] of [
    [ada, adas],
    [bob, bobs],
  ] as const) {
    const items = await follow(caller, copy, () => 1);
    const versions = items.map((item) => (item.type === "event" ? item.version : 0));
    expect(versions.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
    await expectSame(caller, copy);
  }
});

test("[L1] what stays reachable when its calendar is lost is told once, also where it has just changed", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const calendarId = await addCalendar(ada);
  const resource = { type: "calendar", id: calendarId } as const;
  await share(ada, resource, bobId);
  const { id } = await ada.events.create({ calendarId, title: "Tea", start: "2026-03-02" });
  const { id: other } = await ada.events.create({ calendarId, title: "Jam", start: "2026-03-02" });
  for (const eventId of [id, other]) await share(ada, { type: "event", id: eventId }, bobId);
  const copy = await copyOf(bob);
  await ada.events.update({ id, patch: { title: "Milk" } });
  await ada.sharing.revoke({ resource, userId: bobId });
  expect(await follow(bob, copy)).toMatchObject([
    { type: "removed", resource },
    { type: "event", eventId: id, version: 2 },
    { type: "event", eventId: other, version: 1 },
  ]);
  await expectSame(bob, copy);
});

test("[L2] a calendar that is shared is one entry, and its events follow; a changed role is one, too", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const id = await addCalendar(ada);
  const resource = { type: "calendar", id } as const;
  const event = await ada.events.create({ calendarId: id, title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id: event.id, patch: { title: "Milk" } });
  const copy = await copyOf(bob);
  await share(ada, resource, bobId);
  expect(await follow(bob, copy)).toMatchObject([
    { type: "added", resource, cause: "shared", grant: { role: "viewer", expiresAt: null } },
    { type: "calendar", calendarId: id, calendar: { role: "viewer" } },
    { type: "event", eventId: event.id, version: 2, kind: "update", event: { role: "viewer" } },
  ]);
  await ada.sharing.update({ resource, userId: bobId, role: "editor", canShare: true });
  expect(await follow(bob, copy)).toMatchObject([
    { type: "role", resource, cause: "shared", grant: { role: "editor", canShare: true } },
    { type: "calendar", calendarId: id, calendar: { role: "editor" } },
  ]);
  await expectSame(bob, copy);
});

test("[L2] what is lost is told with its cause, and followed by what stays reachable", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const id = await addCalendar(ada);
  const calendar = { type: "calendar", id } as const;
  const kept = await ada.events.create({ calendarId: id, title: "Kept", start: "2026-03-02" });
  await ada.events.create({ calendarId: id, title: "Lost", start: "2026-03-02" });
  const event = { type: "event", id: kept.id } as const;
  await share(ada, calendar, bobId);
  await share(ada, event, bobId, "editor");
  const copy = await copyOf(bob);

  await ada.sharing.revoke({ resource: calendar, userId: bobId });
  expect(await follow(bob, copy)).toMatchObject([
    { type: "removed", resource: calendar, cause: "revoked", grant: null },
    { type: "event", eventId: kept.id, event: { role: "editor" } },
  ]);
  await share(ada, calendar, bobId);
  await follow(bob, copy);
  await bob.sharing.leave({ resource: event });
  expect(await follow(bob, copy)).toMatchObject([
    { type: "removed", resource: event, cause: "left" },
    { type: "event", eventId: kept.id, event: { role: "viewer" } },
  ]);
  await expectSame(bob, copy);
  const elsewhere = await addCalendar(ada);
  await ada.events.move({ id: kept.id, calendarId: elsewhere });
  expect(await follow(bob, copy)).toMatchObject([
    { type: "removed", resource: event, cause: "moved" },
  ]);
  await ada.calendars.delete({ id });
  expect(await follow(bob, copy)).toMatchObject([
    { type: "removed", resource: calendar, cause: "deleted" },
  ]);
  await expectSame(bob, copy);
});

test("[L2] [S6] a grant that ends by itself is told, and what the next one to end is", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const id = await addCalendar(ada);
  const calendar = { type: "calendar", id } as const;
  const made = await ada.events.create({ calendarId: id, title: "Tea", start: "2026-03-02" });
  const event = { type: "event", id: made.id } as const;
  const expiresAt = new Date(Date.now() + 400).toISOString();
  for (const resource of [calendar, event]) {
    await ada.sharing.share({ resource, users: [{ userId: bobId, role: "viewer", expiresAt }] });
  }
  const copy = await copyOf(bob);
  expect(copy.events.size).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const items = await follow(bob, copy, () => 1);
  expect(items.map(({ type }) => type)).toEqual(["removed", "removed"]);
  expect(items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ resource: calendar, cause: "expired" }),
      expect.objectContaining({ resource: event, cause: "expired" }),
    ]),
  );
  expect(await follow(bob, copy)).toEqual([]);
  await expectSame(bob, copy);
});

test("[L2] ownership that passes is told to both, and to those who look on", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const cleo = await newUser(world);
  const cleos = world.as(cleo.accessToken);
  const id = await addCalendar(ada);
  const resource = { type: "calendar", id } as const;
  const { id: eventId } = await ada.events.create({
    calendarId: id,
    title: "Tea",
    start: "2026-03-02",
  });
  await share(ada, resource, bobId);
  await share(ada, { type: "event", id: eventId }, bobId, "editor");
  await share(ada, resource, cleo.user.id);
  const copies = new Map<Caller, LocalCopy>();
  for (const caller of [ada, bob, cleos]) copies.set(caller, await copyOf(caller));
  await ada.sharing.transfer({ resource, userId: bobId });
  for (const [caller, copy] of copies) {
    await follow(caller, copy, () => 1);
    await expectSame(caller, copy);
  }
  await bob.sharing.transfer({ resource: { type: "event", id: eventId }, userId: cleo.user.id });
  for (const [caller, copy] of copies) {
    await follow(caller, copy, () => 1);
    await expectSame(caller, copy);
  }
  expect(copies.get(ada)?.calendars.get(id)?.role).toBe("editor");
});

test("[S4] [L2] what happened while a calendar was out of reach is not told afterwards", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const id = await addCalendar(ada);
  const resource = { type: "calendar", id } as const;
  const stays = await ada.events.create({ calendarId: id, title: "Stays", start: "2026-03-02" });
  await share(ada, resource, bobId);
  const copy = await copyOf(bob);
  await ada.sharing.revoke({ resource, userId: bobId });
  const secret = await ada.events.create({ calendarId: id, title: "Secret", start: "2026-03-02" });
  await ada.events.move({ id: secret.id, calendarId: await addCalendar(ada) });
  await share(ada, resource, bobId);
  for (const limit of [1, 200]) {
    const items = await follow(bob, Object.assign(new LocalCopy(), copy), () => limit);
    expect(JSON.stringify(items)).not.toContain(secret.id);
    expect(items).toMatchObject([
      { type: "removed", resource, cause: "revoked" },
      { type: "added", resource, cause: "shared" },
      { type: "calendar", calendarId: id },
      { type: "event", eventId: stays.id },
    ]);
  }
});

test("[L1] [L2] who loses a calendar between two pages does not keep an event that has gone there", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const [from, to] = [await addCalendar(ada), await addCalendar(ada)];
  for (const id of [from, to]) await share(ada, { type: "calendar", id }, bobId);
  const { id } = await ada.events.create({ calendarId: from, title: "Tea", start: "2026-03-02" });
  const copy = await copyOf(bob);
  for (let i = 0; i < 3; i += 1) {
    await ada.events.create({ calendarId: to, title: `${i}`, start: "2026-03-02" });
  }
  await ada.events.move({ id, calendarId: to });
  copy.apply(await readPage(bob, copy, 1));
  expect(copy.events.get(id)?.calendarId).toBe(from);
  await ada.sharing.revoke({ resource: { type: "calendar", id: to }, userId: bobId });
  await follow(bob, copy, () => 1);
  expect(copy.events.size).toBe(0);
  await expectSame(bob, copy);
});

test("[L2] what a calendar is lost and shared again with is told once, also when it is lost again between two pages", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const id = await addCalendar(ada);
  const calendar = { type: "calendar", id } as const;
  const kept = await ada.events.create({ calendarId: id, title: "Kept", start: "2026-03-02" });
  await share(ada, calendar, bobId);
  await share(ada, { type: "event", id: kept.id }, bobId);
  const copy = await copyOf(bob);

  await ada.sharing.revoke({ resource: calendar, userId: bobId });
  await share(ada, calendar, bobId);
  expect(await follow(bob, copy)).toMatchObject([
    { type: "removed", resource: calendar, cause: "revoked" },
    { type: "added", resource: calendar, cause: "shared" },
    { type: "calendar", calendarId: id },
    { type: "event", eventId: kept.id },
  ]);

  await ada.sharing.revoke({ resource: calendar, userId: bobId });
  await share(ada, calendar, bobId);
  const page = await readPage(bob, copy, 200);
  expect(page).toMatchObject({ items: [{ type: "removed", resource: calendar }], hasMore: true });
  copy.apply(page);
  await ada.sharing.revoke({ resource: calendar, userId: bobId });
  expect(await follow(bob, copy)).toMatchObject([{ type: "event", eventId: kept.id }]);
  await expectSame(bob, copy);
});

test("[L2] a grant that is lost and given again is told as both when they fall on two pages", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const resource = { type: "event", id } as const;
  await share(ada, resource, bobId);
  const copy = await copyOf(bob);
  await ada.sharing.revoke({ resource, userId: bobId });
  await share(ada, resource, bobId);
  expect(await follow(bob, copy, () => 1)).toMatchObject([
    { type: "removed", resource, cause: "revoked", grant: null },
    { type: "event", eventId: id, event: { role: "viewer" } },
    { type: "added", resource, cause: "shared", grant: { role: "viewer" } },
    { type: "event", eventId: id, event: { role: "viewer" } },
  ]);
  await expectSame(bob, copy);
});

test("[L2] [S6] a grant that was changed and has ended is told once, and one that came and ended is not", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const tea = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const cake = await ada.events.create({ title: "Cake", start: "2026-03-02" });
  const resource = { type: "event", id: tea.id } as const;
  await share(ada, resource, bobId);
  for (const limit of [1, 200]) {
    const copy = await copyOf(bob);
    const end = (await world.database.snapshot(readClock)) + 1_000;
    const expiresAt = new Date(end).toISOString();
    await ada.sharing.share({
      resource: { type: "event", id: cake.id },
      users: [{ userId: bobId, role: "viewer", expiresAt }],
    });
    await ada.sharing.update({ resource, userId: bobId, expiresAt });
    while ((await world.database.snapshot(readClock)) < end) await delay(5);
    expect(await follow(bob, copy, () => limit)).toMatchObject([
      { type: "removed", resource, cause: "expired" },
    ]);
    await expectSame(bob, copy);
    await share(ada, resource, bobId);
  }
});

test.each([
  ["withdrawn", 1],
  ["withdrawn", 200],
  ["ended", 1],
  ["ended", 200],
])(
  "[L2] [S6] a grant that has ended, was given again and is %s since is told as lost, page by %i",
  async (fate, limit) => {
    await using world = await startWorld();
    const { ada, bob, bobId } = await twoPeople(world);
    const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
    const resource = { type: "event", id } as const;
    const giveShortly = async (): Promise<number> => {
      const end = (await world.database.snapshot(readClock)) + 500;
      const expiresAt = new Date(end).toISOString();
      await ada.sharing.share({ resource, users: [{ userId: bobId, role: "viewer", expiresAt }] });
      return end;
    };
    const passed = async (end: number): Promise<void> => {
      while ((await world.database.snapshot(readClock)) < end) await delay(5);
    };
    const first = await giveShortly();
    const copy = await copyOf(bob);
    expect(copy.events.has(id)).toBe(true);
    await passed(first);
    const second = await giveShortly();
    if (fate === "ended") await passed(second);
    else await ada.sharing.revoke({ resource, userId: bobId });
    const items = await follow(bob, copy, () => limit);
    expect(items).toContainEqual(expect.objectContaining({ type: "removed", resource }));
    await expectSame(bob, copy);
  },
);

test("[L1] [K1] an event that has gone to a calendar which was deleted since is told as deleted", async () => {
  await using world = await startWorld();
  const { ada, bob, bobId } = await twoPeople(world);
  const [from, to] = [await addCalendar(ada), await addCalendar(ada)];
  for (const id of [from, to]) await share(ada, { type: "calendar", id }, bobId);
  const { id } = await ada.events.create({ calendarId: from, title: "Tea", start: "2026-03-02" });
  const readers = [
    [ada, await copyOf(ada)],
    [bob, await copyOf(bob)],
  ] as const;
  await ada.events.move({ id, calendarId: to });
  await ada.calendars.delete({ id: to });
  for (const [caller, copy] of readers) {
    expect(await follow(caller, copy)).toMatchObject([
      { type: "removed", resource: { type: "calendar", id: to }, cause: "deleted" },
      { type: "event", eventId: id, version: 2, event: { calendarId: to, version: 3 } },
    ]);
    await expectSame(caller, copy);
  }
});

test("[L1] a write that is long under way is told when it has committed, before what came after it", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const { ada } = await twoPeople(world);
  const id = await addCalendar(ada);
  const event = await ada.events.create({ calendarId: id, title: "Tea", start: "2026-03-02" });
  const copy = await copyOf(ada);
  const taken = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const entry = { type: "calendar", at: Date.now(), resource: { type: "calendar", id } } as const;
  const slow = second.database.transaction(async (trx) => {
    await appendToScopes(trx, [{ scopeId: id, entries: [entry] }]);
    taken.resolve();
    await mayCommit.promise;
  });
  await taken.promise;
  const later = ada.events.update({ id: event.id, patch: { title: "Milk" } });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await follow(ada, copy)).toEqual([]);
  mayCommit.resolve();
  await Promise.all([slow, later]);
  expect(await follow(ada, copy)).toMatchObject([
    { type: "calendar", calendarId: id },
    { type: "event", eventId: event.id, version: 2 },
  ]);
});

async function twoPeople(world: TestWorld) {
  const a = await newUser(world);
  const b = await newUser(world);
  const ada = world.as(a.accessToken);
  const bob = world.as(b.accessToken);
  return { ada, bob, adaId: a.user.id, bobId: b.user.id };
}

/** What a caller knows who has just begun. */
async function copyOf(caller: Caller): Promise<LocalCopy> {
  const copy = new LocalCopy();
  await follow(caller, copy);
  return copy;
}

async function addCalendar(caller: Caller): Promise<string> {
  const { id } = await caller.calendars.create({ name: "More", timeZone: "Europe/Berlin" });
  return id;
}

async function share(
  caller: Caller,
  resource: { readonly type: "event" | "calendar"; readonly id: string },
  userId: string,
  role: "viewer" | "editor" = "viewer",
): Promise<void> {
  await caller.sharing.share({ resource, users: [{ userId, role }] });
}
