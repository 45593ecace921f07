import type { Changed, Event } from "@daybook/client";
import { expect, test } from "vitest";
import { presentChanged } from "./changed.ts";
import { presentEvent } from "./event.ts";
import { UNPAINTED } from "./paint.ts";
import { ruleInWords } from "./recurrence.ts";

function newEvent(overrides: Partial<Event>): Event {
  return {
    id: "01890a5d-ac96-774b-bcce-b302099a8057",
    calendarId: "01890a5d-ac96-774b-bcce-b302099a8058",
    ownerId: "01890a5d-ac96-774b-bcce-b302099a8059",
    createdBy: "01890a5d-ac96-774b-bcce-b302099a8059",
    role: "owner",
    canShare: true,
    canDelete: true,
    version: 3,
    uid: "uid",
    sequence: 0,
    title: "Stand-up",
    description: "",
    location: "",
    status: "confirmed",
    transparency: "opaque",
    allDay: false,
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T09:30:00",
    timeZone: "Europe/Berlin",
    startsAt: "2026-03-02T08:00:00Z",
    endsAt: "2026-03-02T08:30:00Z",
    recurrence: null,
    overrides: {},
    tags: [],
    metadata: {},
    calendarProperties: [],
    splitFrom: null,
    createdAt: "2026-03-01T08:00:00Z",
    updatedAt: "2026-03-01T08:00:00Z",
    updatedBy: "01890a5d-ac96-774b-bcce-b302099a8059",
    deletedAt: null,
    ...overrides,
  };
}

function show(
  overrides: Partial<Event>,
  { zone = "Europe/Berlin", rule = null }: { zone?: string; rule?: string | null } = {},
): string[] {
  return presentEvent(newEvent(overrides), { zone, rule, paint: UNPAINTED }).split("\n");
}

test("a plain event is short", () => {
  expect(show({})).toEqual([
    "Stand-up",
    "when      Monday 2 March 2026, 09:00–09:30 Europe/Berlin",
    "role      owner",
    "version   3, 2026-03-01 09:00",
    "calendar  01890a5d-ac96-774b-bcce-b302099a8058",
    "id        01890a5d-ac96-774b-bcce-b302099a8057",
  ]);
});

test("a series shows its rule and all exceptions", async () => {
  const rule = await ruleInWords("FREQ=WEEKLY;BYDAY=MO");
  const series: Partial<Event> = {
    recurrence: {
      rrule: "FREQ=WEEKLY;BYDAY=MO",
      rdates: ["2026-03-04T09:00:00"],
      exdates: ["2026-03-09T09:00:00", "2026-03-16T09:00:00"],
    },
    overrides: {
      "2026-03-23T09:00:00": { title: "Retro", location: "Room 4" },
      "2026-03-30T09:00:00": {
        allDay: false,
        start: "2026-03-31T10:00:00",
        end: "2026-03-31T11:00:00",
        timeZone: "Europe/Berlin",
        status: "tentative",
      },
    },
  };
  const lines = show(series, { rule });
  expect(lines.slice(2, 7)).toEqual([
    "repeats   every week on Monday (FREQ=WEEKLY;BYDAY=MO)",
    "extra     2026-03-04T09:00:00",
    "excluded  2026-03-09T09:00:00, 2026-03-16T09:00:00",
    "changed   2026-03-23T09:00:00  title: Retro, location: Room 4",
    "changed   2026-03-30T09:00:00  Tuesday 31 March 2026, 10:00–11:00, status: tentative",
  ]);
});

test("[T5] elsewhere the reader's own time stands beside; floating and whole days have none", () => {
  expect(show({}, { zone: "Asia/Tokyo" })[2]).toBe("here      2026-03-02 17:00 Asia/Tokyo");
  expect(show({ timeZone: null }, { zone: "Asia/Tokyo" })[1]).toBe(
    "when      Monday 2 March 2026, 09:00–09:30 (wherever you are)",
  );
  expect(
    show(
      { allDay: true, timeZone: null, start: "2026-03-02", end: "2026-03-03" },
      { zone: "Asia/Tokyo" },
    ),
  ).toHaveLength(6);
});

test("the description keeps its lines, without what moves the cursor", () => {
  expect(show({ description: "one\n\ttwo\u001b[A" }).slice(-3)).toEqual([
    "",
    "one",
    "    two\ufffd[A",
  ]);
});

test("[V2] a change says which version it made, or that it made none", () => {
  const changed: Changed = {
    event: newEvent({}),
    changed: true,
    merged: false,
    mergedOver: [],
    changeSetId: null,
    rightPart: null,
    preview: null,
  };
  const present = (overrides: Partial<Changed>): string =>
    presentChanged(
      { ...changed, ...overrides },
      { verb: "Changed", would: "change", zone: "Europe/Berlin", paint: UNPAINTED },
    );
  expect(present({})).toBe("Changed Stand-up: now version 3.");
  expect(present({ changed: false })).toBe("Stand-up was like that already; version 3 stands.");
  expect(present({ merged: true, mergedOver: [1, 2] })).toBe(
    "Changed Stand-up: now version 3, merged over version 1, 2.",
  );
  const rightPart = newEvent({ start: "2026-04-06T09:00:00" });
  expect(present({ rightPart }).split("\n")).toEqual([
    "Changed Stand-up: now version 3.",
    `From 2026-04-06T09:00:00 on it is an event of its own: ${rightPart.id}`,
  ]);
});

test("[X6] a preview says what would appear, vanish, move and be lost, and that nothing was written", () => {
  const key = "2026-03-30T09:00:00";
  const at = { key, start: key, end: "2026-03-30T09:30:00", startsAt: "", endsAt: "" };
  const window = { from: "2026-03-29T22:00:00Z", to: "2026-04-05T22:00:00Z" };
  const present = (appear: (typeof at)[], overridesLost: string[]): string[] =>
    presentChanged(
      {
        event: newEvent({}),
        changed: true,
        merged: false,
        mergedOver: [],
        changeSetId: null,
        rightPart: null,
        preview: { window, occurrences: { appear, vanish: [], move: [] }, overridesLost },
      },
      { verb: "Changed", would: "change", zone: "Europe/Berlin", paint: UNPAINTED },
    ).split("\n");
  expect(present([at], [key])).toEqual([
    "It would change Stand-up, as version 3. Nothing was written.",
    "What changes from 2026-03-30 00:00 to 2026-04-06 00:00 Europe/Berlin, by the event's own clock:",
    "",
    "occurrences that appear",
    "+ Monday 30 March 2026, 09:00–09:30",
    "",
    "exceptions that would be lost",
    `- ${key}`,
  ]);
  const many = present(
    Array.from({ length: 12 }, () => at),
    [],
  );
  expect([many.length, many.at(-1)]).toEqual([15, "… and 2 more"]);
  expect(present([], []).at(-1)).toBe("No occurrence appears, vanishes or moves.");
});
