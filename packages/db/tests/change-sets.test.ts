import { encodeContent } from "@daybook/domain/event/stored-content";
import { expect, test } from "vitest";
import { newId } from "../src/ids.ts";
import { updateCalendarAtVersion } from "../src/queries/calendars.queries.ts";
import {
  insertCalendarRestoration,
  listChangeSetCalendars,
  listChangeSetMembers,
  listEventPlaces,
  listEventsReaching,
  listVersionsAt,
  lockEvents,
} from "../src/queries/change-sets.queries.ts";
import { setDeletedAtVersions } from "../src/queries/events.queries.ts";
import { listSourcesOfEvents, listVersionSources } from "../src/queries/version-sources.queries.ts";
import { insertVersions } from "../src/queries/versions.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { addCalendar, addEvents, addUser, MADE_AT, newContent, newVersion } from "./_builders.ts";

test("[V4] a change set names its events in order, with the contents that it found and made", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const stranger = await addUser(database);
  const place = { actorId: owner.userId, calendarId: owner.calendarId };
  const before = newContent({ title: "Before" });
  const after = newContent({ title: "After it" });
  const [one = "", two = "", other = ""] = await addEvents(database, owner, [
    before,
    before,
    before,
  ]);
  const changeSetId = newId();
  await database.transaction(async (trx) => {
    const second = { ...place, version: 2, content: after };
    await insertVersions(trx, [
      newVersion({ ...second, eventId: two, changeSetId }),
      newVersion({ ...second, eventId: one, changeSetId }),
      newVersion({ ...second, eventId: other }),
    ]);
  });
  const length = encodeContent(before).length + encodeContent(after).length;
  const member = { version: 2, kind: "create", splitFromId: null, length };
  expect(await listChangeSetMembers(database.read, changeSetId)).toEqual([
    { eventId: one, ...member },
    { eventId: two, ...member },
  ]);
  expect(await listChangeSetMembers(database.read, newId())).toEqual([]);

  const ids = [one, two];
  const { userId } = owner;
  expect((await listEventsReaching(database.read, ids, userId)).toSorted()).toEqual(ids);
  expect(await listEventsReaching(database.read, ids, stranger.userId)).toEqual([]);
  expect(await listEventsReaching(database.read, [], userId)).toEqual([]);
  await database.transaction(async (trx) => {
    await lockEvents(trx, ids);
    const places = await listEventPlaces(trx, ids);
    expect(places.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))).toEqual(
      ids.map((eventId) => ({
        eventId,
        calendarId: owner.calendarId,
        length: encodeContent(before).length,
      })),
    );
  });
  const versions = await listVersionsAt(database.read, [
    { eventId: one, version: 1 },
    { eventId: two, version: 2 },
    { eventId: two, version: 3 },
  ]);
  expect(new Map(versions.map(({ eventId, content }) => [eventId, content.title]))).toEqual(
    new Map([
      [one, "Before"],
      [two, "After it"],
    ]),
  );
  expect(await listVersionsAt(database.read, [])).toEqual([]);
});

test("[V4] the rollbacks and undos of events are told by version, and nothing else is", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const [one = "", two = ""] = await addEvents(database, owner, [newContent(), newContent()]);
  const version = (number: number, kind: "undo" | "rollback" | "update") => ({
    ...newVersion({
      eventId: one,
      actorId: owner.userId,
      calendarId: owner.calendarId,
      version: number,
    }),
    kind,
    sourceVersion: kind === "update" ? null : number - 1,
  });
  await database.transaction((trx) =>
    insertVersions(trx, [version(2, "update"), version(3, "undo"), version(4, "rollback")]),
  );
  const sources = new Map([
    [3, { kind: "undo", version: 2 }],
    [4, { kind: "rollback", version: 3 }],
  ]);
  expect(await listVersionSources(database.read, one)).toEqual(sources);
  expect(await listVersionSources(database.read, two)).toEqual(new Map());
  expect(await listSourcesOfEvents(database.read, [one, two])).toEqual(new Map([[one, sources]]));
});

test("[C4] events come back all or none, each from the version that it was at", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const ids = await addEvents(database, owner, [newContent(), newContent()]);
  const fate = (version: number, deleted: boolean) => ({
    events: ids.map((id) => ({ id, version })),
    actorId: owner.userId,
    at: MADE_AT + version,
    deleted,
  });
  await database.transaction(async (trx) => {
    expect(await setDeletedAtVersions(trx, fate(1, false))).toBe(false);
    expect(await setDeletedAtVersions(trx, fate(1, true))).toBe(true);
    expect(await setDeletedAtVersions(trx, fate(2, true))).toBe(false);
    expect(await setDeletedAtVersions(trx, fate(1, false))).toBe(false);
    expect(await setDeletedAtVersions(trx, fate(2, false))).toBe(true);
  });
  const rows = await database.read.selectFrom("events").select(["version", "deleted_at"]).execute();
  expect(rows.map(({ version, deleted_at }) => [version, deleted_at])).toEqual([
    [3, null],
    [3, null],
  ]);
});

test("[K1] a change set names the calendars that it deleted and brought back", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const owner = await addUser(database);
  const id = await addCalendar(database, owner.userId);
  const [deleting, restoring] = [newId(), newId()];
  await database.transaction(async (trx) => {
    const deleted = { at: MADE_AT + 1, changeSetId: deleting };
    await updateCalendarAtVersion(trx, { id, version: 1, at: MADE_AT + 1 }, { deleted });
  });
  expect(await listChangeSetCalendars(database.read, deleting)).toEqual([
    { calendarId: id, did: "deleted" },
  ]);
  await database.transaction(async (trx) => {
    await updateCalendarAtVersion(trx, { id, version: 2, at: MADE_AT + 2 }, { restored: true });
    await insertCalendarRestoration(trx, { changeSetId: restoring, calendarId: id });
  });
  // Who deleted it last stays known, so that its set is not taken for one that never was.
  expect(await listChangeSetCalendars(database.read, deleting)).toHaveLength(1);
  expect(await listChangeSetCalendars(database.read, restoring)).toEqual([
    { calendarId: id, did: "restored" },
  ]);
});
