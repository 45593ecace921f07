import { cpuMsPerCall, median } from "../cpu.ts";
import { type BenchWorld, fill, startBenchWorld } from "../bench-world.ts";
import { type Dataset, makeDataset, occurrenceLabel, WEEK_END, WEEK_START } from "../dataset.ts";
import { runCalls } from "../http-load.ts";
import { milliseconds, ratio, type Row } from "../report.ts";

const CALLS = 200;
const ROUNDS = 5;
const SIZES = [1_000, 10_000, 100_000] as const;

interface WeekOf {
  readonly size: number;
  readonly cpuMs: number;
  readonly bareMs: number;
  readonly occurrences: number;
}

/** One expanded week for one user, and what it costs when the history grows tenfold. */
export async function measureWeek(): Promise<Row[]> {
  const measured: WeekOf[] = [];
  const worlds: { world: BenchWorld; size: number; dataset: Dataset }[] = [];
  await using opened = new AsyncDisposableStack();
  for (const size of SIZES) {
    const world = opened.use(await startBenchWorld());
    const dataset = makeDataset(size, Math.min(size, 10_000));
    await fill(world, dataset.events);
    worlds.push({ world, size, dataset });
  }
  for (const { world, size, dataset } of worlds) {
    await checkWeek(world, dataset);
    measured.push({ size, ...(await measureOne(world)), occurrences: dataset.truth.length });
  }
  const [, ten, hundred] = measured;
  if (ten === undefined || hundred === undefined) {
    throw new Error("a size was not measured");
  }
  // Compared in turns, so that the machine's mood is the same for both.
  const growth = await compareGrowth(worlds);
  return [
    ...measured.map((week) => ({
      area: `one expanded week, ${week.size} events (${week.occurrences} occurrences)`,
      measured: `${milliseconds(week.cpuMs)} of server CPU`,
      yardstick: `the bare query for the same content ${milliseconds(week.bareMs)} of client CPU`,
      figure: week.size === 10_000 ? "at most 6 ms" : "beside 10,000",
      reached: week.size !== 10_000 || week.cpuMs <= 6,
    })),
    {
      area: "the same week when the history grows from 10,000 to 100,000 events",
      measured: `${ratio(growth)} the CPU`,
      yardstick: "the same week at 10,000 events",
      figure: "at most 1.15 ×",
      reached: growth <= 1.15,
    },
  ];
}

async function measureOne(world: BenchWorld): Promise<{ cpuMs: number; bareMs: number }> {
  return { cpuMs: await weekCpu(world), bareMs: await bareWeek(world) };
}

export interface OccurrencePage {
  readonly items: { readonly eventId: string; readonly title: string; readonly startsAt: string }[];
  readonly nextCursor: string | null;
}

export const WEEK = {
  from: new Date(WEEK_START).toISOString(),
  to: new Date(WEEK_END).toISOString(),
} as const;

/** The week as it is, or as it was at an instant. */
export function readWeek({ load }: BenchWorld, at?: string): Promise<OccurrencePage> {
  return load.query<OccurrencePage>("events.occurrences", { ...WEEK, at });
}

export async function checkWeek(world: BenchWorld, { truth }: Dataset, at?: string): Promise<void> {
  const { items, nextCursor } = await readWeek(world, at);
  const found = items.map(({ title, startsAt }) => occurrenceLabel(title, Date.parse(startsAt)));
  if (nextCursor !== null || JSON.stringify(found.toSorted()) !== JSON.stringify(truth)) {
    throw new Error(`the week holds ${found.length} occurrences and should hold ${truth.length}`);
  }
}

export async function weekCpu(
  world: BenchWorld,
  read: () => Promise<unknown> = () => readWeek(world),
): Promise<number> {
  await runCalls({ calls: CALLS, inFlight: 4 }, read);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const run = () => runCalls({ calls: CALLS, inFlight: 4 }, read);
    rounds.push(await cpuMsPerCall(world.server.pid, CALLS, run));
  }
  return median(rounds);
}

async function compareGrowth(
  worlds: readonly { readonly world: BenchWorld; readonly size: number }[],
): Promise<number> {
  const ten = worlds.find(({ size }) => size === 10_000)?.world;
  const hundred = worlds.find(({ size }) => size === 100_000)?.world;
  if (ten === undefined || hundred === undefined) {
    throw new Error("a size was not filled");
  }
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const small = await weekCpu(ten);
    ratios.push((await weekCpu(hundred)) / small);
  }
  return median(ratios);
}

/** The content of the week's events by their ids, through the driver alone. */
async function bareWeek(world: BenchWorld): Promise<number> {
  const { items } = await readWeek(world);
  const ids = [...new Set(items.map(({ eventId }) => eventId))];
  const marks = ids.map(() => "?").join(", ");
  const sql = `select event_id, version, content from event_versions where event_id in (${marks})`;
  const parameters = ids.map((id) => Buffer.from(id.replaceAll("-", ""), "hex"));
  await world.bare.all(sql, parameters);
  return cpuMsPerCall(process.pid, CALLS, () =>
    runCalls({ calls: CALLS, inFlight: world.bare.inFlight }, () =>
      world.bare.all(sql, parameters),
    ),
  );
}
