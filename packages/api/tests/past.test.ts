import { expect, test } from "vitest";
import { reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";
import { later, person, titlesThen, WEEK } from "./_past.ts";

test("[V7] an event is answered as it was at a version and at an instant, with the rights of now", async () => {
  await using world = await startWorld();
  const [ada, bea] = [await person(world), await person(world)];
  const made = await ada.caller.events.create({ title: "Plan", start: "2026-03-02T09:00:00" });
  const { id } = made;
  const moved = await ada.caller.events.update({ id, patch: { start: "2026-03-03T09:00:00" } });
  await ada.caller.events.delete({ id });
  const restored = await ada.caller.events.restore({ id });
  const resource = { type: "event", id } as const;
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] });

  for (const then of [made, moved.event, restored.event]) {
    // SEQUENCE is that of now.
    const expected = { ...then, sequence: restored.event.sequence };
    expect(await ada.caller.events.get({ id, version: then.version })).toEqual(expected);
    expect(await ada.caller.events.get({ id, at: then.updatedAt })).toEqual(expected);
    const seen = await bea.caller.events.get({ id, version: then.version });
    expect(seen).toEqual({ ...expected, role: "viewer", canDelete: false, canShare: false });
  }
  const deleted = await ada.caller.events.get({ id, version: 3 });
  expect(deleted).toMatchObject({ title: "Plan", version: 3, deletedAt: deleted.updatedAt });
  const justBefore = new Date(Date.parse(restored.event.updatedAt) - 1).toISOString();
  expect(await ada.caller.events.get({ id, at: justBefore })).toEqual(deleted);

  expect(await reasonOf((await person(world)).caller.events.get({ id, version: 1 }))).toBe(
    "NOT_FOUND",
  );
});

test("[V7] what an event never was, and what is still to come, is refused with its field", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const { id, createdAt } = await caller.events.create({ title: "Plan", start: "2026-03-02" });
  const before = new Date(Date.parse(createdAt) - 1).toISOString();
  const future = new Date(Date.now() + 3_600_000).toISOString();
  for (const [refused, reason, field] of [
    [() => caller.events.get({ id, version: 2 }), "VERSION_NOT_FOUND", "version"],
    [() => caller.events.get({ id, at: before }), "VERSION_NOT_FOUND", "at"],
    [() => caller.events.get({ id, at: "1970-01-01T00:00:00Z" }), "VERSION_NOT_FOUND", "at"],
    [() => caller.events.get({ id, at: future }), "INSTANT_IN_FUTURE", "at"],
    [() => caller.events.get({ id, at: createdAt, version: 1 }), "INVALID_INPUT", "at"],
    [() => caller.events.get({ id, version: 0 }), "INVALID_INPUT", "version"],
    [() => caller.events.occurrences({ ...WEEK, at: future }), "INSTANT_IN_FUTURE", "at"],
    [() => caller.events.occurrences({ ...WEEK, at: "2026-02-30" }), "INVALID_INPUT", "at"],
  ] as const) {
    const refusal = await refusalOf(refused());
    expect(refusal).toMatchObject({ reason, fieldErrors: [{ path: field }] });
  }
});

test("[V7] a window shows what stood there at an instant, and nothing that came later", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const start = "2026-03-02T09:00:00";
  const kept = await caller.events.create({ title: "kept", start });
  const gone = await caller.events.create({ title: "gone", start });
  const moved = await caller.events.create({ title: "moved", start });
  const then = await later(world);
  await caller.events.delete({ id: gone.id });
  await caller.events.update({ id: moved.id, patch: { start: "2026-04-02T09:00:00" } });
  await caller.events.update({ id: kept.id, patch: { title: "renamed" } });
  await caller.events.create({ title: "new", start });
  const now = await later(world);

  expect(await titlesThen(caller, then)).toEqual(["gone", "kept", "moved"]);
  expect(await titlesThen(caller, now)).toEqual(["new", "renamed"]);
  expect(await titlesThen(caller, undefined)).toEqual(["new", "renamed"]);
  expect(await titlesThen(caller, new Date(Date.parse(kept.createdAt) - 1).toISOString())).toEqual(
    [],
  );
  const { items } = await caller.events.occurrences({ ...WEEK, at: then, eventId: moved.id });
  expect(items).toMatchObject([{ eventId: moved.id, version: 1, start, role: "owner" }]);
});
