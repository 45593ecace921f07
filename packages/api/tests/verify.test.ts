import { toStoredId } from "@daybook/db/codec";
import type { Database } from "@daybook/db/database";
import { verifyDatabase } from "@daybook/db/verify-database";
import { LIMITS } from "@daybook/domain/limits";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { turnsDuring } from "./_turns.ts";
import { newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const EVENT = { title: "Review", start: "2026-03-02T09:00:00" };

/** Another content under a version, as somebody with the database at hand would put it. */
async function forge(database: Database, eventId: string, version = 1): Promise<void> {
  await database.transaction((trx) =>
    trx
      .updateTable("event_versions")
      .set({ content: '{"title":"forged"}' })
      .where("event_id", "=", toStoredId(eventId))
      .where("version", "=", version)
      .execute(),
  );
}

test("[V8] a calendar is verified with all that is in it now, deleted events included", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const ben = world.as((await newUser(world)).accessToken);
  const { items: calendars } = await ada.calendars.list({});
  const calendarId = calendars[0]?.id ?? "";
  const other = await ada.calendars.create({ name: "Other", timeZone: "Europe/Berlin" });
  const [gone, moved, kept] = await Promise.all([
    ada.events.create(EVENT),
    ada.events.create(EVENT),
    ada.events.create(EVENT),
  ]);
  await ada.events.delete({ id: gone.id });
  await ada.events.move({ id: moved.id, calendarId: other.id });
  await ada.events.update({ id: kept.id, patch: { title: "Kept" } });
  const sound = { ok: true, firstBad: null, firstBadEventId: null, nextCursor: null };
  expect(await ada.versions.verify({ calendarId })).toEqual({ ...sound, checked: 4 });
  expect(await ada.versions.verify({ calendarId: other.id })).toEqual({ ...sound, checked: 2 });

  await forge(world.database, moved.id, 2);
  expect(await ada.versions.verify({ calendarId })).toMatchObject({ ok: true });
  await forge(world.database, gone.id, 2);
  expect(await ada.versions.verify({ calendarId })).toMatchObject({
    ok: false,
    firstBad: 2,
    firstBadEventId: gone.id,
  });
  const last = [gone.id, kept.id].toSorted()[0];
  await forge(world.database, kept.id, 1);
  expect(await ada.versions.verify({ calendarId })).toMatchObject({ firstBadEventId: last });

  expect(await reasonOf(ben.versions.verify({ calendarId }))).toBe("NOT_FOUND");
});

test("[V8] others are answered between the long contents of one event", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({ ...EVENT, description: "agenda ".repeat(3_000) });
  for (let i = 2; i <= 30; i += 1) await ada.events.update({ id, patch: { title: `Review ${i}` } });
  const verifying = ada.versions.verify({ eventId: id });
  expect(await turnsDuring(verifying)).toBeGreaterThanOrEqual(30);
  expect(await verifying).toMatchObject({ ok: true, checked: 30 });
});

test("[V8] [C3] a large calendar is verified in several calls, each of a bounded size", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const description = "a".repeat(LIMITS.descriptionLength);
  const events = Array.from({ length: 300 }, () => ({ ...EVENT, description }));
  const first = await ada.events.createMany({ events });
  const second = await ada.events.createMany({ events });
  const calendarId = first.items[0]?.calendarId ?? "";
  const ids = [...first.items, ...second.items].map(({ id }) => id).toSorted();
  const page = await ada.versions.verify({ calendarId });
  expect(page).toMatchObject({ ok: true, firstBadEventId: null });
  expect(page.checked).toBeGreaterThan(400);
  expect(page.checked).toBeLessThan(520);
  const cursor = page.nextCursor ?? "";
  const rest = { ok: true, checked: 600 - page.checked, nextCursor: null };
  expect(await ada.versions.verify({ calendarId, cursor })).toMatchObject(rest);

  const forged = ids[page.checked] ?? "";
  await forge(world.database, forged);
  expect(await ada.versions.verify({ calendarId })).toMatchObject({ ok: true, nextCursor: cursor });
  expect(await ada.versions.verify({ calendarId, cursor })).toMatchObject({
    ...rest,
    ok: false,
    firstBad: 1,
    firstBadEventId: forged,
  });
  const { id: otherCalendar } = await ada.calendars.create({ name: "B", timeZone: "UTC" });
  const elsewhere = ada.versions.verify({ calendarId: otherCalendar, cursor });
  expect(await reasonOf(elsewhere)).toBe("INVALID_CURSOR");
});

