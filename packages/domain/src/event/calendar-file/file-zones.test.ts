import { describe, expect, test } from "vitest";
import { parseWallTime } from "../../time/wall-time.ts";
import { scanCalendars } from "./components.ts";
import { FileZones, ZoneMatcher } from "./file-zones.ts";
import { ProblemList } from "./problems.ts";

interface Change {
  readonly kind: "STANDARD" | "DAYLIGHT";
  readonly from: string;
  readonly to: string;
  readonly start: string;
  readonly rule?: string;
}

function timeZoneComponent(tzid: string, changes: readonly Change[], extra: string[] = []): string {
  return [
    "BEGIN:VTIMEZONE",
    `TZID:${tzid}`,
    ...extra,
    ...changes.flatMap(({ kind, from, to, start, rule }) => [
      `BEGIN:${kind}`,
      `DTSTART:${start}`,
      `TZOFFSETFROM:${from}`,
      `TZOFFSETTO:${to}`,
      ...(rule === undefined ? [] : [`RRULE:${rule}`]),
      `END:${kind}`,
    ]),
    "END:VTIMEZONE",
  ].join("\r\n");
}

function resolve(
  tzid: string,
  options: { definition?: string; preferred?: string; at?: string } = {},
): string | undefined {
  const { definition = "", preferred = "Asia/Tokyo", at = "2026-03-02T09:00:00" } = options;
  const ics = `BEGIN:VCALENDAR\r\n${definition}\r\nEND:VCALENDAR`;
  const [calendar] = scanCalendars(ics, new ProblemList());
  if (calendar === undefined) throw new Error("no calendar");
  const wall = parseWallTime(at) ?? Number.NaN;
  return new FileZones(calendar, new ZoneMatcher(preferred)).resolve(tzid, wall);
}

const CENTRAL_EUROPE: Change[] = [
  {
    kind: "STANDARD",
    from: "+0200",
    to: "+0100",
    start: "16011028T030000",
    rule: "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
  },
  {
    kind: "DAYLIGHT",
    from: "+0100",
    to: "+0200",
    start: "16010325T020000",
    rule: "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
  },
];
const NORTH_AMERICA_CENTRAL: Change[] = [
  {
    kind: "STANDARD",
    from: "-0500",
    to: "-0600",
    start: "20071104T020000",
    rule: "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
  },
  {
    kind: "DAYLIGHT",
    from: "-0600",
    to: "-0500",
    start: "20070311T020000",
    rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
  },
];

