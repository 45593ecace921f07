import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChangedView, OccurrenceView } from "../src/events/events.schema.ts";
import { contentsOf } from "./_database-contents.ts";
import {
  type Caller,
  newUser,
  reasonOf,
  refusalOf,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";

const PLAIN = {
  title: "Stand-up",
  timeZone: "Europe/Berlin",
};

const STANDUP = {
  ...PLAIN,
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=8" },
};

const SPRING = { from: "2026-02-01T00:00:00Z", to: "2026-07-01T00:00:00Z" };
const [FIRST, SECOND, THIRD] = [
  "2026-03-02T09:00:00",
  "2026-03-09T09:00:00",
  "2026-03-16T09:00:00",
] as const;

interface Target {
  readonly id: string;
  readonly calendarId: string;
  readonly key: string;
}

interface Asked {
  readonly preview?: boolean;
  readonly previewWindow?: { from: string; to: string };
}

type Edit = (caller: Caller, target: Target, asked: Asked) => Promise<ChangedView>;

const all = { scope: "all", orphans: "drop" } as const;
const one = (key: string) => ({ scope: "this", occurrenceKey: key }) as const;
const following = (key: string) =>
  ({ scope: "thisAndFollowing", occurrenceKey: key, orphans: "drop" }) as const;

/** The day of a key, two hours earlier and longer than the series is. */
function elsewhere(key: string): { start: string; end: string } {
  return { start: `${key.slice(0, 10)}T07:00:00`, end: `${key.slice(0, 10)}T08:00:00` };
}

const EDITS: Record<string, Edit> = {
  rename: ({ events }, { id }, asked) =>
    events.update({ id, ...all, patch: { title: "Weekly" }, ...asked }),
  "move the series": ({ events }, { id }, asked) =>
    events.update({ id, ...all, patch: { start: "2026-03-03T10:00:00" }, ...asked }),
  "give another rule": ({ events }, { id }, asked) =>
    events.update({
      id,
      ...all,
      patch: { start: "2026-03-02T09:00:00", recurrence: { rrule: "FREQ=DAILY;COUNT=20" } },
      ...asked,
    }),
  "make it all-day": ({ events }, { id }, asked) =>
    events.update({ id, ...all, patch: { allDay: true }, ...asked }),
  "make it single": ({ events }, { id }, asked) =>
    events.update({ id, ...all, patch: { recurrence: null }, ...asked }),
  "move one": ({ events }, { id, key }, asked) =>
    events.update({ id, ...one(key), patch: elsewhere(key), ...asked }),
  "move one and all that follow": ({ events }, { id, key }, asked) =>
    events.update({ id, ...following(key), patch: elsewhere(key), ...asked }),
  "rename one and all that follow": ({ events }, { id, key }, asked) =>
    events.update({ id, ...following(key), patch: { title: "Retro" }, ...asked }),
  exclude: ({ events }, { id, key }, asked) => events.delete({ id, ...one(key), ...asked }),
  end: ({ events }, { id, key }, asked) =>
    events.delete({ id, scope: "thisAndFollowing", occurrenceKey: key, ...asked }),
  delete: ({ events }, { id }, asked) => events.delete({ id, scope: "all", ...asked }),
  "restore one": ({ events }, { id, key }, asked) =>
    events.restore({ id, occurrenceKey: key, ...asked }),
  restore: ({ events }, { id }, asked) => events.restore({ id, ...asked }),
  move: ({ events }, { id, calendarId }, asked) => events.move({ id, calendarId, ...asked }),
  "roll back": ({ versions }, { id }, asked) =>
    versions.rollback({ eventId: id, version: 1, ...asked }),
};

test("[X6] a preview says exactly what the edit then does, and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id: calendarId } = await ada.calendars.create({ name: "Far", timeZone: "Asia/Tokyo" });
  const steps = fc.array(
    fc.record({
      name: fc.constantFrom(...Object.keys(EDITS)),
      key: fc.constantFrom(FIRST, SECOND, THIRD, "2026-04-13T09:00:00"),
    }),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (edits) => {
      const { id } = await ada.events.create(STANDUP);
      for (const { name, key } of edits) {
        await checkPreview(world, ada, { name, target: { id, calendarId, key } });
      }
      expect(await ada.versions.verify({ eventId: id })).toMatchObject({ ok: true });
    }),
    { numRuns: 40, seed: 11 },
  );
}, 60_000);

