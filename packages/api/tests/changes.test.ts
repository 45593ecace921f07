import { expect, test } from "vitest";
import { undoSet } from "./_undo.ts";
import { reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";
import { calendarOf, everyChange, later, MEETING, person, WEEK } from "./_past.ts";

type Change = Awaited<ReturnType<typeof everyChange>>[number];

test("[V7] what changed in a week since an instant: each occurrence once, with who and in which versions", async () => {
  await using world = await startWorld();
  const [ada, bea] = [await person(world), await person(world)];
  const make = (title: string, start: string) =>
    ada.caller.events.create({ ...MEETING, title, start });
  const titled = await make("titled", "2026-03-02T08:00:00");
  const within = await make("within", "2026-03-02T09:00:00");
  const out = await make("out", "2026-03-02T10:00:00");
  const into = await make("into", "2026-04-02T10:00:00");
  const gone = await make("gone", "2026-03-02T11:00:00");
  const same = await make("same", "2026-03-02T12:00:00");
  const elsewhere = await make("elsewhere", "2026-05-02T12:00:00");
  const resource = { type: "event", id: titled.id } as const;
  await ada.caller.sharing.share({ resource, users: [{ userId: bea.id, role: "editor" }] });
  const since = await later(world);

  const byBea = { id: titled.id, patch: { title: "renamed", tags: ["x"] }, message: "clearer" };
  await bea.caller.events.update(byBea);
  await ada.caller.events.update({ id: within.id, patch: { start: "2026-03-05T09:00:00" } });
  await ada.caller.events.update({ id: out.id, patch: { start: "2026-04-02T10:00:00" } });
  await ada.caller.events.update({ id: into.id, patch: { start: "2026-03-06T10:00:00" } });
  await ada.caller.events.update({ id: elsewhere.id, patch: { title: "still elsewhere" } });
  await ada.caller.events.delete({ id: gone.id });
  for (const title of ["other", "same"]) {
    await ada.caller.events.update({ id: same.id, patch: { title } });
  }
  const fresh = await make("fresh", "2026-03-07T09:00:00");
  const passing = await make("passing", "2026-03-07T09:00:00");
  await ada.caller.events.delete({ id: passing.id });

  const changes = await everyChange(ada.caller, { ...WEEK, since });
  expect(changes.map((change) => [change.eventId, change.change, change.fields])).toEqual([
    [titled.id, "changed", ["title", "tags"]],
    [within.id, "moved", ["start", "end"]],
    [out.id, "moved", ["start", "end"]],
    [gone.id, "vanished", []],
    [into.id, "moved", ["start", "end"]],
    [fresh.id, "appeared", []],
  ]);
  expect(changes[0]).toMatchObject({
    key: titled.start,
    before: { title: "titled", version: 1, role: "owner" },
    after: { title: "renamed", version: 2, calendarId: titled.calendarId },
    fromVersion: 1,
    toVersion: 2,
    versions: [{ version: 2, kind: "update", actor: { id: bea.id }, message: "clearer" }],
  });
  expect(changes[2]).toMatchObject({ key: "2026-04-02T10:00:00", before: { key: out.start } });
  expect(changes[3]).toMatchObject({ after: null, toVersion: 2, versions: [{ kind: "delete" }] });
  expect(changes[5]).toMatchObject({ before: null, fromVersion: null, versions: [{ version: 1 }] });
  // Bea sees what she can see now.
  const seen = await everyChange(bea.caller, { ...WEEK, since });
  expect(seen).toMatchObject([{ eventId: titled.id, before: { role: "editor" } }]);
});

test("[V7] of a series the occurrences that differ are named, and a split is no loss", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const recurrence = { rrule: "FREQ=DAILY;COUNT=5" };
  const { id } = await ada.caller.events.create({ ...MEETING, recurrence });
  const since = await later(world);
  const target = { id, scope: "this", occurrenceKey: "2026-03-03T09:00:00" } as const;
  await ada.caller.events.update({ ...target, patch: { location: "Room 4" } });
  const following = { id, scope: "thisAndFollowing" } as const;
  const { rightPart } = await ada.caller.events.update({
    ...following,
    occurrenceKey: "2026-03-05T09:00:00",
    patch: { start: "2026-03-05T10:00:00" },
  });
  const right = rightPart?.id;
  const changes = await everyChange(ada.caller, { ...WEEK, since });
  expect(changes.map(briefly)).toEqual([
    [id, "2026-03-03T09:00:00", "changed", ["location"]],
    [right, "2026-03-05T10:00:00", "moved", ["start", "end"]],
    [right, "2026-03-06T10:00:00", "moved", ["start", "end"]],
  ]);
  expect(changes[1]).toMatchObject({
    before: { eventId: id, key: "2026-03-05T09:00:00" },
    after: { eventId: right, version: 1 },
    fromVersion: null,
    versions: [{ version: 1, kind: "split" }],
  });

  // Further splits, one of them of a right part, and one that leaves the week.
  const last = { id: right ?? "", scope: "thisAndFollowing" } as const;
  const split = await ada.caller.events.update({
    ...last,
    occurrenceKey: "2026-03-06T10:00:00",
    patch: { start: "2026-05-06T10:00:00" },
  });
  const again = await everyChange(ada.caller, { ...WEEK, since, limit: 1 });
  expect(again.map(briefly)).toEqual([
    ...changes.slice(0, 2).map(briefly),
    [split.rightPart?.id, "2026-05-06T10:00:00", "moved", ["start", "end"]],
  ]);
});

