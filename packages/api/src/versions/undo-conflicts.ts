import type { Id } from "@daybook/db/ids";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import type { FieldConflict } from "@daybook/domain/versions/conflicts";

/** Where the undo of one event meets what came after. */
export interface EventConflicts {
  readonly eventId: Id;
  readonly baseVersion: number;
  readonly currentVersion: number;
  readonly conflicts: readonly FieldConflict[];
}

/**
 * What a change set's undo meets, all of it in one refusal (rule V4): each conflict with its event,
 * as many as one answer holds, and how many there are beyond.
 */
export class ConflictList {
  readonly #named: (FieldConflict & Omit<EventConflicts, "conflicts">)[] = [];
  readonly #events = new Set<Id>();
  #length = 0;
  #omitted = 0;

  /** Whether anything is met about an event. */
  has(eventId: Id): boolean {
    return this.#events.has(eventId);
  }

  get isEmpty(): boolean {
    return this.#named.length + this.#omitted === 0;
  }

  add({ conflicts, ...of }: EventConflicts): void {
    this.#events.add(of.eventId);
    for (const conflict of conflicts) {
      const length = JSON.stringify(conflict).length;
      const isFull =
        this.#named.length === LIMITS.undoConflicts ||
        this.#length + length > LIMITS.undoConflictsLength;
      // One conflict is always named, so that the refusal says what it is about.
      if (isFull && this.#named.length > 0) {
        this.#omitted += 1;
        continue;
      }
      this.#length += length;
      this.#named.push({ ...of, ...conflict });
    }
  }

  /** @throws DomainError VERSION_CONFLICT unless nothing is met */
  requireNone(field: "version" | "changeSetId"): void {
    const [first] = this.#named;
    if (first === undefined) return;
    const { eventId, baseVersion, currentVersion } = first;
    throw new DomainError("VERSION_CONFLICT", {
      field,
      details: {
        eventId,
        baseVersion,
        currentVersion,
        conflicts: this.#named,
        omitted: this.#omitted,
      },
    });
  }
}