async function checkPreview(
  world: TestWorld,
  caller: Caller,
  { name, target }: { name: string; target: Target },
): Promise<void> {
  const edit = EDITS[name];
  if (edit === undefined) throw new Error(`there is no edit ${name}`);
  const before = await everything(world);
  const asked = { preview: true, previewWindow: SPRING };
  const [preview] = await Promise.allSettled([edit(caller, target, asked)]);
  expect(await everything(world)).toEqual(before);
  const seenBefore = await occurrencesIn(caller, SPRING);
  if (preview.status === "rejected") {
    const expected = await refusalOf(Promise.reject(preview.reason));
    expect(await refusalOf(edit(caller, target, {}))).toEqual(expected);
    return;
  }
  const real = await edit(caller, target, {});
  expect(withoutIdentity(preview.value)).toEqual(withoutIdentity(real));
  expect(preview.value.preview?.window).toEqual(SPRING);
  const { appear, vanish, move } = preview.value.preview?.occurrences ?? expect.fail();
  // What was there, less what vanished or moved away, is what is there with what came: under the
  // keys that it has on either side.
  const seenAfter = await occurrencesIn(caller, SPRING);
  const gone = [...vanish, ...move.map(({ from }) => from)].filter(isInSpring);
  const come = [...appear, ...move.map(({ to }) => to)].filter(isInSpring);
  const parts = [target.id, real.rightPart?.id];
  const ofParts = ({ eventId }: OccurrenceView) => parts.includes(eventId);
  const placesBefore = new Set(seenBefore.filter(ofParts).map(placeOf));
  const placesAfter = new Set(seenAfter.filter(ofParts).map(placeOf));
  expect(gone.map(placeOf).filter((place) => !placesBefore.has(place))).toEqual([]);
  expect(come.map(placeOf).filter((place) => !placesAfter.has(place))).toEqual([]);
  expect([...seenAfter, ...gone].map(timesOf).toSorted()).toEqual(
    [...seenBefore, ...come].map(timesOf).toSorted(),
  );
  // An occurrence and where it went are one: all keys of a series move by the same distance.
  const distances = move.map(({ from, to }) => dayOf(to.key) - dayOf(from.key));
  expect(new Set(distances).size).toBeLessThan(2);
  expect(move.map(({ key }) => key)).toEqual(
    move.map(({ from, to }) => (from.key < to.key ? from.key : to.key)),
  );
}

/** Every table, the trail of what was allowed included. */
async function everything({ database }: TestWorld) {
  const trail = await database.read
    .selectFrom("audit_log")
    .select("id")
    .where("outcome", "=", "allowed")
    .execute();
  return { ...(await contentsOf(database)), trail: trail.length };
}

async function occurrencesIn(caller: Caller, window: typeof SPRING): Promise<OccurrenceView[]> {
  return (await caller.events.occurrences(window)).items;
}

interface Place {
  readonly key: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

function placeOf({ key, startsAt, endsAt }: Place): string {
  return `${key} ${startsAt} ${endsAt}`;
}

function timesOf({ startsAt, endsAt }: Place): string {
  return `${startsAt} ${endsAt}`;
}

/** The day of a key, as a number. */
function dayOf(key: string): number {
  return Date.parse(key.slice(0, 10)) / 86_400_000;
}

function isInSpring({ startsAt, endsAt }: Place): boolean {
  return startsAt < SPRING.to && endsAt > SPRING.from;
}

/** An answer without what nobody can know before it is written. */
function withoutIdentity({ event, rightPart, preview: _preview, ...rest }: ChangedView) {
  const times = { createdAt: "", updatedAt: "", deletedAt: event.deletedAt === null ? null : "" };
  const right = rightPart && { ...rightPart, ...times, deletedAt: null, id: "", uid: "" };
  const { createdAt } = event;
  return { ...rest, changeSetId: "", event: { ...event, ...times, createdAt }, rightPart: right };
}

test("[X6] the window begins at the occurrence that is named, else now or where the event is", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const windowOf = async (call: Promise<ChangedView>) => (await call).preview?.window;
  const days = 400 * 86_400_000;
  const from = (instant: string) => ({
    from: instant,
    to: new Date(Date.parse(instant) + days).toISOString().replace(".000Z", "Z"),
  });
  const patch = { title: "Weekly" };
  const update = { id, patch, preview: true } as const;
  expect(await windowOf(ada.events.update({ ...update, ...one(THIRD) }))).toEqual(
    from("2026-03-16T08:00:00Z"),
  );
  expect(await windowOf(ada.events.delete({ id, ...one(SECOND), preview: true }))).toEqual(
    from("2026-03-09T08:00:00Z"),
  );
  // A series that is over, and one that is yet to come.
  const past = await ada.events.create({ title: "Past", start: "2001-05-06", timeZone: null });
  const later = await ada.events.create({ ...PLAIN, start: "2899-01-02T09:00:00" });
  expect(await windowOf(ada.events.delete({ id: past.id, preview: true }))).toEqual(
    from(past.startsAt),
  );
  expect(await windowOf(ada.events.delete({ id: later.id, preview: true }))).toEqual(
    from(later.startsAt),
  );
  const endless = await ada.events.create({
    ...PLAIN,
    start: "2001-01-01T09:00:00",
    recurrence: { rrule: "FREQ=DAILY" },
  });
  const asked = Date.now();
  const window = await windowOf(ada.events.delete({ id: endless.id, scope: "all", preview: true }));
  expect(Math.abs(Date.parse(window?.from ?? "") - asked)).toBeLessThan(60_000);
});