test("[V8] [S3] bad input: both ids, none, hidden and missing ones", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eve = world.as((await newUser(world)).accessToken);
  const { id: eventId, calendarId } = await ada.events.create(EVENT);
  for (const input of [{ eventId, calendarId }, {}, { eventId, cursor: "x" }]) {
    expect(await refusalOf(ada.versions.verify(input))).toMatchObject({ reason: "INVALID_INPUT" });
  }
  expect(await reasonOf(ada.versions.verify({ calendarId, cursor: "x" }))).toBe("INVALID_CURSOR");
  expect(await reasonOf(eve.versions.verify({ calendarId }))).toBe("NOT_FOUND");
  expect(await reasonOf(ada.versions.verify({ calendarId: eventId }))).toBe("NOT_FOUND");
  expect(await reasonOf(eve.versions.verify({ eventId }))).toBe("NOT_FOUND");
  const { user } = await newUser(world);
  expect(await reasonOf(ada.versions.verify({ eventId: user.id }))).toBe("NOT_FOUND");
});

test("[V8] a viewer of the calendar may verify it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const { calendarId } = await ada.events.create(EVENT);
  await ada.sharing.share({
    resource: { type: "calendar", id: calendarId },
    users: [{ userId: guest.user.id, role: "viewer" }],
  });
  const { versions } = world.as(guest.accessToken);
  expect(await versions.verify({ calendarId })).toMatchObject({ ok: true, checked: 1 });
});

test("[V8] a whole database is verified: forged, surplus and missing versions, and events that are gone", async () => {
  await using world = await startWorld();
  const { database } = world;
  const ada = world.as((await newUser(world)).accessToken);
  const { items } = await ada.events.createMany({ events: Array.from({ length: 8 }, () => EVENT) });
  const ids = items.map(({ id }) => id).toSorted();
  for (const id of ids) await ada.events.update({ id, patch: { title: "Renamed" } });
  expect(await verifyDatabase(database)).toEqual({ events: 8, versions: 16, bad: [], missing: [] });

  const [forged, orphaned, emptied, shortened, removed] = ids as [
    string,
    string,
    string,
    string,
    string,
  ];
  await forge(database, forged, 2);
  await database.transaction(async (trx) => {
    const rows = [orphaned, removed].map(toStoredId);
    await trx.deleteFrom("events").where("id", "in", rows).execute();
    const versions = [emptied, removed].map(toStoredId);
    await trx.deleteFrom("event_versions").where("event_id", "in", versions).execute();
    // What a chain by itself cannot tell: its end is gone, and the event's row agrees.
    const short = toStoredId(shortened);
    await trx
      .deleteFrom("event_versions")
      .where("event_id", "=", short)
      .where("version", "=", 2)
      .execute();
    await trx.updateTable("events").set({ version: 1 }).where("id", "=", short).execute();
  });
  const report = await verifyDatabase(database);
  expect(report.bad).toEqual([
    { eventId: forged, version: 2 },
    { eventId: orphaned, version: 1 },
    { eventId: emptied, version: 1 },
  ]);
  expect(report.missing).toEqual([
    { eventId: orphaned, version: 2, present: null },
    { eventId: shortened, version: 2, present: 1 },
    { eventId: removed, version: 2, present: null },
  ]);
  expect(await ada.versions.verify({ eventId: shortened })).toMatchObject({ ok: true, checked: 1 });
});

test("[V8] the command says what it has checked, names what does not fit, and fails then", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(EVENT);
  await ada.events.create(EVENT);
  const sound = await verifyCommand(world.on.url);
  expect(sound).toMatchObject({ code: 0 });
  expect(sound.output).toMatch(
    /\nchecked 2 versions of 2 events in \d+\.\d s, [\d,]+ a second\nAll is as it was written\.\n$/,
  );
  await forge(world.database, id);
  const bad = await verifyCommand(world.on.url);
  expect(bad.code).toBe(1);
  expect(bad.output).toContain(`${id}  version 1 is not as it was written\n`);
  expect(bad.output).toContain("Events that are not as they were written: 1\n");
});

function verifyCommand(url: string): Promise<{ code: unknown; output: string }> {
  const cli = join(import.meta.dirname, "../../db/src/cli.ts");
  return new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: url };
    execFile(process.execPath, [cli, "verify"], { env }, (error, output) => {
      resolve({ code: error === null ? 0 : error.code, output });
    });
  });
}