test("[V7] [X4] a split that was taken back, and a part that was deleted, leave the other parts as they were", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const { id } = await ada.caller.events.create({
    ...MEETING,
    recurrence: { rrule: "FREQ=DAILY;COUNT=6" },
  });
  const since = await later(world);
  const split = async (eventId: string, day: number, location: string) => {
    const { rightPart, changeSetId } = await ada.caller.events.update({
      id: eventId,
      scope: "thisAndFollowing",
      occurrenceKey: `2026-03-0${day}T09:00:00`,
      patch: { location },
    });
    return { id: rightPart?.id ?? expect.fail("nothing was split"), changeSetId };
  };
  const told = async () =>
    (await everyChange(ada.caller, { ...WEEK, since })).map(
      ({ eventId, key, change, toVersion }) => [eventId, key.slice(0, 10), change, toVersion],
    );
  const second = await split(id, 4, "Kitchen");
  const third = await split(second.id, 6, "Hall");
  await undoSet(ada.caller, third.changeSetId);
  expect(await told()).toEqual([
    [second.id, "2026-03-04", "changed", 3],
    [second.id, "2026-03-05", "changed", 3],
    [second.id, "2026-03-06", "changed", 3],
    [second.id, "2026-03-07", "changed", 3],
  ]);
  // Divided anew, and the part in the middle goes.
  const last = await split(second.id, 6, "Hall");
  await ada.caller.events.delete({ id: second.id, scope: "all" });
  expect(await told()).toEqual([
    [second.id, "2026-03-04", "vanished", 5],
    [second.id, "2026-03-05", "vanished", 5],
    [last.id, "2026-03-06", "changed", 1],
    [last.id, "2026-03-07", "changed", 1],
  ]);
  // The first part goes too: what follows it stays what it was.
  await ada.caller.events.delete({ id, scope: "all" });
  expect((await told()).slice(0, 3)).toEqual([
    [id, "2026-03-02", "vanished", 3],
    [id, "2026-03-03", "vanished", 3],
    [second.id, "2026-03-04", "vanished", 5],
  ]);
});

test("[V7] [S3] where one part of a series is not to be seen, no other is said to have moved", async () => {
  await using world = await startWorld();
  const [ada, bea] = [await person(world), await person(world)];
  const recurrence = { rrule: "FREQ=DAILY;COUNT=6" };
  const { id } = await ada.caller.events.create({ ...MEETING, recurrence });
  const users = [{ userId: bea.id, role: "viewer" as const }];
  await ada.caller.sharing.share({ resource: { type: "event", id }, users });
  const since = await later(world);
  const split = async (day: number) => {
    const { rightPart } = await ada.caller.events.update({
      id,
      scope: "thisAndFollowing",
      occurrenceKey: `2026-03-0${day}T09:00:00`,
      patch: { location: "Kitchen" },
    });
    return rightPart?.id ?? expect.fail("nothing was split");
  };
  await split(6);
  const middle = { type: "event", id: await split(4) } as const;
  await ada.caller.sharing.revoke({ resource: middle, userId: bea.id });
  const told = await everyChange(bea.caller, { ...WEEK, since });
  expect(new Set(told.map(({ change }) => change))).toEqual(new Set(["vanished", "appeared"]));
  expect(told.filter(({ eventId }) => eventId === middle.id)).toEqual([]);
  const hers = await everyChange(ada.caller, { ...WEEK, since });
  expect(hers.map(({ change, fields }) => [change, fields])).toEqual(
    Array.from({ length: 4 }, () => ["changed", ["location"]]),
  );
});

