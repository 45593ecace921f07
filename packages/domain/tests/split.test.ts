import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventContent, OccurrenceKey, Override } from "../src/event/content.ts";
import { expandOccurrences, compareOccurrences } from "../src/event/occurrences.ts";
import type { EffectiveOccurrence } from "../src/event/occurrences.ts";
import { splitSeries } from "../src/event/split.ts";
import { keysBetween, lastKey, seriesOf, validateSeries } from "../src/recurrence/series.ts";
import { storedWall } from "../src/time/occurrence-time.ts";
import { DAY_SECONDS, formatKey } from "../src/time/wall-time.ts";
import { arbitraryContent, arbitraryWindow } from "./_arbitrary-content.ts";
import { eventContent } from "./_content.ts";

/** Rules whose start says much, or whose periods are cut by a pivot. */
const HARD_RULES = [
  "FREQ=DAILY;INTERVAL=3;BYMONTH=3,4,10,11",
  "FREQ=DAILY;BYHOUR=0,1,2,3,23;BYMINUTE=0,30",
  "FREQ=DAILY;INTERVAL=2;BYHOUR=2,3;BYMINUTE=0,30;BYSETPOS=2,3,-1",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
  "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA,SU,MO;WKST=SU",
  "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH,SU;WKST=WE;BYSETPOS=1,-1",
  "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=2,9;BYSETPOS=2,3,5",
  "FREQ=MONTHLY;BYMONTHDAY=31,-1,1",
  "FREQ=MONTHLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,2,-1",
  "FREQ=MONTHLY;BYDAY=1SU,-1SU,2FR;BYMONTH=3,10,11",
  "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU,1MO",
  "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1,13,44,53;BYDAY=SU,MO",
  "FREQ=YEARLY;BYYEARDAY=1,87,88,-1;BYHOUR=1,2",
  "FREQ=YEARLY;BYMONTH=3,10",
  "FREQ=YEARLY;BYWEEKNO=13",
  "FREQ=YEARLY;BYMONTHDAY=29",
] as const;

const hardContent: fc.Arbitrary<EventContent> = fc
  .record({
    base: arbitraryContent,
    rule: fc.constantFrom(...HARD_RULES),
    count: fc.option(fc.integer({ min: 1, max: 40 })),
    outside: fc.boolean(),
    excluded: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
    overridden: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
  })
  .map(({ base, rule, count, outside, excluded, overridden }) => {
    const allowed = base.allDay ? rule.replace(/;BY(?:HOUR|MINUTE|SETPOS)=[^;]*/g, "") : rule;
    const rrule = count === null ? allowed : `${allowed};COUNT=${count}`;
    const rdates = base.recurrence?.rdates ?? [];
    const { allDay, start, end, timeZone } = base;
    const open = seriesOf(
      { allDay, start, end, timeZone },
      { rrule: allowed, rdates: [], exdates: [] },
    );
    // Half of them start where their rule does not, as an import may leave them.
    const first = keysBetween(open, open.startWall + 1, open.startWall + 3_000 * DAY_SECONDS)[0];
    if (first === undefined) return base;
    const startWall = outside ? open.startWall : first;
    const content = eventContent({
      allDay,
      timeZone,
      start: formatKey(startWall, allDay),
      end: formatKey(startWall + open.durationSeconds, allDay),
      recurrence: { rrule, rdates, exdates: [] },
    });
    const keys = keysOf(content).slice(0, 31);
    const exdates = [...new Set(excluded.map((index) => keys[index]))].filter(
      (key) => key !== undefined,
    );
    const overrides: Record<OccurrenceKey, Override> = {};
    for (const index of overridden) {
      const key = keys[index];
      if (key !== undefined && !exdates.includes(key)) overrides[key] = { title: `at ${key}` };
    }
    return {
      ...content,
      recurrence: { rrule, rdates, exdates: exdates.toSorted() },
      overrides,
    };
  });

const someContent = fc.oneof(arbitraryContent, hardContent);

/** The keys up to a horizon, ascending. */
function keysOf(content: EventContent, horizon = horizonOf(content)): string[] {
  const keys = keysBetween(seriesOf(content, content.recurrence), 0, horizon);
  return keys.map((key) => formatKey(key, content.allDay));
}

/** Eleven years after the start, or one where there are many occurrences a day. */
function horizonOf(content: EventContent): number {
  const { startWall, rule } = seriesOf(content, content.recurrence);
  return startWall + (rule?.byHour.length === 0 ? 4_000 : 400) * DAY_SECONDS;
}

test("[X4] the parts of a series have its occurrences, divided at the pivot", () => {
  let divided = 0;
  fc.assert(
    fc.property(
      someContent,
      fc.nat({ max: 25 }),
      fc.array(arbitraryWindow, { minLength: 4, maxLength: 4 }),
      (content, index, windows) => {
        const keys = keysOf(content);
        const pivot = keys[index % Math.max(keys.length, 1)];
        if (pivot === undefined) return;
        const parts = splitSeries(content, pivot);
        if (parts === null) {
          expect(keys.every((key) => key >= pivot)).toBe(true);
          return;
        }
        divided += 1;
        const { left, right } = parts;
        const horizon = horizonOf(content);
        expect(keysOf(left, horizon)).toEqual(keys.filter((key) => key < pivot));
        expect(lastKey(seriesOf(left, left.recurrence))).toBeLessThan(
          storedWall(pivot, content.allDay),
        );
        expect(keysOf(right, horizon)).toEqual(keys.filter((key) => key >= pivot));

        expect({ ...left.overrides, ...right.overrides }).toEqual(content.overrides);
        const exdates = [left, right].flatMap((part) => part.recurrence?.exdates ?? []);
        expect(new Set(exdates)).toEqual(
          new Set([
            ...(content.recurrence?.exdates ?? []),
            ...(content.start >= pivot ? [content.start] : []),
          ]),
        );
        expect(left.start).toBe(content.start);
        if (right.recurrence !== null)
          validateSeries(seriesOf(right, right.recurrence), {
            startOutsideRule: right.start === content.start,
          });

        for (const window of windows) {
          const both = [...expandOccurrences(left, window), ...expandOccurrences(right, window)];
          expect(both.toSorted(compareOccurrences).map(asSeries)).toEqual(
            expandOccurrences(content, window).map(asSeries),
          );
        }
      },
    ),
    { numRuns: 4_000 },
  );
  expect(divided).toBeGreaterThan(2_000);
});

/** A part with one occurrence may be a single event. */
function asSeries(occurrence: EffectiveOccurrence): EffectiveOccurrence {
  return { ...occurrence, recurring: true };
}
