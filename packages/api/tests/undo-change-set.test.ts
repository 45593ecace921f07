import { setImmediate as nextTurn } from "node:timers/promises";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { undoSet } from "./_undo.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const MORNING = "2026-03-02T09:00:00";

/** Creates events in one call. */
async function createMany(caller: Caller, count: number, calendarId?: string) {
  const { items, changeSetId } = await caller.events.createMany({
    ...(calendarId === undefined ? {} : { calendarId }),
    events: Array.from({ length: count }, (_, i) => ({ title: `Event ${i}`, start: MORNING })),
  });
  return { ids: items.map(({ id }) => id), changeSetId };
}

async function titlesOf(caller: Caller): Promise<string[]> {
  const { items } = await caller.events.list({ limit: 200 });
  return items.map(({ title }) => title).toSorted();
}

test("[V4] [V8] [L1] [A1] a batch is taken back as one, and brought back as one", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { ids, changeSetId } = await createMany(ada, 5);
  const gone = await undoSet(ada, changeSetId, { message: "too many" });
  expect(gone).toMatchObject({ omitted: 0, calendar: null });
  expect(gone.items.map(({ event }) => event.id)).toEqual(ids.toSorted());
  for (const { event, changed, changeSetId: of } of gone.items) {
    expect([event.version, changed, of]).toEqual([2, true, gone.changeSetId]);
    expect(event.deletedAt).not.toBeNull();
  }
  expect(await titlesOf(ada)).toEqual([]);
  const [first = ""] = ids;
  const { items } = await ada.versions.list({ eventId: first });
  expect(items[0]).toMatchObject({
    kind: "undo",
    sourceVersion: 1,
    message: "too many",
    changeSetId: gone.changeSetId,
  });
  const { items: trail } = await ada.audit.list({ resource: { type: "event", id: first } });
  expect(trail[0]).toMatchObject({ procedure: "versions.undo", version: 2 });

  const again = await undoSet(ada, changeSetId);
  expect(again.changeSetId).toBeNull();
  expect(again.items.map(({ changed }) => changed)).toEqual(ids.map(() => false));

  const back = await undoSet(ada, gone.changeSetId);
  expect(back.items.map(({ event }) => [event.version, event.deletedAt])).toEqual(
    ids.map(() => [3, null]),
  );
  expect(await titlesOf(ada)).toHaveLength(5);
  for (const eventId of ids) {
    expect(await ada.versions.verify({ eventId })).toMatchObject({ ok: true, checked: 3 });
  }
  const kinds = await world.database.read
    .selectFrom("log")
    .select(["seq", "kind"])
    .where("type", "=", "event")
    .orderBy("seq")
    .execute();
  expect(kinds.map(({ kind }) => kind)).toEqual([
    ...ids.map(() => "create"),
    ...ids.flatMap(() => ["undo", "undo"]),
  ]);
});

test("[V4] one refusal tells all conflicts of a change set, each with its event, and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { ids, changeSetId } = await createMany(ada, 5);
  const [first = "", second = "", third = ""] = ids;
  await ada.events.update({ id: first, patch: { title: "Kept" } });
  await ada.events.update({ id: second, patch: { location: "Attic" } });
  const refusal = await refusalOf(undoSet(ada, changeSetId));
  const conflict = { field: "deleted", base: false, yours: true, theirs: false };
  expect(refusal).toMatchObject({
    reason: "VERSION_CONFLICT",
    fieldErrors: [{ path: "changeSetId" }],
    details: { baseVersion: 1, currentVersion: 2, omitted: 0 },
  });
  expect(refusal.details["conflicts"]).toEqual(
    [first, second]
      .toSorted()
      .map((eventId) => ({ eventId, baseVersion: 1, currentVersion: 2, ...conflict })),
  );
  expect(await titlesOf(ada)).toHaveLength(5);

  // One event's own answer counts before what is said of all; one is not settled yet.
  const one = { resolutions: { [`${first}/deleted`]: "theirs" } } as const;
  expect(await refusalOf(undoSet(ada, changeSetId, one))).toMatchObject({
    details: { conflicts: [{ eventId: second }] },
  });
  const all = { resolutions: { deleted: "yours", ...one.resolutions } } as const;
  const undone = await undoSet(ada, changeSetId, all);
  const changed = new Map(undone.items.map((item) => [item.event.id, item]));
  expect(changed.get(first)).toMatchObject({ changed: false, changeSetId: null });
  expect(changed.get(second)).toMatchObject({ changed: true, mergedOver: [2] });
  expect(changed.get(third)).toMatchObject({ changed: true, mergedOver: [] });
  expect(await titlesOf(ada)).toEqual(["Kept"]);
});

