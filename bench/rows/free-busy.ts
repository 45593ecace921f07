import { type BenchWorld, fill, startBenchWorld } from "../bench-world.ts";
import { cpuMsPerCall, median } from "../cpu.ts";
import {
  type BusyStretch,
  type Dataset,
  FOUR_WEEKS_END,
  makeDataset,
  WEEK_START,
} from "../dataset.ts";
import { runCalls } from "../http-load.ts";
import { milliseconds, ratio, type Row } from "../report.ts";

const CALLS = 200;
const ROUNDS = 7;
const SIZES = [10_000, 100_000] as const;
const DAY_MS = 86_400_000;

/** The spans that an answer is made of, in one range, by the driver alone. */
const BARE_SPANS = `
  select event_id, starts, ends, floating, busy, pattern from event_spans
  where scope_id = ? and class between 0 and 8 and starts < ? and ends > ?`;

interface Filled {
  readonly world: BenchWorld;
  readonly dataset: Dataset;
  readonly userId: string;
}

/** Four weeks of one person's free/busy, and what it costs when the history grows tenfold. */
export async function measureFreeBusy(): Promise<Row[]> {
  await using opened = new AsyncDisposableStack();
  const filled: Filled[] = [];
  for (const size of SIZES) {
    const world = opened.use(await startBenchWorld());
    const dataset = makeDataset(size, 10_000);
    await fill(world, dataset.events);
    const { id: userId } = await world.load.query<{ id: string }>("auth.me", {});
    const one = { world, dataset, userId };
    await checkAnswer(one);
    filled.push(one);
  }
  // In turns, so that the machine's mood is the same for both sizes.
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const costs: number[] = [];
    for (const one of filled) costs.push(await answerCpu(one));
    rounds.push(costs);
  }
  const [ten = Number.NaN, hundred = Number.NaN] = SIZES.map((_, i) =>
    median(rounds.map((costs) => costs[i] ?? Number.NaN)),
  );
  const growth = median(rounds.map(([small = 1, large = Number.NaN]) => large / small));
  const bare = [];
  for (const one of filled) bare.push(await bareCpu(one));
  const [bareTen = Number.NaN, bareHundred = Number.NaN] = bare;
  return [
    {
      area: `free/busy over 4 weeks, 10,000 events (${filled[0]?.dataset.busy.length} stretches)`,
      measured: `${milliseconds(ten)} of server CPU`,
      yardstick: `the bare query for the same spans ${milliseconds(bareTen)} of client CPU`,
      figure: "at most 3.5 ms",
      reached: ten <= 3.5,
    },
    {
      area: "the same free/busy when the history grows from 10,000 to 100,000 events",
      measured: `${milliseconds(hundred)} of server CPU, ${ratio(growth)} as much`,
      yardstick: `the bare query, which reads all of it, ${milliseconds(bareHundred)} of client CPU`,
      figure: "at most 3.5 ms",
      reached: hundred <= 3.5,
    },
  ];
}

interface FreeBusyAnswer {
  readonly items: readonly { readonly busy: readonly BusyStretch[] }[];
}

function readFreeBusy({ world, userId }: Filled): Promise<FreeBusyAnswer> {
  return world.load.query<FreeBusyAnswer>("schedule.freeBusy", {
    users: [{ userId }],
    from: new Date(WEEK_START).toISOString(),
    to: new Date(FOUR_WEEKS_END).toISOString(),
  });
}

async function checkAnswer(filled: Filled): Promise<void> {
  const [item] = (await readFreeBusy(filled)).items;
  const { busy } = filled.dataset;
  if (JSON.stringify(item?.busy) !== JSON.stringify(busy)) {
    throw new Error(`free/busy has ${item?.busy.length} stretches and should have ${busy.length}`);
  }
}

async function answerCpu(filled: Filled): Promise<number> {
  const run = () => runCalls({ calls: CALLS, inFlight: 4 }, () => readFreeBusy(filled));
  await run();
  return cpuMsPerCall(filled.world.server.pid, CALLS, run);
}

async function bareCpu({ world }: Filled): Promise<number> {
  const parameters = [
    Buffer.from(world.calendarId.replaceAll("-", ""), "hex"),
    FOUR_WEEKS_END,
    WEEK_START - DAY_MS,
  ];
  const run = () =>
    runCalls({ calls: CALLS, inFlight: world.bare.inFlight }, () =>
      world.bare.all(BARE_SPANS, parameters),
    );
  await run();
  return cpuMsPerCall(process.pid, CALLS, run);
}
