import { describe, expect, test } from "vitest";
import { parseWallTime } from "../../time/wall-time.ts";
import type { Component } from "./components.ts";
import { scanCalendars } from "./components.ts";
import { ProblemList } from "./problems.ts";
import { zoneDefinition } from "./zone-definition.ts";
import { clockYears, keepsSameTime, readZoneRules } from "./zone-rules.ts";

function definition(timeZone: string, from: string, to = from): readonly string[] {
  const wall = (text: string): number => parseWallTime(text) ?? NaN;
  return zoneDefinition(timeZone, timeZone, { from: wall(from), to: wall(to) });
}

function componentOf(lines: readonly string[]): Component {
  const ics = ["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR"].join("\n");
  const [component] = scanCalendars(ics, new ProblemList()).flatMap(({ components }) => components);
  if (component === undefined) throw new Error("no component");
  return component;
}

describe("[F1] a written VTIMEZONE", () => {
  test("[F1] tells the present rules of a zone without an end", () => {
    expect(definition("Europe/Berlin", "2026-03-02T09:00:00")).toEqual([
      "BEGIN:VTIMEZONE",
      "TZID:Europe/Berlin",
      "BEGIN:STANDARD",
      "DTSTART:20251026T030000",
      "TZOFFSETFROM:+0200",
      "TZOFFSETTO:+0100",
      "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
      "END:STANDARD",
      "BEGIN:DAYLIGHT",
      "DTSTART:20260329T020000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0200",
      "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
      "END:DAYLIGHT",
      "END:VTIMEZONE",
    ]);
  });

  test.each([
    ["a week of the month", "America/New_York", "BYMONTH=3;BYDAY=2SU"],
    ["days of the month", "America/Santiago", "BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU"],
    ["the southern half", "Australia/Sydney", "BYMONTH=10;BYDAY=1SU"],
  ])("[F1] has rules by %s", (_, timeZone, part) => {
    expect(definition(timeZone, "2026-03-02T09:00:00").join("\n")).toContain(part);
  });

  test("[F1] of a zone without changes has its one offset", () => {
    const lines = definition("Asia/Tokyo", "2026-03-02T09:00:00");
    expect(lines.filter((line) => /^(?:TZOFFSET|RRULE|RDATE|BEGIN:D)/.test(line))).toEqual([
      "TZOFFSETFROM:+1000",
      "TZOFFSETTO:+0900",
    ]);
    expect(definition("Etc/GMT-3", "2026-03-02T09:00:00").slice(3, 6)).toEqual([
      "DTSTART:20260101T000000",
      "TZOFFSETFROM:+0300",
      "TZOFFSETTO:+0300",
    ]);
  });

  test("[F1] of long ago begins with the mean time of the place", () => {
    expect(definition("Europe/Berlin", "1604-02-29T09:00:00").slice(2, 6)).toEqual([
      "BEGIN:STANDARD",
      "DTSTART:16040101T000000",
      "TZOFFSETFROM:+005328",
      "TZOFFSETTO:+005328",
    ]);
  });

  test("[F1] keeps the zone's own time in every year that it covers", () => {
    const years = [1991, 1995, 2007, 2011, 2020, 2026, 2037, 2060, 2098];
    const wrong = Intl.supportedValuesOf("timeZone").filter((timeZone) => {
      const rules = readZoneRules(componentOf(definition(timeZone, "1991-01-01T00:00:00")));
      return !years.every((year) => {
        const clock = rules && clockYears(rules, year);
        return clock !== undefined && keepsSameTime(clock, timeZone);
      });
    });
    expect(wrong).toEqual([]);
  });
});
