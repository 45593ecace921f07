import fc from "fast-check";
import { expect, test } from "vitest";
import { readCalendarFile } from "../src/event/calendar-file.ts";
import { calendarFileParts } from "../src/event/calendar-file/write.ts";
import type { ExportedEvent } from "../src/event/calendar-file/write.ts";
import type { EventContent, Override } from "../src/event/content.ts";
import { firstKey, seriesOf } from "../src/recurrence/series.ts";
import { contentEquals, diffContent } from "../src/versions/diff.ts";
import { arbitraryContent } from "./_arbitrary-content.ts";
import { at, eventContent } from "./_content.ts";

const exported = (content: EventContent, fields: Partial<ExportedEvent> = {}): ExportedEvent => ({
  uid: "a@example.org",
  sequence: 3,
  recurrenceId: null,
  createdAt: at("2026-01-01T08:00:00Z"),
  updatedAt: at("2026-02-01T08:30:15Z"),
  content,
  ...fields,
});

function write(...events: ExportedEvent[]): string {
  return [...calendarFileParts(events, { name: "Work", timeZone: "Europe/Berlin" })].join("");
}

function readBack(event: ExportedEvent) {
  const { events, problems } = readCalendarFile(write(event), { timeZone: "America/New_York" });
  expect(problems).toEqual([]);
  expect(events).toHaveLength(1);
  return events[0];
}

/** As a write would have it: a recurrence recurs, and something is left of it. */
function isValid({ recurrence, overrides, ...time }: EventContent): boolean {
  if (![time, ...Object.values(overrides)].every(endsAfterStart)) return false;
  if (recurrence === null) return true;
  if (recurrence.rrule === null && recurrence.rdates.length === 0) return false;
  return firstKey(seriesOf(time, recurrence)) !== undefined;
}

/** A clock change may put the end of a skipped start before it, which no write allows (rule T2). */
function endsAfterStart({ start, end, timeZone }: Override): boolean {
  if (start === undefined || end === undefined || typeof timeZone !== "string") return true;
  return (
    Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone).epochMilliseconds <=
    Temporal.PlainDateTime.from(end).toZonedDateTime(timeZone).epochMilliseconds
  );
}

/** An override's fields that say what the series says show nothing in a file. */
function withoutRepetitions(content: EventContent): boolean {
  return Object.values(content.overrides).every(
    (override: Override) =>
      override.start === undefined ||
      override.start !== content.start ||
      override.timeZone !== content.timeZone,
  );
}

test("[F1] whatever is written is read back as it was", () => {
  fc.assert(
    fc.property(arbitraryContent.filter(isValid).filter(withoutRepetitions), (content) => {
      const found = readBack(exported(content));
      expect(diffContent(content, found?.content ?? eventContent())).toEqual([]);
      expect(contentEquals(content, found?.content ?? eventContent())).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
