import { expect, test } from "vitest";
import { contentOf } from "./_undo.ts";
import { newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

const STANDUP = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=6" },
};

const THIRD = "2026-03-16T09:00:00";

test("[V4] [V1] undoing an edit gives the content before, as a version of its own", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee", tags: ["hot"] } });
  const undone = await ada.versions.undo({ eventId: id, version: 2, message: "tea it is" });
  expect(undone).toMatchObject({
    event: { version: 3, title: "Tea", tags: [] },
    changed: true,
    merged: false,
    mergedOver: [],
    rightPart: null,
    preview: null,
  });
  expect(await contentOf(ada, id)).toEqual(await contentOf(ada, id, 1));
  const { items } = await ada.versions.list({ eventId: id });
  expect(items[0]).toMatchObject({
    version: 3,
    kind: "undo",
    sourceVersion: 2,
    undoneBy: null,
    message: "tea it is",
    changedFields: ["title", "tags"],
    changeSetId: undone.changeSetId,
  });
  expect(items[1]).toMatchObject({ version: 2, undoneBy: 3 });
  expect(await ada.versions.verify({ eventId: id })).toMatchObject({ ok: true, checked: 3 });
  const { items: trail } = await ada.audit.list({ resource: { type: "event", id } });
  expect(trail[0]).toMatchObject({ procedure: "versions.undo", version: 3, outcome: "allowed" });
});

test("[V4] [V3] an undo keeps the later edits of other fields, and says over which versions", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ ...TEA, description: "one\ntwo\nthree" });
  await ada.events.update({ id, patch: { title: "Coffee", description: "ONE\ntwo\nthree" } });
  await ada.events.update({ id, patch: { location: "Kitchen", description: "ONE\ntwo\nTHREE" } });
  await ada.events.update({ id, patch: { start: "2026-03-02T16:00:00" } });
  expect(await ada.versions.undo({ eventId: id, version: 2 })).toMatchObject({
    event: {
      title: "Tea",
      location: "Kitchen",
      start: "2026-03-02T16:00:00",
      description: "one\ntwo\nTHREE",
    },
    merged: true,
    mergedOver: [3, 4],
  });
});

test("[V4] an undo meets a later edit of the same field, and a second call settles it field by field", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee", location: "Bar" } });
  await ada.events.update({ id, patch: { title: "Cocoa", location: "Kitchen" } });
  const undo = { eventId: id, version: 2 };
  const refusal = await refusalOf(ada.versions.undo(undo));
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    fieldErrors: [{ path: "version" }],
    details: {
      eventId: id,
      baseVersion: 2,
      currentVersion: 3,
      conflicts: [
        { field: "title", base: "Coffee", yours: "Tea", theirs: "Cocoa" },
        { field: "location", base: "Bar", yours: "", theirs: "Kitchen" },
      ],
    },
  });
  const half = { ...undo, resolutions: { title: "yours", colour: "theirs" } } as const;
  expect(await refusalOf(ada.versions.undo(half))).toMatchObject({
    details: { conflicts: [{ field: "location" }] },
  });
  expect(await ada.events.get({ id })).toMatchObject({ version: 3 });
  const settled = { ...undo, resolutions: { title: "yours", location: "theirs" } } as const;
  expect(await ada.versions.undo(settled)).toMatchObject({
    event: { version: 4, title: "Tea", location: "Kitchen" },
    mergedOver: [3],
  });
});

test("[V4] what is to stay stays, also where nothing came after, and for all nothing is undone", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ ...TEA, location: "Kitchen" });
  await ada.events.update({ id, patch: { title: "Coffee", location: "" } });
  const undo = { eventId: id, version: 2 };
  const all = { ...undo, resolutions: { title: "theirs", location: "theirs" } } as const;
  expect(await ada.versions.undo(all)).toMatchObject({ changed: false, event: { version: 2 } });
  const one = { ...undo, resolutions: { title: "yours", location: "theirs" } } as const;
  expect(await ada.versions.undo(one)).toMatchObject({
    event: { version: 3, title: "Tea", location: "" },
    merged: false,
  });
  const { items } = await ada.versions.list({ eventId: id });
  expect(items[0]).toMatchObject({ kind: "undo", changedFields: ["title"] });
});

test("[V4] what is to stay stays in what the undo deletes, too", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ ...TEA, location: "Kitchen" });
  await ada.events.update({ id, patch: { title: "Coffee", location: "Attic" } });
  await ada.events.delete({ id });
  await ada.versions.rollback({ eventId: id, version: 1 });
  const resolutions = { location: "theirs" } as const;
  expect(await ada.versions.undo({ eventId: id, version: 4, resolutions })).toMatchObject({
    event: { version: 5, title: "Coffee", location: "Kitchen", deletedAt: expect.any(String) },
  });
});

