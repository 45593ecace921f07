import fc from "fast-check";
import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const STANDUP = {
  title: "Stand-up",
  description: "one\ntwo\nthree",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
  tags: ["work"],
  metadata: { room: 1, floor: 2 },
};

const [SECOND, THIRD] = ["2026-03-09T09:00:00", "2026-03-16T09:00:00"] as const;

const ALL = { scope: "all" } as const;

async function newSeries(ada: Caller): Promise<string> {
  return (await ada.events.create(STANDUP)).id;
}

test("[V3] an edit of an older version is merged over what it does not meet, and says over which", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  await ada.events.update({ id, ...ALL, patch: { location: "Attic" } });
  await ada.events.update({ id, ...ALL, patch: { start: "2026-03-02T10:00:00" } });
  const merged = await ada.events.update({
    id,
    ...ALL,
    patch: { title: "Weekly" },
    baseVersion: 1,
    message: "renamed",
  });
  expect(merged).toMatchObject({
    changed: true,
    merged: true,
    mergedOver: [2, 3],
    event: { version: 4, title: "Weekly", location: "Attic", start: "2026-03-02T10:00:00" },
  });
  const { items } = await ada.versions.list({ eventId: id, limit: 1 });
  expect(items).toMatchObject([
    { version: 4, kind: "update", changedFields: ["title"], message: "renamed" },
  ]);
});

test("[V3] descriptions merge by line, tags and metadata by key, each override by itself", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  const at = (occurrenceKey: string) => ({ id, scope: "this", occurrenceKey }) as const;
  const theirs = {
    description: "ONE\ntwo\nthree",
    tags: ["work", "a"],
    metadata: { room: 7, floor: 2 },
  };
  await ada.events.update({ id, ...ALL, patch: theirs });
  await ada.events.update({ ...at(SECOND), patch: { title: "Theirs" } });
  const yours = {
    description: "one\ntwo\nTHREE",
    tags: ["work", "b"],
    metadata: { room: 1, floor: 9 },
  };
  const { event } = await ada.events.update({ id, ...ALL, patch: yours, baseVersion: 1 });
  expect(event).toMatchObject({
    description: "ONE\ntwo\nTHREE",
    metadata: { room: 7, floor: 9 },
    overrides: { [SECOND]: { title: "Theirs" } },
  });
  expect(event.tags.toSorted()).toEqual(["a", "b", "work"]);
  const third = await ada.events.update({
    ...at(THIRD),
    patch: { title: "Yours" },
    baseVersion: 1,
  });
  expect(third).toMatchObject({
    mergedOver: [2, 3, 4],
    event: { overrides: { [SECOND]: { title: "Theirs" }, [THIRD]: { title: "Yours" } } },
  });
});

type Edit = (caller: Caller, id: string, baseVersion?: number) => Promise<unknown>;

const rename =
  (title: string): Edit =>
  (caller, id, baseVersion) =>
    caller.events.update({ id, ...ALL, patch: { title }, baseVersion });

const move =
  (start: string): Edit =>
  (caller, id, baseVersion) =>
    caller.events.update({ id, ...ALL, patch: { start }, baseVersion });

const override: Edit = (caller, id, baseVersion) =>
  caller.events.update({
    id,
    scope: "this",
    occurrenceKey: SECOND,
    patch: { location: "Attic" },
    baseVersion,
  });

const exclude: Edit = (caller, id, baseVersion) =>
  caller.events.delete({ id, scope: "this", occurrenceKey: SECOND, baseVersion });

const endBeforeSecond: Edit = (caller, id, baseVersion) =>
  caller.events.delete({ id, scope: "thisAndFollowing", occurrenceKey: SECOND, baseVersion });

const monthly: Edit = (caller, id, baseVersion) =>
  caller.events.update({
    id,
    ...ALL,
    patch: { recurrence: { rrule: "FREQ=MONTHLY" } },
    baseVersion,
  });

const remove: Edit = (caller, id, baseVersion) => caller.events.delete({ id, ...ALL, baseVersion });