const FILE = (title: string, more: readonly string[] = []) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//test//test//EN",
    ...["one", ...more].flatMap((uid) => [
      "BEGIN:VEVENT",
      `UID:${uid}@example.org`,
      "DTSTAMP:20260301T000000Z",
      "DTSTART:20260302T090000Z",
      `SUMMARY:${title} ${uid}`,
      "SEQUENCE:" + (title === "First" ? 0 : 1),
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
    "",
  ].join("\r\n");

test("[V4] what is said of a field in all events takes no later change from one without a conflict", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: FILE("First", ["two"]) });
  const { changeSetId } = await ada.events.import({ ics: FILE("Second", ["two"]) });
  const { items } = await ada.events.list({});
  const [one = "", two = ""] = ["one", "two"].map(
    (uid) => items.find((event) => event.uid === `${uid}@example.org`)?.id,
  );
  await ada.events.update({ id: one, patch: { title: "Mine" } });
  await ada.events.update({ id: two, patch: { location: "Attic" } });
  // The import never changed a location.
  const resolutions = { title: "yours", location: "yours" } as const;
  await undoSet(ada, changeSetId, { resolutions });
  expect(await ada.events.get({ id: one })).toMatchObject({ title: "First one" });
  expect(await ada.events.get({ id: two })).toMatchObject({
    title: "First two",
    location: "Attic",
  });
});

test("[V4] [F1] an import is taken back whole: what it created goes, what it changed is as before", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: FILE("First") });
  const [merged] = (await ada.events.list({})).items;
  const eventId = merged?.id ?? "";
  const second = await ada.events.import({ ics: FILE("Second", ["two", "three"]) });
  expect(second).toMatchObject({ created: 2, updated: 1 });
  await ada.events.update({ id: eventId, patch: { location: "Attic" } });
  const undone = await undoSet(ada, second.changeSetId);
  expect(undone.items).toHaveLength(3);
  const { items } = await ada.events.list({});
  expect(items).toMatchObject([{ id: eventId, title: "First one", location: "Attic" }]);
  const { items: versions } = await ada.versions.list({ eventId });
  expect(versions[0]).toMatchObject({ kind: "undo", sourceVersion: 2 });

  await undoSet(ada, undone.changeSetId);
  expect(await titlesOf(ada)).toEqual(["Second one", "Second three", "Second two"]);
});

test("[V4] [X5] exclusions, moves and edits are change sets of one event", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id, calendarId } = await ada.events.create({
    title: "Stand-up",
    start: MORNING,
    timeZone: "UTC",
    recurrence: { rrule: "FREQ=DAILY;COUNT=5" },
  });
  const occurrenceKey = "2026-03-04T09:00:00";
  const excluded = await ada.events.delete({ id, scope: "this", occurrenceKey });
  const work = await ada.calendars.create({ name: "Work", timeZone: "UTC" });
  const moved = await ada.events.move({ id, calendarId: work.id });
  expect(await undoSet(ada, moved.changeSetId)).toMatchObject({
    items: [{ event: { calendarId }, rightPart: null }],
  });
  expect(await undoSet(ada, excluded.changeSetId)).toMatchObject({
    items: [{ event: { recurrence: { exdates: [] } }, mergedOver: [3, 4] }],
  });
});

test("[S3] a change set that one cannot see is not there; one that one sees in part is forbidden", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const { ids, changeSetId } = await createMany(ada, 3);
  const strange = await refusalOf(undoSet(bob, changeSetId));
  const invented = await refusalOf(undoSet(bob, "0199f0c0-0000-7000-8000-000000000000"));
  expect(strange).toEqual(invented);
  expect(strange).toMatchObject({ reason: "NOT_FOUND" });

  const share = async (role: "viewer" | "editor", canDelete: boolean, which: readonly string[]) => {
    for (const id of which) {
      const users = [{ userId: guest.user.id, role, canDelete }];
      await ada.sharing.share({ resource: { type: "event", id }, users });
    }
  };
  await share("editor", true, ids.slice(0, 2));
  const refusal = await refusalOf(undoSet(bob, changeSetId));
  expect(refusal).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "editor", actual: null },
  });
  expect(JSON.stringify(refusal)).not.toContain(ids[2]);

  await share("viewer", false, ids.slice(2));
  expect(await refusalOf(undoSet(bob, changeSetId))).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "editor", actual: "viewer" },
  });
  await share("editor", false, ids.slice(2));
  expect(await refusalOf(undoSet(bob, changeSetId))).toMatchObject({
    reason: "FORBIDDEN",
    details: { required: "owner", actual: "editor", flag: "canDelete" },
  });
  expect(await titlesOf(ada)).toHaveLength(3);
  await share("editor", true, ids.slice(2));
  expect((await undoSet(bob, changeSetId)).items).toHaveLength(3);
});

