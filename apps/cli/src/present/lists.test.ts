import { stripVTControlCharacters } from "node:util";
import type { Grant, VersionItem, ImportReport } from "@daybook/client";
import { expect, test } from "vitest";
import { presentCalendars } from "./calendars.ts";
import { presentGrants } from "./grants.ts";
import { presentImport } from "./import-report.ts";
import { createPaint, UNPAINTED } from "./paint.ts";
import { presentLog, presentLogLines } from "./version-log.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

function newVersion(overrides: Partial<VersionItem>): VersionItem {
  return {
    version: 1,
    kind: "create",
    deleted: false,
    at: "2026-03-01T08:00:00Z",
    actor: { id: ID, username: "ada" },
    message: null,
    changedFields: ["title", "start"],
    calendarId: ID,
    changeSetId: ID,
    sourceVersion: null,
    undoneBy: null,
    ...overrides,
  };
}

function newGrant(overrides: Partial<Grant>): Grant {
  return {
    user: { id: ID, username: "bea" },
    role: "editor",
    canShare: false,
    canDelete: false,
    expiresAt: null,
    grantedBy: ID,
    grantedAt: "2026-03-01T08:00:00Z",
    via: { type: "event", id: ID },
    ...overrides,
  };
}

test("[V1] the short log has a line for each version", () => {
  const items = [
    newVersion({ version: 10, kind: "rollback", sourceVersion: 2, changedFields: ["title"] }),
    newVersion({
      version: 2,
      kind: "update",
      actor: { id: ID, username: null },
      message: "Moved\nto Tuesday",
    }),
    newVersion({}),
  ];
  expect(presentLogLines(items, { zone: "Europe/Berlin", paint: UNPAINTED }).split("\n")).toEqual([
    "v10  2026-03-01 09:00  ada     rollback to v2  title",
    "v2   2026-03-01 09:00  (gone)  update          title, start  “Moved to Tuesday”",
    "v1   2026-03-01 09:00  ada     create",
  ]);
});

test("[V1] the log shows who, when and how long ago, which fields, and the message", () => {
  const items = [
    newVersion({ version: 4, kind: "undo", sourceVersion: 3, changedFields: ["location"] }),
    newVersion({
      version: 3,
      kind: "update",
      changedFields: ["location"],
      message: "a\nb",
      undoneBy: 4,
    }),
    newVersion({}),
  ];
  const view = {
    zone: "Europe/Berlin",
    paint: UNPAINTED,
    now: Temporal.Instant.from("2026-03-01T11:30:00Z"),
    patches: new Map([[3, ["location", "+ Room 4"]]]),
  };
  expect(presentLog(items, view).split("\n")).toEqual([
    "version 4  undo of v3",
    "Author:  ada",
    "Date:    2026-03-01 09:00, 3 hours ago",
    "Fields:  location",
    `Set:     ${ID}`,
    "",
    "version 3  update  (undone by v4)",
    "Author:  ada",
    "Date:    2026-03-01 09:00, 3 hours ago",
    "Fields:  location",
    `Set:     ${ID}`,
    "",
    "    a",
    "    b",
    "",
    "location",
    "+ Room 4",
    "",
    "version 1  create",
    "Author:  ada",
    "Date:    2026-03-01 09:00, 3 hours ago",
    `Set:     ${ID}`,
  ]);
});

test("[V4] what an undo took back is marked, and what is in effect again is not", () => {
  const items = [newVersion({ version: 3, undoneBy: 7 }), newVersion({ version: 2 })];
  const lines = presentLogLines(items, { zone: "Etc/UTC", paint: UNPAINTED }).split("\n");
  expect(lines.map((line) => line.includes("(undone by v7)"))).toEqual([true, false]);
});

test("[S6] grants show role, flags and end", () => {
  const items = [
    newGrant({}),
    newGrant({
      user: { id: ID, username: "christopher" },
      role: "viewer",
      canShare: true,
      canDelete: true,
      expiresAt: "2026-04-01T08:00:00Z",
      via: { type: "calendar", id: ID },
    }),
  ];
  expect(presentGrants(items, { zone: "Europe/Berlin" }).split("\n")).toEqual([
    "bea          editor                                                 on this event",
    "christopher  viewer  may share, may delete  until 2026-04-01 10:00  on the calendar",
  ]);
  expect(presentGrants([], { zone: "Europe/Berlin" })).toBe("Shared with nobody.");
});

test("the default calendar is marked", () => {
  const calendar = {
    id: ID,
    ownerId: ID,
    role: "owner" as const,
    canShare: true,
    canDelete: true,
    name: "Calendar",
    timeZone: "Europe/Berlin",
    isDefault: true,
    freeBusy: "shared" as const,
    version: 1,
    createdAt: "2026-03-01T08:00:00Z",
    updatedAt: "2026-03-01T08:00:00Z",
    deletedAt: null,
  };
  const calendars = [
    calendar,
    { ...calendar, name: "Team", isDefault: false, role: "viewer" as const },
  ];
  expect(presentCalendars(calendars, { paint: UNPAINTED }).split("\n")).toEqual([
    `*  Calendar  owner   Europe/Berlin  ${ID}`,
    `   Team      viewer  Europe/Berlin  ${ID}`,
  ]);
});

const PLAIN = { recurrenceId: null, reason: null, fields: [] };

test("[F1] an import names every part that it left out or took in part", () => {
  const report: ImportReport = {
    created: 12,
    updated: 1,
    unchanged: 0,
    skipped: [
      { line: 7, uid: "a@x", reason: "INVALID_TIME", message: "No such day." },
      { line: 120, uid: null, reason: "OUTDATED", message: "Older than what is here." },
    ],
    items: [
      { line: 2, uid: "b@x", action: "created", ...PLAIN },
      { line: 7, uid: "a@x", action: "skipped", ...PLAIN, reason: "INVALID_TIME" },
      { line: 30, uid: null, action: "updated", ...PLAIN, fields: ["title"] },
      { line: 120, uid: null, action: "skipped", ...PLAIN, reason: "OUTDATED" },
    ],
    changeSetId: ID,
  };
  expect(presentImport(report, { dryRun: false, paint: UNPAINTED }).split("\n")).toEqual([
    "12 created, 1 updated, 0 unchanged, 2 skipped.",
    "line 7    INVALID_TIME  No such day. (a@x)",
    "line 30   updated       (no UID), kept as here: title",
    "line 120  OUTDATED      Older than what is here.",
  ]);
  const dryRun = presentImport(report, { dryRun: true, paint: UNPAINTED });
  expect(dryRun.split("\n").slice(0, 3)).toEqual([
    "Would be: 12 created, 1 updated, 0 unchanged, 2 skipped. Nothing was written.",
    "line 2    created       b@x",
    "line 7    INVALID_TIME  No such day. (a@x)",
  ]);
  const nothing = { ...report, skipped: [], items: [] };
  expect(presentImport(nothing, { dryRun: true, paint: UNPAINTED })).toBe(
    "Would be: 12 created, 1 updated, 0 unchanged, 0 skipped. Nothing was written.",
  );
});

test("colours come after padding, so that they do not shift columns", () => {
  const items = [newVersion({ version: 10 }), newVersion({})];
  const painted = presentLogLines(items, { zone: "Etc/UTC", paint: createPaint(true) });
  const stripped = stripVTControlCharacters(painted);
  expect(painted).not.toBe(stripped);
  expect(stripped).toBe(presentLogLines(items, { zone: "Etc/UTC", paint: UNPAINTED }));
});
