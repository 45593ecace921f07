import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { tracked, type TrackedEnvelope } from "@trpc/server";
import { credentialIds } from "../rpc/actor.ts";
import type { Call } from "../rpc/context.ts";
import { reportedStream } from "../rpc/procedures.ts";
import type { LiveStream, StreamRequest } from "./live-streams.ts";
import { readChanges } from "./read-changes.service.ts";
import type { SubscribeInput, SyncMessage } from "./subscribe.schema.ts";

/** A quiet stream says so often where it is, so that a cursor that is kept does not grow old. */
const SAY_WHERE_EVERY_MS = 60 * 60_000;
/** Messages of no more items than these are not measured, however large the items are. */
const UNMEASURED_ITEMS = 10;

type Changes = Awaited<ReturnType<typeof readChanges>>;

/**
 * Everything that changes for the caller from a cursor on, as it is committed; without a cursor a
 * full sync comes first (rule L3). The first page is read before the stream begins, so that what
 * is wrong with the call is answered as with every other one.
 *
 * @throws INVALID_CURSOR, CURSOR_EXPIRED; RATE_LIMITED beyond the number of streams
 */
export async function subscribe(
  call: Call,
  { cursor, lastEventId, limit }: SubscribeInput,
  request: Omit<StreamRequest, "actor" | "serviceLimits">,
): Promise<AsyncGenerator<TrackedEnvelope<SyncMessage>, void, undefined>> {
  const { app, actor, serviceLimits } = call;
  const stream = await app.streams.open({ actor, serviceLimits, ...request });
  try {
    // What a reader that comes again has seen last is newer than what it first asked for.
    const reader = new ChangesReader(call, stream, { cursor: lastEventId ?? cursor, limit });
    return reportedStream(call, deliver(stream, reader, await reader.next()));
  } catch (error) {
    stream.release();
    throw error;
  }
}

/**
 * One message at a time, and none before the last one was taken: what a slow reader has not taken
 * stays in the log.
 */
async function* deliver(
  stream: LiveStream,
  reader: ChangesReader,
  first: Changes,
): AsyncGenerator<TrackedEnvelope<SyncMessage>, void, undefined> {
  const { signal, watch } = stream;
  try {
    let type: SyncMessage["type"] = "changes";
    let saidMore: boolean | undefined;
    let saidAt = performance.now();
    for (let page = first; !signal.aborted; page = await reader.next()) {
      const { items, hasMore, nextCursor: cursor, nextExpiryAt: until } = page;
      const isDue = performance.now() - saidAt >= SAY_WHERE_EVERY_MS;
      if (items.length > 0 || hasMore !== saidMore || isDue || type === "resync") {
        saidMore = hasMore;
        saidAt = performance.now();
        yield tracked(cursor, { type, items, cursor, hasMore });
        type = "changes";
      }
      if (stream.isTooFarBehind()) {
        reader.startAgain();
        type = "resync";
      } else if (reader.isLevel) {
        await watch.wait({ signal, until, atMostMs: SAY_WHERE_EVERY_MS });
        if (signal.aborted) break;
      }
    }
    if (signal.reason instanceof DomainError) throw signal.reason;
  } finally {
    stream.release();
  }
}

/** Reads on from where it has come to. */
class ChangesReader {
  readonly #call: Call;
  readonly #stream: LiveStream;
  readonly #limit: number;
  #cursor: string | undefined;
  #pageLimit: number;
  #isLevel = false;

  constructor(
    call: Call,
    stream: LiveStream,
    from: { readonly cursor: string | undefined; readonly limit: number },
  ) {
    this.#call = call;
    this.#stream = stream;
    this.#cursor = from.cursor;
    this.#limit = from.limit;
    this.#pageLimit = from.limit;
  }

  /** Whether everything was read that there was at the last read, in every scope that concerns. */
  get isLevel(): boolean {
    return this.#isLevel;
  }

  async next(): Promise<Changes> {
    const { actor, app } = this.#call;
    // As with every other read: nobody reads on with what was revoked, nor while that is unknown.
    await app.auth.blocklist.refuseBlocked(...credentialIds(actor));
    const page = await readChanges(this.#call, { cursor: this.#cursor, limit: this.#pageLimit });
    this.#cursor = page.nextCursor;
    this.#pageLimit = this.#limitAfter(page.items);
    const { watch } = this.#stream;
    // In a scope that was not watched yet something may have been committed since it was read.
    const isNew = watch.follow(page.scopeIds);
    this.#isLevel = !page.hasMore && !isNew;
    if (this.#isLevel) watch.noteLevel();
    return page;
  }

  /** Leaves out what was not taken: the next page is the first of a full sync. */
  startAgain(): void {
    this.#cursor = undefined;
    this.#stream.watch.noteLevel();
  }

  /** Large items come in smaller messages: what waits for its reader is held in memory. */
  #limitAfter(items: Changes["items"]): number {
    const grown = Math.min(this.#limit, this.#pageLimit * 2);
    if (items.length <= UNMEASURED_ITEMS) return grown;
    const fitting = Math.floor(
      (items.length * LIMITS.streamMessageBytes) / JSON.stringify(items).length,
    );
    return Math.max(UNMEASURED_ITEMS, Math.min(grown, fitting));
  }
}
