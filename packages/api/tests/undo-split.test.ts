import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { contentOf, undoSet } from "./_undo.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const STANDUP = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=6" },
};

const [SECOND, THIRD, FIFTH] = [
  "2026-03-09T09:00:00",
  "2026-03-16T09:00:00",
  "2026-03-30T09:00:00",
] as const;

/** Divides a series: its right part, and the change set. */
async function splitAt(caller: Caller, id: string, occurrenceKey: string) {
  const scope = "thisAndFollowing";
  const { rightPart, changeSetId } = await caller.events.update({
    id,
    scope,
    occurrenceKey,
    patch: { title: `From ${occurrenceKey}` },
  });
  return { right: rightPart?.id ?? expect.fail("the edit split nothing"), changeSetId };
}

/** How many occurrences the caller sees that spring, and at how many times. */
async function springOf(caller: Caller): Promise<[number, number]> {
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-06-01T00:00:00Z" };
  const { items } = await caller.events.occurrences(window);
  return [items.length, new Set(items.map(({ start }) => start)).size];
}

const all = (id: string) => ({ id, scope: "all" }) as const;

const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-06-01T00:00:00Z" };

test.each(["left", "right", "set"] as const)(
  "[X4] a split is undone whole, and that again: asked by %s",
  async (by) => {
    await using world = await startWorld();
    const ada = world.as((await newUser(world)).accessToken);
    const { id: left } = await ada.events.create(STANDUP);
    const { right, changeSetId } = await splitAt(ada, left, THIRD);
    const ask = (versions: { left: number; right: number }, set: string | null) => {
      if (by === "set") return undoSet(ada, set);
      const eventId = by === "left" ? left : right;
      return ada.versions.undo({ eventId, version: versions[by] });
    };
    await ask({ left: 2, right: 1 }, changeSetId);
    expect(await contentOf(ada, left)).toEqual(await contentOf(ada, left, 1));
    expect(await ada.events.get({ id: right })).toMatchObject({ deletedAt: expect.any(String) });
    expect(await springOf(ada)).toEqual([6, 6]);
    const [undone] = (await ada.versions.list({ eventId: right })).items;
    expect(undone).toMatchObject({ version: 2, kind: "undo", sourceVersion: 1 });
    expect(await reasonOf(ada.events.restore({ id: right }))).toBe("SPLIT_TAKEN_BACK");

    const again = await ask({ left: 2, right: 1 }, changeSetId);
    expect("items" in again ? again.items.map(({ changed }) => changed) : [again.changed]).toEqual(
      "items" in again ? [false, false] : [false],
    );

    await ask({ left: 3, right: 2 }, undone?.changeSetId ?? null);
    expect(await contentOf(ada, left)).toEqual(await contentOf(ada, left, 2));
    expect(await contentOf(ada, right)).toEqual(await contentOf(ada, right, 1));
    expect(await ada.events.get({ id: right })).toMatchObject({ version: 3, deletedAt: null });
    expect(await springOf(ada)).toEqual([6, 6]);
    // The split stands again: its right part stands in the way of a rollback past it.
    expect(await reasonOf(ada.versions.rollback({ eventId: left, version: 1 }))).toBe(
      "SPLIT_SINCE",
    );
    // And can be undone again.
    await ask({ left: 2, right: 1 }, changeSetId);
    expect(await springOf(ada)).toEqual([6, 6]);
    expect(await ada.events.get({ id: left })).toMatchObject({ version: 5 });
  },
);

test("[X4] [C2] undone by its left part, the answer has the right part too, also under a key", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken, { idempotencyKey: "split-1" });
  const { id: left } = await ada.events.create(STANDUP);
  const { right } = await splitAt(ada, left, THIRD);
  const undo = { eventId: left, version: 2 };
  const answer = await ada.versions.undo(undo);
  expect(answer).toMatchObject({
    event: { id: left, version: 3 },
    rightPart: { id: right, version: 2, deletedAt: expect.any(String) },
    changed: true,
  });
  await world.as(accessToken).versions.undo({ eventId: left, version: 3 });
  expect(await ada.versions.undo(undo)).toEqual(answer);
});

