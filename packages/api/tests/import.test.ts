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
    items: first.items.map((item) => ({ ...item, action: "unchanged" })),
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
  expect(clash).toMatchObject({
    updated: 0,
    unchanged: 0,
    skipped: [{ line: 3, uid: "one@example.com", reason: "KEPT_OURS" }],
    items: [{ line: 3, action: "skipped", reason: "KEPT_OURS", fields: ["title"] }],
    changeSetId: null,
  });
  expect(await ada.events.get({ id })).toMatchObject({ title: "Our plan" });
  // It has been said once; the same file again says nothing new.
  expect(await ada.events.import({ ics: fileOf(4, "Their plan") })).toMatchObject({
    unchanged: 1,
    skipped: [],
  });

  await ada.events.delete({ id });
  expect(await ada.events.import({ ics: fileOf(4, "Their plan") })).toMatchObject({ updated: 1 });
  expect(await ada.events.get({ id })).toMatchObject({ deletedAt: null, title: "Our plan" });
});

test("[F1] a newer revision is merged from the last import: our edits stay, theirs come", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: fileOf(1, "Plan") });
  const { items } = await ada.events.list({});
  const id = items[0]?.id ?? "";
  await ada.events.update({ id, patch: { location: "Here", metadata: { ours: true } } });
  const moved = fileOf(2, "Plan B").replace("T090000", "T083000");
  const answer = await ada.events.import({ ics: moved });
  expect(answer).toMatchObject({
    updated: 1,
    skipped: [],
    items: [{ line: 3, uid: "one@example.com", recurrenceId: null, action: "updated", fields: [] }],
  });
  expect(await ada.events.get({ id })).toMatchObject({
    title: "Plan B",
    start: "2026-03-02T08:30:00",
    location: "Here",
    metadata: { ours: true },
  });
  const { items: versions } = await ada.versions.list({ eventId: id });
  expect(versions[0]).toMatchObject({ kind: "import", changeSetId: answer.changeSetId });

  await ada.events.update({ id, patch: { title: "Our plan" } });
  const mixed = await ada.events.import({
    ics: moved.replace("SEQUENCE:2", "SEQUENCE:3").replace("Plan B", "Plan C\r\nLOCATION:There"),
  });
  expect(mixed).toMatchObject({
    updated: 0,
    skipped: [{ reason: "KEPT_OURS" }],
    items: [{ action: "skipped", fields: ["title", "location"] }],
  });
  const partly = await ada.events.import({
    ics: moved.replace("SEQUENCE:2", "SEQUENCE:4").replace("Plan B", "Plan D\r\nDESCRIPTION:New"),
  });
  expect(partly).toMatchObject({
    updated: 1,
    skipped: [{ reason: "KEPT_OURS" }],
    items: [{ action: "updated", reason: "KEPT_OURS", fields: ["title", "location"] }],
  });
  expect(await ada.events.get({ id })).toMatchObject({ title: "Our plan", description: "New" });
});

test("[F1] an event of ours takes a later revision over, and keeps what differs without one", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create({
    title: "Plan",
    start: "2026-03-02T09:00:00",
    timeZone: "Europe/Berlin",
    metadata: { ours: true },
  });
  const { ics } = await ada.events.export({ eventId: id });
  const edited = ics.replace("SUMMARY:Plan", "SUMMARY:Better plan").replace(/X-DAYBOOK.*\r\n/g, "");
  expect(await ada.events.import({ ics: edited })).toMatchObject({
    updated: 0,
    skipped: [{ reason: "KEPT_OURS" }],
  });
  const other = await ada.events.create({ title: "Other", start: "2026-03-02", allDay: true });
  const later = (await ada.events.export({ eventId: other.id })).ics
    .replace("SUMMARY:Other", "SUMMARY:Another")
    .replace("SEQUENCE:0", "SEQUENCE:1");
  expect(await ada.events.import({ ics: later })).toMatchObject({ updated: 1, skipped: [] });
  expect(await ada.events.get({ id: other.id })).toMatchObject({ title: "Another", sequence: 1 });
});

/** A weekly series, or one occurrence of it. */
function componentOf(title: string, more: readonly string[]): string {
  return [
    "BEGIN:VEVENT",
    "UID:series@example.com",
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DTEND;TZID=Europe/Berlin:20260302T100000",
    `SUMMARY:${title}`,
    ...more,
    "END:VEVENT",
  ].join("\r\n");
}

const calendarOf = (...components: readonly string[]): string =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", ...components, "END:VCALENDAR", ""].join("\r\n");

const master = componentOf("Class", ["RRULE:FREQ=WEEKLY;COUNT=4"]);
const exception = (title: string, sequence = 0): string =>
  componentOf(title, [
    "RECURRENCE-ID;TZID=Europe/Berlin:20260309T090000",
    `SEQUENCE:${sequence}`,
  ]).replaceAll(":20260302T", ":20260309T");
const KEY = "2026-03-09T09:00:00";

