import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { newUser, reasonOf, startWorld } from "./auth/_processes.ts";

const TESTDATA = new URL("../../domain/testdata/", import.meta.url);
const holidays = await readFile(new URL("public-holidays-germany-2026.ics", TESTDATA), "utf8");
const seminar = await readFile(new URL("weekly-seminar-berlin.ics", TESTDATA), "utf8");

/** A file of one event. */
function fileOf(sequence: number, title: string, uid = "one@example.com"): string {
  return [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `SEQUENCE:${sequence}`,
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DTEND;TZID=Europe/Berlin:20260302T100000",
    `SUMMARY:${title}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
}

test("[F1] importing a file twice changes nothing the second time", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const first = await ada.events.import({ ics: holidays });
  expect(first).toMatchObject({ updated: 0, unchanged: 0, skipped: [] });
  expect(first.created).toBeGreaterThan(8);
  const before = await contentsOf(world.database);
  const again = await ada.events.import({ ics: holidays });
  expect(again).toEqual({
    created: 0,
    updated: 0,
    unchanged: first.created,
    skipped: [],
    changeSetId: null,
  });
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[F1] a dry run says what would happen and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const before = await contentsOf(world.database);
  const dry = await ada.events.import({ ics: seminar, dryRun: true });
  expect(dry).toMatchObject({ created: 2, changeSetId: null });
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[F1] a newer revision is taken over, an older one is not, and edits made here stay", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: fileOf(2, "Plan") });
  expect(await ada.events.import({ ics: fileOf(3, "Better plan") })).toMatchObject({ updated: 1 });
  const old = await ada.events.import({ ics: fileOf(1, "Old plan") });
  expect(old).toMatchObject({
    updated: 0,
    skipped: [{ line: 3, uid: "one@example.com", reason: "OUTDATED" }],
  });

  const { items } = await ada.events.list({});
  const id = items[0]?.id ?? "";
  await ada.events.update({ id, patch: { title: "Our plan" } });
  expect(await ada.events.import({ ics: fileOf(3, "Better plan") })).toMatchObject({
    unchanged: 1,
  });
  const clash = await ada.events.import({ ics: fileOf(4, "Their plan") });
  expect(clash.skipped).toMatchObject([{ reason: "EDITED_HERE" }]);
  expect(await ada.events.get({ id })).toMatchObject({ title: "Our plan" });

  await ada.events.delete({ id });
  await ada.events.import({ ics: fileOf(3, "Better plan") });
  expect(await ada.events.get({ id })).toMatchObject({ deletedAt: null, title: "Better plan" });
});

test("[F1] [S1] what the caller may not bring back is skipped, and the rest is imported", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const session = await newUser(world);
  const bob = world.as(session.accessToken);
  const { id: calendarId } = await ada.calendars.create({
    name: "Team",
    timeZone: "Europe/Berlin",
  });
  const users = [{ userId: session.user.id, role: "editor" as const }];
  await ada.sharing.share({ resource: { type: "calendar", id: calendarId }, users });
  await ada.events.import({ calendarId, ics: fileOf(1, "Plan") });
  const { items } = await ada.events.list({ calendarIds: [calendarId] });
  await ada.events.delete({ id: items[0]?.id ?? "" });

  const ics =
    fileOf(1, "Plan").replace("END:VCALENDAR\r\n", "") +
    fileOf(1, "New", "two@example.com").replace("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "");
  for (const dryRun of [true, false]) {
    expect(await bob.events.import({ calendarId, ics, dryRun })).toMatchObject({
      created: 1,
      updated: 0,
      skipped: [{ line: 3, uid: "one@example.com", reason: "FORBIDDEN" }],
    });
  }
});

test("[F1] what was edited here to what the file says counts as imported", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: fileOf(1, "Plan") });
  const { items } = await ada.events.list({});
  const id = items[0]?.id ?? "";
  await ada.events.update({ id, patch: { title: "Better plan" } });
  const dry = await ada.events.import({ ics: fileOf(2, "Better plan"), dryRun: true });
  expect(dry).toMatchObject({ unchanged: 1, updated: 0 });
  const early = await ada.events.import({ ics: fileOf(3, "Best plan"), dryRun: true });
  expect(early.skipped).toMatchObject([{ reason: "EDITED_HERE" }]);
  expect(await ada.events.import({ ics: fileOf(2, "Better plan") })).toMatchObject({
    unchanged: 1,
    changeSetId: null,
  });
  expect(await ada.events.import({ ics: fileOf(3, "Best plan") })).toMatchObject({ updated: 1 });
});

test("[F1] an update takes the file's SEQUENCE over, where it is the higher one", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: fileOf(2, "Plan") });
  await ada.events.import({ ics: fileOf(7, "Better plan") });
  const { items } = await ada.events.list({});
  expect(items).toMatchObject([{ sequence: 7, title: "Better plan" }]);
});

test.each(["Plan", "Better plan"])(
  "[F1] a deleted event that was not imported comes back as the file has it: %s",
  async (title) => {
    await using world = await startWorld();
    const ada = world.as((await newUser(world)).accessToken);
    const { id, uid } = await ada.events.create({
      title: "Plan",
      start: "2026-03-02T09:00:00",
      end: "2026-03-02T10:00:00",
      timeZone: "Europe/Berlin",
    });
    await ada.events.delete({ id });
    const ics = fileOf(0, title, uid);
    expect(await ada.events.import({ ics })).toMatchObject({ updated: 1, skipped: [] });
    expect(await ada.events.get({ id })).toMatchObject({ title, deletedAt: null });
    expect(await ada.events.import({ ics })).toMatchObject({ unchanged: 1, updated: 0 });
  },
);

test("[F1] good parts are imported and bad ones are listed with their line", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const ics = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    "UID:bad",
    "DTSTART:20260230T090000Z",
    "SUMMARY:Never",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:good",
    "DTSTART;VALUE=DATE:20260302",
    "SUMMARY:Always",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
  const answer = await ada.events.import({ ics });
  expect(answer).toMatchObject({ created: 1, skipped: [{ uid: "bad" }] });
  expect(answer.skipped[0]?.line).toBeGreaterThanOrEqual(3);
  expect(await reasonOf(ada.events.import({ ics: "<html>" }))).toBe("INVALID_CALENDAR_FILE");
});