test("[X6] a preview names the overrides that would be lost", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  await ada.events.update({ id, ...one(SECOND), patch: { title: "Retro" } });
  const lost = async (call: Promise<ChangedView>) => (await call).preview?.overridesLost;
  const monthly = { patch: { recurrence: { rrule: "FREQ=MONTHLY" } }, preview: true } as const;
  expect(await lost(ada.events.update({ id, ...all, ...monthly }))).toEqual([SECOND]);
  expect(await lost(ada.events.delete({ id, ...one(SECOND), preview: true }))).toEqual([SECOND]);
  expect(
    await lost(
      ada.events.update({ id, ...following(FIRST), patch: { title: "x" }, preview: true }),
    ),
  ).toEqual([]);
});

test("[X6] a preview shows what a merge would come to, and is refused what the edit would be", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id } = await ada.events.create(STANDUP);
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: session.user.id, role: "viewer" }] });
  await ada.events.update({ id, scope: "all", patch: { title: "Weekly" } });
  const stale = { id, scope: "all", baseVersion: 1, preview: true } as const;
  expect(await ada.events.update({ ...stale, patch: { location: "Attic" } })).toMatchObject({
    changed: true,
    merged: true,
    mergedOver: [2],
    changeSetId: null,
    event: { version: 3, title: "Weekly", location: "Attic" },
  });
  const refusals: [Promise<unknown>, string][] = [
    [ada.events.update({ ...stale, patch: { title: "Daily" } }), "VERSION_CONFLICT"],
    [bob.events.update({ id, scope: "all", patch: {}, preview: true }), "FORBIDDEN"],
    [bob.events.delete({ id, scope: "all", preview: true }), "FORBIDDEN"],
    [
      ada.events.delete({
        id,
        scope: "all",
        preview: true,
        previewWindow: { from: SPRING.to, to: SPRING.from },
      }),
      "WINDOW_INVALID",
    ],
    [
      ada.events.delete({
        id,
        scope: "all",
        preview: true,
        previewWindow: { from: SPRING.from, to: "2099-01-01T00:00:00Z" },
      }),
      "WINDOW_TOO_WIDE",
    ],
  ];
  const reasons = await Promise.all(refusals.map(([call]) => reasonOf(call)));
  expect(reasons).toEqual(refusals.map(([, reason]) => reason));
});

test("[X6] [C2] a preview leaves an idempotency key for the edit itself", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const { id } = await world.as(accessToken).events.create(STANDUP);
  const ada = world.as(accessToken, { idempotencyKey: "once" });
  const edit = { id, scope: "all", patch: { title: "Weekly" } } as const;
  expect(await ada.events.update({ ...edit, preview: true })).toMatchObject({ changeSetId: null });
  expect(await ada.events.update(edit)).toMatchObject({ changed: true, event: { version: 2 } });
});

test("[X6] a window without a preview is refused, and nothing is written", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const { id: calendarId } = await ada.calendars.create({ name: "Far", timeZone: "Asia/Tokyo" });
  const before = await contentsOf(world.database);
  const asked = { previewWindow: SPRING };
  for (const call of [
    () => ada.events.update({ id, ...all, patch: { title: "Weekly" }, ...asked }),
    () => ada.events.delete({ id, scope: "all", ...asked, preview: false }),
    () => ada.events.restore({ id, ...asked }),
    () => ada.events.move({ id, calendarId, ...asked }),
    () => ada.versions.rollback({ eventId: id, version: 1, ...asked }),
  ]) {
    expect(await refusalOf(call())).toMatchObject({
      reason: "INVALID_INPUT",
      fieldErrors: [{ path: "previewWindow" }],
    });
  }
  expect(await contentsOf(world.database)).toEqual(before);
});
