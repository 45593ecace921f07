/** How much of something a caller may have, and in which time. */
export interface Quota {
  /** Stable: programs may know it from the answers. */
  readonly policy: string;
  readonly quota: number;
  /** Absent where no time gives it back, but the end of what took it. */
  readonly windowSeconds?: number;
  /** What is counted: calls, unless it is how many of them are under way at once. */
  readonly unit?: "concurrent-requests";
}

/** What is left of a quota. */
export interface ServiceLimit extends Quota {
  readonly remaining: number;
  /** For how long there is no more than that; absent where nothing was taken, or no time helps. */
  readonly resetSeconds?: number;
}

/**
 * What a request learns of the limits that it was counted against, for the headers of its answer.
 * Of each the last word counts: a call may ask first and take later.
 */
export class ServiceLimits {
  readonly #byPolicy = new Map<string, ServiceLimit>();

  note(limit: ServiceLimit): void {
    this.#byPolicy.set(limit.policy, limit);
  }

  list(): readonly ServiceLimit[] {
    return [...this.#byPolicy.values()];
  }
}
