import type { EventContent, Override } from "@daybook/domain/event/content";
import { newContent } from "@daybook/domain/event/new-event";
import { patchContent } from "@daybook/domain/event/patch";
import { applyDiff } from "@daybook/domain/versions/apply-diff";
import { contentEquals, diffContent } from "@daybook/domain/versions/diff";
import { mergeContents } from "@daybook/domain/versions/merge";
import { withWords } from "@daybook/domain/versions/word-diff";
import { median, ownCpuMsPerCall } from "../cpu.ts";
import { milliseconds, type Row } from "../report.ts";

const OVERRIDES = 500;
const CALLS = 40;
const ROUNDS = 7;
const MOST_MS = 5;
const ZONE = "Europe/Berlin";

/** Merge and diff of an event with 500 overrides: where it stays, and where one side moves it. */
export function measureManyOverrides(): Row[] {
  const base = seriesWithOverrides();
  const edited = editedEvery(base, 7, "yours");
  const others = editedEvery(base, 11, "theirs");
  const moved = patchContent(others, { start: "2025-01-02T10:30:00" }, { scope: "all" }).content;
  return [
    ...rowsOf("that stays where it is", { base, yours: edited, theirs: others }),
    ...rowsOf("that one side has moved", { base, yours: edited, theirs: moved }),
  ];
}

interface Sides {
  readonly base: EventContent;
  readonly yours: EventContent;
  readonly theirs: EventContent;
}

function rowsOf(where: string, sides: Sides): Row[] {
  check(sides);
  const { yours, theirs } = sides;
  return [
    rowOf(`merge of an event with ${OVERRIDES} overrides ${where}`, () => mergeContents(sides)),
    rowOf(`diff of an event with ${OVERRIDES} overrides ${where}`, () =>
      withWords(diffContent(yours, theirs)),
    ),
  ];
}

function rowOf(area: string, call: () => unknown): Row {
  const rounds = Array.from({ length: ROUNDS }, () => ownCpuMsPerCall(CALLS, call));
  const cpu = median(rounds);
  return {
    area,
    measured: `${milliseconds(cpu)} of CPU`,
    yardstick: `${ROUNDS} rounds, the slowest ${milliseconds(Math.max(...rounds))}`,
    figure: `at most ${MOST_MS} ms`,
    reached: cpu <= MOST_MS,
  };
}

/** A daily series with something of its own on each of its first days, as people write it. */
function seriesWithOverrides(): EventContent {
  const content = newContent(
    {
      title: "Stand-up",
      start: "2025-01-01T09:00:00",
      end: "2025-01-01T09:15:00",
      timeZone: ZONE,
      description: "Who did what, and what is next.",
      recurrence: { rrule: "FREQ=DAILY" },
    },
    { timeZone: ZONE },
  );
  const kinds: ((index: number, date: string) => Override)[] = [
    (index) => ({ title: `Stand-up ${index}`, location: "Room 2" }),
    (index) => ({ description: `Notes of the day\n${index} open\nnothing else` }),
    () => ({ status: "cancelled" }),
    (_index, date) => ({
      allDay: false,
      start: `${date}T11:00:00`,
      end: `${date}T11:30:00`,
      timeZone: ZONE,
    }),
    (index) => ({ metadata: { room: { number: index, floor: 2 } }, tags: ["remote"] }),
  ];
  const overrides = Object.fromEntries(
    Array.from({ length: OVERRIDES }, (_, index) => {
      const date = Temporal.PlainDate.from("2025-01-01").add({ days: index }).toString();
      return [`${date}T09:00:00`, kinds[index % kinds.length]?.(index, date) ?? {}];
    }),
  );
  return { ...content, overrides };
}

/** The same with the location of every n-th override changed. */
function editedEvery(content: EventContent, step: number, location: string): EventContent {
  const overrides = Object.entries(content.overrides).map(([key, override], index) => [
    key,
    index % step === 0 && index % 77 !== 0 ? { ...override, location } : override,
  ]);
  return { ...content, overrides: Object.fromEntries(overrides) as EventContent["overrides"] };
}

function check({ base, yours, theirs }: Sides): void {
  const merged = mergeContents({ base, yours, theirs });
  if (merged.kind === "conflict") throw new Error("two edits of other overrides do not merge");
  const locations = Object.values(merged.content.overrides).map(({ location }) => location);
  const count = (of: string): number => locations.filter((location) => location === of).length;
  if (count("yours") !== 65 || count("theirs") !== 39) {
    throw new Error(`merged: ${count("yours")} of yours and ${count("theirs")} of theirs`);
  }
  const changes = diffContent(yours, theirs);
  if (!contentEquals(applyDiff(yours, changes), theirs)) throw new Error("the diff does not apply");
  const changed = changes.filter(({ field }) => field.startsWith("overrides.")).length;
  if (changed !== 65 + 39) throw new Error(`${changed} overrides are said to differ`);
}
