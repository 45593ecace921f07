import { expect, test } from "vitest";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const STANDUP = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=6" },
};

const [THIRD, FIFTH] = ["2026-03-16T09:00:00", "2026-03-30T09:00:00"] as const;

/** Divides a series and says which event its right part is. */
async function splitAt(caller: Caller, id: string, occurrenceKey: string): Promise<string> {
  const scope = "thisAndFollowing";
  const { rightPart } = await caller.events.update({
    id,
    scope,
    occurrenceKey,
    patch: { title: `From ${occurrenceKey}` },
  });
  return rightPart?.id ?? expect.fail("the edit split nothing");
}

/** How many occurrences the caller sees that spring, and at how many times. */
async function springOf(caller: Caller): Promise<[number, number]> {
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-06-01T00:00:00Z" };
  const { items } = await caller.events.occurrences(window);
  return [items.length, new Set(items.map(({ start }) => start)).size];
}

const all = (id: string) => ({ id, scope: "all" }) as const;

test("[X4] a right part does not come back while its left part stands before the split", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const right = await splitAt(ada, left, THIRD);
  await ada.events.delete(all(right));
  await ada.versions.rollback({ eventId: left, version: 1 });
  // An edit leaves it where it stands.
  await ada.events.update({ ...all(left), patch: { location: "Attic" } });
  for (const preview of [true, false]) {
    for (const back of [
      () => ada.events.restore({ id: right, preview }),
      () => ada.versions.rollback({ eventId: right, version: 1, preview }),
    ]) {
      expect(await refusalOf(back())).toMatchObject({
        reason: "SPLIT_TAKEN_BACK",
        details: { leftPartId: left },
      });
    }
  }
  expect(await springOf(ada)).toEqual([6, 6]);

  await ada.versions.rollback({ eventId: left, version: 2 });
  expect(await ada.events.restore({ id: right })).toMatchObject({ changed: true });
  expect(await springOf(ada)).toEqual([6, 6]);
  // What it was rolled back to meanwhile is from before the split as well.
  expect(await refusalOf(ada.versions.rollback({ eventId: left, version: 4 }))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: right },
  });
});

test("[X4] a part that was split from a deleted right part stands in the way of a rollback too", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: first } = await ada.events.create(STANDUP);
  const second = await splitAt(ada, first, THIRD);
  const third = await splitAt(ada, second, FIFTH);
  await ada.events.delete(all(second));
  const back = { eventId: first, version: 1 };
  expect(await refusalOf(ada.versions.rollback(back))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: third },
  });
  await ada.events.delete(all(third));
  expect(await ada.versions.rollback(back)).toMatchObject({ changed: true });
  for (const id of [second, third]) {
    expect(await refusalOf(ada.events.restore({ id }))).toMatchObject({
      reason: "SPLIT_TAKEN_BACK",
      details: { leftPartId: first },
    });
  }
  expect(await springOf(ada)).toEqual([6, 6]);

  // Once the whole is deleted the part may come back, and then the whole may not.
  await ada.events.delete(all(first));
  await ada.events.restore({ id: third });
  expect(await refusalOf(ada.events.restore({ id: first }))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: third },
  });
  expect(await springOf(ada)).toEqual([2, 2]);
});

test("[X4] a rollback that only deletes again is not asked about the right part", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  await ada.events.delete(all(id));
  await ada.events.restore({ id });
  const right = await splitAt(ada, id, THIRD);
  expect(await ada.versions.rollback({ eventId: id, version: 2 })).toMatchObject({
    changed: true,
    event: { version: 5 },
  });
  // It has nothing of the right part while it is deleted; back, it would have all of it.
  expect(await refusalOf(ada.events.restore({ id }))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: right },
  });
  expect(await springOf(ada)).toEqual([4, 4]);
});

test("[X4] [S3] a part that the caller cannot see is not named", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const resource = { type: "event", id: left } as const;
  await ada.sharing.share({
    resource,
    users: [{ userId: session.user.id, role: "editor", canDelete: true }],
  });
  const right = await splitAt(ada, left, THIRD);
  const withdraw = (id: string) =>
    ada.sharing.revoke({ resource: { type: "event", id }, userId: session.user.id });
  await withdraw(right);
  expect(await reasonOf(bob.events.get({ id: right }))).toBe("NOT_FOUND");
  expect(await refusalOf(bob.versions.rollback({ eventId: left, version: 1 }))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: null },
  });
});

test("[X4] [S4] of a left part that goes back and a right part that returns at once, one is refused", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  for (let round = 0; round < 8; round += 1) {
    const { id: left } = await ada.events.create(STANDUP);
    const right = await splitAt(ada, left, THIRD);
    await ada.events.delete(all(right));
    const answers = await Promise.allSettled([
      ada.versions.rollback({ eventId: left, version: 1 }),
      ada.events.restore({ id: right }),
    ]);
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(["SPLIT_SINCE", "SPLIT_TAKEN_BACK"]).toContain(
      await reasonOf(Promise.reject(refused[0]?.reason)),
    );
    expect(await springOf(ada)).toEqual([6, 6]);
    for (const id of [left, right]) await ada.events.delete(all(id));
  }
});
