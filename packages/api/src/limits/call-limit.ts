import { DomainError } from "@daybook/domain/errors";
import { BoundedCache } from "../caching/bounded-cache.ts";
import { networkOf } from "./network-address.ts";
import type { Actor } from "../rpc/actor.ts";
import type { ServiceLimits } from "./service-limits.ts";

const WINDOW_SECONDS = 60;
/** Who has not called for longest is forgotten first, and by then mostly has all of it again. */
const CALLERS = 10_000;

/** What the sums of parts of a call may be short of a whole one. */
const ROUNDING = 1e-6;

/** What a caller had left after its last call, and when that was. */
interface Bucket {
  readonly calls: number;
  readonly at: number;
}

export interface CallLimitOptions {
  readonly callsPerMinute: number;
  /** Milliseconds that only grow; the tests move them. */
  readonly now?: () => number;
}

export interface CountedCall {
  /** Undefined for a caller who has not signed in, or not well. */
  readonly actor: Actor | undefined;
  readonly address: string;
  readonly serviceLimits: ServiceLimits;
}

/**
 * A limit on calls of every kind, in this process: each session and each personal token has a
 * bucket of its own, and so has each address from which strangers call. A bucket holds the calls
 * of a minute and fills steadily, so that a burst is let through and a loop without end is not.
 */
export class CallLimit {
  readonly #quota: number;
  readonly #now: () => number;
  readonly #buckets = new BoundedCache<string, Bucket>(CALLERS);

  constructor({ callsPerMinute, now = () => performance.now() }: CallLimitOptions) {
    this.#quota = callsPerMinute;
    this.#now = now;
  }

  /** @throws RATE_LIMITED with the seconds until the next call */
  count({ actor, address, serviceLimits }: CountedCall): void {
    const key = actor === undefined ? networkOf(address) : credentialOf(actor);
    const calls = this.#callsLeft(key);
    const isAllowed = calls > 1 - ROUNDING;
    const left = isAllowed ? Math.max(0, calls - 1) : calls;
    // A refusal takes nothing.
    if (isAllowed) this.#buckets.set(key, { calls: left, at: this.#now() });
    const remaining = Math.floor(left);
    const resetSeconds = Math.ceil(((remaining + 1 - left) * WINDOW_SECONDS) / this.#quota);
    serviceLimits.note({
      policy: "calls",
      quota: this.#quota,
      windowSeconds: WINDOW_SECONDS,
      remaining,
      resetSeconds,
    });
    if (!isAllowed) {
      throw new DomainError("RATE_LIMITED", { details: { retryAfterSeconds: resetSeconds } });
    }
  }

  #callsLeft(key: string): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return this.#quota;
    const filled = ((this.#now() - bucket.at) / 1_000) * (this.#quota / WINDOW_SECONDS);
    return Math.min(this.#quota, bucket.calls + filled);
  }
}

/** Addresses have no letters but those of hexadecimal numbers, and never a blank. */
function credentialOf(actor: Actor): string {
  return actor.kind === "session" ? `session ${actor.sessionId}` : `token ${actor.tokenId}`;
}
