import { type BenchWorld, fill, startBenchWorld } from "../bench-world.ts";
import { cpuMsPerCall, median } from "../cpu.ts";
import { makeDataset } from "../dataset.ts";
import { runCalls } from "../http-load.ts";
import { milliseconds, ratio, type Row } from "../report.ts";

const CALLS = 400;
const ROUNDS = 5;
const SIZES = [1_000, 10_000, 100_000] as const;

interface Changes {
  readonly items: readonly {
    readonly eventId: string;
    readonly version: number;
    readonly event: { readonly title: string } | null;
  }[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

interface Follower {
  readonly size: number;
  readonly world: BenchWorld;
  /** One change behind the end. */
  readonly cursor: string;
}

/** What someone who follows a calendar asks again and again: what is new, where one event is. */
export async function measureSync(): Promise<Row[]> {
  await using opened = new AsyncDisposableStack();
  const followers: Follower[] = [];
  for (const size of SIZES) {
    const world = opened.use(await startBenchWorld());
    await fill(world, makeDataset(size, Math.min(size, 10_000)).events);
    followers.push({ size, world, cursor: await oneBehind(world) });
  }
  const rounds = new Map(followers.map(({ size }) => [size, [] as number[]]));
  // In turns, so that the machine's mood is the same for all.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const follower of followers) rounds.get(follower.size)?.push(await syncCpu(follower));
  }
  const costs = SIZES.map((size) => ({ size, cpuMs: median(rounds.get(size) ?? []) }));
  const [smallest, , largest] = costs.map(({ cpuMs }) => cpuMs);
  const growth = (largest ?? Number.NaN) / (smallest ?? Number.NaN);
  return [
    ...costs.map(({ size, cpuMs }) => ({
      area: `sync, one change behind, in a calendar of ${size} events`,
      measured: `${milliseconds(cpuMs)} of server CPU`,
      yardstick: "over HTTP, with its token checked",
      figure: "at most 1 ms",
      reached: cpuMs <= 1,
    })),
    {
      area: "the same when the calendar grows from 1,000 to 100,000 events",
      measured: `${ratio(growth)} the CPU`,
      yardstick: "the same at 1,000 events",
      figure: "at most 1.15 ×",
      reached: growth <= 1.15,
    },
  ];
}

/** Follows to the end, changes one event, and holds the answer against what was changed. */
async function oneBehind(world: BenchWorld): Promise<string> {
  const { load, calendarId } = world;
  let page = await readChanges(world, undefined);
  while (page.hasMore) page = await readChanges(world, page.nextCursor);
  const cursor = page.nextCursor;
  const event = await load.mutate<{ id: string }>("events.create", {
    calendarId,
    title: "The one change",
    start: "2026-06-08T09:00:00",
    timeZone: "Europe/Berlin",
  });
  const { items, hasMore } = await readChanges(world, cursor);
  const [item] = items;
  const right = item?.eventId === event.id && item.version === 1;
  if (items.length !== 1 || hasMore || !right || item.event?.title !== "The one change") {
    throw new Error("sync does not tell the one change that there is");
  }
  return cursor;
}

function readChanges({ load }: BenchWorld, cursor: string | undefined): Promise<Changes> {
  return load.query<Changes>("sync.changes", cursor === undefined ? {} : { cursor });
}

async function syncCpu({ world, cursor }: Follower): Promise<number> {
  const run = () => runCalls({ calls: CALLS, inFlight: 4 }, () => readChanges(world, cursor));
  await run();
  return cpuMsPerCall(world.server.pid, CALLS, run);
}
