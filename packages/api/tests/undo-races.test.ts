import { expect, test } from "vitest";
import { undoSet } from "./_undo.ts";
import { newUser, reasonOf, startProcess, startWorld } from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "UTC" };

/** Why calls were refused, each once. */
async function reasonsOf(answers: readonly PromiseSettledResult<unknown>[]): Promise<string[]> {
  const refused = answers.filter((answer) => answer.status === "rejected");
  const reasons = await Promise.all(
    refused.map(({ reason }) => reasonOf(Promise.reject(reason as Error))),
  );
  return [...new Set(reasons)].toSorted();
}

test("[V4] [C4] of undos of one version on two servers exactly one takes effect", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  for (let round = 0; round < 5; round += 1) {
    const { id } = await ada.events.create(TEA);
    await ada.events.update({ id, patch: { title: "Coffee" } });
    const undo = { eventId: id, version: 2 };
    const answers = await Promise.all([
      ada.versions.undo(undo),
      second.as(accessToken).versions.undo(undo),
    ]);
    const changed = answers.map((answer) => "changed" in answer && answer.changed);
    expect(changed.filter(Boolean)).toHaveLength(1);
    const { items } = await ada.versions.list({ eventId: id });
    expect(items.map(({ kind }) => kind)).toEqual(["undo", "update", "create"]);
  }
});

test("[V4] [C4] of undos of one change set on two servers exactly one takes effect", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const { items, changeSetId } = await ada.events.createMany({
    events: Array.from({ length: 30 }, () => TEA),
  });
  const answers = await Promise.all([
    undoSet(ada, changeSetId),
    undoSet(second.as(accessToken), changeSetId),
  ]);
  const made = answers.map((answer) => answer.changeSetId);
  expect(made.filter((id) => id === null)).toHaveLength(1);
  for (const { id } of items) {
    const { items: versions } = await ada.versions.list({ eventId: id });
    expect(versions.map(({ kind }) => kind)).toEqual(["undo", "create"]);
    expect(await ada.versions.verify({ eventId: id })).toMatchObject({ ok: true, checked: 2 });
  }
});

test("[V4] [V1] [C4] an undo and edits that arrive together lose nothing that was acknowledged", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const answers = await Promise.allSettled([
    ...Array.from({ length: 10 }, (_, i) =>
      (i % 2 === 0 ? world : second)
        .as(accessToken)
        .events.update({ id, patch: { metadata: { at: i }, location: `Room ${i}` } }),
    ),
    second.as(accessToken).versions.undo({ eventId: id, version: 2 }),
  ]);
  const acknowledged = answers.filter((answer) => answer.status === "fulfilled");
  expect((await reasonsOf(answers)).filter((reason) => reason !== "BUSY")).toEqual([]);
  const { items } = await ada.versions.list({ eventId: id, limit: 100 });
  expect(items.map(({ version }) => version)).toEqual(
    Array.from(items, (_, i) => acknowledged.length + 2 - i),
  );
  const undone = items.some(({ kind }) => kind === "undo");
  expect((await ada.events.get({ id })).title).toBe(undone ? "Tea" : "Coffee");
  expect(await ada.versions.verify({ eventId: id })).toMatchObject({ ok: true });
});

test("[V4] [C4] a change set is undone before an edit of one of its events or not at all", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const bob = second.as(accessToken);
  for (let round = 0; round < 4; round += 1) {
    const { items, changeSetId } = await ada.events.createMany({
      events: Array.from({ length: 40 }, () => TEA),
    });
    const id = items[round * 9]?.id ?? "";
    const [undone, edited] = await Promise.allSettled([
      undoSet(ada, changeSetId),
      bob.events.update({ id, patch: { title: "Coffee" } }),
    ]);
    const live = await ada.events.list({ limit: 200 });
    if (undone.status === "fulfilled") {
      expect(live.items).toEqual([]);
      expect(await reasonsOf([edited])).toEqual(["EVENT_DELETED"]);
    } else {
      expect(await reasonsOf([undone])).toEqual(["VERSION_CONFLICT"]);
      expect(edited.status).toBe("fulfilled");
      expect(live.items).toHaveLength(40);
      await undoSet(ada, changeSetId, { resolutions: { deleted: "yours" } });
    }
  }
});

test("[S4] [V4] an undo does not commit after the right that it relied on was withdrawn", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const bob = second.as(guest.accessToken);
  const calendar = await ada.calendars.create({ name: "Team", timeZone: "UTC" });
  const resource = { type: "calendar", id: calendar.id } as const;
  for (let round = 0; round < 4; round += 1) {
    await ada.sharing.share({
      resource,
      users: [{ userId: guest.user.id, role: "editor", canDelete: true }],
    });
    const { items, changeSetId } = await ada.events.createMany({
      calendarId: calendar.id,
      events: Array.from({ length: 20 }, () => TEA),
    });
    const [undone] = await Promise.allSettled([
      undoSet(bob, changeSetId),
      ada.sharing.revoke({ resource, userId: guest.user.id }),
    ]);
    const { items: live } = await ada.events.list({ calendarIds: [calendar.id], limit: 200 });
    expect(live).toHaveLength(undone.status === "fulfilled" ? 0 : items.length);
    if (undone.status === "rejected") {
      expect(["NOT_FOUND", "FORBIDDEN", "BUSY"]).toContain((await reasonsOf([undone]))[0]);
      await undoSet(ada, changeSetId);
    }
  }
});

test("[K1] [C4] a calendar that two bring back at once comes back once", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const { id: calendarId } = await ada.calendars.create({ name: "Team", timeZone: "UTC" });
  await ada.events.createMany({ calendarId, events: Array.from({ length: 20 }, () => TEA) });
  const { changeSetId } = await ada.calendars.delete({ id: calendarId });
  const answers = await Promise.all([
    undoSet(ada, changeSetId),
    undoSet(second.as(accessToken), changeSetId),
  ]);
  expect(answers.filter((answer) => answer.calendar !== null)).toHaveLength(1);
  expect(await ada.calendars.get({ id: calendarId })).toMatchObject({ version: 3 });
  const { items } = await ada.events.list({ calendarIds: [calendarId] });
  expect(items.map(({ version }) => version)).toEqual(items.map(() => 3));
});
