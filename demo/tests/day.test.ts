/** The main job on real input, over HTTP, against the real server process. */
import type { Occurrence } from "@daybook/client";
import { startServer } from "@daybook/server/testing/server-process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Day, liveTheDay } from "../the-day.ts";

let day: Day;
const lines: string[] = [];
let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
  day = await liveTheDay({ url: server.url, print: (line) => lines.push(line) });
});
afterAll(() => server[Symbol.asyncDispose]());

describe("two people's day", () => {
  test("[F1] a year of public holidays and a seminar are imported; a second time changes nothing", () => {
    const { holidays, seminar, seminarAgain } = day.imported;
    expect(holidays).toMatchObject({ created: 19, updated: 0, unchanged: 0, skipped: [] });
    expect(seminar).toMatchObject({ created: 2, updated: 0, unchanged: 0, skipped: [] });
    expect(seminarAgain).toMatchObject({ created: 0, updated: 0, unchanged: 2, skipped: [] });
    expect(seminarAgain.changeSetId).toBeNull();
  });

  test("[S1] the calendar is shared with an editor", () => {
    expect(day.grants).toMatchObject([
      { role: "editor", canShare: false, canDelete: false, expiresAt: null },
    ]);
  });

  test("[R2] the weeks across the clock change keep the wall clock and move the instants", () => {
    expect(day.weeks.ada.map(placeOf)).toEqual([
      ["Seminar: Time and calendars", "2026-03-23T14:15:00", "2026-03-23T13:15:00Z"],
      ["Observing night", "2026-03-28T21:30:00", "2026-03-28T20:30:00Z"],
      ["Seminar: What a clock change does", "2026-03-30T16:15:00", "2026-03-30T14:15:00Z"],
      ["Karfreitag", "2026-04-03", "2026-04-02T22:00:00Z"],
      ["Ostersonntag", "2026-04-05", "2026-04-04T22:00:00Z"],
      ["Ostermontag", "2026-04-06", "2026-04-05T22:00:00Z"],
      ["Seminar: Time and calendars", "2026-04-08T14:15:00", "2026-04-08T12:15:00Z"],
    ]);
  });

  test("[T3] the night of the clock change lasts eight hours, though the clock says nine", () => {
    const night = day.weeks.ada.find(({ title }) => title === "Observing night");
    expect(night).toMatchObject({ end: "2026-03-29T06:30:00", endsAt: "2026-03-29T04:30:00Z" });
  });

  test("[T5] who reads in New York gets the same instants, and days of New York", () => {
    const instants = (items: readonly Occurrence[]) =>
      items.filter(({ allDay }) => !allDay).map(({ startsAt }) => startsAt);
    expect(instants(day.weeks.ben)).toEqual(instants(day.weeks.ada));
    expect(day.weeks.ben.find(({ title }) => title === "Karfreitag")).toMatchObject({
      start: "2026-04-03",
      startsAt: "2026-04-03T04:00:00Z",
      role: "editor",
    });
  });

  test("[X2] one occurrence is moved, and its neighbours stay", () => {
    expect(
      day.moved.seminars.map(({ key, start, location, overridden }) => [
        key,
        start,
        location,
        overridden,
      ]),
    ).toEqual([
      ["2026-04-08T14:15:00", "2026-04-08T14:15:00", "Room 2.14, Main building", false],
      ["2026-04-13T14:15:00", "2026-04-14T10:00:00", "Room 1.01", true],
      ["2026-04-20T14:15:00", "2026-04-20T14:15:00", "Room 2.14, Main building", false],
    ]);
  });

  test("[V3] of two edits from one version the second gets base, yours and theirs", () => {
    expect(day.met).toMatchObject({
      reason: "VERSION_CONFLICT",
      conflicts: [
        {
          field: "location",
          base: "Room 2.14, Main building",
          yours: "Library",
          theirs: "Lecture hall 3",
        },
      ],
    });
  });

  test("[V1] the log says who did what, without a gap", () => {
    const { log } = day.rollback;
    expect(log.map(({ version, kind }) => [version, kind])).toEqual([
      [4, "rollback"],
      [3, "update"],
      [2, "update"],
      [1, "import"],
    ]);
    expect(log.map(({ actor }) => actor.username?.slice(0, 4))).toEqual([
      "ada-",
      "ada-",
      "ben-",
      "ada-",
    ]);
    expect(log[2]).toMatchObject({
      message: "Room 2.14 is painted",
      changedFields: ["overrides.2026-04-13T14:15:00"],
    });
  });

  test("[V5] the diff names the fields, and the occurrence that moved", () => {
    expect(day.looked.diff.fields.map(({ field }) => field)).toEqual([
      "location",
      "overrides.2026-04-13T14:15:00",
    ]);
    expect(day.looked.diff.occurrences).toMatchObject({
      appear: [],
      vanish: [],
      move: [
        {
          key: "2026-04-13T14:15:00",
          from: { start: "2026-04-13T14:15:00" },
          to: { start: "2026-04-14T10:00:00" },
        },
      ],
    });
  });

  test("[V4] the rollback is a new version with exactly the old content", () => {
    expect(day.rollback.event).toMatchObject({ version: 4, location: "Room 2.14, Main building" });
    expect(day.rollback.contentNow).toEqual(day.rollback.contentThen);
  });

  test("[V8] the chain of versions fits together", () => {
    expect(day.rollback.chain).toMatchObject({ ok: true, checked: 4, firstBad: null });
  });

  test("[S3] withdrawn access leaves nothing to see", () => {
    expect(day.refusedAfterWithdrawal).toBe("NOT_FOUND");
  });

  test("[U3] after signing out, the old tokens are refused", () => {
    expect(day.refusedAfterSignOut).toEqual({ ada: "TOKEN_REVOKED", ben: "TOKEN_REVOKED" });
  });

  test("the reader sees times on the clock of each, the conflict, the log and the end", () => {
    const story = lines.join("\n");
    for (const seen of [
      "Mon 23 Mar  14:15–15:45  Seminar",
      "Mon 23 Mar  09:15–10:45  Seminar",
      "Wed 08 Apr  08:15–09:45  Seminar",
      'theirs    "Lecture hall 3"',
      "v4  rollback",
      "TOKEN_REVOKED",
    ]) {
      expect(story).toContain(seen);
    }
  });

  test("nothing of it was a fault of the server's", () => {
    expect(server.logs().filter(({ level }) => level !== "info")).toEqual([]);
    expect(server.output().stderr).toBe("");
  });
});

test("the script runs by itself, with a server of its own whatever is set, and leaves nothing running", async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../day.ts")], {
    env: { DAYBOOK_URL: "http://127.0.0.1:1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toContain("Both sign out.");
});

function placeOf({ title, start, startsAt }: Occurrence) {
  return [title, start, startsAt];
}
