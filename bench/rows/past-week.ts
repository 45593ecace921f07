import { type BenchWorld, fill, startBenchWorld } from "../bench-world.ts";
import { median } from "../cpu.ts";
import { makeDataset } from "../dataset.ts";
import { runCalls } from "../http-load.ts";
import { milliseconds, ratio, type Row } from "../report.ts";
import { checkWeek, type OccurrencePage, readWeek, WEEK, weekCpu } from "./week.ts";

const SIZE = 10_000;
const ROUNDS = 3;
/** Each event of the week is changed so often after the instant, every other time in its time. */
const EDITS = 10;
const QUARTER_HOUR_MS = 15 * 60_000;

/** A week as it stood before all of its events were changed again and again, and what changed. */
export async function measurePastWeek(): Promise<Row[]> {
  await using world = await startBenchWorld();
  const dataset = makeDataset(SIZE, SIZE);
  await fill(world, dataset.events);
  const { time: at } = await world.load.query<{ time: string }>("meta.health", {});
  const week = await readWeek(world);
  const eventIds = [...new Set(week.items.map(({ eventId }) => eventId))];
  await edit(world, eventIds);
  await checkWeek(world, dataset, at);
  await checkChanges(world, { week, since: at });

  const [then, now, changes]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    now.push(await weekCpu(world, () => readWeek(world)));
    then.push(await weekCpu(world, () => readWeek(world, at)));
    changes.push(await weekCpu(world, () => readChanges(world, at)));
  }
  const over = median(then.map((cpuMs, round) => cpuMs / (now[round] ?? Number.NaN)));
  const overBoth = median(changes.map((cpuMs, round) => cpuMs / sumOf(then[round], now[round])));
  return [
    {
      area: `the same week at an instant, ${EDITS} edits of each of its ${eventIds.length} events ago`,
      measured: `${milliseconds(median(then))} of server CPU, ${ratio(over)} that of the week as it is`,
      yardstick: `the week as it is ${milliseconds(median(now))}`,
      figure: "at most 1.5 ×",
      reached: over <= 1.5,
    },
    {
      area: `what changed in the week since that instant, all of its occurrences`,
      measured: `${milliseconds(median(changes))} of server CPU, ${ratio(overBoth)} that of the two weeks`,
      yardstick: `the week then and now ${milliseconds(sumOf(median(then), median(now)))}`,
      figure: "at most 3 ×, with both sides of each occurrence and who changed it",
      reached: overBoth <= 3,
    },
  ];
}

async function edit({ load }: BenchWorld, eventIds: readonly string[]): Promise<void> {
  await runCalls({ calls: eventIds.length, inFlight: 4 }, async (i) => {
    const id = eventIds[i] ?? "";
    const { start } = await load.query<{ start: string }>("events.get", { id });
    for (let turn = 1; turn <= EDITS; turn += 1) {
      const patch =
        turn % 2 === 1
          ? { title: `Changed ${turn} times` }
          : { start: shifted(start, (turn / 2) * QUARTER_HOUR_MS) };
      await load.mutate("events.update", { id, scope: "all", patch });
    }
  });
}

/** A wall time that is so much later. */
function shifted(wallTime: string, byMs: number): string {
  return new Date(Date.parse(`${wallTime}Z`) + byMs).toISOString().slice(0, 19);
}

interface ChangesPage {
  readonly items: { readonly change: string; readonly before: { readonly title: string } | null }[];
  readonly nextCursor: string | null;
}

function readChanges({ load }: BenchWorld, since: string): Promise<ChangesPage> {
  return load.query<ChangesPage>("events.changes", { ...WEEK, since });
}

/** Every occurrence of the week has moved, by an hour and a quarter. */
async function checkChanges(
  world: BenchWorld,
  { week, since }: { readonly week: OccurrencePage; readonly since: string },
): Promise<void> {
  const { items, nextCursor } = await readChanges(world, since);
  const moved = items.filter(({ change }) => change === "moved");
  const titles = moved.map(({ before }) => before?.title ?? "").toSorted();
  const expected = week.items.map(({ title }) => title).toSorted();
  if (nextCursor !== null || JSON.stringify(titles) !== JSON.stringify(expected)) {
    throw new Error(`${moved.length} occurrences have moved, and ${expected.length} should have`);
  }
}

function sumOf(a = Number.NaN, b = Number.NaN): number {
  return a + b;
}
