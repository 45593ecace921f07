import { toStoredId } from "../codec.ts";
import type { StoredId } from "../codec.ts";
import type { ScopeAdvance } from "./engine.ts";

/** What both engines' statements take to advance a scope. */
export type AdvanceParameters = {
  readonly scope: StoredId;
  readonly by: number;
  readonly epoch: number;
};

export type AdvanceVariant = {
  /** Whether the epoch is compared. */
  readonly guarded: boolean;
  /** Whether it is raised. */
  readonly raised: boolean;
};

export function advanceArguments(options: ScopeAdvance): [AdvanceParameters, AdvanceVariant] {
  const { scopeId, by, accessEpoch, raiseEpoch } = options;
  return [
    { scope: toStoredId(scopeId), by, epoch: accessEpoch ?? 0 },
    { guarded: accessEpoch !== undefined, raised: raiseEpoch === true },
  ];
}
