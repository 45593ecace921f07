import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { type Caller, newUser, refusalOf, startWorld, type TestWorld } from "./auth/_processes.ts";

const SERIES = {
  title: "S",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:30:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=DAILY;COUNT=6" },
};

const at = (day: string): string => `2026-03-${day}T09:00:00`;

const PIVOT = { scope: "thisAndFollowing", occurrenceKey: at("05") } as const;

type Onto = { readonly id: string; readonly onConflict?: "fail" | "merge" };

async function aUser(world: TestWorld): Promise<Caller> {
  return world.as((await newUser(world)).accessToken);
}

/** A series of six days that was divided at the fourth, after its first version. */
async function divided(ada: Caller): Promise<string> {
  const { id } = await ada.events.create(SERIES);
  await ada.events.update({ id, ...PIVOT, patch: { title: "R" } });
  return id;
}

const stale: [string, (ada: Caller, onto: Onto) => Promise<unknown>][] = [
  [
    "an edit of the whole",
    (ada, onto) =>
      ada.events.update({ ...onto, scope: "all", patch: { title: "V" }, baseVersion: 1 }),
  ],
  [
    "a move of the whole, seen from an occurrence behind the pivot",
    (ada, onto) =>
      ada.events.update({
        ...onto,
        scope: "all",
        occurrenceKey: at("06"),
        patch: { start: "2026-03-06T10:00:00" },
        baseVersion: 1,
      }),
  ],
  [
    "an edit of the first and all that follow",
    (ada, onto) =>
      ada.events.update({
        ...onto,
        scope: "thisAndFollowing",
        occurrenceKey: at("02"),
        patch: { title: "V" },
        baseVersion: 1,
      }),
  ],
  [
    "an edit that divides it before the pivot",
    (ada, onto) =>
      ada.events.update({
        ...onto,
        scope: "thisAndFollowing",
        occurrenceKey: at("03"),
        patch: { title: "V" },
        baseVersion: 1,
      }),
  ],
  [
    "the same division once more",
    (ada, onto) => ada.events.update({ ...onto, ...PIVOT, patch: { title: "R" }, baseVersion: 1 }),
  ],
  [
    "an edit of one occurrence behind the pivot",
    (ada, onto) =>
      ada.events.update({
        ...onto,
        scope: "this",
        occurrenceKey: at("06"),
        patch: { title: "V" },
        baseVersion: 1,
      }),
  ],
  [
    "a delete of one occurrence behind the pivot",
    (ada, onto) =>
      ada.events.delete({ ...onto, scope: "this", occurrenceKey: at("06"), baseVersion: 1 }),
  ],
  [
    "a delete of the pivot and all that follow",
    (ada, onto) => ada.events.delete({ ...onto, ...PIVOT, baseVersion: 1 }),
  ],
  [
    "a delete of the whole",
    (ada, onto) => ada.events.delete({ ...onto, scope: "all", baseVersion: 1 }),
  ],
];

