/** Readers who follow everything that changes for them, over all servers, with interruptions. */
import { type DaybookClient, isDaybookError } from "@daybook/client";
import { setTimeout as delay } from "node:timers/promises";
import { type Account, clientAt } from "../accounts.ts";
import type { Random } from "../random.ts";
import { LocalCopy } from "./local-copy.ts";

export interface Follower {
  readonly name: string;
  readonly account: Account;
  readonly copy: LocalCopy;
  /** How often it was interrupted and went on from its cursor. */
  readonly interruptions: () => number;
  /** What it saw of each event before anything changed. */
  readonly first: ReadonlyMap<string, number>;
  /** Ends it once it has been told all that there is; what it was not told in time is missing. */
  finish(isComplete: (copy: LocalCopy) => boolean): Promise<string[]>;
}

/** Whoever is told nothing new for so long is told nothing more. */
const LONGEST_SILENCE_MS = 20_000;

interface Following {
  readonly account: Account;
  readonly copy: LocalCopy;
  readonly random: Random;
  readonly signal: AbortSignal;
  cursor: string;
  interruptions: number;
  /** Small pages are for when there is time. */
  hurries: boolean;
}

type Way = (following: Following) => Promise<void>;

/** Begins with a full sync, which is done when this resolves. */
export async function startFollower(
  name: string,
  account: Account,
  { random, way }: { readonly random: Random; readonly way: "pages" | "stream" },
): Promise<Follower> {
  const copy = new LocalCopy();
  const cursor = await readOn(copy, clientAt(account.clients, 0), {
    limit: 1 + random.below(200),
  });
  const first = new Map([...copy.told].map(([id, versions]) => [id, versions.at(-1) ?? 0]));
  const stopping = new AbortController();
  const following: Following = {
    account,
    copy,
    random,
    signal: stopping.signal,
    cursor,
    interruptions: 0,
    hurries: false,
  };
  const running = WAYS[way](following);
  // Its failure is told when it is asked to finish.
  running.catch(() => undefined);
  return {
    name,
    account,
    copy,
    first,
    interruptions: () => following.interruptions,
    async finish(isComplete) {
      following.hurries = true;
      let [toldAt, cursor] = [performance.now(), following.cursor];
      while (!isComplete(copy) && performance.now() - toldAt < LONGEST_SILENCE_MS) {
        await Promise.race([delay(50), running]);
        if (following.cursor !== cursor) [toldAt, cursor] = [performance.now(), following.cursor];
      }
      const missing = isComplete(copy) ? [] : [`[L1] ${name} was not told everything by itself`];
      stopping.abort();
      await running;
      // What came last of all concerns rights, which nobody has promised a version of.
      await readOn(copy, clientAt(account.clients, 0), { cursor: following.cursor, limit: 200 });
      return missing;
    },
  };
}

/** Reads page after page until there is no more, and gives back where to go on. */
export async function readOn(
  copy: LocalCopy,
  client: DaybookClient,
  from: { readonly cursor?: string; readonly limit: number },
): Promise<string> {
  for (let cursor = from.cursor; ;) {
    const input = { limit: from.limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await client.sync.changes(input);
    copy.apply(page.items);
    if (page.hasMore && page.items.length === 0 && page.nextCursor === cursor) {
      throw new Error("[L1] there is more, and it is never told");
    }
    cursor = page.nextCursor;
    if (!page.hasMore) return cursor;
  }
}

const WAYS: Readonly<Record<"pages" | "stream", Way>> = {
  async pages(following) {
    const { account, copy, random, signal } = following;
    while (!signal.aborted) {
      const client = clientAt(account.clients, random.below(1_000));
      const limit = drawLimit(following);
      try {
        const page = await client.sync.changes({ cursor: following.cursor, limit });
        if (random.chance(0.15)) {
          // As if the answer had been lost: the same cursor tells it again.
          following.interruptions += 1;
          continue;
        }
        copy.apply(page.items);
        if (page.hasMore && page.items.length === 0 && page.nextCursor === following.cursor) {
          throw new Error("[L1] there is more, and it is never told");
        }
        following.cursor = page.nextCursor;
        if (!page.hasMore) await delay(random.below(60));
      } catch (error) {
        await overlook(following, error);
      }
    }
  },

  async stream(following) {
    const { account, copy, random, signal } = following;
    while (!signal.aborted) {
      const client = clientAt(account.clients, random.below(1_000));
      const limit = drawLimit(following);
      const { cursor } = following;
      try {
        for await (const message of client.sync.subscribe({ cursor, limit }, { signal })) {
          if (message.type === "resync") throw new Error("a resync of so few changes");
          copy.apply(message.items);
          following.cursor = message.cursor;
          if (random.chance(message.hasMore && following.hurries ? 0.3 : 0.05)) {
            following.interruptions += 1;
            break;
          }
        }
      } catch (error) {
        if (!signal.aborted) await overlook(following, error);
      }
    }
  },
};

function drawLimit({ random, hurries }: Following): number {
  return !hurries && random.chance(0.3) ? 1 + random.below(3) : 1 + random.below(200);
}

/** A server that is down is no end. */
async function overlook(following: Following, error: unknown): Promise<void> {
  if (!isDaybookError(error) || !PASSING.has(error.reason)) throw error;
  following.interruptions += 1;
  await delay(100);
}

const PASSING: ReadonlySet<string> = new Set(["NETWORK", "TIMEOUT", "UNAVAILABLE", "BUSY"]);
