/** A reader who looks with all eyes, again and again, and keeps what came of it. */
import { type Account, clientAt } from "../accounts.ts";
import type { Random } from "../random.ts";
import { EYES, type Eye, type Kept, lookThrough, tells, withoutLosses } from "./eyes.ts";
import type { Secret } from "./secret.ts";

interface Look {
  readonly eye: string;
  readonly begunAt: number;
  readonly told: boolean;
  readonly toldLater: boolean;
  readonly text: string | null;
}

/** Is open all the time, instead of being asked. */
export const STREAM: Eye = { name: "sync.subscribe", look: () => Promise.resolve(null) };

/** What was under way to a stream when the right went may still arrive (U3). */
const STREAM_GRACE_MS = 1_000;

export class Watcher {
  readonly account: Account;
  /** When the right had gone, by this process's clock. */
  lostAt = Infinity;
  readonly #looks: Look[] = [];
  readonly #random: Random;
  readonly #secret: Secret;
  readonly #kept: Kept;
  #passes = 0;
  #stopAtPass = Infinity;

  constructor(
    account: Account,
    {
      random,
      secret,
      kept,
    }: { readonly random: Random; readonly secret: Secret; readonly kept: Kept },
  ) {
    this.account = account;
    this.#random = random;
    this.#secret = secret;
    this.#kept = kept;
  }

  /** Looks until it is told to stop. */
  async run(): Promise<void> {
    const stopping = new AbortController();
    const listening = this.#listen(stopping.signal);
    // Its failure is told at the end.
    listening.catch(() => undefined);
    try {
      await this.#lookAround();
    } finally {
      stopping.abort();
    }
    await listening;
  }

  /** Keeps what a stream tells, which is open all the time. */
  async #listen(signal: AbortSignal): Promise<void> {
    const client = clientAt(this.account.clients, this.#random.below(1_000));
    try {
      for await (const { items } of client.sync.subscribe({}, { signal })) {
        // It is told when it comes, however it was asked for.
        const begunAt = performance.now() - STREAM_GRACE_MS;
        this.#note(STREAM, JSON.stringify(withoutLosses(items)), begunAt);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #lookAround(): Promise<void> {
    while (this.#passes < this.#stopAtPass) {
      for (const eye of shuffled(EYES, this.#random)) {
        const begunAt = performance.now();
        const client = clientAt(this.account.clients, this.#random.below(1_000));
        const text = await lookThrough(eye, client, { secret: this.#secret, kept: this.#kept });
        this.#note(eye, text, begunAt);
      }
      this.#passes += 1;
    }
  }

  #note(eye: Eye, text: string | null, begunAt: number): void {
    const told = tells(eye, text, this.#secret);
    const toldLater = text?.includes(this.#secret.laterWord) === true;
    this.#looks.push({ eye: eye.name, begunAt, told, toldLater, text });
  }

  get passes(): number {
    return this.#passes;
  }

  /** Stops after so many passes more, beside the one that is under way. */
  stopAfter(passes: number): void {
    this.#stopAtPass = this.#passes + 1 + passes;
  }

  /** What was told that should not have been. */
  complaints(loss: string): string[] {
    return this.#looks
      .filter(({ begunAt, told, toldLater }) => toldLater || (told && begunAt > this.lostAt))
      .map(({ eye, begunAt, text }) => {
        const distance = Math.round(begunAt - this.lostAt);
        return `[S4] ${loss}: ${eye}, begun ${distance} ms after it, told ${text?.slice(0, 400)}`;
      });
  }

  /** How often each eye saw it while it was there to be seen. */
  sightings(): Map<string, number> {
    const seen = new Map<string, number>();
    for (const { eye, begunAt, told } of this.#looks) {
      if (told && begunAt <= this.lostAt) seen.set(eye, (seen.get(eye) ?? 0) + 1);
    }
    return seen;
  }

  looksAfter(): number {
    return this.#looks.filter(({ begunAt }) => begunAt > this.lostAt).length;
  }
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random.below(1_000_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