test("[V4] [C3] an answer shows as much as one holds, and says how many events it has no room for", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const description = "x".repeat(LIMITS.descriptionLength);
  const count = 2 + Math.floor(LIMITS.undoItemsLength / LIMITS.descriptionLength);
  const { changeSetId } = await ada.events.createMany({
    events: Array.from({ length: count }, () => ({ title: "Long", description, start: MORNING })),
  });
  const undone = await undoSet(ada, changeSetId);
  expect(undone.omitted).toBeGreaterThan(0);
  expect(undone.items.length + undone.omitted).toBe(count);
  expect(await titlesOf(ada)).toEqual([]);
});

test("[X6] a preview of a change set's undo says what would become of each event, and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { ids, changeSetId } = await createMany(ada, 3);
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
  const previewed = await undoSet(ada, changeSetId, { preview: true, previewWindow: window });
  expect(previewed).toMatchObject({ omitted: 0, changeSetId: null, calendar: null });
  expect(previewed.items).toHaveLength(ids.length);
  for (const item of previewed.items) {
    expect(item).toMatchObject({
      changed: true,
      changeSetId: null,
      event: { version: 2 },
      preview: { occurrences: { vanish: [{ key: MORNING }], appear: [], move: [] } },
    });
  }
  expect(await titlesOf(ada)).toHaveLength(3);
  expect(await reasonOf(undoSet(ada, changeSetId, { previewWindow: window }))).toBe(
    "INVALID_INPUT",
  );
});

test("[C2] a key answers for many events again, each as it was then and in the same order", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const keyed = world.as(accessToken, { idempotencyKey: "of many" });
  const events = Array.from({ length: 120 }, (_, i) => ({ title: `Tea ${i}`, start: MORNING }));
  const made = await keyed.events.createMany({ events });
  const undone = await undoSet(keyed, made.changeSetId);
  expect(undone.items.map(({ event }) => event.deletedAt)).not.toContain(null);
  await undoSet(ada, undone.changeSetId);
  await ada.events.update({ id: made.items[60]?.id ?? "", patch: { title: "Coffee" } });
  expect(await keyed.events.createMany({ events })).toEqual(made);
  expect(await undoSet(keyed, made.changeSetId)).toEqual(undone);
});

test("[C2] a key answers the undo of a change set again, as it was then", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const keyed = world.as(accessToken, { idempotencyKey: "undo-1" });
  const { ids, changeSetId } = await createMany(ada, 3);
  const first = await undoSet(keyed, changeSetId);
  await ada.events.restore({ id: ids[0] ?? "" });
  expect(await undoSet(keyed, changeSetId)).toEqual(first);
  expect(await titlesOf(ada)).toHaveLength(1);
  expect(await reasonOf(undoSet(keyed, first.changeSetId))).toBe("KEY_REUSED");
});

test("[V4] [C4] two thousand events are taken back and brought back, and others are answered meanwhile", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const uids = Array.from({ length: 1_999 }, (_, i) => `n${i}`);
  const imported = await ada.events.import({ ics: FILE("First", uids) });
  expect(imported).toMatchObject({ created: 2_000 });
  let done = false;
  const undoing = undoSet(ada, imported.changeSetId).finally(() => (done = true));
  let answered = 0;
  while (!done) {
    await ada.events.list({ limit: 1 });
    answered += 1;
    // Calls come over a network: each in a turn of its own.
    await nextTurn();
  }
  const undone = await undoing;
  expect(undone).toMatchObject({ omitted: 0 });
  expect(undone.items).toHaveLength(2_000);
  expect(answered).toBeGreaterThan(10);
  expect(await titlesOf(ada)).toEqual([]);
  expect((await undoSet(ada, undone.changeSetId)).items).toHaveLength(2_000);
  const spans = await world.database.read.selectFrom("event_spans").select("starts").execute();
  expect(spans).toHaveLength(2_000);
});
