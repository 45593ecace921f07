import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  newUser,
  startProcess,
  startWorld,
  type TestProcess,
  type TestWorld,
} from "../auth/_processes.ts";
import { type Reader, subscribe } from "./_stream.ts";

let world: TestWorld;
let other: TestProcess;
beforeAll(async () => {
  world = await startWorld();
  other = await startProcess(world.on);
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Ada has a calendar with an event; Ben follows what concerns him. */
async function adaAndBen() {
  const [adaSession, benSession] = [await newUser(world), await newUser(world)];
  const [ada, ben] = [other.as(adaSession.accessToken), world.as(benSession.accessToken)];
  const calendar = await ada.calendars.create({ name: "Team", timeZone: "UTC" });
  const event = await ada.events.create({
    calendarId: calendar.id,
    title: "Stand-up",
    start: "2026-03-02T09:00:00",
  });
  const { nextCursor: cursor } = await ben.sync.changes({});
  const reader = await subscribe(world, benSession.accessToken, { cursor });
  await reader.next();
  const resource = { type: "calendar", id: calendar.id } as const;
  const userId = benSession.user.id;
  return { ada, ben, event, reader, resource, userId };
}

/** All items up to the first that fits. */
async function itemsUntil(
  reader: Reader,
  isLast: (item: { type: string }) => boolean,
): Promise<object[]> {
  const items = [];
  for (;;) {
    const message = await reader.next();
    items.push(...message.items);
    if (message.items.some(isLast)) return items;
  }
}

describe("rights that change while a stream runs", () => {
  test("[L2] who gains access is told, and then of what there is and what changes", async () => {
    const { ada, event, reader, resource, userId } = await adaAndBen();
    await using _reader = reader;
    await ada.sharing.share({ resource, users: [{ userId, role: "viewer" }] });
    const gained = await itemsUntil(reader, ({ type }) => type === "event");
    expect(gained).toContainEqual(expect.objectContaining({ type: "added", resource }));
    expect(gained.at(-1)).toMatchObject({ eventId: event.id, event: { title: "Stand-up" } });
    await ada.events.update({ id: event.id, patch: { title: "Sit-down" } });
    expect(await itemsUntil(reader, ({ type }) => type === "event")).toMatchObject([
      { eventId: event.id, version: 2, event: { title: "Sit-down", role: "viewer" } },
    ]);
  });

  test("[S4] who loses access is told so, and nothing that comes afterwards", async () => {
    const { ada, ben, event, reader, resource, userId } = await adaAndBen();
    await using _reader = reader;
    await ada.sharing.share({ resource, users: [{ userId, role: "editor" }] });
    await itemsUntil(reader, ({ type }) => type === "event");
    await ada.sharing.revoke({ resource, userId });
    for (let edit = 0; edit < 5; edit += 1) {
      await ada.events.update({ id: event.id, patch: { title: `Secret ${edit}` } });
    }
    const own = await ben.events.create({ title: "Own", start: "2026-03-02" });
    const items = await itemsUntil(reader, (item) => "eventId" in item && item.eventId === own.id);
    expect(items).toContainEqual(
      expect.objectContaining({ type: "removed", resource, cause: "revoked", grant: null }),
    );
    expect(JSON.stringify(items)).not.toContain("Secret");
  });

  test("[S6] a grant that ends by itself ends here at that time, though nobody does anything", async () => {
    const { ada, ben, event, reader, resource, userId } = await adaAndBen();
    await using _reader = reader;
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    await ada.sharing.share({ resource, users: [{ userId, role: "viewer", expiresAt }] });
    await itemsUntil(reader, ({ type }) => type === "event");
    const items = await itemsUntil(reader, ({ type }) => type === "removed");
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(items).toMatchObject([{ type: "removed", resource, cause: "expired", grant: null }]);
    await ada.events.update({ id: event.id, patch: { title: "Secret" } });
    const own = await ben.events.create({ title: "Own", start: "2026-03-02" });
    expect(await itemsUntil(reader, () => true)).toMatchObject([{ eventId: own.id }]);
  });
});
