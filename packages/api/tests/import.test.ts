import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { newUser, reasonOf, startWorld } from "./auth/_processes.ts";

const TESTDATA = new URL("../../domain/testdata/", import.meta.url);
const holidays = await readFile(new URL("public-holidays-germany-2026.ics", TESTDATA), "utf8");
const seminar = await readFile(new URL("weekly-seminar-berlin.ics", TESTDATA), "utf8");

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
  const file = (sequence: number, title: string) =>
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "BEGIN:VEVENT",
      "UID:one@example.com",
      `SEQUENCE:${sequence}`,
      "DTSTART;TZID=Europe/Berlin:20260302T090000",
      "DTEND;TZID=Europe/Berlin:20260302T100000",
      `SUMMARY:${title}`,
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n");
  await ada.events.import({ ics: file(2, "Plan") });
  expect(await ada.events.import({ ics: file(3, "Better plan") })).toMatchObject({ updated: 1 });
  const old = await ada.events.import({ ics: file(1, "Old plan") });
  expect(old).toMatchObject({
    updated: 0,
    skipped: [{ line: 3, uid: "one@example.com", reason: "OUTDATED" }],
  });

  const { items } = await ada.events.list({});
  const id = items[0]?.id ?? "";
  await ada.events.update({ id, patch: { title: "Our plan" } });
  expect(await ada.events.import({ ics: file(3, "Better plan") })).toMatchObject({ unchanged: 1 });
  const clash = await ada.events.import({ ics: file(4, "Their plan") });
  expect(clash.skipped).toMatchObject([{ reason: "EDITED_HERE" }]);
  expect(await ada.events.get({ id })).toMatchObject({ title: "Our plan" });

  await ada.events.delete({ id });
  await ada.events.import({ ics: file(3, "Better plan") });
  expect(await ada.events.get({ id })).toMatchObject({ deletedAt: null, title: "Better plan" });
});

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
