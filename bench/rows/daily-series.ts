import { newContent } from "@daybook/domain/event/new-event";
import { expandOccurrences } from "@daybook/domain/event/occurrences";
import { CONTENT_SCHEMA, decodeContent, encodeContent } from "@daybook/domain/event/stored-content";
import { RRuleTemporal } from "rrule-temporal";
import { median, ownCpuMsPerCall } from "../cpu.ts";
import { milliseconds, ratio, type Row } from "../report.ts";

const CALLS = 2_000;
const YARDSTICK_CALLS = 40;
const ROUNDS = 7;
const ZONE = "Europe/Berlin";
/** One month after the start of the series, and 21 years after it. */
const NEAR = { from: Date.UTC(2005, 1, 1), to: Date.UTC(2005, 2, 1) };
const FAR = { from: Date.UTC(2026, 1, 1), to: Date.UTC(2026, 2, 1) };

const RULES = { "without end": "FREQ=DAILY", "with COUNT": "FREQ=DAILY;COUNT=9000" };

/** One month of a daily series, 21 years after its start against one month after. */
export function measureDailySeries(): Row[] {
  return Object.entries(RULES).flatMap(([name, rrule]) => {
    const content = newContent(
      { title: "Walk", start: "2005-01-01T07:00:00", timeZone: ZONE, recurrence: { rrule } },
      { timeZone: ZONE },
    );
    // Both begin with the text that a database holds, as every request does.
    const stored = encodeContent(content);
    const rruleString = `DTSTART;TZID=${ZONE}:20050101T070000\nRRULE:${rrule}`;
    check(stored, rruleString);
    const rounds = Array.from({ length: ROUNDS }, () => {
      const near = ownCpuMsPerCall(CALLS, () => expand(stored, NEAR));
      const far = ownCpuMsPerCall(CALLS, () => expand(stored, FAR));
      const theirs = ownCpuMsPerCall(YARDSTICK_CALLS, () => between(rruleString, FAR));
      return { far, distance: far / near, advantage: theirs / far, theirs };
    });
    const far = median(rounds.map((round) => round.far));
    const theirs = median(rounds.map((round) => round.theirs));
    const distance = median(rounds.map((round) => round.distance));
    const advantage = median(rounds.map((round) => round.advantage));
    return [
      {
        area: `one month of a daily series ${name}, 21 years after its start`,
        measured: `${milliseconds(far)} of CPU, ${ratio(distance)} that of one month after`,
        yardstick: `rrule-temporal ${milliseconds(theirs)}, ${ratio(advantage)} as much`,
        figure: "within 1.2 ×, and at least 3 × less than rrule-temporal",
        reached: distance <= 1.2 && advantage >= 3,
      },
    ];
  });
}

interface Window {
  readonly from: number;
  readonly to: number;
}

function expand(stored: string, { from, to }: Window): number[] {
  const content = decodeContent(stored, CONTENT_SCHEMA);
  return expandOccurrences(content, { from, to, viewZone: ZONE }).map((item) => item.startsAtMs);
}

function between(rruleString: string, { from, to }: Window): number[] {
  return new RRuleTemporal({ rruleString })
    .between(new Date(from), new Date(to), true)
    .map((occurrence) => occurrence.epochMilliseconds);
}

function check(stored: string, rruleString: string): void {
  for (const window of [NEAR, FAR]) {
    const ours = expand(stored, window);
    const theirs = between(rruleString, window);
    if (ours.length !== 28 || JSON.stringify(ours) !== JSON.stringify(theirs)) {
      throw new Error(`${ours.length} and ${theirs.length} days of a February do not agree`);
    }
  }
}