test("[V4] [V2] undoing what is undone changes nothing, also where the field has a third value since", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const undo = { eventId: id, version: 2 };
  await ada.versions.undo(undo);
  const again = { changed: false, merged: false, mergedOver: [], changeSetId: null };
  expect(await ada.versions.undo(undo)).toMatchObject({ ...again, event: { version: 3 } });
  await ada.events.update({ id, patch: { title: "Cocoa" } });
  const third = { version: 4, title: "Cocoa" };
  expect(await ada.versions.undo(undo)).toMatchObject({ ...again, event: third });
  // Settling what does not meet settles nothing.
  const settled = { ...undo, resolutions: { title: "yours" } } as const;
  expect(await ada.versions.undo(settled)).toMatchObject({ ...again, event: third });
});

test("[V4] undoing an undo brings the change back, and makes it undoable again", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const undo = (version: number) => ada.versions.undo({ eventId: id, version });
  await undo(2);
  expect(await undo(3)).toMatchObject({ event: { version: 4, title: "Coffee" } });
  expect(await undo(3)).toMatchObject({ changed: false });
  expect(await undo(2)).toMatchObject({ event: { version: 5, title: "Tea" } });
  // What brought it back is away with it, and comes back with it.
  expect(await undo(4)).toMatchObject({ changed: false });
  expect(await undo(5)).toMatchObject({ event: { version: 6, title: "Coffee" } });
  expect(await undo(4)).toMatchObject({ event: { version: 7, title: "Tea" } });
});

test("[V4] [S1] undoing a create deletes, undoing a delete restores", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  const undo = (version: number) => ada.versions.undo({ eventId: id, version });
  const gone = await undo(1);
  expect(gone).toMatchObject({ event: { version: 2, deletedAt: expect.any(String) } });
  expect(await undo(1)).toMatchObject({ changed: false });
  expect(await undo(2)).toMatchObject({ event: { version: 3, deletedAt: null, title: "Tea" } });
  await ada.events.delete({ id });
  expect(await undo(4)).toMatchObject({ event: { version: 5, deletedAt: null } });
  const { items } = await ada.events.list({});
  expect(items.map((event) => event.id)).toEqual([id]);
});

test("[V4] [V3] undoing the creation of what was edited since is a conflict in `deleted`", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee" } });
  const undo = { eventId: id, version: 1 };
  expect(await refusalOf(ada.versions.undo(undo))).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "deleted", base: false, yours: true, theirs: false }] },
  });
  const kept = await ada.versions.undo({ ...undo, resolutions: { deleted: "theirs" } });
  expect(kept).toMatchObject({ changed: false, event: { version: 2, deletedAt: null } });
  const gone = await ada.versions.undo({ ...undo, resolutions: { deleted: "yours" } });
  expect(gone).toMatchObject({ changed: true, mergedOver: [2] });
  expect(gone).toMatchObject({ event: { version: 3, deletedAt: expect.any(String) } });
});

test("[V4] [V3] undoing an edit of what was deleted since is a conflict in `deleted`", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee" } });
  await ada.events.delete({ id });
  const undo = { eventId: id, version: 2 };
  expect(await refusalOf(ada.versions.undo(undo))).toMatchObject({
    details: { conflicts: [{ field: "deleted", base: false, yours: false, theirs: true }] },
  });
  const stays = await ada.versions.undo({ ...undo, resolutions: { deleted: "theirs" } });
  expect(stays).toMatchObject({ changed: false, event: { version: 3 } });
  const back = await ada.versions.undo({ ...undo, resolutions: { deleted: "yours" } });
  expect(back).toMatchObject({ event: { version: 4, title: "Tea", deletedAt: null } });
});

test("[V1] undoing a move moves back, and meets a later move", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id, calendarId } = await ada.events.create(TEA);
  const [work, home] = await Promise.all(
    ["Work", "Home"].map((name) => ada.calendars.create({ name, timeZone: "UTC" })),
  );
  await ada.events.move({ id, calendarId: work?.id ?? "" });
  await ada.events.update({ id, patch: { title: "Coffee" } });
  expect(await ada.versions.undo({ eventId: id, version: 2 })).toMatchObject({
    event: { calendarId, title: "Coffee" },
    mergedOver: [3],
  });
  await ada.events.move({ id, calendarId: home?.id ?? "" });
  // The move that was undone is undone, wherever the event went since.
  expect(await ada.versions.undo({ eventId: id, version: 2 })).toMatchObject({ changed: false });
  const again = { eventId: id, version: 4 };
  expect(await refusalOf(ada.versions.undo(again))).toMatchObject({
    details: {
      conflicts: [{ field: "calendarId", base: calendarId, yours: work?.id, theirs: home?.id }],
    },
  });
  const settled = await ada.versions.undo({ ...again, resolutions: { calendarId: "yours" } });
  expect(settled).toMatchObject({ event: { calendarId: work?.id, version: 6 } });
});

