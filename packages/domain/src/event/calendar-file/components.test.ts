import { describe, expect, test } from "vitest";
import { scanCalendars } from "./components.ts";
import type { Component } from "./components.ts";
import { ProblemList } from "./problems.ts";

/** The shape of a component as text: `VCALENDAR(VEVENT VTODO?)`; `?` is one that was cut off. */
function shapeOf({ name, components, terminated }: Component): string {
  const inner = components.length === 0 ? "" : `(${components.map(shapeOf).join(" ")})`;
  return `${name}${terminated ? "" : "?"}${inner}`;
}

function scan(...lines: string[]): { shapes: string[]; problems: [number, string][] } {
  const problems = new ProblemList();
  const shapes = scanCalendars(lines.join("\r\n"), problems).map(shapeOf);
  return { shapes, problems: problems.list().map(({ line, reason }) => [line, reason]) };
}

describe("components of a calendar file", () => {
  test("[F1] are found with what lies in them", () => {
    const found = scan(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "begin:valarm",
      "End:Valarm",
      "END:VEVENT",
      "BEGIN:VTODO",
      "END:VTODO",
      "END:VCALENDAR",
    );
    expect(found).toEqual({ shapes: ["VCALENDAR(VEVENT(VALARM) VTODO)"], problems: [] });
  });

  test("[F1] several calendars in one file are all read", () => {
    const calendar = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"];
    expect(scan(...calendar, ...calendar).shapes).toEqual([
      "VCALENDAR(VEVENT)",
      "VCALENDAR(VEVENT)",
    ]);
  });

  test("[F1] an event without END is cut off where the next one begins", () => {
    const found = scan(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "BEGIN:VALARM",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "END:VCALENDAR",
    );
    expect(found.shapes).toEqual(["VCALENDAR(VEVENT?(VALARM?) VEVENT)"]);
  });

  test("[F1] an alarm without END ends with its event", () => {
    const found = scan(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "BEGIN:VALARM",
      "END:VEVENT",
      "END:VCALENDAR",
    );
    expect(found.shapes).toEqual(["VCALENDAR(VEVENT(VALARM?))"]);
  });

  test("[F1] a file that was cut off keeps what was whole", () => {
    const found = scan("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VEVENT", "UID:a");
    expect(found.shapes).toEqual(["VCALENDAR?(VEVENT VEVENT?)"]);
  });

  test("[F1] an END without BEGIN and what lies outside a calendar are told", () => {
    const found = scan(
      "<html>",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "BEGIN:VCALENDAR",
      "END:VALARM",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "END:VCALENDAR",
    );
    expect(found).toEqual({
      shapes: ["VCALENDAR(VEVENT)"],
      problems: [
        [1, "MALFORMED_LINE"],
        [2, "MALFORMED_COMPONENT"],
        [5, "MALFORMED_LINE"],
      ],
    });
  });

  test("[F1] nesting beyond the limit is passed over and the next event is found", () => {
    const found = scan(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      ...Array.from({ length: 50 }, () => "BEGIN:X-DEEP"),
      "BEGIN:VEVENT",
      "END:VEVENT",
      "END:VCALENDAR",
    );
    expect(found.shapes).toEqual([
      "VCALENDAR(VEVENT?(X-DEEP?(X-DEEP?(X-DEEP?(X-DEEP?(X-DEEP?(X-DEEP?)))))) VEVENT)",
    ]);
    expect(found.problems).toEqual([[9, "LIMIT_EXCEEDED"]]);
  });

  test("[F1] balanced nesting beyond the limit leaves the event whole", () => {
    const deep = Array.from({ length: 20 }, () => "BEGIN:X-DEEP");
    const found = scan(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      ...deep,
      ...deep.map(() => "END:X-DEEP"),
      "SUMMARY:after",
      "END:VEVENT",
      "END:VCALENDAR",
    );
    expect(found.shapes[0]).toMatch(/^VCALENDAR\(VEVENT\(X-DEEP\(/);
    expect(found.problems).toEqual([[9, "LIMIT_EXCEEDED"]]);
  });
});
