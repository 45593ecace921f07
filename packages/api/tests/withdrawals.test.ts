import { testEngine } from "@daybook/db/testing/test-database";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Caller,
  reasonOf,
  startProcess,
  startWorld,
  type TestWorld,
} from "./auth/_processes.ts";
import { contentsOf } from "./_database-contents.ts";
import { holdNextWrite } from "./_held-write.ts";
import { calendarRef, eventRef, give, people, type Person } from "./_people.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };
const SERIES = { ...TEA, recurrence: { rrule: "FREQ=DAILY;COUNT=9" } };
const FILE = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "BEGIN:VEVENT",
  "UID:tea@example.org",
  "DTSTART:20260302T150000Z",
  "SUMMARY:Tea",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

/** SQLite has one writer at a time: there nothing commits while another write is under way. */
const WRITES_SIDE_BY_SIDE = testEngine() === "mysql";

/** What the writes are about: a calendar of the owner's that the editor may do all with. */
interface Scene {
  readonly calendarId: string;
  /** The editor's own calendar. */
  readonly ownId: string;
  readonly eventId: string;
  readonly seriesId: string;
  readonly deletedId: string;
  readonly ownEventId: string;
  readonly guest: Person;
  readonly other: Person;
}

interface WriteKind {
  readonly name: string;
  /** How often it reads rights. */
  readonly reads?: number;
  readonly write: (caller: Caller, scene: Scene) => Promise<unknown>;
}

const FULL = { role: "editor", canShare: true, canDelete: true } as const;
const day = "2026-03-04T15:00:00";

/** Every kind of write for which an editor's grant on a calendar is enough. */
const WRITES: readonly WriteKind[] = [
  {
    name: "update",
    write: ({ events }, { eventId }) => events.update({ id: eventId, patch: { title: "New" } }),
  },
  {
    name: "update of one occurrence",
    write: ({ events }, { seriesId }) =>
      events.update({ id: seriesId, scope: "this", occurrenceKey: day, patch: { title: "New" } }),
  },
  {
    name: "split",
    write: ({ events }, { seriesId }) =>
      events.update({
        id: seriesId,
        scope: "thisAndFollowing",
        occurrenceKey: day,
        patch: { title: "New" },
      }),
  },
  { name: "delete", write: ({ events }, { eventId }) => events.delete({ id: eventId }) },
  {
    name: "exclude",
    write: ({ events }, { seriesId }) =>
      events.delete({ id: seriesId, scope: "this", occurrenceKey: day }),
  },
  { name: "restore", write: ({ events }, { deletedId }) => events.restore({ id: deletedId }) },
  {
    name: "rollback",
    write: ({ versions }, { seriesId }) => versions.rollback({ eventId: seriesId, version: 1 }),
  },
  {
    name: "move away",
    reads: 2,
    write: ({ events }, { eventId, ownId }) => events.move({ id: eventId, calendarId: ownId }),
  },
  {
    name: "move into the calendar",
    reads: 2,
    write: ({ events }, { ownEventId, calendarId }) => events.move({ id: ownEventId, calendarId }),
  },
  {
    name: "create",
    write: ({ events }, { calendarId }) => events.create({ ...TEA, calendarId }),
  },
  {
    name: "create beside nothing else",
    write: ({ events }, { calendarId }) =>
      events.create({ ...TEA, start: "2026-05-02T15:00:00", calendarId, onOverlap: "reject" }),
  },
  {
    name: "createMany",
    write: ({ events }, { calendarId }) => events.createMany({ calendarId, events: [TEA, SERIES] }),
  },
  {
    name: "import",
    write: ({ events }, { calendarId }) => events.import({ calendarId, ics: FILE }),
  },
  {
    name: "share the calendar",
    write: ({ sharing }, { calendarId, other }) =>
      sharing.share({
        resource: calendarRef(calendarId),
        users: [{ userId: other.id, role: "viewer" }],
      }),
  },
  {
    name: "share an event",
    write: ({ sharing }, { eventId, other }) =>
      sharing.share({ resource: eventRef(eventId), users: [{ userId: other.id, role: "viewer" }] }),
  },
  {
    name: "change a grant",
    write: ({ sharing }, { calendarId, guest }) =>
      sharing.update({ resource: calendarRef(calendarId), userId: guest.id, role: "editor" }),
  },
  {
    name: "withdraw a grant",
    write: ({ sharing }, { calendarId, guest }) =>
      sharing.revoke({ resource: calendarRef(calendarId), userId: guest.id }),
  },
  {
    name: "make a feed",
    write: ({ feeds }, { calendarId }) => feeds.create({ calendarId }),
  },
];

