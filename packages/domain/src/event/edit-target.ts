import { DomainError } from "../errors.ts";
import { hasKey, nextKey, seriesOf } from "../recurrence/series.ts";
import { parseKey } from "../time/wall-time.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";

export type EditScope = "all" | "this" | "thisAndFollowing";

/** What an edit or a delete is aimed at (rule X1). */
export interface EditTarget {
  readonly scope?: EditScope | undefined;
  readonly occurrenceKey?: OccurrenceKey | undefined;
  /** Lets exceptions go that the edit leaves without an occurrence (rule X3). */
  readonly orphans?: "drop" | undefined;
}

/**
 * A target that was checked: the whole, perhaps seen from one of its occurrences; one occurrence;
 * or one and all that follow it.
 */
export type ResolvedTarget =
  | { readonly kind: "all"; readonly key: OccurrenceKey | null }
  | { readonly kind: "this"; readonly key: OccurrenceKey }
  | { readonly kind: "thisAndFollowing"; readonly key: OccurrenceKey };

/**
 * What the caller means (rule X1). On a single event every scope is `all`.
 *
 * Throws `SCOPE_REQUIRED`, `OCCURRENCE_KEY_REQUIRED` and `OCCURRENCE_NOT_FOUND`.
 */
export function resolveTarget(content: EventContent, target: EditTarget): ResolvedTarget {
  const key = target.occurrenceKey;
  if (content.recurrence === null) {
    if (key !== undefined) requireOccurrence(content, key);
    return { kind: "all", key: null };
  }
  switch (target.scope) {
    case undefined:
      throw new DomainError("SCOPE_REQUIRED", { field: "scope" });
    case "all":
      if (key !== undefined) requireOccurrence(content, key);
      return { kind: "all", key: key ?? null };
    case "this":
    case "thisAndFollowing":
      if (key === undefined) {
        throw new DomainError("OCCURRENCE_KEY_REQUIRED", { field: "occurrenceKey" });
      }
      requireOccurrence(content, key);
      return { kind: target.scope, key };
  }
}

/** What a delete takes away: the event, one occurrence of it, or one and all that follow it. */
export type DeleteTarget =
  | { readonly kind: "event" }
  | { readonly kind: "occurrence"; readonly key: OccurrenceKey }
  | { readonly kind: "following"; readonly key: OccurrenceKey };

/**
 * What a delete takes away (rules X1 and X5). One occurrence may be one that is excluded already:
 * to exclude it again changes nothing (rule V2). What is left of a series without the following
 * ones, if anything, `endBefore` tells.
 *
 * Throws as {@link resolveTarget} does.
 */
export function deleteTarget(content: EventContent, target: EditTarget): DeleteTarget {
  const { scope, occurrenceKey } = target;
  if (scope === "this" && occurrenceKey !== undefined && isExcluded(content, occurrenceKey)) {
    return { kind: "occurrence", key: occurrenceKey };
  }
  const resolved = resolveTarget(content, target);
  switch (resolved.kind) {
    case "all":
      return { kind: "event" };
    case "this":
      return { kind: "occurrence", key: resolved.key };
    case "thisAndFollowing":
      return { kind: "following", key: resolved.key };
  }
}

/** Whether the series would have an occurrence with this key if it were not excluded. */
export function isExcluded(content: EventContent, key: OccurrenceKey): boolean {
  return (content.recurrence?.exdates.includes(key) ?? false) && hasOrExcludes(content, key);
}

/** Whether there is nothing of what a delete would take away, so that it is so already (rule V2). */
export function isGone(content: EventContent, target: DeleteTarget): boolean {
  if (target.kind === "event") return false;
  if (target.kind === "occurrence") return !hasOrExcludes(content, target.key);
  const wall = parseKey(target.key, content.allDay);
  return wall === undefined || nextKey(seriesOf(content, content.recurrence), wall) === undefined;
}

function hasOrExcludes(content: EventContent, key: OccurrenceKey): boolean {
  const { recurrence } = content;
  const wall = parseKey(key, content.allDay);
  const everyKey = recurrence === null ? null : { ...recurrence, exdates: [] };
  return wall !== undefined && hasKey(seriesOf(content, everyKey), wall);
}

/** Throws `OCCURRENCE_NOT_FOUND` unless the event has an occurrence with this key. */
export function requireOccurrence(content: EventContent, key: OccurrenceKey): void {
  const wall = parseKey(key, content.allDay);
  if (wall !== undefined && hasKey(seriesOf(content, content.recurrence), wall)) return;
  throw occurrenceNotFound(key, "occurrenceKey");
}

export function occurrenceNotFound(key: OccurrenceKey, field: string): DomainError {
  return new DomainError("OCCURRENCE_NOT_FOUND", { field, details: { key } });
}
