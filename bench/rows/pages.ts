import { type BenchWorld, fill, startBenchWorld } from "../bench-world.ts";
import { median } from "../cpu.ts";
import { makeDataset } from "../dataset.ts";
import { runCalls } from "../http-load.ts";
import { percent, perSecond, type Row } from "../report.ts";

const CALLS = 800;
const ROUNDS = 5;
const PAGE = 50;

const BARE_PAGE = `
  select e.id, e.calendar_id, e.created_by, e.version, e.uid, e.sequence, e.created_at, e.updated_at,
    e.updated_by, e.deleted_at, c.owner_id, c.time_zone, v.content
  from events e
  join event_versions v on v.event_id = e.id and v.version = e.version
  join calendars c on c.id = e.calendar_id
  where e.calendar_id = ? and e.deleted_at is null
  order by e.starts, e.id limit ${PAGE}`;

/** A page of 50 events with rights and roles, against the bare query for the same rows. */
export async function measurePages(engine: "sqlite" | "mysql"): Promise<Row[]> {
  await using world = await startBenchWorld();
  await fill(world, makeDataset(10_000, 10_000).events);
  await checkPage(world);
  const shares: number[] = [];
  const rates: { ours: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const rate = { ours: await ourRate(world), bare: await bareRate(world) };
    rates.push(rate);
    shares.push(rate.ours / rate.bare);
  }
  const share = median(shares);
  const least = engine === "sqlite" ? 0.4 : 0.3;
  return [
    {
      area: "a page of 50 events with rights and roles, 8 in flight",
      measured: `${perSecond(median(rates.map(({ ours }) => ours)))}, ${percent(share)} of the bare query`,
      yardstick: `the bare query ${perSecond(median(rates.map(({ bare }) => bare)))}`,
      figure: `at least ${percent(least)}`,
      reached: share >= least,
    },
  ];
}

interface EventPage {
  readonly items: { readonly id: string; readonly role: string }[];
}

function readPage({ load, calendarId }: BenchWorld): Promise<EventPage> {
  return load.query<EventPage>("events.list", { calendarIds: [calendarId], limit: PAGE });
}

/** Both ask for the same fifty rows. */
async function checkPage(world: BenchWorld): Promise<void> {
  const { items } = await readPage(world);
  const rows = (await world.bare.all(BARE_PAGE, [calendarKey(world)])) as { id: Uint8Array }[];
  const bareIds = rows.map(({ id }) => Buffer.from(id).toString("hex"));
  const ourIds = items.map(({ id }) => id.replaceAll("-", ""));
  if (items.length !== PAGE || JSON.stringify(ourIds) !== JSON.stringify(bareIds)) {
    throw new Error("the page does not hold the rows of the bare query");
  }
  if (!items.every(({ role }) => role === "owner")) {
    throw new Error("the page does not say the reader's role");
  }
}

async function ourRate(world: BenchWorld): Promise<number> {
  const { perSecond: rate } = await runCalls({ calls: CALLS, inFlight: 8 }, () => readPage(world));
  return rate;
}

async function bareRate(world: BenchWorld): Promise<number> {
  const key = calendarKey(world);
  const load = { calls: CALLS, inFlight: world.bare.inFlight };
  const { perSecond: rate } = await runCalls(load, () => world.bare.all(BARE_PAGE, [key]));
  return rate;
}

function calendarKey({ calendarId }: BenchWorld): Buffer {
  return Buffer.from(calendarId.replaceAll("-", ""), "hex");
}
