import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely } from "kysely";
import { hexHashOfContent, hexHashOfLink } from "./chain-hash.ts";
import type { Id } from "./ids.ts";
import {
  type ChainEnd,
  type ChainPosition,
  type ChainRecord,
  type ChainScope,
  findStoredContent,
  listChains,
} from "./queries/chains.queries.ts";
import type { Schema } from "./schema.ts";

/** What was found of some chains. */
export interface ChainReport {
  /** How many versions were recomputed. */
  readonly checked: number;
  /** Characters of their contents. */
  readonly length: number;
  /**
   * The last event that was looked at, where that was enough and others are left; null where none is.
   */
  readonly stoppedAt: Id | null;
  /** Of each event that is not as it was written: the first version that does not fit. */
  readonly bad: readonly ChainPosition[];
}

/** After how much no further event is begun: versions, and characters of their contents. */
export interface Enough {
  readonly versions: number;
  readonly length: number;
}

/** Which chains are recomputed. */
export interface ChainsToVerify {
  readonly scope: ChainScope;
  /** The events of the scope, by id. */
  readonly ends: readonly ChainEnd[];
  /** After which it may stop between two events; absent, it goes to the end. */
  readonly enough?: Enough;
}

const EVERYTHING: Enough = { versions: Infinity, length: Infinity };

/**
 * Recomputes the chains of some events from their first versions to the present ones (rule V8):
 * numbers without a gap, content as it was hashed, each link on the one before, and as many as the
 * event's row says. Others are answered in between; all of it must see one state of the database.
 */
export async function verifyChains(
  db: Kysely<Schema>,
  { scope, ends, enough = EVERYTHING }: ChainsToVerify,
): Promise<ChainReport> {
  const check = new ChainCheck(ends);
  let position: ChainPosition | null = null;
  for (;;) {
    const records: ChainRecord[] = await listChains(db, scope, position);
    for (const record of records) {
      if (record.eventId !== check.eventId && check.hasDone(enough)) return check.stop();
      check.add(record, record.content ?? (await longContent(db, record)));
    }
    position = records.at(-1) ?? null;
    if (position === null) return check.end();
    // SQLite reads without waiting for anything.
    await nextTurn();
  }
}

/** Each in a turn of its own, as a long text takes a while to read and to hash. */
async function longContent(db: Kysely<Schema>, record: ChainRecord): Promise<string> {
  await nextTurn();
  return (await findStoredContent(db, record)) ?? "";
}

interface Current {
  readonly eventId: Id;
  /** The present version; 0 where there is no such event. */
  readonly version: number;
  /** The last one that fits, and its chain hash. */
  reached: number;
  chainHash: string | null;
  isBad: boolean;
}

/** Takes the versions of events in their order and holds each against the one before. */
class ChainCheck {
  readonly #ends: readonly ChainEnd[];
  readonly #bad: ChainPosition[] = [];
  #next = 0;
  #checked = 0;
  #length = 0;
  #current: Current | undefined;

  constructor(ends: readonly ChainEnd[]) {
    this.#ends = ends;
  }

  add(record: ChainRecord, content: string): void {
    const current =
      this.#current?.eventId === record.eventId ? this.#current : this.#begin(record.eventId);
    if (current.isBad) return;
    this.#checked += 1;
    this.#length += content.length;
    if (current.reached < current.version && isNext(current, record, content)) {
      current.reached = record.version;
      current.chainHash = record.chainHash;
    } else {
      this.#blame(current);
    }
  }

  /** The event whose versions are coming. */
  get eventId(): Id | undefined {
    return this.#current?.eventId;
  }

  hasDone({ versions, length }: Enough): boolean {
    return this.#checked >= versions || this.#length >= length;
  }

  /** Leaves the events that have not begun yet. */
  stop(): ChainReport {
    const stoppedAt = this.eventId ?? null;
    this.#finish();
    return { checked: this.#checked, length: this.#length, bad: this.#bad, stoppedAt };
  }

  end(): ChainReport {
    this.#finish();
    while (this.#next < this.#ends.length) this.#passOver();
    return { checked: this.#checked, length: this.#length, bad: this.#bad, stoppedAt: null };
  }

  #begin(eventId: Id): Current {
    this.#finish();
    let end = this.#ends[this.#next];
    while (end !== undefined && end.eventId < eventId) {
      this.#passOver();
      end = this.#ends[this.#next];
    }
    const isThere = end?.eventId === eventId;
    if (isThere) this.#next += 1;
    const version = isThere && end !== undefined ? end.version : 0;
    this.#current = { eventId, version, reached: 0, chainHash: null, isBad: false };
    return this.#current;
  }

  #finish(): void {
    const current = this.#current;
    if (current !== undefined && !current.isBad && current.reached < current.version) {
      this.#blame(current);
    }
    this.#current = undefined;
  }

  #blame(current: Current): void {
    current.isBad = true;
    this.#bad.push({ eventId: current.eventId, version: current.reached + 1 });
  }

  /** An event without any version. */
  #passOver(): void {
    const end = this.#ends[this.#next];
    this.#next += 1;
    if (end !== undefined) this.#bad.push({ eventId: end.eventId, version: 1 });
  }
}

function isNext({ reached, chainHash }: Current, record: ChainRecord, content: string): boolean {
  const { eventId, version, kind, deleted, at, actorId } = record;
  if (version !== reached + 1) return false;
  if (hexHashOfContent(bytesOf(record.salt), content) !== record.contentHash) return false;
  const previousChainHash = chainHash === null ? null : bytesOf(chainHash);
  const contentHash = bytesOf(record.contentHash);
  const link = { eventId, version, kind, at, actorId, deleted, contentHash, previousChainHash };
  return hexHashOfLink(link) === record.chainHash;
}

function bytesOf(hex: string): Uint8Array {
  return Buffer.from(hex, "hex");
}