test("[X4] [X6] a preview of a split's undo moves nothing, as the occurrences stay where they are", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const { right } = await splitAt(ada, left, THIRD);
  const preview = { preview: true, previewWindow: WINDOW };
  expect(await ada.versions.undo({ eventId: left, version: 2, ...preview })).toMatchObject({
    changed: true,
    rightPart: { id: right, version: 2 },
    preview: { occurrences: { appear: [], vanish: [], move: [] }, overridesLost: [] },
  });
  expect(await ada.events.get({ id: left })).toMatchObject({ version: 2 });
});

test("[X4] a right part that has changed since is a conflict, whose only resolution discards it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const { right, changeSetId } = await splitAt(ada, left, THIRD);
  await ada.events.update({ ...all(right), patch: { location: "Attic" } });
  await ada.events.update({ ...all(left), patch: { description: "Before" } });
  const conflict = { field: "deleted", base: false, yours: true, theirs: false, eventId: right };
  const undo = { eventId: left, version: 2 };
  for (const refusal of [
    await refusalOf(ada.versions.undo(undo)),
    await refusalOf(ada.versions.undo({ eventId: right, version: 1 })),
    await refusalOf(undoSet(ada, changeSetId)),
    await refusalOf(ada.versions.undo({ ...undo, resolutions: { deleted: "theirs" } })),
    await refusalOf(ada.versions.undo({ ...undo, resolutions: { [`${left}/deleted`]: "yours" } })),
  ]) {
    expect(refusal).toMatchObject({ reason: "VERSION_CONFLICT", details: { eventId: right } });
    expect(refusal.details["conflicts"]).toMatchObject([conflict]);
  }
  expect(await springOf(ada)).toEqual([6, 6]);
  await ada.versions.undo({ ...undo, resolutions: { [`${right}/deleted`]: "yours" } });
  expect(await ada.events.get({ id: left })).toMatchObject({
    title: "Stand-up",
    description: "Before",
    recurrence: { rrule: STANDUP.recurrence.rrule },
  });
  expect(await springOf(ada)).toEqual([6, 6]);
});

test("[X4] [V4] a split is not taken back, nor made again, by halves: what is to stay is a conflict", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const { right, changeSetId } = await splitAt(ada, left, THIRD);
  let set = changeSetId;
  for (const [whole, part] of [
    [false, true],
    [true, false],
  ] as const) {
    for (const [resolutions, conflict] of [
      // The left part would keep its end, or the whole go on beside the right part.
      [{ recurrence: "theirs" }, { eventId: left, field: "recurrence" }],
      [
        { deleted: "theirs" },
        { eventId: right, field: "deleted", base: whole, yours: part, theirs: whole },
      ],
    ] as const) {
      const refusal = await refusalOf(undoSet(ada, set, { resolutions }));
      expect(refusal).toMatchObject({ reason: "VERSION_CONFLICT", details: { omitted: 0 } });
      expect(refusal.details["conflicts"]).toMatchObject([conflict]);
      expect(await springOf(ada)).toEqual([6, 6]);
    }
    const settled = { resolutions: { recurrence: "yours", deleted: "yours" } } as const;
    ({ changeSetId: set } = await undoSet(ada, set, settled));
    expect(await springOf(ada)).toEqual([6, 6]);
  }
  expect(await contentOf(ada, left)).toEqual(await contentOf(ada, left, 2));
  expect(await contentOf(ada, right)).toEqual(await contentOf(ada, right, 1));
});

test("[X4] [V4] what was split from a right part in turn is not left there alone, though it is to stay", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: first } = await ada.events.create(STANDUP);
  const { right: second, changeSetId } = await splitAt(ada, first, THIRD);
  const { right: third } = await splitAt(ada, second, FIFTH);
  const resolutions = { deleted: "yours", [`${third}/deleted`]: "theirs" } as const;
  expect(await refusalOf(undoSet(ada, changeSetId, { resolutions }))).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ eventId: third, field: "deleted" }] },
  });
  expect(await springOf(ada)).toEqual([6, 6]);
});

