import fc from "fast-check";
import { DomainError } from "../src/errors.ts";
import type { EventContent } from "../src/event/content.ts";
import { excludeOccurrence, restoreOccurrence } from "../src/event/exclude.ts";
import { type EventPatch, patchContent } from "../src/event/patch.ts";
import { keysBetween, seriesOf } from "../src/recurrence/series.ts";
import { storedWall } from "../src/time/occurrence-time.ts";
import { DAY_SECONDS, formatKey } from "../src/time/wall-time.ts";

/** An edit as a caller would make it; it leaves the content alone where it is refused. */
export type Edit = (content: EventContent) => EventContent;

function allowed(edit: Edit): Edit {
  return (content) => {
    try {
      return edit(content);
    } catch (error) {
      if (error instanceof DomainError) return content;
      throw error;
    }
  };
}

function keyAt(content: EventContent, index: number): string {
  const series = seriesOf(content, content.recurrence && { ...content.recurrence, exdates: [] });
  const keys = keysBetween(series, series.startWall, series.startWall + 90 * DAY_SECONDS);
  return formatKey(keys[index % keys.length] ?? series.startWall, content.allDay);
}

const patch: fc.Arbitrary<EventPatch> = fc.oneof(
  fc.record({ title: fc.constantFrom("x", "y") }),
  fc.record({ description: fc.constantFrom("a\nb\nc", "a\nB\nc", "A\nb\nc", "") }),
  fc.record({ location: fc.constantFrom("here", "there") }),
  fc.record({ tags: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")) }),
  fc.record({
    metadata: fc.dictionary(fc.constantFrom("a", "b", "constructor"), fc.nat({ max: 3 })),
  }),
  fc.record({ status: fc.constantFrom("confirmed", "cancelled") }),
);

const rules = [
  "FREQ=DAILY",
  "FREQ=DAILY;COUNT=7",
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;UNTIL=20270101",
  "FREQ=MONTHLY",
  "FREQ=DAILY;INTERVAL=2",
];

const moving: fc.Arbitrary<Edit> = fc
  .tuple(fc.constantFrom(-1, 1, 2, 7), fc.constantFrom(0, 1, 5))
  .map(([days, hours]) => (content) => {
    const wall = storedWall(content.start, content.allDay) + days * DAY_SECONDS;
    const start = formatKey(content.allDay ? wall : wall + hours * 3_600, content.allDay);
    return patchContent(content, { start }, { scope: "all", orphans: "drop" }).content;
  });

const edit: fc.Arbitrary<Edit> = fc
  .oneof(
    patch.map(
      (what): Edit =>
        (content) =>
          patchContent(content, what, { scope: "all" }).content,
    ),
    fc.tuple(patch, fc.nat({ max: 9 })).map(
      ([what, index]): Edit =>
        (content) =>
          patchContent(content, what, { scope: "this", occurrenceKey: keyAt(content, index) })
            .content,
    ),
    fc.nat({ max: 9 }).map((index): Edit => (content) => {
      const exclusion = excludeOccurrence(content, keyAt(content, index));
      return exclusion.deletesEvent ? content : exclusion.content;
    }),
    fc.nat({ max: 9 }).map(
      (index): Edit =>
        (content) =>
          restoreOccurrence(content, keyAt(content, index)),
    ),
    fc.constantFrom(...rules, null).map(
      (rrule): Edit =>
        (content) =>
          patchContent(
            content,
            { recurrence: rrule === null ? null : { rrule } },
            { scope: "all", orphans: "drop" },
          ).content,
    ),
    fc.nat({ max: 20 }).map((days): Edit => (content) => {
      const wall = storedWall(content.start, content.allDay) + days * DAY_SECONDS;
      const rdates = [...(content.recurrence?.rdates ?? []), formatKey(wall, content.allDay)];
      return patchContent(content, { recurrence: { rdates } }, { scope: "all" }).content;
    }),
    moving,
    fc.boolean().map(
      (allDay): Edit =>
        (content) =>
          patchContent(content, { allDay }, { scope: "all", orphans: "drop" }).content,
    ),
    fc.constantFrom("Asia/Tokyo", "Europe/Berlin").map(
      (timeZone): Edit =>
        (content) =>
          patchContent(content, { timeZone }, { scope: "all", orphans: "drop" }).content,
    ),
  )
  .map(allowed);

/** A few edits, one after the other. */
export const arbitraryEdits: fc.Arbitrary<Edit> = fc
  .array(edit, { minLength: 1, maxLength: 4 })
  .map((steps) => (content) => steps.reduce((edited, step) => step(edited), content));
