/**
 * The history checker: many clients edit the same events over all servers of a cluster, one of which
 * is killed on the way, or, on Galera, the database node that one works on; then everything that
 * anybody was told is held against what is there.
 */
import { allItems } from "@daybook/client";
import { clientAt, signUp } from "../accounts.ts";
import { type EngineName, startCluster } from "../cluster.ts";
import { flicker } from "../follow/flicker.ts";
import { type Follower, startFollower } from "../follow/followers.ts";
import { judgeCopy, judgeTold } from "../follow/judge-followers.ts";
import { createGate } from "../gate.ts";
import { createRandom, type Random } from "../random.ts";
import { judgeAttempts } from "./judge-attempts.ts";
import { judgeChain } from "./judge-chain.ts";
import { readChain } from "./read-chain.ts";
import type { Attempt, Notebook } from "./record.ts";
import { repeatSome } from "./repeat.ts";
import { makeWorld, type World } from "./world.ts";
import { letThemWrite } from "./writers.ts";

export interface HistoryOptions {
  readonly engine: EngineName;
  readonly seed: string;
  readonly writers: number;
  readonly editsEach: number;
  readonly events: number;
  readonly connections: number;
}

export interface Report {
  readonly complaints: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** On Galera one for each node. */
const SERVERS = { sqlite: 2, mysql: 2, galera: 3 };
const EDITORS = 6;

export async function checkHistory(options: HistoryOptions): Promise<Report> {
  const random = createRandom(options.seed);
  await using cluster = await startCluster(options.engine, SERVERS[options.engine]);
  const world = await makeWorld(cluster.urls, { editors: EDITORS, events: options.events });
  const followers = await startFollowers(cluster.urls, world, random);
  const { fickle } = followers;
  const flickering = new AbortController();
  const flickered = flicker(world, {
    grantee: fickle.account,
    random: random.fork("flicker"),
    signal: flickering.signal,
  });
  // Its failure is told where it is waited for.
  flickered.catch(() => undefined);
  const killAt = Math.floor((options.writers * options.editsEach) / 4);
  let crash: Promise<void> | undefined;
  const notebook = await letThemWrite(world, {
    ...options,
    random,
    onAcknowledged(count) {
      if (count >= killAt) crash ??= cluster.crash(1);
    },
  });
  await crash;
  const repeated = await repeatSome(notebook, random.fork("repeat"));
  flickering.abort();
  const flickers = await flickered;

  const throughGate = createGate(8);
  const eventIds = await listAllEvents(world);
  const chains = await Promise.all(
    eventIds.map((eventId, index) =>
      throughGate(() => readChain(clientAt(world.owner.clients, index), eventId)),
    ),
  );
  const steady = followers.steady;
  const told = await Promise.all([
    ...steady.map((follower) =>
      follower.finish((copy) => judgeTold({ ...follower, copy }, chains).length === 0),
    ),
    fickle.finish(() => true),
  ]);
  const copies = await Promise.all([...steady, fickle].map(judgeCopy));
  return {
    complaints: [
      ...(crash === undefined ? ["no server was killed: too little was acknowledged"] : []),
      ...cluster.complaints(),
      ...repeated.complaints,
      ...chains.flatMap(judgeChain),
      ...judgeAttempts(chains, repeated.notebook),
      ...told.flat(),
      ...steady.flatMap((follower) => judgeTold(follower, chains)),
      ...copies.flat(),
    ],
    counts: {
      ...countsOf(repeated.notebook),
      repeated: repeated.count,
      events: chains.length,
      versions: chains.reduce((sum, { versions }) => sum + versions.length, 0),
      followers: steady.length + 1,
      interruptions: [...steady, fickle].reduce((sum, one) => sum + one.interruptions(), 0),
      "changed rights": flickers,
    },
  };
}

interface Followers {
  /** See both calendars all the time. */
  readonly steady: readonly Follower[];
  /** Comes and goes. */
  readonly fickle: Follower;
}

async function startFollowers(
  urls: readonly string[],
  { owner, calendarIds }: World,
  random: Random,
): Promise<Followers> {
  const viewer = await signUp(urls, "viewer", { retries: 3 });
  const users = [{ userId: viewer.user.id, role: "viewer" as const }];
  for (const id of calendarIds) {
    await clientAt(owner.clients, 0).sharing.share({ resource: { type: "calendar", id }, users });
  }
  const stranger = await signUp(urls, "fickle", { retries: 3 });
  const start = (name: string, way: "pages" | "stream"): Promise<Follower> =>
    startFollower(name, name === "fickle" ? stranger : viewer, { random: random.fork(name), way });
  const [fickle, ...steady] = await Promise.all([
    start("fickle", "stream"),
    start("a reader of pages", "pages"),
    start("another reader of pages", "pages"),
    start("a reader of a stream", "stream"),
    start("another reader of a stream", "stream"),
  ]);
  return { steady, fickle };
}

/** Every event there is, deleted ones too, as both servers list them. */
async function listAllEvents({ owner, calendarIds }: World): Promise<string[]> {
  const ids: string[] = [];
  const list = clientAt(owner.clients, 0).events.list;
  const input = { calendarIds: [...calendarIds], includeDeleted: true, limit: 200 };
  for await (const { id } of allItems(list, input)) ids.push(id);
  return ids;
}

function countsOf({ attempts, sightings }: Notebook): Record<string, number> {
  const counts: Record<string, number> = { edits: attempts.length };
  const add = (name: string): void => void (counts[name] = (counts[name] ?? 0) + 1);
  for (const attempt of attempts) {
    add(nameOf(attempt));
    const { outcome } = attempt;
    if (outcome.kind !== "acknowledged" || outcome.changed === null) continue;
    if (outcome.changed.merged) add("merged");
    if (outcome.changed.rightPart !== null) add("splits");
  }
  const again = attempts.reduce((sum, { sent }) => sum + sent - 1, 0);
  return { ...counts, "sent again": again, sightings: sightings.length };
}

function nameOf({ outcome }: Attempt): string {
  return outcome.kind === "acknowledged" ? outcome.kind : `${outcome.kind} ${outcome.reason}`;
}
