import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database, Transaction } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import type { Id } from "@daybook/db/ids";
import { readClock } from "@daybook/db/queries/clock.queries";
import { lockEvent } from "@daybook/db/queries/events.queries";
import {
  listSpansOfEvents,
  placeSpansAgain,
  widenPastSpans,
} from "@daybook/db/queries/placed-again.queries";
import {
  countZoneChanges,
  ensureZoneData,
  findStoredEvent,
  holdZoneLease,
  listStoredEvents,
  listZoneClocks,
  readZoneData,
  releaseZoneLease,
  type StoredEvent,
  updateEventBounds,
  writeZoneChanges,
  writeZoneData,
} from "@daybook/db/queries/zone-data.queries";
import { busySpansOf } from "@daybook/domain/event/busy-spans";
import { boundsOf, type Span, spansOf } from "@daybook/domain/event/spans";
import { decodeContent } from "@daybook/domain/event/stored-content";
import { recordZone } from "@daybook/domain/time/zone-record";
import { timeZoneDataVersion } from "@daybook/domain/time/zone";
import type { Logger } from "../rpc/logger.ts";
import { type ChangedClocks, ClockChanges, noteMoves } from "./clock-changes.ts";

const LEASE_MS = 60_000;
const EVENTS_AT_ONCE = 200;
/** So long the process may work on events before it answers others, in milliseconds. */
const TURN_MS = 10;

export interface FollowOptions {
  /** Stops the work after the event at hand; another run takes it up there. */
  readonly signal?: AbortSignal;
  readonly eventsAtOnce?: number;
}

/**
 * What became of it: everything stood by this server's data already; it does now; another process
 * is about it; it was stopped; or the database stands by newer data than this server has.
 */
export type FollowOutcome = "current" | "followed" | "elsewhere" | "stopped" | "newer";

/**
 * Brings what is derived from wall clocks to the version of the time zone data that this server
 * runs on (rule T1): spans and bounds of events whose zones keep another time now. Makes no
 * version. Which occurrences moved is noted for `npm run db -- zone-changes`.
 *
 * A single read where nothing is to be done. Otherwise it goes through all events by their ids, in
 * short transactions; a run that ends early, or whose process dies, is taken up where it was.
 */
export async function followZoneData(
  { database, log }: { readonly database: Database; readonly log: Logger },
  options: FollowOptions = {},
): Promise<FollowOutcome> {
  const target = timeZoneDataVersion();
  const { version } = await readZoneData(database.read);
  if (target === null || version === target) return "current";
  if (version !== null && version > target) {
    log.warn({ timeZoneData: target, storedTimeZoneData: version }, "older time zone data");
    return "newer";
  }
  const holder = newId();
  const held = await database.transaction(async (trx) => {
    await ensureZoneData(trx);
    return holdZoneLease(trx, { holder, leaseMs: LEASE_MS });
  });
  if (!held) return "elsewhere";
  try {
    return await new Follower({ database, log, holder, target }, options).run();
  } finally {
    await database.transaction((trx) => releaseZoneLease(trx, holder));
  }
}

class Follower {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #holder: string;
  readonly #target: string;
  readonly #signal: AbortSignal | undefined;
  readonly #eventsAtOnce: number;
  #turnBegan = performance.now();

  constructor(
    job: {
      readonly database: Database;
      readonly log: Logger;
      readonly holder: string;
      readonly target: string;
    },
    { signal, eventsAtOnce = EVENTS_AT_ONCE }: FollowOptions,
  ) {
    this.#database = job.database;
    this.#log = job.log;
    this.#holder = job.holder;
    this.#target = job.target;
    this.#signal = signal;
    this.#eventsAtOnce = eventsAtOnce;
  }