test("[X4] what was deleted or moved away of a right part is a change of it too", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const work = await ada.calendars.create({ name: "Work", timeZone: "UTC" });
  for (const change of [
    (id: string) => ada.events.delete(all(id)),
    (id: string) => ada.events.move({ id, calendarId: work.id }),
  ]) {
    const { id: left } = await ada.events.create(STANDUP);
    const { right, changeSetId } = await splitAt(ada, left, THIRD);
    await change(right);
    expect(await refusalOf(undoSet(ada, changeSetId))).toMatchObject({
      details: { conflicts: [{ eventId: right, field: "deleted" }] },
    });
    await undoSet(ada, changeSetId, { resolutions: { deleted: "yours" } });
    expect(await springOf(ada)).toEqual([6, 6]);
    await ada.events.delete(all(left));
  }
});

test("[X4] a right part that was split again goes with what was split from it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: first } = await ada.events.create(STANDUP);
  const { right: second, changeSetId } = await splitAt(ada, first, THIRD);
  const { right: third } = await splitAt(ada, second, FIFTH);
  expect(await refusalOf(undoSet(ada, changeSetId))).toMatchObject({
    details: { conflicts: [{ eventId: second, field: "deleted" }] },
  });
  const undone = await undoSet(ada, changeSetId, { resolutions: { deleted: "yours" } });
  expect(new Set(undone.items.map(({ event }) => event.id))).toEqual(
    new Set([first, second, third]),
  );
  expect(await springOf(ada)).toEqual([6, 6]);
  expect((await ada.events.list({})).items.map(({ id }) => id)).toEqual([first]);

  await undoSet(ada, undone.changeSetId);
  expect((await ada.events.list({})).items).toHaveLength(3);
  expect(await springOf(ada)).toEqual([6, 6]);
  // In the order in which they were made they are undone again without a conflict.
  await ada.versions.undo({ eventId: second, version: 2 });
  await undoSet(ada, changeSetId, { resolutions: { deleted: "yours" } });
  expect(await springOf(ada)).toEqual([6, 6]);
});

test("[X4] that comes back as one, also where the part between was deleted before", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: first } = await ada.events.create(STANDUP);
  const { right: second, changeSetId } = await splitAt(ada, first, THIRD);
  const { right: third } = await splitAt(ada, second, FIFTH);
  await ada.events.delete(all(second));
  const before = await springOf(ada);
  const undone = await undoSet(ada, changeSetId, { resolutions: { deleted: "yours" } });
  expect(await springOf(ada)).toEqual([6, 6]);
  await undoSet(ada, undone.changeSetId);
  expect(await springOf(ada)).toEqual(before);
  expect(new Set((await ada.events.list({})).items.map(({ id }) => id))).toEqual(
    new Set([first, third]),
  );
});

test("[X4] a left part that was split again gets back only what its own right part had", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const { changeSetId: later } = await splitAt(ada, left, FIFTH);
  const { right: middle, changeSetId: earlier } = await splitAt(ada, left, THIRD);
  expect(await refusalOf(undoSet(ada, later))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: middle },
  });
  await undoSet(ada, earlier);
  await undoSet(ada, later);
  expect(await contentOf(ada, left)).toEqual(await contentOf(ada, left, 1));
  expect(await springOf(ada)).toEqual([6, 6]);
});

test("[X4] a split is made again only of what was whole: later edits of the whole are told", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const { right, changeSetId } = await splitAt(ada, left, THIRD);
  const undone = await undoSet(ada, changeSetId);
  await ada.events.update({ ...all(left), patch: { location: "Attic" } });
  for (const resolutions of [{}, { recurrence: "theirs" }] as const) {
    expect(await refusalOf(undoSet(ada, undone.changeSetId, { resolutions }))).toMatchObject({
      reason: "VERSION_CONFLICT",
      details: { conflicts: [{ eventId: left, field: "recurrence" }] },
    });
  }
  await undoSet(ada, undone.changeSetId, { resolutions: { recurrence: "yours" } });
  expect(await ada.events.get({ id: left })).toMatchObject({ location: "Attic" });
  expect(await ada.events.get({ id: right })).toMatchObject({ location: "", deletedAt: null });
  expect(await springOf(ada)).toEqual([6, 6]);
});

