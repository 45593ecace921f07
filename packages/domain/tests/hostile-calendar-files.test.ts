import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "../src/errors.ts";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { decodeCalendarFile } from "../src/event/calendar-file/decode.ts";
import { calendar, vevent } from "./_calendar-file.ts";
import { HOSTILE_FILES } from "./_hostile-files.ts";
import type { Outcome } from "./_hostile-files.ts";

/** What becomes of a file: events and reasons, or the reason for which it is refused whole. */
function outcomeOf(ics: string): Outcome {
  try {
    const { events, problems } = readCalendarFile(ics, { timeZone: "Europe/Berlin" });
    return { events: events.length, reasons: [...new Set(problems.map(({ reason }) => reason))] };
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
}

// Each of these took minutes, or all memory, with one quadratic step; the time limit of the test
// would show it.
describe("[F1] a hostile file is answered or refused", () => {
  test.each(HOSTILE_FILES)("%s", (_, ics, expected) => {
    expect(outcomeOf(ics())).toEqual(expected);
  });

  test("with a name that objects have", () => {
    const ics = calendar(
      vevent("constructor;toString=1:x", "SUMMARY;__proto__=x:a", "UID:__proto__"),
      vevent("UID:__proto__", "RECURRENCE-ID:20260302T080000Z"),
    );
    expect(outcomeOf(ics)).toEqual({ events: 1, reasons: [] });
  });
});

test("[F1] whatever becomes of the lines before it, a good calendar is read", () => {
  const folder = join(import.meta.dirname, "../testdata");
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith(".ics"))
    .flatMap((name) => decodeCalendarFile(readFileSync(join(folder, name))).split("\r\n"));
  const good = calendar(vevent("UID:good@example.org", "SUMMARY:Good"));

  const line = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...lines) },
    { weight: 2, arbitrary: fc.string({ unit: "binary" }) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...lines),
          fc.nat({ max: 80 }),
          fc.constantFrom("", ";", ":", "=", '"', "Z", "\r"),
        )
        .map(([text, at, middle]) => `${text.slice(0, at)}${middle}${text.slice(at)}`),
    },
  );
  const stretch = fc
    .tuple(fc.nat({ max: lines.length }), fc.nat({ max: 60 }))
    .map(([start, count]) => lines.slice(start, start + count));
  const broken = fc
    .array(
      fc.oneof(
        { weight: 1, arbitrary: stretch },
        { weight: 2, arbitrary: line.map((one) => [one]) },
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.flat().join("\r\n"));

  fc.assert(
    fc.property(broken, (before) => {
      const { events } = readCalendarFile(`${before}\r\n${good}`, { timeZone: "Europe/Berlin" });
      const [found] = events.filter(({ uid }) => uid === "good@example.org");
      expect(found?.content.title).toBe("Good");
    }),
    { numRuns: 1_000 },
  );
});