/** The event that a write is about, where a grant on the event alone is enough for it. */
const ABOUT: Readonly<Record<string, "eventId" | "seriesId" | "deletedId" | undefined>> = {
  update: "eventId",
  split: "seriesId",
  delete: "eventId",
  restore: "deletedId",
  rollback: "seriesId",
  "share an event": "eventId",
};

let world: TestWorld;
let owner: Person;
let editor: Person;
let guest: Person;
let other: Person;

beforeAll(async () => {
  world = await startWorld();
  ({ owner, editor, guest, other } = await people(world, ["owner", "editor", "guest", "other"]));
});

afterAll(() => world[Symbol.asyncDispose]());

async function makeScene(): Promise<Scene> {
  const { events, calendars, sharing } = owner.caller;
  const zone = { timeZone: "Europe/Berlin" };
  const { id: calendarId } = await calendars.create({ name: "Team", ...zone });
  const { id: ownId } = await editor.caller.calendars.create({ name: "Own", ...zone });
  const [event, series, deleted] = (
    await events.createMany({ calendarId, events: [TEA, SERIES, TEA] })
  ).items.map(({ id }) => id);
  const eventId = event ?? expect.fail();
  const seriesId = series ?? expect.fail();
  const deletedId = deleted ?? expect.fail();
  await events.delete({ id: deletedId });
  await events.update({ id: seriesId, scope: "all", patch: { title: "Second" } });
  const { id: ownEventId } = await editor.caller.events.create({ ...TEA, calendarId: ownId });
  const resource = calendarRef(calendarId);
  await sharing.share({
    resource,
    users: [
      { userId: editor.id, ...FULL },
      { userId: guest.id, role: "viewer" },
    ],
  });
  return { calendarId, ownId, eventId, seriesId, deletedId, ownEventId, guest, other };
}

/** The write's reason where it was refused. */
function outcomeOf(write: Promise<unknown>): Promise<string> {
  return write.then(
    () => "done",
    (error: unknown) => reasonOf(Promise.reject(error)),
  );
}

describe("[S4] a grant that is withdrawn while a write that relied on it is under way", () => {
  test.each(WRITES)("[S4] $name", async ({ write, reads = 1 }) => {
    await using second = await startProcess(world.on);
    const scene = await makeScene();
    const resource = calendarRef(scene.calendarId);
    const caller = second.as(editor.session.accessToken);
    const held = holdNextWrite(second, reads);
    const outcome = outcomeOf(write(caller, scene));
    await held.reached;
    const revoked = owner.caller.sharing.revoke({ resource, userId: editor.id });
    if (WRITES_SIDE_BY_SIDE) {
      // It waits for nothing, and takes hold for reads at once, in the other process too.
      expect(await revoked).toEqual({ revoked: true });
      expect(await reasonOf(caller.calendars.get({ id: scene.calendarId }))).toBe("NOT_FOUND");
      expect(await reasonOf(caller.events.get({ id: scene.eventId }))).toBe("NOT_FOUND");
      const before = await contentsOf(world.database);
      held.release();
      expect(await outcome).toBe("NOT_FOUND");
      expect(held.runs()).toBe(2);
      expect(await contentsOf(world.database)).toEqual(before);
    } else {
      // Nothing has been withdrawn yet, and who reads does not wait to be told so.
      await caller.calendars.get({ id: scene.calendarId });
      held.release();
      expect(await outcome).toBe("done");
      expect(await revoked).toEqual({ revoked: true });
      expect(held.runs()).toBe(1);
    }
    expect(await reasonOf(caller.calendars.get({ id: scene.calendarId }))).toBe("NOT_FOUND");
  });
});

interface Loss {
  readonly name: string;
  readonly by: "editor" | "owner";
  readonly reads?: number;
  readonly write: WriteKind["write"];
  readonly lose: (scene: Scene) => Promise<unknown>;
  readonly reason: string;
}

const toCalendar = ({ calendarId }: Scene) => ({ resource: calendarRef(calendarId) });

const lower = (rights: object) => (scene: Scene) =>
  owner.caller.sharing.update({ ...toCalendar(scene), userId: editor.id, ...rights });

const passOn = (scene: Scene) =>
  owner.caller.sharing.transfer({ ...toCalendar(scene), userId: editor.id });

