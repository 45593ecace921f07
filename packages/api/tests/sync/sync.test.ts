import { expect, test } from "vitest";
import { newUser, startWorld } from "../auth/_processes.ts";

test("[L3] without a cursor everything is told, and afterwards what has changed", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const first = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const full = await ada.sync.changes({});
  expect(full.items.filter(({ type }) => type === "event")).toMatchObject([
    { eventId: first.id, version: 1, kind: "create", event: { title: "Tea" } },
  ]);
  const second = await ada.events.create({ title: "Milk", start: "2026-03-02" });
  const next = await ada.sync.changes({ cursor: full.nextCursor });
  expect(next).toMatchObject({ items: [{ eventId: second.id, version: 1 }], hasMore: false });
  expect(await ada.sync.changes({ cursor: next.nextCursor })).toMatchObject({ items: [] });
});