test("[X4] [V3] the undo of an edit from before a split is told of it, and settled in the left part", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  await ada.events.update({ ...all(left), patch: { location: "Attic" } });
  await ada.events.update({
    id: left,
    scope: "this",
    occurrenceKey: SECOND,
    patch: { title: "Planning" },
  });
  const { right } = await splitAt(ada, left, THIRD);
  const undo = { eventId: left, version: 2 };
  expect(await refusalOf(ada.versions.undo(undo))).toMatchObject({
    details: { conflicts: [{ field: "recurrence" }] },
  });
  const mine = { ...undo, resolutions: { recurrence: "yours" } } as const;
  expect(await refusalOf(ada.versions.undo(mine))).toMatchObject({
    reason: "SPLIT_SINCE",
    details: { rightPartId: right },
  });
  await ada.versions.undo({ ...undo, resolutions: { recurrence: "theirs" } });
  expect(await ada.events.get({ id: left })).toMatchObject({ location: "" });
  expect(await ada.events.get({ id: right })).toMatchObject({ location: "Attic" });
  // What was about one occurrence before the pivot is about nothing of the right part.
  expect(await ada.versions.undo({ eventId: left, version: 3 })).toMatchObject({
    event: { overrides: {} },
  });
  expect(await springOf(ada)).toEqual([6, 6]);
});

test("[X4] [S1] [S3] a split is undone by who may delete its right part, and sees it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const { id: left } = await ada.events.create(STANDUP);
  const share = (id: string, canDelete: boolean) =>
    ada.sharing.share({
      resource: { type: "event", id },
      users: [{ userId: guest.user.id, role: "editor", canDelete }],
    });
  await share(left, true);
  const { right, changeSetId } = await splitAt(ada, left, THIRD);
  await share(right, false);
  const undo = { eventId: left, version: 2 };
  expect(await refusalOf(bob.versions.undo(undo))).toMatchObject({
    reason: "FORBIDDEN",
    details: { actual: "editor", flag: "canDelete" },
  });
  const resource = { type: "event", id: right } as const;
  await ada.sharing.revoke({ resource, userId: guest.user.id });
  for (const refusal of [
    await refusalOf(bob.versions.undo(undo)),
    await refusalOf(undoSet(bob, changeSetId)),
  ]) {
    expect(refusal).toMatchObject({ reason: "FORBIDDEN", details: { actual: null } });
    expect(JSON.stringify(refusal)).not.toContain(right);
  }
  await share(right, true);
  expect(await bob.versions.undo(undo)).toMatchObject({ changed: true });
  expect(await springOf(ada)).toEqual([6, 6]);
});

test(
  "[X4] as many right parts as are published go at once; those that are gone already do not count",
  { timeout: 60_000 },
  async () => {
    await using world = await startWorld();
    const ada = world.as((await newUser(world)).accessToken);
    const most = LIMITS.undoSplitParts;
    const { id } = await ada.events.create({
      title: "Rounds",
      start: "2026-01-01T09:00:00",
      timeZone: "UTC",
      recurrence: { rrule: "FREQ=DAILY" },
    });
    const split = (eventId: string, day: number) => {
      const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
      return splitAt(ada, eventId, `${date}T09:00:00`);
    };
    const first = await split(id, 1);
    for (let i = 0; i < most; i += 1) {
      await undoSet(ada, (await split(first.right, 2)).changeSetId);
    }
    await split(first.right, 2);
    const joined = { resolutions: { deleted: "yours" } } as const;
    expect((await undoSet(ada, first.changeSetId, joined)).items).toHaveLength(3);

    const again = await split(id, 1);
    let last = again.right;
    for (let day = 2; day <= most; day += 1) last = (await split(last, day)).right;
    const preview = await undoSet(ada, again.changeSetId, { ...joined, preview: true });
    expect(preview.items).toHaveLength(most + 1);
    await split(last, most + 1);
    expect(await refusalOf(undoSet(ada, again.changeSetId, joined))).toMatchObject({
      reason: "LIMIT_EXCEEDED",
      details: { limitName: "undoSplitParts", limit: most },
      fieldErrors: [{ path: "changeSetId" }],
    });
  },
);
