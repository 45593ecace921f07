import { expect, test } from "vitest";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const SECOND = "2026-03-09T09:00:00";

async function newSeries(ada: Caller): Promise<string> {
  const { id } = await ada.events.create({
    title: "Stand-up",
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T09:15:00",
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO" },
  });
  return id;
}

test("[V2] a stale rollback that would change nothing changes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  await ada.versions.rollback({ eventId: id, version: 1 });
  const stale = { eventId: id, version: 1, baseVersion: 2 };
  expect(await ada.versions.rollback(stale)).toMatchObject({
    changed: false,
    event: { version: 3 },
  });
  expect(await reasonOf(ada.versions.rollback({ ...stale, baseVersion: 9 }))).toBe(
    "VERSION_NOT_FOUND",
  );
});

test("[V3] a stale rollback to its own base names what changed since", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const refusal = await refusalOf(
    ada.versions.rollback({ eventId: id, version: 1, baseVersion: 1 }),
  );
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "title", base: "Tea", yours: "Tea", theirs: "Coffee" }] },
  });
});

test("[V2] [V3] a stale edit that says what its base said changes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const same = await ada.events.update({ id, patch: { title: "Tea" }, baseVersion: 1 });
  expect(same).toMatchObject({ changed: false, event: { version: 2, title: "Coffee" } });
});

test("[V3] a stale delete conflicts with what changed since, and is merged over what changed nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  expect(await refusalOf(ada.events.delete({ id, baseVersion: 1 }))).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "title", base: "Tea", yours: null, theirs: "Coffee" }] },
  });
  await ada.events.update({ id, patch: { title: "Tea" } });
  const careful = { id, baseVersion: 1, onConflict: "fail" } as const;
  expect(await refusalOf(ada.events.delete(careful))).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "deleted", base: false, yours: true, theirs: false }] },
  });
  expect(await ada.events.delete({ id, baseVersion: 1 })).toMatchObject({
    changed: true,
    merged: true,
    mergedOver: [2, 3],
  });
  expect(await ada.events.delete({ id, baseVersion: 1 })).toMatchObject({ changed: false });
});

test("[X3] a stale exclusion reads its key as of its base, and follows the move", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-02T10:00:00" } });
  const stale = { id, scope: "this", occurrenceKey: SECOND, baseVersion: 1 } as const;
  const refusal = await refusalOf(ada.events.delete({ ...stale, onConflict: "fail" }));
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: {
      conflicts: [
        {
          field: "recurrence",
          base: { exdates: [] },
          yours: { exdates: [SECOND] },
          theirs: { exdates: [] },
        },
      ],
    },
  });
  const excluded = { recurrence: { exdates: ["2026-03-09T10:00:00"] } };
  expect(await ada.events.delete(stale)).toMatchObject({ mergedOver: [2], event: excluded });
  // Whoever comes second finds it excluded where it has moved to: nothing is left to do (V2).
  for (const onConflict of ["merge", "fail"] as const) {
    expect(await ada.events.delete({ ...stale, onConflict })).toMatchObject({
      changed: false,
      merged: false,
      event: { version: 3 },
    });
  }
});

test("[X5] [V2] to exclude what is excluded already changes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  const exclusion = { id, scope: "this", occurrenceKey: SECOND } as const;
  expect(await ada.events.delete(exclusion)).toMatchObject({ changed: true });
  expect(await ada.events.delete(exclusion)).toMatchObject({
    changed: false,
    event: { version: 2 },
  });
  const nowhere = { ...exclusion, occurrenceKey: "2026-03-10T09:00:00" };
  expect(await reasonOf(ada.events.delete(nowhere))).toBe("OCCURRENCE_NOT_FOUND");
});

test("[S3] who may not delete may not delete again what is deleted", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id } = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "viewer" }] });
  await ada.events.delete({ id });
  for (const scope of ["all", "this"] as const) {
    expect(await reasonOf(bob.events.delete({ id, scope }))).toBe("FORBIDDEN");
  }
  expect(await ada.events.delete({ id })).toMatchObject({ changed: false });
});

test("[X8] null clears a member of the recurrence", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const rdates = ["2026-03-04T09:00:00"];
  const { id } = await ada.events.create({
    title: "Stand-up",
    start: "2026-03-02T09:00:00",
    recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", rdates, exdates: null },
  });
  await ada.events.delete({ id, scope: "this", occurrenceKey: SECOND });
  const recurrence = { exdates: null, rrule: null };
  const { event } = await ada.events.update({ id, scope: "all", patch: { recurrence } });
  expect(event.recurrence).toEqual({ rrule: null, rdates, exdates: [] });
  const none = { recurrence: { rdates: null, rrule: "FREQ=DAILY" } };
  const cleared = await ada.events.update({ id, scope: "all", patch: none });
  expect(cleared.event.recurrence).toMatchObject({ rrule: "FREQ=DAILY", rdates: [] });
});

test("[X4] [V3] a stale split never drops an override that came since its base", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const id = await newSeries(ada);
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "editor" }] });
  const occurrenceKey = "2026-03-30T09:00:00";
  await bob.events.update({ id, scope: "this", occurrenceKey, patch: { location: "Attic" } });
  const split = {
    id,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-16T09:00:00",
    orphans: "drop",
    patch: { recurrence: { rrule: "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO" } },
  } as const;
  for (const preview of [true, false]) {
    const stale = ada.events.update({ ...split, baseVersion: 1, preview });
    expect(await refusalOf(stale)).toMatchObject({
      reason: "VERSION_CONFLICT",
      details: {
        conflicts: [
          {
            field: `overrides.${occurrenceKey}`,
            base: null,
            yours: null,
            theirs: { location: "Attic" },
          },
        ],
      },
    });
  }
  expect((await ada.events.get({ id })).version).toBe(2);
  // Who has seen it may drop it, whatever else came since.
  await bob.events.update({ id, scope: "all", patch: { title: "Weekly" } });
  expect(await ada.events.update({ ...split, baseVersion: 2 })).toMatchObject({
    merged: true,
    rightPart: { title: "Weekly", overrides: {} },
  });
});

test("[X4] [V3] what followed the first occurrence conflicts with a date that came before it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const id = await newSeries(ada);
  const rdates = ["2026-02-25T09:00:00"];
  await ada.events.update({ id, scope: "all", patch: { recurrence: { rdates } } });
  const edit = {
    id,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-02T09:00:00",
    patch: { title: "Retro" },
  } as const;
  const refusal = await refusalOf(ada.events.update({ ...edit, baseVersion: 1 }));
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "recurrence", base: { rdates: [] }, theirs: { rdates } }] },
  });
  expect((await ada.events.get({ id })).version).toBe(2);
  expect(await ada.events.update({ ...edit, baseVersion: 2 })).toMatchObject({
    event: { title: "Stand-up" },
    rightPart: { title: "Retro" },
  });
});
