import { type BenchWorld, startBenchWorld } from "../bench-world.ts";
import { median } from "../cpu.ts";
import { runCalls } from "../http-load.ts";
import { percent, perSecond, type Row } from "../report.ts";

const CALLS = 800;
const ROUNDS = 5;

const EVENT = {
  title: "Design review",
  start: "2026-06-08T09:00:00",
  end: "2026-06-08T10:00:00",
  timeZone: "Europe/Berlin",
  description: "What was decided last time, and what is open.",
};

/** Creation: event, version, log and trail in one commit, against bare INSERT commits. */
export async function measureCreate(): Promise<Row[]> {
  await using world = await startBenchWorld();
  const calendars = await eightCalendars(world);
  await world.bare.run("create table bench_rows (id varbinary(16) primary key, content text)", []);
  const over: Record<"eight" | "one", number[]> = { eight: [], one: [] };
  const ours: Record<"eight" | "one", number[]> = { eight: [], one: [] };
  const bareRates: number[] = [];
  let created = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await bareRate(world, round);
    bareRates.push(bare);
    for (const spread of ["eight", "one"] as const) {
      const targets = spread === "eight" ? calendars : calendars.slice(0, 1);
      const rate = await createRate(world, targets);
      created += CALLS;
      ours[spread].push(rate);
      over[spread].push(rate / bare);
    }
  }
  await checkCount(world, created);
  return (["eight", "one"] as const).map((spread) => {
    const share = median(over[spread]);
    const least = spread === "eight" ? 0.1 : 0.07;
    return {
      area: `create, 8 in flight, ${spread === "eight" ? "over eight calendars" : "in one calendar"}`,
      measured: `${perSecond(median(ours[spread]))}, ${percent(share)} of bare INSERT commits`,
      yardstick: `bare INSERT commits ${perSecond(median(bareRates))}`,
      figure: `at least ${percent(least)}`,
      reached: share >= least,
    };
  });
}

async function eightCalendars({ load, calendarId }: BenchWorld): Promise<string[]> {
  const ids = [calendarId];
  while (ids.length < 8) {
    const input = { name: `Calendar ${ids.length}`, timeZone: "Europe/Berlin" };
    const { id } = await load.mutate<{ id: string }>("calendars.create", input);
    ids.push(id);
  }
  return ids;
}

async function createRate({ load }: BenchWorld, calendars: readonly string[]): Promise<number> {
  const { perSecond: rate } = await runCalls({ calls: CALLS, inFlight: 8 }, (i) =>
    load.mutate("events.create", { ...EVENT, calendarId: calendars[i % calendars.length] }),
  );
  return rate;
}

async function bareRate({ bare }: BenchWorld, round: number): Promise<number> {
  const content = JSON.stringify(EVENT);
  const { perSecond: rate } = await runCalls({ calls: CALLS, inFlight: bare.inFlight }, (i) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(round, 0);
    id.writeUInt32BE(i, 12);
    return bare.run("insert into bench_rows (id, content) values (?, ?)", [id, content]);
  });
  return rate;
}

/** Every acknowledged creation is there, with its version. */
async function checkCount({ bare }: BenchWorld, created: number): Promise<void> {
  const sql = `select count(*) as n from events e
    join event_versions v on v.event_id = e.id and v.version = 1`;
  const [row] = (await bare.all(sql, [])) as { n: number }[];
  if (Number(row?.n) !== created) {
    throw new Error(`${created} creations were acknowledged and ${row?.n} are there`);
  }
}
