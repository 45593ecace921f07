import type { Occurrence } from "@daybook/client";
import { expect, test } from "vitest";
import { presentAgenda } from "./agenda.ts";
import { UNPAINTED } from "./paint.ts";

const BERLIN = "Europe/Berlin";

function newOccurrence(overrides: Partial<Occurrence>): Occurrence {
  return {
    eventId: "01890a5d-ac96-774b-bcce-b302099a8057",
    key: "2026-03-27T09:00:00",
    title: "Stand-up",
    location: "",
    status: "confirmed",
    transparency: "opaque",
    allDay: false,
    start: "2026-03-27T09:00:00",
    end: "2026-03-27T09:30:00",
    timeZone: BERLIN,
    startsAt: "2026-03-27T08:00:00Z",
    endsAt: "2026-03-27T08:30:00Z",
    recurring: false,
    overridden: false,
    role: "owner",
    calendarId: "01890a5d-ac96-774b-bcce-b302099a8058",
    version: 1,
    ...overrides,
  };
}

function agenda(
  occurrences: Occurrence[],
  {
    from,
    to = from,
    zone = BERLIN,
    long = false,
  }: {
    from: string;
    to?: string;
    zone?: string;
    long?: boolean;
  },
): string[] {
  const text = presentAgenda(occurrences, {
    zone,
    firstDay: Temporal.PlainDate.from(from),
    lastDay: Temporal.PlainDate.from(to),
    long,
    paint: UNPAINTED,
  });
  const lines = text.split("\n");
  // What comes before the first day has a test of its own.
  return lines[1] === "" ? lines.slice(2) : lines;
}

test("[R2] a weekly 09:00 stays at 09:00 across a clock change, which its day names", () => {
  const friday = newOccurrence({ recurring: true });
  const monday = newOccurrence({
    recurring: true,
    key: "2026-03-30T09:00:00",
    start: "2026-03-30T09:00:00",
    end: "2026-03-30T09:30:00",
    startsAt: "2026-03-30T07:00:00Z",
    endsAt: "2026-03-30T07:30:00Z",
  });
  const sunday = newOccurrence({
    title: "Market",
    start: "2026-03-29T11:00:00",
    end: "2026-03-29T11:00:00",
    startsAt: "2026-03-29T09:00:00Z",
    endsAt: "2026-03-29T09:00:00Z",
  });
  expect(agenda([friday, sunday, monday], { from: "2026-03-27", to: "2026-03-30" })).toEqual([
    "Friday 27 March 2026",
    "  09:00–09:30  Stand-up  repeats",
    "",
    "Sunday 29 March 2026  clocks go forward, 02:00 → 03:00",
    "  11:00        Market",
    "",
    "Monday 30 March 2026",
    "  09:00–09:30  Stand-up  repeats",
  ]);
});

test("[T3] the two 02:30 of the night when clocks go back are told apart", () => {
  const first = newOccurrence({
    title: "First",
    start: "2026-10-25T02:30:00",
    startsAt: "2026-10-25T00:30:00Z",
    endsAt: "2026-10-25T00:45:00Z",
  });
  const second = newOccurrence({
    title: "Second",
    timeZone: "Etc/UTC",
    start: "2026-10-25T01:30:00",
    startsAt: "2026-10-25T01:30:00Z",
    endsAt: "2026-10-25T01:45:00Z",
  });
  expect(agenda([first, second], { from: "2026-10-25" })).toEqual([
    "Sunday 25 October 2026  clocks go back, 03:00 → 02:00",
    "  02:30–02:45  First",
    "  02:30–02:45  Second  01:30 Etc/UTC · the second 02:30",
  ]);
});

test("[T4] what lasts several days is on each of them, and what ends at midnight not on the next", () => {
  const fair = newOccurrence({
    title: "Fair",
    allDay: true,
    timeZone: null,
    start: "2026-03-26",
    end: "2026-03-28",
  });
  const night = newOccurrence({
    title: "Night shift",
    start: "2026-03-26T22:00:00",
    startsAt: "2026-03-26T21:00:00Z",
    endsAt: "2026-03-28T05:00:00Z",
  });
  const party = newOccurrence({
    title: "Party",
    start: "2026-03-26T20:00:00",
    startsAt: "2026-03-26T19:00:00Z",
    endsAt: "2026-03-26T23:00:00Z",
  });
  expect(agenda([fair, party, night], { from: "2026-03-25", to: "2026-03-28" })).toEqual([
    "Thursday 26 March 2026",
    "  all day      Fair",
    "  20:00–24:00  Party",
    "  22:00–…      Night shift",
    "",
    "Friday 27 March 2026",
    "  all day      Fair",
    "  …            Night shift",
    "",
    "Saturday 28 March 2026",
    "  …–06:00      Night shift",
  ]);
});

test("days and times are the reader's, and the event's own time stands beside", () => {
  const late = newOccurrence({
    start: "2026-03-27T18:30:00",
    timeZone: "America/New_York",
    startsAt: "2026-03-27T22:30:00Z",
    endsAt: "2026-03-27T23:00:00Z",
  });
  expect(agenda([late], { from: "2026-03-27", to: "2026-03-28", zone: "Asia/Tokyo" })).toEqual([
    "Saturday 28 March 2026",
    "  07:30–08:00  Stand-up  18:30 America/New_York",
  ]);
});

test("[T5] the zone of the days and times is named once, above them", () => {
  const text = presentAgenda([newOccurrence({})], {
    zone: "Asia/Tokyo",
    firstDay: Temporal.PlainDate.from("2026-03-27"),
    lastDay: Temporal.PlainDate.from("2026-03-28"),
    long: false,
    paint: UNPAINTED,
  });
  expect(text.split("\n").slice(0, 3)).toEqual(["Times in Asia/Tokyo", "", "Friday 27 March 2026"]);
});

test("[X5] what is special about an occurrence is said", () => {
  const special = newOccurrence({
    location: "Room 4",
    recurring: true,
    overridden: true,
    status: "cancelled",
    transparency: "transparent",
  });
  expect(agenda([special], { from: "2026-03-27", long: true })).toEqual([
    "Friday 27 March 2026",
    "  09:00–09:30  Stand-up  Room 4 · repeats · changed · cancelled · free",
    "               01890a5d-ac96-774b-bcce-b302099a8057@2026-03-27T09:00:00",
  ]);
});

test("a single event is named by its id alone", () => {
  expect(agenda([newOccurrence({})], { from: "2026-03-27", long: true })[2]).toBe(
    "               01890a5d-ac96-774b-bcce-b302099a8057",
  );
});

test("titles of others can neither move the cursor nor start a line", () => {
  const hostile = newOccurrence({ title: "a\u001b[2Jb\nc\u202ed" });
  expect(agenda([hostile], { from: "2026-03-27" })[1]).toBe("  09:00–09:30  a\ufffd[2Jb c\ufffdd");
});

test("columns are aligned by what a terminal shows, also beside wide characters", () => {
  const wide = newOccurrence({ title: "昼休み", location: "x" });
  const plain = newOccurrence({ title: "Lunch 🍜", location: "x" });
  expect(agenda([wide, plain], { from: "2026-03-27" }).slice(1)).toEqual([
    "  09:00–09:30  昼休み    x",
    "  09:00–09:30  Lunch 🍜  x",
  ]);
});

test("an empty agenda says so", () => {
  expect(agenda([], { from: "2026-03-27", to: "2026-03-28" })).toEqual([
    "Nothing from Friday 27 March 2026 to Saturday 28 March 2026.",
  ]);
});