const meetings: [string, { theirs: Edit; yours: Edit; fields: string[] }][] = [
  ["two titles", { theirs: rename("Theirs"), yours: rename("Yours"), fields: ["title"] }],
  [
    "an exclusion and an override of its key",
    { theirs: override, yours: exclude, fields: [`overrides.${SECOND}`] },
  ],
  [
    "an override and an exclusion of its key",
    { theirs: exclude, yours: override, fields: [`overrides.${SECOND}`] },
  ],
  [
    "the end of a series and an override behind it",
    { theirs: override, yours: endBeforeSecond, fields: [`overrides.${SECOND}`] },
  ],
  [
    "a rule and an override that it orphans",
    { theirs: override, yours: monthly, fields: [`overrides.${SECOND}`] },
  ],
  [
    "a rule and a start that it does not produce",
    { theirs: move("2026-03-03T09:00:00"), yours: monthly, fields: ["recurrence"] },
  ],
  ["a delete and an edit", { theirs: rename("Theirs"), yours: remove, fields: ["title"] }],
  ["an edit and a delete", { theirs: remove, yours: rename("Yours"), fields: ["deleted"] }],
];

test.for(meetings)("[V3] %s are a conflict, and nothing is written", async ([, meeting]) => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  await meeting.theirs(ada, id);
  const before = await contentsOf(world.database);
  const refusal = await refusalOf(meeting.yours(ada, id, 1));
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { eventId: id, baseVersion: 1, currentVersion: 2 },
  });
  const { conflicts } = refusal.details as { conflicts: { field: string }[] };
  expect(conflicts.map(({ field }) => field)).toEqual(expect.arrayContaining(meeting.fields));
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[V3] onConflict: fail asks for no merging, and [V2] what is so already is no conflict", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  await ada.events.update({ id, ...ALL, patch: { location: "Attic" } });
  const stale = { id, ...ALL, baseVersion: 1, onConflict: "fail" } as const;
  const refusal = await refusalOf(ada.events.update({ ...stale, patch: { title: "Weekly" } }));
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: {
      conflicts: [{ field: "title", base: "Stand-up", yours: "Weekly", theirs: "Stand-up" }],
    },
  });
  expect(await ada.events.update({ ...stale, patch: { location: "Attic" } })).toMatchObject({
    changed: false,
    merged: false,
    mergedOver: [],
  });
  expect(await reasonOf(ada.events.delete(stale))).toBe("VERSION_CONFLICT");
});

test("[C2] a merged call that is repeated answers the same", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const id = await newSeries(ada);
  await rename("Theirs")(ada, id);
  const keyed = world.as(accessToken, { idempotencyKey: "merge once" });
  const input = { id, ...ALL, patch: { location: "Attic" }, baseVersion: 1 };
  const first = await keyed.events.update(input);
  expect(first).toMatchObject({ merged: true, mergedOver: [2] });
  expect(await keyed.events.update(input)).toEqual(first);
});

const PATCHES: Parameters<Caller["events"]["update"]>[0]["patch"][] = [
  { title: "Weekly" },
  { location: "Attic" },
  { status: "tentative" },
  { transparency: "transparent" },
  { start: "2026-03-02T10:00:00" },
  { description: "four" },
  { tags: ["home"] },
  { metadata: { room: 5 } },
];

test("[V3] edits of different fields come to the same, whoever was first", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const pairs = fc.uniqueArray(fc.constantFrom(...PATCHES), { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(pairs, async (patches) => {
      const ends = [];
      for (const order of [patches, patches.toReversed()]) {
        const id = await newSeries(ada);
        for (const patch of order) await ada.events.update({ id, ...ALL, patch, baseVersion: 1 });
        const { event } = await ada.versions.get({ eventId: id, version: patches.length + 1 });
        ends.push(event);
      }
      expect(ends[0]).toEqual(ends[1]);
      expect(ends[0]).toMatchObject(Object.assign({}, ...patches) as object);
    }),
    { numRuns: 12, seed: 7 },
  );
});