test.each(stale)("[X4] [V3] %s, made before a split, is a conflict", async (_name, call) => {
  await using world = await startWorld();
  const ada = await aUser(world);
  const id = await divided(ada);
  const before = await contentsOf(world.database);
  for (const onConflict of ["merge", "fail"] as const) {
    const refusal = await refusalOf(call(ada, { id, onConflict }));
    expect(refusal).toMatchObject({
      reason: "VERSION_CONFLICT",
      details: {
        eventId: id,
        baseVersion: 1,
        currentVersion: 2,
        conflicts: [
          {
            field: "recurrence",
            base: { rrule: "FREQ=DAILY;COUNT=6" },
            theirs: { rrule: "FREQ=DAILY;COUNT=3" },
          },
        ],
      },
    });
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[X4] [V3] also where the left part was made as long again, or the right part is deleted", async () => {
  await using world = await startWorld();
  const ada = await aUser(world);
  const { id } = await ada.events.create(SERIES);
  const { rightPart } = await ada.events.update({ id, ...PIVOT, patch: { title: "R" } });
  const [scope, baseVersion] = ["all", 1] as const;
  await ada.events.update({ id, scope, patch: { recurrence: SERIES.recurrence } });
  const late = { id, scope: "this", occurrenceKey: at("06"), baseVersion } as const;
  expect(await refusalOf(ada.events.delete(late))).toMatchObject({ reason: "VERSION_CONFLICT" });
  const all = { id, scope, patch: { title: "V" }, baseVersion };
  expect(await refusalOf(ada.events.update(all))).toMatchObject({ reason: "VERSION_CONFLICT" });
  await ada.events.delete({ id: rightPart?.id ?? "", scope });
  expect(await refusalOf(ada.events.update(all))).toMatchObject({ reason: "VERSION_CONFLICT" });
  // Once the split is taken back, all that the call was about is in one event again.
  await ada.events.update({ id, scope, patch: { location: "Attic" } });
  await ada.versions.rollback({ eventId: id, version: 1 });
  expect(await ada.events.update(all)).toMatchObject({ merged: true, event: { title: "V" } });
});

test("[X4] [V3] what is about one occurrence before the pivot is merged as ever", async () => {
  await using world = await startWorld();
  const ada = await aUser(world);
  const id = await divided(ada);
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-02T10:00:00" } });
  const one = { id, scope: "this", baseVersion: 1 } as const;
  const edited = await ada.events.update({
    ...one,
    occurrenceKey: at("03"),
    patch: { title: "V" },
  });
  expect(edited).toMatchObject({
    mergedOver: [2, 3],
    event: { overrides: { "2026-03-03T10:00:00": { title: "V" } } },
  });
  const deleted = await ada.events.delete({ ...one, occurrenceKey: at("04") });
  expect(deleted).toMatchObject({
    mergedOver: [2, 3, 4],
    event: { recurrence: { rrule: "FREQ=DAILY;COUNT=3", exdates: ["2026-03-04T10:00:00"] } },
  });
  expect(await ada.events.delete({ ...one, occurrenceKey: at("04") })).toMatchObject({
    changed: false,
  });
});

test("[X4] [V3] a call made after the split knows the left part as it is", async () => {
  await using world = await startWorld();
  const ada = await aUser(world);
  const id = await divided(ada);
  await ada.events.update({ id, scope: "all", patch: { location: "Attic" } });
  const merged = { id, scope: "all", patch: { title: "V" }, baseVersion: 2 } as const;
  expect(await ada.events.update(merged)).toMatchObject({ mergedOver: [3] });
});

test("[S1] [V3] a move to another calendar, made before a split, is a conflict", async () => {
  await using world = await startWorld();
  const ada = await aUser(world);
  const id = await divided(ada);
  const { id: calendarId } = await ada.calendars.create({ name: "Other", timeZone: "UTC" });
  expect(await refusalOf(ada.events.move({ id, calendarId, baseVersion: 1 }))).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "recurrence" }] },
  });
  expect(await ada.events.move({ id, calendarId, baseVersion: 2 })).toMatchObject({
    changed: true,
  });
});

const shortenings: [string, (ada: Caller, id: string) => Promise<unknown>][] = [
  ["a delete", (ada, id) => ada.events.delete({ id, ...PIVOT })],
  [
    "a shorter rule",
    (ada, id) =>
      ada.events.update({
        id,
        scope: "all",
        patch: { recurrence: { rrule: "FREQ=DAILY;COUNT=3" } },
      }),
  ],
];

test.each(shortenings)(
  "[V2] [X5] to delete what %s has taken away already changes nothing, and does not come to bite",
  async (_name, shorten) => {
    await using world = await startWorld();
    const ada = await aUser(world);
    const { id } = await ada.events.create(SERIES);
    await shorten(ada, id);
    const one = { id, scope: "this", occurrenceKey: at("06"), baseVersion: 1 } as const;
    const nothing = { changed: false, merged: false, event: { version: 2 } };
    expect(await ada.events.delete(one)).toMatchObject(nothing);
    expect(await ada.events.delete({ ...one, scope: "thisAndFollowing" })).toMatchObject(nothing);
    const { event } = await ada.events.update({
      id,
      scope: "all",
      patch: { recurrence: { rrule: "FREQ=DAILY;COUNT=6" } },
    });
    expect(event.recurrence?.exdates).toEqual([]);
  },
);