describe("the zone that a TZID means", () => {
  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["Europe/Kiev", "Europe/Kiev"],
    ["Asia/Calcutta", "Asia/Calcutta"],
    ["UTC", "UTC"],
    ["/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"],
    ["/freeassociation.sourceforge.net/Tzfile/America/Indiana/Knox", "America/Indiana/Knox"],
    ["/citadel.org/20250101_1/America/New_York", "America/New_York"],
    ["/mozilla.org/20050126_1/UTC", "UTC"],
    ["W. Europe Standard Time", "Europe/Berlin"],
    ["w. europe standard time", "Europe/Berlin"],
    ["Eastern Standard Time", "America/New_York"],
    ["India Standard Time", "Asia/Calcutta"],
    ["tzone://Microsoft/Utc", "UTC"],
    ["GMT+0100", "Etc/GMT-1"],
    ["UTC-5", "Etc/GMT+5"],
    ["Mars/Olympus_Mons", undefined],
    ["x".repeat(100_000), undefined],
  ])("[F1] %.60s is read by its name", (tzid, expected) => {
    expect(resolve(tzid)).toBe(expected);
  });

  test("[F1] X-LIC-LOCATION names a zone whose TZID does not", () => {
    const definition = timeZoneComponent("Home", CENTRAL_EUROPE, ["X-LIC-LOCATION:Europe/Rome"]);
    expect(resolve("Home", { definition })).toBe("Europe/Rome");
  });

  test("[F1] a name is believed before the rules beside it", () => {
    const definition = timeZoneComponent("Europe/Berlin", NORTH_AMERICA_CENTRAL);
    expect(resolve("Europe/Berlin", { definition })).toBe("Europe/Berlin");
  });

  test("[F1] rules tell the zone of an unknown name, the calendar's own first", () => {
    const definition = timeZoneComponent("Customized Time Zone", NORTH_AMERICA_CENTRAL);
    expect(resolve("Customized Time Zone", { definition })).toBe("America/Chicago");
    const preferred = "America/Winnipeg";
    expect(resolve("Customized Time Zone", { definition, preferred })).toBe(preferred);
  });

  test("[F1] rules of today that claim to have always held are compared with today's", () => {
    const definition = timeZoneComponent("Ours", CENTRAL_EUROPE);
    const at = "1975-07-01T09:00:00";
    expect(resolve("Ours", { definition, preferred: "Europe/Berlin", at })).toBe("Europe/Berlin");
  });

  test("[F1] rules since the year 1, as some programs write them, are compared", () => {
    const since = CENTRAL_EUROPE.map((change) => ({
      ...change,
      start: change.start.replace(/^\d{8}/, "00010101"),
    }));
    const definition = timeZoneComponent("Since ever", since);
    expect(resolve("Since ever", { definition })).toBe("Europe/Berlin");
  });

  test("[F1] rules that have ended hold for the time they held", () => {
    const [standard, daylight] = NORTH_AMERICA_CENTRAL as [Change, Change];
    const definition = timeZoneComponent("Chicago in parts", [
      standard,
      daylight,
      {
        ...standard,
        start: "19671029T020000",
        rule: "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T070000Z",
      },
      {
        ...daylight,
        start: "19870405T020000",
        rule: "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402",
      },
    ]);
    for (const at of ["1999-05-01T09:00:00", "2005-12-01T09:00:00", "2026-05-01T09:00:00"]) {
      expect(resolve("Chicago in parts", { definition, at })).toBe("America/Chicago");
    }
  });

  test("[F1] a zone without changes is told by its offset", () => {
    const definition = timeZoneComponent("Bombay-ish", [
      { kind: "STANDARD", from: "+0530", to: "+0530", start: "16010101T000000" },
    ]);
    expect(resolve("Bombay-ish", { definition })).toBe("Asia/Calcutta");
  });

  test("[F1] a change in another week is another zone", () => {
    const [standard, daylight] = CENTRAL_EUROPE as [Change, Change];
    const definition = timeZoneComponent("Nowhere", [
      standard,
      { ...daylight, rule: "FREQ=YEARLY;BYDAY=1SU;BYMONTH=3" },
    ]);
    expect(resolve("Nowhere", { definition })).toBeUndefined();
  });

  test.each([["FREQ=SECONDLY"], ["FREQ=YEARLY;COUNT=3"], ["FREQ=YEARLY;BYDAY=9XX"], ["nonsense"]])(
    "[F1] a definition whose rule is %s is not compared",
    (rule) => {
      const [standard, daylight] = CENTRAL_EUROPE as [Change, Change];
      const definition = timeZoneComponent("Odd", [standard, { ...daylight, rule }]);
      expect(resolve("Odd", { definition })).toBeUndefined();
    },
  );

  test("[F1] no more than fifty definitions of one file are compared", () => {
    const matcher = new ZoneMatcher("Europe/Berlin");
    const fixed = (offsetTo: number) => [
      { offsetFrom: 0, offsetTo, startWall: 0, rule: null, until: Infinity, extraWalls: [] },
    ];
    for (let offset = 1; offset <= 50; offset += 1) {
      expect(matcher.match(fixed(offset), 2026)).toBeUndefined();
    }
    const tokyo = 9 * 3_600;
    expect(matcher.match(fixed(tokyo), 2026)).toBeUndefined();
    expect(new ZoneMatcher("Asia/Tokyo").match(fixed(tokyo), 2026)).toBe("Asia/Tokyo");
  });
});