test("[V1] [S8] [S5] a transfer is moved back by whoever may, and gives no grant back", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const { id, calendarId } = await ada.events.create(TEA);
  const resource = { type: "event", id } as const;
  const users = [{ userId: guest.user.id, role: "editor" as const }];
  await ada.sharing.share({ resource, users });
  await ada.sharing.transfer({ resource, userId: guest.user.id });
  const undo = { eventId: id, version: 2 };
  // The new owner has no right to create in the other's calendar.
  expect(await reasonOf(bob.versions.undo(undo))).toBe("NOT_FOUND");
  // Who created it may take it out, and has a calendar to take it to.
  expect(await ada.versions.undo(undo)).toMatchObject({
    event: { calendarId, role: "owner", version: 3 },
  });
  expect(await reasonOf(bob.events.get({ id }))).toBe("NOT_FOUND");
  const { items } = await ada.sharing.list({ resource });
  expect(items.map(({ role }) => role)).toEqual(["owner"]);
});

test("[V4] [X5] [X2] exclusions and overrides of a series are undone one by one", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const one = { id, scope: "this", occurrenceKey: THIRD } as const;
  await ada.events.update({ ...one, patch: { title: "Planning" } });
  await ada.events.delete({ ...one, occurrenceKey: "2026-03-23T09:00:00" });
  await ada.events.update({ id, scope: "all", patch: { location: "Attic" } });
  expect(await ada.versions.undo({ eventId: id, version: 3 })).toMatchObject({
    event: { recurrence: { exdates: [] }, overrides: { [THIRD]: { title: "Planning" } } },
  });
  expect(await ada.versions.undo({ eventId: id, version: 2 })).toMatchObject({
    event: { overrides: {}, location: "Attic" },
  });
});

test("[V4] a version that a rollback took away changes nothing when it is undone; the rollback can be", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(TEA);
  await ada.events.update({ id, patch: { title: "Coffee" } });
  await ada.versions.rollback({ eventId: id, version: 1 });
  await ada.events.update({ id, patch: { title: "Cocoa" } });
  expect(await ada.versions.undo({ eventId: id, version: 2 })).toMatchObject({ changed: false });
  await ada.events.update({ id, patch: { title: "Tea" } });
  expect(await ada.versions.undo({ eventId: id, version: 3 })).toMatchObject({
    event: { title: "Coffee", version: 6 },
  });
  // With the rollback undone, what it took away is there again, and can be undone.
  expect(await ada.versions.undo({ eventId: id, version: 2 })).toMatchObject({
    event: { title: "Tea", version: 7 },
  });
});

test("[X6] a preview of an undo says what would appear, and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  await ada.events.delete({ id, scope: "this", occurrenceKey: THIRD });
  const previewed = await ada.versions.undo({ eventId: id, version: 2, preview: true });
  expect(previewed).toMatchObject({
    changed: true,
    changeSetId: null,
    event: { version: 3 },
    preview: { occurrences: { appear: [{ key: THIRD }], vanish: [], move: [] } },
  });
  expect(await ada.events.get({ id })).toMatchObject({ version: 2 });
});

test("[S1] [S3] who may not edit, delete or restore may not undo what comes to that", async () => {
  await using world = await startWorld();
  const owner = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const { id } = await owner.events.create(TEA);
  await owner.events.update({ id, patch: { title: "Coffee" } });
  const undo = (version: number) => bob.versions.undo({ eventId: id, version });
  const share = (role: "viewer" | "editor", canDelete: boolean) =>
    owner.sharing.share({
      resource: { type: "event", id },
      users: [{ userId: guest.user.id, role, canDelete }],
    });
  expect(await reasonOf(undo(2))).toBe("NOT_FOUND");
  await share("viewer", false);
  expect(await reasonOf(undo(2))).toBe("FORBIDDEN");
  await share("editor", false);
  expect(await undo(2)).toMatchObject({ event: { title: "Tea" } });
  expect(await refusalOf(undo(1))).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "owner", actual: "editor", flag: "canDelete" },
  });
  await share("editor", true);
  expect(await undo(1)).toMatchObject({ changed: true });
  await share("editor", false);
  expect(await reasonOf(undo(4))).toBe("FORBIDDEN");
});