  async run(): Promise<FollowOutcome> {
    // Under the lease: another process may have finished meanwhile.
    const state = await readZoneData(this.#database.read);
    if (state.version === this.#target) return "current";
    const clocks = await this.#clocksOfNow();
    if (clocks === undefined) return "stopped";
    const changes = new ClockChanges(await listZoneClocks(this.#database.read), clocks);

    let after = state.target === this.#target ? state.afterEventId : null;
    let [visited, placed] = [0, 0];
    for (;;) {
      const page = { after, limit: this.#eventsAtOnce };
      const events = await listStoredEvents(this.#database.read, page);
      const done = await this.#follow(events, { changes, from: state.version });
      visited += done.visited;
      placed += done.placed;
      after = done.last ?? after;
      const lease = { holder: this.#holder, leaseMs: LEASE_MS };
      const progress = { target: this.#target, afterEventId: after };
      const held = await this.#database.transaction((trx) => holdZoneLease(trx, lease, progress));
      if (!held) return "elsewhere";
      if (done.visited < events.length) return "stopped";
      if (events.length < this.#eventsAtOnce) break;
    }
    const held = await this.#database.transaction(async (trx) => {
      const holds = await holdZoneLease(trx, { holder: this.#holder, leaseMs: LEASE_MS });
      if (holds) await writeZoneData(trx, this.#target, clocks);
      return holds;
    });
    if (!held) return "elsewhere";
    const moved = await countZoneChanges(this.#database.read, this.#target);
    const versions = { from: state.version, to: this.#target };
    this.#log.info({ ...versions, visited, placed, moved }, "followed the time zone data");
    return "followed";
  }

  /** The clocks of every zone; undefined when the work was stopped. */
  async #clocksOfNow(): Promise<Map<string, string> | undefined> {
    const clocks = new Map<string, string>();
    for (const zone of Intl.supportedValuesOf("timeZone")) {
      if (this.#signal?.aborted === true) return undefined;
      clocks.set(zone, recordZone(zone));
      await this.#giveWay();
    }
    return clocks;
  }

  /** Brings some events to the new clocks, one after the other, until the work is stopped. */
  async #follow(
    events: readonly StoredEvent[],
    { changes, from }: { readonly changes: ClockChanges; readonly from: string | null },
  ): Promise<{ visited: number; placed: number; last: Id | null }> {
    const candidates = events.filter(({ content }) => changes.ofStored(content) !== null);
    const ids = candidates.map(({ id }) => id);
    const spans = await listSpansOfEvents(this.#database.read, ids);
    const now = await readClock(this.#database.read);
    let [visited, placed, last] = [0, 0, null as Id | null];
    for (const event of events) {
      if (this.#signal?.aborted === true) break;
      const changed = changes.ofStored(event.content);
      if (changed !== null && (!event.deleted || changed.clocks.size > 0)) {
        const stored = spans.get(event.id) ?? [];
        if (this.#isElsewhere(event, { stored, changed, now })) {
          await this.#database.transaction((trx) =>
            this.#place(trx, event.id, { changes, from: from ?? "", now }),
          );
          placed += 1;
        }
        await this.#giveWay();
      }
      visited += 1;
      last = event.id;
    }
    return { visited, placed, last };
  }

  /** Whether an event's spans lie elsewhere by the new clocks, or any of its occurrences moves. */
  #isElsewhere(
    event: StoredEvent,
    facts: {
      readonly stored: readonly Span[];
      readonly changed: ChangedClocks;
      readonly now: number;
    },
  ): boolean {
    if (event.deleted) return true;
    const content = decodeContent(event.content, event.contentSchema);
    const wanted = spansOf(content);
    if (!areSame(wanted, facts.stored)) return true;
    return noteMoves(content, facts.changed, facts.now).moves.length > 0;
  }

  /** The event as it is now, whoever has changed it meanwhile: its row is locked. */
  async #place(
    trx: Transaction,
    eventId: Id,
    { changes, from, now }: { changes: ClockChanges; from: string; now: number },
  ): Promise<void> {
    await lockEvent(trx, eventId);
    const event = await findStoredEvent(trx, eventId);
    const changed = event === undefined ? null : changes.ofStored(event.content);
    if (event === undefined || changed === null) return;
    const content = decodeContent(event.content, event.contentSchema);
    const { startMs, endMs } = boundsOf(content);
    await updateEventBounds(trx, eventId, { starts: startMs, ends: endMs });
    if (changed.largestMs > 0) await widenPastSpans(trx, eventId, changed.largestMs);
    if (event.deleted) return;
    await placeSpansAgain(trx, eventId, busySpansOf(content));
    const { moves, left } = noteMoves(content, changed, now);
    if (left > 0) this.#log.warn({ eventId, left }, "more occurrences moved than are listed");
    const toVersion = this.#target;
    await writeZoneChanges(trx, eventId, {
      toVersion,
      changes: moves.map((move) => ({ ...move, eventId, fromVersion: from, toVersion })),
    });
  }

  async #giveWay(): Promise<void> {
    if (performance.now() - this.#turnBegan < TURN_MS) return;
    await nextTurn();
    this.#turnBegan = performance.now();
  }
}

function areSame(wanted: readonly Span[], stored: readonly Span[]): boolean {
  const keyOf = ({ startMs, endMs, floating }: Span) => `${startMs} ${endMs} ${floating}`;
  const keys = new Set(stored.map(keyOf));
  return wanted.length === keys.size && wanted.every((span) => keys.has(keyOf(span)));
}
