import type { Database } from "./database.ts";
import type { Id } from "./ids.ts";
import {
  type ChainPosition,
  listChainEnds,
  listMissingVersions,
  type MissingVersion,
} from "./queries/chains.queries.ts";
import { type ChainReport, verifyChains } from "./verify-chains.ts";

/** Events whose chains are recomputed in one snapshot. */
const EVENTS_AT_A_TIME = 1_000;

export interface DatabaseReport {
  readonly events: number;
  readonly versions: number;
  /** The first bad version of each event that is not as it was written. */
  readonly bad: readonly ChainPosition[];
  readonly missing: readonly MissingVersion[];
}

/**
 * Recomputes every chain there is (rule V8), versions without an event included, and asks the log
 * and the trail for what is gone. A chain cannot tell that its last versions are gone, or all of
 * it, where the event's row says so too.
 */
export async function verifyDatabase(database: Database): Promise<DatabaseReport> {
  const bad: ChainPosition[] = [];
  let events = 0;
  let versions = 0;
  let after: Id | null = null;
  do {
    const part: RangeReport = await verifyRange(database, after);
    events += part.events;
    versions += part.checked;
    bad.push(...part.bad);
    after = part.upTo;
  } while (after !== null);
  return { events, versions, bad, missing: await database.snapshot(listMissingVersions) };
}

interface RangeReport extends ChainReport {
  readonly events: number;
  /** The last id of the range; null where it has no end. */
  readonly upTo: Id | null;
}

function verifyRange(database: Database, after: Id | null): Promise<RangeReport> {
  return database.snapshot(async (trx) => {
    const ends = await listChainEnds(trx, { after, limit: EVENTS_AT_A_TIME });
    const upTo = ends.length < EVENTS_AT_A_TIME ? null : (ends.at(-1)?.eventId ?? null);
    const report = await verifyChains(trx, { scope: { after, upTo }, ends });
    return { ...report, events: ends.length, upTo };
  });
}