test("[F1] an override without its master is an event until the master comes, and part of it then", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const alone = calendarOf(exception("Exam"));
  expect(await ada.events.import({ ics: alone })).toMatchObject({
    created: 1,
    items: [{ recurrenceId: "2026-03-09T08:00:00Z", action: "created" }],
  });
  const answer = await ada.events.import({ ics: calendarOf(master) });
  expect(answer).toMatchObject({ created: 1, updated: 0, skipped: [] });
  const { items } = await ada.events.list({});
  expect(items).toMatchObject([{ title: "Class", overrides: { [KEY]: { title: "Exam" } } }]);
  const { items: all } = await ada.events.list({ includeDeleted: true });
  const orphan = all.find(({ title }) => title === "Exam");
  const { items: versions } = await ada.versions.list({ eventId: orphan?.id ?? "" });
  expect(versions[0]).toMatchObject({ kind: "delete", changeSetId: answer.changeSetId });

  const before = await contentsOf(world.database);
  for (const ics of [calendarOf(master), alone, calendarOf(master)]) {
    expect(await ada.events.import({ ics })).toMatchObject({ unchanged: 1, changeSetId: null });
    expect(await contentsOf(world.database)).toEqual(before);
  }
});

test("[F1] what was edited in such an event stays, whatever the master's file says", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: calendarOf(exception("Exam")) });
  const { items: alone } = await ada.events.list({});
  await ada.events.update({ id: alone[0]?.id ?? "", patch: { title: "Our exam" } });
  const answer = await ada.events.import({ ics: calendarOf(master, exception("Test")) });
  expect(answer).toMatchObject({ created: 1, skipped: [{ reason: "KEPT_OURS" }] });
  const { items } = await ada.events.list({});
  expect(items).toMatchObject([{ title: "Class", overrides: { [KEY]: { title: "Our exam" } } }]);
});

test("[F1] what the master's file says of an occurrence stands where nothing was edited here", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: calendarOf(exception("Exam")) });
  await ada.events.import({ ics: calendarOf(master, exception("Test", 1)) });
  const { items } = await ada.events.list({});
  expect(items).toMatchObject([{ title: "Class", overrides: { [KEY]: { title: "Test" } } }]);
});

test("[F1] an override whose master is there goes into it, and its next revision as well", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: calendarOf(master) });
  const first = await ada.events.import({ ics: calendarOf(exception("Exam")) });
  expect(first).toMatchObject({ created: 0, updated: 1, skipped: [] });
  expect(await ada.events.import({ ics: calendarOf(exception("Exam")) })).toMatchObject({
    unchanged: 1,
    changeSetId: null,
  });
  await ada.events.import({ ics: calendarOf(exception("Viva", 1)) });
  const { items } = await ada.events.list({});
  const id = items[0]?.id ?? "";
  expect(items).toMatchObject([{ title: "Class", overrides: { [KEY]: { title: "Viva" } } }]);
  await ada.events.update({
    id,
    scope: "this",
    occurrenceKey: KEY,
    patch: { title: "Our viva" },
  });
  expect(await ada.events.import({ ics: calendarOf(exception("Viva", 1)) })).toMatchObject({
    unchanged: 1,
  });
  const clash = await ada.events.import({ ics: calendarOf(exception("Oral", 2)) });
  expect(clash.skipped).toMatchObject([{ reason: "KEPT_OURS" }]);
  expect(await ada.events.get({ id })).toMatchObject({
    overrides: { [KEY]: { title: "Our viva" } },
  });
});

test("[F1] a dry run tells of each part what a run then does", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: fileOf(2, "Plan") });
  const broken = "BEGIN:VEVENT\r\nUID:bad\r\nDTSTART:20260230T090000Z\r\nEND:VEVENT";
  const ics = calendarOf(broken, fileOf(1, "Old").split("\r\n").slice(2, -2).join("\r\n"), master);
  const dry = await ada.events.import({ ics, dryRun: true });
  expect(dry.items).toMatchObject([
    { uid: "bad", action: "skipped", reason: "INVALID_TIME" },
    { line: 7, uid: "one@example.com", action: "skipped", reason: "OUTDATED" },
    { line: 14, uid: "series@example.com", action: "created", reason: null },
  ]);
  const run = await ada.events.import({ ics });
  expect({ ...run, changeSetId: null }).toEqual(dry);
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
  expect(early.skipped).toMatchObject([{ reason: "KEPT_OURS" }]);
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

test("[F1] the later part of a series that a file divides is an event, and stays one", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  await ada.events.import({ ics: calendarOf(master) });
  const following = exception("Evening class", 1).replace(
    "RECURRENCE-ID;",
    "RECURRENCE-ID;RANGE=THISANDFUTURE;",
  );
  const ics = calendarOf(master.replace("SUMMARY", "SEQUENCE:1\r\nSUMMARY"), following);
  expect(await ada.events.import({ ics })).toMatchObject({ created: 1, updated: 1, skipped: [] });
  const { items } = await ada.events.list({});
  expect(items).toMatchObject([
    { title: "Class", overrides: {} },
    { title: "Evening class", start: KEY, overrides: {} },
  ]);
  expect(await ada.events.import({ ics })).toMatchObject({ unchanged: 2, changeSetId: null });
});