/** What else a write may have relied on that is gone when it wants to commit. */
const LOSSES: readonly Loss[] = [
  {
    name: "an edit, and the editor becomes a viewer",
    by: "editor",
    write: ({ events }, { eventId }) => events.update({ id: eventId, patch: { title: "New" } }),
    lose: lower({ role: "viewer" }),
    reason: "FORBIDDEN",
  },
  {
    name: "a deletion, and canDelete goes",
    by: "editor",
    write: ({ events }, { eventId }) => events.delete({ id: eventId }),
    lose: lower({ canDelete: false }),
    reason: "FORBIDDEN",
  },
  {
    name: "a share, and canShare goes",
    by: "editor",
    write: ({ sharing }, scene) =>
      sharing.share({ ...toCalendar(scene), users: [{ userId: other.id, role: "viewer" }] }),
    lose: lower({ canShare: false }),
    reason: "FORBIDDEN",
  },
  {
    name: "a share with canDelete, and the sharer's own goes",
    by: "editor",
    write: ({ sharing }, scene) =>
      sharing.share({
        ...toCalendar(scene),
        users: [{ userId: other.id, role: "editor", canDelete: true }],
      }),
    lose: lower({ canDelete: false }),
    reason: "FORBIDDEN",
  },
  {
    name: "a transfer, and its receiver loses the grant",
    by: "owner",
    reads: 2,
    write: ({ sharing }, scene) => sharing.transfer({ ...toCalendar(scene), userId: guest.id }),
    lose: (scene) => editor.caller.sharing.revoke({ ...toCalendar(scene), userId: guest.id }),
    reason: "GRANT_REQUIRED",
  },
  {
    name: "a transfer, and the calendar is passed to somebody else",
    by: "owner",
    reads: 2,
    write: ({ sharing }, scene) => sharing.transfer({ ...toCalendar(scene), userId: guest.id }),
    lose: passOn,
    reason: "FORBIDDEN",
  },
  {
    name: "a change of the calendar, and it is passed on",
    by: "owner",
    write: ({ calendars }, { calendarId }) =>
      calendars.update({ id: calendarId, patch: { name: "New" } }),
    lose: passOn,
    reason: "FORBIDDEN",
  },
  {
    name: "the calendar's deletion, and it is passed on",
    by: "owner",
    write: ({ calendars }, { calendarId }) => calendars.delete({ id: calendarId }),
    lose: passOn,
    reason: "FORBIDDEN",
  },
];

describe("[S4] what else a write relied on", () => {
  test.each(LOSSES)("[S4] $name", async ({ by, write, lose, reason, reads = 1 }) => {
    await using second = await startProcess(world.on);
    const scene = await makeScene();
    const { session } = by === "owner" ? owner : editor;
    const caller = second.as(session.accessToken);
    const held = holdNextWrite(second, reads);
    const outcome = outcomeOf(write(caller, scene));
    await held.reached;
    const lost = outcomeOf(lose(scene));
    if (WRITES_SIDE_BY_SIDE) {
      expect(await lost).toBe("done");
      const before = await contentsOf(world.database);
      held.release();
      expect(await outcome).toBe(reason);
      expect(await contentsOf(world.database)).toEqual(before);
    } else {
      held.release();
      // The write comes first: what is withdrawn afterwards may by then be another's to withdraw.
      expect(await outcome).toBe("done");
      await lost;
    }
  });
});

/** Writes that a grant on the event itself is enough for, and the event that each is about. */
const EVENT_WRITES = WRITES.flatMap((kind) => {
  const about = ABOUT[kind.name];
  return about === undefined ? [] : [{ ...kind, about }];
});

describe("[S4] a grant on the event itself, withdrawn while a write relied on it", () => {
  test.each(EVENT_WRITES)("[S4] $name", async ({ write, about }) => {
    await using second = await startProcess(world.on);
    const scene = await makeScene();
    const { calendarId, [about]: id } = scene;
    await owner.caller.sharing.revoke({ resource: calendarRef(calendarId), userId: editor.id });
    await give(owner, eventRef(id), editor, FULL);
    const caller = second.as(editor.session.accessToken);
    const held = holdNextWrite(second, 1);
    const outcome = outcomeOf(write(caller, scene));
    await held.reached;
    const revoked = owner.caller.sharing.revoke({ resource: eventRef(id), userId: editor.id });
    // Until it stands at the event's row, which the write holds.
    await delay(50);
    held.release();
    expect(await outcome).toBe("done");
    expect(await revoked).toEqual({ revoked: true });
    expect(held.runs()).toBe(1);
    expect(await reasonOf(write(caller, scene))).toBe("NOT_FOUND");
  });
});
