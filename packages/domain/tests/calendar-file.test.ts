import { describe, expect, test } from "vitest";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { LIMITS } from "../src/limits.ts";
import { at } from "./_content.ts";
import { calendar, read, readOne, reasonsIn, vevent } from "./_calendar-file.ts";

describe("the properties of an event", () => {
  test("[F1] are read with their escapes, and others are kept as they are", () => {
    const { content, ...rest } = readOne(
      vevent(
        "UID:b@example.org",
        "SEQUENCE:7",
        "SUMMARY;LANGUAGE=de:Kaffee\\, Kuchen\\; und \\\\ mehr",
        "DESCRIPTION:eins\\nzwei\\Ndrei",
        'LOCATION;ALTREP="http://example.org/a;b:c":Raum 1',
        "STATUS:TENTATIVE",
        "TRANSP:TRANSPARENT",
        "CATEGORIES:a\\,b,c",
        "CATEGORIES: d ,,c",
        "X-OTHER;X-P=1:whatever",
        "ATTENDEE;CN=Ann:mailto:ann@example.org",
      ),
    );
    expect(rest).toEqual({ uid: "b@example.org", recurrenceId: null, sequence: 7, line: 3 });
    expect(content).toEqual({
      title: "Kaffee, Kuchen; und \\ mehr",
      description: "eins\nzwei\ndrei",
      location: "Raum 1",
      status: "tentative",
      transparency: "transparent",
      tags: ["a,b", "c", "d"],
      metadata: {},
      calendarProperties: ["X-OTHER;X-P=1:whatever", "ATTENDEE;CN=Ann:mailto:ann@example.org"],
      allDay: false,
      start: "2026-03-02T09:00:00",
      end: "2026-03-02T09:00:00",
      timeZone: "Europe/Berlin",
      recurrence: null,
      overrides: {},
    });
  });

  test.each([
    ["nothing", []],
    ["an empty SUMMARY", ["SUMMARY:"]],
    ["a blank SUMMARY", ["SUMMARY:  \\n "]],
  ])("[F1] with %s, the title says that there is none", (_, lines) => {
    expect(readOne(vevent(...lines)).content.title).toBe("(no title)");
  });

  test("[F1] control characters and half characters do not lose the event", () => {
    const { content } = readOne(
      vevent("SUMMARY:a\u0007b\\nc\uD800", "DESCRIPTION:x\u0000y\\nz", "LOCATION: r\u001b[1m"),
    );
    expect(content).toMatchObject({ title: "a b c\uFFFD", description: "xy\nz", location: "r[1m" });
  });

  test("[F1] without UID there is none, and none is made up", () => {
    const ics = calendar("BEGIN:VEVENT", "DTSTART:20260302", "END:VEVENT");
    const { events } = readCalendarFile(ics, { timeZone: "UTC" });
    expect(events).toMatchObject([{ uid: null, sequence: 0 }]);
  });
});