test("[V7] an event that went to another calendar has changed, and left the one and come to the other", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const [from, to] = [await calendarOf(ada), await calendarOf(ada)];
  const { id } = await ada.caller.events.create({ ...MEETING, calendarId: from });
  const since = await later(world);
  await ada.caller.events.move({ id, calendarId: to });
  const until = await later(world);
  await ada.caller.events.update({ id, patch: { title: "later" } });

  const changesIn = async (calendarIds?: string[]) =>
    (await everyChange(ada.caller, { ...WEEK, since, until, calendarIds })).map(briefly);
  const { start: key } = MEETING;
  expect(await changesIn()).toEqual([[id, key, "changed", ["calendarId"]]]);
  expect(await changesIn([from, to])).toEqual([[id, key, "changed", ["calendarId"]]]);
  expect(await changesIn([from])).toEqual([[id, key, "vanished", []]]);
  expect(await changesIn([to])).toEqual([[id, key, "appeared", []]]);
  expect(await everyChange(ada.caller, { ...WEEK, since: until })).toMatchObject([
    { change: "changed", fields: ["title"], fromVersion: 2, toVersion: 3 },
  ]);
});

test("[V7] of many versions the latest are named, and the range of all", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const { id } = await ada.caller.events.create(MEETING);
  const since = await later(world);
  for (let turn = 0; turn < 25; turn += 1) {
    await ada.caller.events.update({ id, patch: { title: `turn ${turn}` } });
  }
  const [change] = await everyChange(ada.caller, { ...WEEK, since });
  expect(change).toMatchObject({ fromVersion: 1, toVersion: 26, after: { title: "turn 24" } });
  const numbers = change?.versions.map(({ version }) => version);
  expect(numbers).toEqual([22, 23, 24, 25, 26]);
});

test("[V7] [C3] later pages go up to the present of the first one", async () => {
  await using world = await startWorld();
  const ada = await person(world);
  const since = await later(world);
  for (const day of [2, 3, 4]) {
    await ada.caller.events.create({ ...MEETING, start: `2026-03-0${day}T09:00:00` });
  }
  await later(world);
  const first = await ada.caller.events.changes({ ...WEEK, since, limit: 1 });
  await later(world);
  await ada.caller.events.create({ ...MEETING, title: "too late", start: "2026-03-05T09:00:00" });
  const cursor = first.nextCursor ?? "";
  const rest = await ada.caller.events.changes({ ...WEEK, since, limit: 10, cursor });
  expect([...first.items, ...rest.items].map(({ key }) => key.slice(0, 10))).toEqual([
    "2026-03-02",
    "2026-03-03",
    "2026-03-04",
  ]);
  expect(rest.nextCursor).toBeNull();
  const other = { ...WEEK, since, until: await later(world), cursor };
  expect(await reasonOf(ada.caller.events.changes(other))).toBe("INVALID_CURSOR");
});

test("[V7] a comparison that cannot be made is refused with its field", async () => {
  await using world = await startWorld();
  const { caller } = await person(world);
  const now = await later(world);
  const future = new Date(Date.parse(now) + 3_600_000).toISOString();
  const wide = { ...WEEK, to: "2028-03-09T00:00:00Z" };
  for (const [input, reason, field] of [
    [{ ...WEEK, since: future }, "INSTANT_IN_FUTURE", "since"],
    [{ ...WEEK, since: now, until: future }, "INSTANT_IN_FUTURE", "until"],
    [{ ...WEEK, since: now, until: now }, "WINDOW_INVALID", "until"],
    [{ from: WEEK.to, to: WEEK.from, since: now }, "WINDOW_INVALID", "to"],
    [{ ...wide, since: now }, "WINDOW_TOO_WIDE", "to"],
    [{ ...WEEK, since: now, timeZone: "Mars/Olympus" }, "UNKNOWN_TIME_ZONE", "timeZone"],
    [{ ...WEEK, since: now, limit: 1_001 }, "INVALID_INPUT", "limit"],
  ] as const) {
    const refusal = await refusalOf(caller.events.changes(input));
    expect(refusal).toMatchObject({ reason, fieldErrors: [{ path: field }] });
  }
});

function briefly({ eventId, key, change, fields }: Change) {
  return [eventId, key, change, fields];
}