describe("the times of an event", () => {
  test.each([
    ["in UTC", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", "UTC"],
    [
      "in a zone",
      "DTSTART;TZID=Asia/Tokyo:20260302T090000",
      "DTEND;TZID=Asia/Tokyo:20260302T100000",
      "Asia/Tokyo",
    ],
    [
      "in Exchange's UTC, in quotes",
      'DTSTART;TZID="tzone://Microsoft/Utc":20260302T090000',
      'DTEND;TZID="tzone://Microsoft/Utc":20260302T100000',
      "UTC",
    ],
    [
      "in Exchange's UTC, without quotes",
      "DTSTART;TZID=tzone://Microsoft/Utc:20260302T090000",
      "DTEND;VALUE=DATE-TIME;TZID=tzone://Microsoft/Utc:20260302T100000",
      "UTC",
    ],
    ["floating", "DTSTART:20260302T090000", "DTEND:20260302T100000", null],
    [
      "in a zone and UTC at once",
      "DTSTART;TZID=Asia/Tokyo:20260302T000000Z",
      "DURATION:PT1H",
      "Asia/Tokyo",
    ],
    [
      "with an end whose zone was left out",
      "DTSTART;TZID=Asia/Tokyo:20260302T090000",
      "DTEND:20260302T100000",
      "Asia/Tokyo",
    ],
    [
      "with an end in another zone",
      "DTSTART;TZID=Asia/Tokyo:20260302T090000",
      "DTEND;TZID=Europe/Berlin:20260302T020000",
      "Asia/Tokyo",
    ],
  ])("[T1] [F1] %s", (_, start, end, timeZone) => {
    expect(readOne(vevent(start, end)).content).toMatchObject({
      allDay: false,
      start: "2026-03-02T09:00:00",
      end: "2026-03-02T10:00:00",
      timeZone,
    });
  });

  test.each([
    ["DTSTART;VALUE=DATE:20260302", "", "2026-03-03"],
    ["DTSTART:20260302", "", "2026-03-03"],
    ["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260305", "2026-03-05"],
    ["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260302", "2026-03-03"],
    ["DTSTART;VALUE=DATE:20260302", "DURATION:P2D", "2026-03-04"],
    ["DTSTART;VALUE=DATE:20260302", "DURATION:P1W", "2026-03-09"],
    ["DTSTART;VALUE=DATE:20260302T100000", "", "2026-03-03"],
  ])("[T1] [F1] all-day: %s %s", (start, end, expected) => {
    const lines = end === "" ? [start] : [start, end];
    expect(readOne(vevent(...lines)).content).toMatchObject({
      allDay: true,
      start: "2026-03-02",
      end: expected,
      timeZone: null,
    });
  });

  test.each([
    ["20260328T100000", "P1D", "2026-03-29T10:00:00"],
    ["20260328T100000", "PT24H", "2026-03-29T11:00:00"],
    ["20260328T100000", "P1DT30M", "2026-03-29T10:30:00"],
    ["20260328T100000", "+P1W", "2026-04-04T10:00:00"],
  ])(
    "[F1] days of a duration are days on the wall, hours are exact: %s + %s",
    (start, duration, end) => {
      const lines = [`DTSTART;TZID=Europe/Berlin:${start}`, `DURATION:${duration}`];
      expect(readOne(vevent(...lines)).content.end).toBe(end);
    },
  );

  test("[T3] [F1] a start that the clock skips keeps its length", () => {
    const { content } = readOne(
      vevent(
        "DTSTART;TZID=Europe/Berlin:20260329T023000",
        "DTEND;TZID=Europe/Berlin:20260329T030000",
      ),
    );
    expect(content).toMatchObject({ start: "2026-03-29T02:30:00", end: "2026-03-29T04:00:00" });
  });

  test("[F1] the second 60 is the second 59", () => {
    expect(readOne(vevent("DTSTART:20161231T235960Z")).content.start).toBe("2016-12-31T23:59:59");
  });

  test.each([
    ["INVALID_TIME", "DTSTART:20260230T090000Z"],
    ["INVALID_TIME", "DTSTART:20260302T240000Z"],
    ["INVALID_TIME", "DTSTART:20260302T090000+0100"],
    ["INVALID_TIME", "DTSTART:2026-03-02T09:00:00"],
    ["INVALID_TIME", "DTSTART:"],
    ["INVALID_TIME", "DTSTART:tomorrow"],
    ["INVALID_TIME", "DTSTART;VALUE=DATE:20260302", "DTEND:20260303T090000"],
    ["INVALID_TIME", "DTSTART;VALUE=DATE:20260302", "DURATION:PT5H"],
    ["INVALID_TIME", "DTSTART:20260302T090000", "DURATION:5 minutes"],
    ["INVALID_TIME", "DTSTART:20260302T090000", "DURATION:P"],
    ["END_BEFORE_START", "DTSTART:20260302T090000", "DTEND:20260302T080000"],
    ["END_BEFORE_START", "DTSTART:20260302T090000", "DURATION:-PT5M"],
    ["END_BEFORE_START", "DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260301"],
    ["LIMIT_EXCEEDED", "DTSTART:20260302T090000", "DURATION:P99999W"],
    ["LIMIT_EXCEEDED", "DTSTART:15990302T090000"],
    ["UNKNOWN_TIME_ZONE", "DTSTART;TZID=Mars/Olympus:20260302T090000"],
    ["MALFORMED_LINE", 'DTSTART;TZID="Europe/Berlin:20260302T090000'],
  ])("[F1] %s: %s %s", (reason, ...lines) => {
    const file = read(vevent(...lines));
    expect(file.events).toEqual([]);
    expect(reasonsIn(file)).toEqual([[3 + lines.length + 1, reason]]);
  });
});

describe("a series", () => {
  const startAndRule = [
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DURATION:PT1H",
    "RRULE:FREQ=DAILY;COUNT=5",
  ];

  /** The starts of a file's one event. */
  function startsOf(...lines: string[]): string[] {
    const { content } = readOne(vevent(...lines));
    const window = { from: at("2026-01-01T00:00:00Z"), to: at("2027-01-01T00:00:00Z") };
    return expandOccurrences(content, { ...window, viewZone: "Europe/Berlin" }).map(
      ({ start }) => start,
    );
  }

  test("[R1] [F1] has its rule, extra dates and exclusions", () => {
    const { content } = readOne(
      vevent(
        ...startAndRule,
        "EXDATE;TZID=Europe/Berlin:20260304T090000,20260303T090000",
        "EXDATE;TZID=Europe/Berlin:20260303T090000",
        "RDATE;TZID=Europe/Berlin:20260310T180000",
      ),
    );
    expect(content.recurrence).toEqual({
      rrule: "FREQ=DAILY;COUNT=5",
      rdates: ["2026-03-10T18:00:00"],
      exdates: ["2026-03-03T09:00:00", "2026-03-04T09:00:00"],
    });
  });

  test("[R3] [F1] keeps a start that the rule does not produce, and COUNT counts it", () => {
    expect(
      startsOf("DTSTART;TZID=Europe/Berlin:20260303T090000", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"),
    ).toEqual(["2026-03-03T09:00:00", "2026-03-09T09:00:00", "2026-03-16T09:00:00"]);
  });

  test("[R3] [F1] may recur by its extra dates alone", () => {
    expect(
      startsOf("DTSTART:20260302T090000Z", "RDATE:20260305T090000Z", "EXDATE:20260302T090000Z"),
    ).toEqual(["2026-03-05T09:00:00"]);
  });

  test.each([
    ["in UTC", "EXDATE:20260303T080000Z"],
    ["in another zone", "EXDATE;TZID=America/New_York:20260303T030000"],
    ["floating", "EXDATE:20260303T090000"],
    ["as a date", "EXDATE;VALUE=DATE:20260303"],
    ["among empty ones", "EXDATE;TZID=Europe/Berlin:,20260303T090000,"],
  ])("[F1] an exclusion %s is one on the clock of the series", (_, exclusion) => {
    expect(readOne(vevent(...startAndRule, exclusion)).content.recurrence?.exdates).toEqual([
      "2026-03-03T09:00:00",
    ]);
  });

  test("[F1] times in the lists of an all-day series are its dates", () => {
    const { content } = readOne(
      vevent(
        "DTSTART;VALUE=DATE:20260302",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE:20260303T000000",
        "RDATE;VALUE=DATE:20260310",
      ),
    );
    expect(content.recurrence).toMatchObject({ exdates: ["2026-03-03"], rdates: ["2026-03-10"] });
  });

  test("[T3] [F1] an exclusion in UTC finds the occurrence that a clock change shifted", () => {
    const { content } = readOne(
      vevent(
        "DTSTART;TZID=Europe/Berlin:20260328T023000",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE:20260329T013000Z",
      ),
    );
    expect(content.recurrence?.exdates).toEqual(["2026-03-29T02:30:00"]);
  });

  test("[F1] an extra date that is a period has its own length", () => {
    const { content } = readOne(
      vevent(
        ...startAndRule,
        "RDATE;TZID=Europe/Berlin;VALUE=PERIOD:20260310T180000/PT2H,20260311T180000/20260311T190000",
      ),
    );
    expect(content.recurrence?.rdates).toEqual(["2026-03-10T18:00:00", "2026-03-11T18:00:00"]);
    expect(content.overrides).toEqual({
      "2026-03-10T18:00:00": {
        allDay: false,
        start: "2026-03-10T18:00:00",
        end: "2026-03-10T20:00:00",
        timeZone: "Europe/Berlin",
      },
    });
  });

  test.each([
    ["DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;UNTIL=20260304T000000Z", "UNTIL=20260304"],
    ["DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;UNTIL=20260303T230000Z", "UNTIL=20260304"],
    ["DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;UNTIL=20260304T235959", "UNTIL=20260304"],
    ["DTSTART:20260302T090000", "RRULE:FREQ=DAILY;UNTIL=20260304T080000Z", "UNTIL=20260304T090000"],
    [
      "DTSTART:20260302T090000Z",
      "RRULE:FREQ=DAILY;UNTIL=20260304T090000Z",
      "UNTIL=20260304T090000Z",
    ],
  ])("[F1] an UNTIL of another kind than the start is put right: %s %s", (start, rule, until) => {
    expect(readOne(vevent(start, rule)).content.recurrence?.rrule).toBe(`FREQ=DAILY;${until}`);
    expect(startsOf(start, rule)).toHaveLength(3);
  });

  test.each([
    ["RRULE:FREQ=DAILY;COUNT=2;", "FREQ=DAILY;COUNT=2"],
    ["RRULE:freq=daily;byhour=9;count=2", "FREQ=DAILY;COUNT=2"],
  ])("[F1] %s of an all-day event is read as %s", (rule, expected) => {
    const { content } = readOne(vevent("DTSTART;VALUE=DATE:20260302", rule));
    expect(content.recurrence?.rrule).toBe(expected);
  });

  test.each([
    ["RECURRENCE_UNSUPPORTED", "RRULE:FREQ=HOURLY"],
    ["RECURRENCE_UNSUPPORTED", "RRULE:FREQ=DAILY;BYSECOND=1"],
    ["RECURRENCE_UNSUPPORTED", "EXRULE:FREQ=WEEKLY"],
    ["RECURRENCE_NEVER_MATCHES", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"],
    ["RECURRENCE_TOO_LARGE", "RRULE:FREQ=DAILY;COUNT=1000000"],
    ["INVALID_RECURRENCE", "RRULE:FREQ=SOMETIMES"],
    ["INVALID_RECURRENCE", "RRULE:"],
  ])("[F1] %s: %s", (reason, rule) => {
    const file = read(vevent("SUMMARY:x", rule));
    expect(file.events).toEqual([]);
    expect(reasonsIn(file)).toEqual([[7, reason]]);
  });

  test("[F1] two rules in one event are not supported", () => {
    const file = read(vevent("RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"));
    expect(reasonsIn(file)).toEqual([[7, "RECURRENCE_UNSUPPORTED"]]);
  });

  test("[X5] [F1] a series of which nothing is left is a problem", () => {
    const file = read(
      vevent("RRULE:FREQ=DAILY;COUNT=1", "EXDATE;TZID=Europe/Berlin:20260302T090000"),
    );
    expect(reasonsIn(file)).toEqual([[7, "INVALID_RECURRENCE"]]);
  });
});

describe("overrides", () => {
  const master = vevent(
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "DURATION:PT1H",
    "RRULE:FREQ=DAILY;COUNT=5",
    "SUMMARY:Series",
    "DESCRIPTION:Text",
    "CATEGORIES:a",
  );
  const unchanged = ["SUMMARY:Series", "DESCRIPTION:Text", "CATEGORIES:a", "DURATION:PT1H"];

  function overridesOf(...overrides: string[]): unknown {
    return readOne(master, ...overrides).content.overrides;
  }

  test("[X2] [F1] hold what differs from the series, wherever they stand in the file", () => {
    const override = vevent(
      "RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000",
      "DTSTART;TZID=Europe/Berlin:20260303T090000",
      "DURATION:PT1H",
      "SUMMARY:Another",
      "DESCRIPTION:Text",
      "CATEGORIES:a",
    );
    const expected = { "2026-03-03T09:00:00": { title: "Another" } };
    expect(overridesOf(override)).toEqual(expected);
    expect(readOne(override, master).content.overrides).toEqual(expected);
  });

  test("[X2] [F1] time fields go together", () => {
    const override = vevent(
      "RECURRENCE-ID:20260303T080000Z",
      "DTSTART;TZID=America/New_York:20260303T120000",
      ...unchanged,
    );
    expect(overridesOf(override)).toEqual({
      "2026-03-03T09:00:00": {
        allDay: false,
        start: "2026-03-03T12:00:00",
        end: "2026-03-03T13:00:00",
        timeZone: "America/New_York",
      },
    });
  });

  test("[X2] [F1] a component without a SUMMARY has the series' title, and no text of its own", () => {
    const override = vevent(
      "RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000",
      "DTSTART;TZID=Europe/Berlin:20260303T090000",
      "DURATION:PT1H",
    );
    expect(overridesOf(override)).toEqual({ "2026-03-03T09:00:00": { description: "", tags: [] } });
  });

  test.each([
    ["in UTC", "RECURRENCE-ID:20260303T080000Z", "DTSTART:20260303T080000Z"],
    [
      "with a date",
      "RECURRENCE-ID;VALUE=DATE:20260303",
      "DTSTART;TZID=Europe/Berlin:20260303T090000",
    ],
    [
      "in its zone",
      "RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000",
      "DTSTART;TZID=Europe/Berlin:20260303T090000",
    ],
  ])("[X2] [F1] one %s that changes nothing is none", (_, recurrenceId, start) => {
    expect(overridesOf(vevent(recurrenceId, start, ...unchanged))).toEqual({});
  });

  test("[F1] one for an occurrence that the rule does not make keeps it as an extra one", () => {
    const { content } = readOne(
      master,
      vevent("RECURRENCE-ID:20260401T070000Z", "DTSTART:20260401T100000Z", ...unchanged),
    );
    expect(content.recurrence).toMatchObject({ rdates: ["2026-04-01T09:00:00"], exdates: [] });
    expect(content.overrides).toMatchObject({
      "2026-04-01T09:00:00": { start: "2026-04-01T12:00:00", timeZone: "Europe/Berlin" },
    });
  });

  test("[F1] one of an event without a rule makes it a series of its own start and that date", () => {
    const { content } = readOne(
      vevent("SUMMARY:Once"),
      vevent("RECURRENCE-ID:20260302T080000Z", "SUMMARY:Twice"),
      vevent("RECURRENCE-ID:20260309T080000Z", "DTSTART:20260309T080000Z", "SUMMARY:Thrice"),
    );
    expect(content).toMatchObject({
      title: "Once",
      recurrence: { rrule: null, rdates: ["2026-03-02T09:00:00", "2026-03-09T09:00:00"] },
      overrides: {
        "2026-03-02T09:00:00": { title: "Twice" },
        "2026-03-09T09:00:00": { title: "Thrice" },
      },
    });
  });

  test("[F1] one for an excluded occurrence takes the exclusion away", () => {
    const { content } = readOne(
      master.replace("RRULE", "EXDATE;TZID=Europe/Berlin:20260303T090000\r\nRRULE"),
      vevent("RECURRENCE-ID:20260303T080000Z", "DTSTART:20260303T100000Z", ...unchanged),
    );
    expect(content.recurrence?.exdates).toEqual([]);
    expect(Object.keys(content.overrides)).toEqual(["2026-03-03T09:00:00"]);
  });

  test("[F1] one that is no good is listed, and the series is read without it", () => {
    const file = read(
      master,
      vevent(
        "RECURRENCE-ID:20260303T080000Z",
        "DTSTART:20260303T100000Z",
        "DTEND:20260303T090000Z",
      ),
      vevent(
        "RECURRENCE-ID:20260304T080000Z",
        "DTSTART:20260304T100000Z",
        `SUMMARY:${"x".repeat(LIMITS.titleLength + 1)}`,
      ),
    );
    expect(file.events).toMatchObject([{ content: { title: "Series", overrides: {} } }]);
    expect(reasonsIn(file)).toEqual([
      [16, "END_BEFORE_START"],
      [22, "LIMIT_EXCEEDED"],
    ]);
  });

  test("[F1] of two for one occurrence the later revision stands", () => {
    const override = (sequence: number, stamp: string, title: string) =>
      vevent(
        "RECURRENCE-ID:20260303T080000Z",
        "DTSTART:20260303T080000Z",
        `SEQUENCE:${sequence}`,
        `DTSTAMP:${stamp}`,
        ...unchanged.slice(1),
        `SUMMARY:${title}`,
      );
    const file = read(
      master,
      override(1, "20260101T000000Z", "first"),
      override(2, "20260102T000000Z", "third"),
      override(2, "20260101T000000Z", "second"),
    );
    expect(file.events[0]?.content.overrides).toEqual({
      "2026-03-03T09:00:00": { title: "third" },
    });
    expect(file.problems.map(({ reason }) => reason)).toEqual([
      "DUPLICATE_EVENT",
      "DUPLICATE_EVENT",
    ]);
  });

  test("[F1] without a master they are single events that know which occurrence they are", () => {
    const { events, problems } = read(
      vevent("RECURRENCE-ID;TZID=Europe/Berlin:20260303T090000", "DTSTART:20260303T100000Z"),
      vevent("RECURRENCE-ID:20260304T090000", "DTSTART:20260304T100000"),
      vevent("RECURRENCE-ID;VALUE=DATE:20260305", "DTSTART;VALUE=DATE:20260306"),
    );
    expect(problems).toEqual([]);
    expect(
      events.map(({ uid, recurrenceId, content }) => [uid, recurrenceId, content.recurrence]),
    ).toEqual([
      ["a@example.org", "2026-03-03T08:00:00Z", null],
      ["a@example.org", "2026-03-04T09:00:00", null],
      ["a@example.org", "2026-03-05", null],
    ]);
  });

  test("[F1] whose master cannot be read are single events too", () => {
    const file = read(
      vevent("RRULE:FREQ=HOURLY"),
      vevent("RECURRENCE-ID:20260303T080000Z", "DTSTART:20260303T100000Z"),
    );
    expect(file.events).toMatchObject([{ recurrenceId: "2026-03-03T08:00:00Z" }]);
    expect(reasonsIn(file)).toEqual([[6, "RECURRENCE_UNSUPPORTED"]]);
  });
});

describe("a file", () => {
  test.each([
    ["nothing", ""],
    ["a web page", "<!DOCTYPE html><html><body>Sign in</body></html>"],
    ["JSON", '{"events":[]}'],
    ["a contact", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nEND:VCARD\r\n"],
    ["an event without a calendar", vevent()],
  ])("[F1] that holds %s is refused", (_, ics) => {
    expect(() => readCalendarFile(ics, { timeZone: "UTC" })).toThrow(
      expect.objectContaining({ reason: "INVALID_CALENDAR_FILE" }),
    );
  });

  test("[F1] may hold no event", () => {
    expect(read()).toEqual({ events: [], problems: [] });
  });

  test.each([
    ["LF", "\n"],
    ["CR", "\r"],
  ])("[F1] with %s at its line ends and a byte order mark is read", (_, lineEnd) => {
    const ics = `\uFEFF${calendar(vevent("SUMMARY:x"))}`.replaceAll("\r\n", lineEnd);
    expect(readCalendarFile(ics, { timeZone: "UTC" })).toMatchObject({
      events: [{ line: 3, content: { title: "x" } }],
      problems: [],
    });
  });

  test("[F1] names its zones by calendar: one TZID may mean two zones", () => {
    const zone = (location: string) =>
      ["BEGIN:VTIMEZONE", "TZID:Home", `X-LIC-LOCATION:${location}`, "END:VTIMEZONE"].join("\r\n");
    const event = (uid: string) => vevent(`UID:${uid}`, "DTSTART;TZID=Home:20260302T090000");
    const ics = [
      calendar(zone("Asia/Tokyo"), event("a")),
      calendar(event("b"), zone("Europe/Rome")),
    ].join("");
    const { events } = readCalendarFile(ics, { timeZone: "UTC" });
    expect(events.map(({ content }) => content.timeZone)).toEqual(["Asia/Tokyo", "Europe/Rome"]);
  });

  test("[F1] with more bytes or events than the limit is refused whole", () => {
    const tooLong = calendar(vevent(`X-LONG:${"ä".repeat(LIMITS.importBytes / 2)}`));
    expect(() => readCalendarFile(tooLong, { timeZone: "UTC" })).toThrow(
      expect.objectContaining({ reason: "LIMIT_EXCEEDED" }),
    );
    const events = Array.from({ length: LIMITS.importEvents + 1 }, (_, n) => vevent(`UID:${n}`));
    expect(() => read(...events)).toThrow(expect.objectContaining({ reason: "LIMIT_EXCEEDED" }));
    expect(read(...events.slice(1)).events).toHaveLength(LIMITS.importEvents);
  });

  test("[F1] with very many problems says how many are not listed", () => {
    const { problems } = read(...Array.from({ length: 1_500 }, () => "no property"));
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)).toEqual({
      line: 1_003,
      uid: null,
      reason: "TOO_MANY_PROBLEMS",
      message: "500 more problems are not listed.",
    });
  });

  test("[F1] read twice gives the same", () => {
    const ics = calendar(vevent("RRULE:FREQ=DAILY", "EXDATE:20260304T080000Z"));
    expect(readCalendarFile(ics, { timeZone: "UTC" })).toEqual(
      readCalendarFile(ics, { timeZone: "UTC" }),
    );
  });
});
