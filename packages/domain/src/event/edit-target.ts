import { DomainError } from "../errors.ts";
import { hasKey, seriesOf } from "../recurrence/series.ts";
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

/** A target that was checked: the whole, perhaps seen from one of its occurrences, or one occurrence. */
export type ResolvedTarget =
  | { readonly kind: "all"; readonly key: OccurrenceKey | null }
  | { readonly kind: "this"; readonly key: OccurrenceKey };

/**
 * What the caller means (rule X1). On a single event every scope is `all`.
 *
 * Throws `SCOPE_REQUIRED`, `OCCURRENCE_KEY_REQUIRED`, `OCCURRENCE_NOT_FOUND`, and
 * `SCOPE_UNSUPPORTED` for `thisAndFollowing`.
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
    case "thisAndFollowing":
      throw new DomainError("SCOPE_UNSUPPORTED", {
        field: "scope",
        details: { scope: target.scope, supported: ["all", "this"] },
      });
    case "all":
      if (key !== undefined) requireOccurrence(content, key);
      return { kind: "all", key: key ?? null };
    case "this":
      if (key === undefined) {
        throw new DomainError("OCCURRENCE_KEY_REQUIRED", { field: "occurrenceKey" });
      }
      requireOccurrence(content, key);
      return { kind: "this", key };
  }
}

/**
 * What a delete takes away (rules X1 and X5): the event, or one occurrence of it. That may be one
 * that is excluded already: to exclude it again changes nothing (rule V2).
 */
export function deleteTarget(
  content: EventContent,
  target: EditTarget,
): { readonly kind: "event" } | { readonly kind: "occurrence"; readonly key: OccurrenceKey } {
  const { scope, occurrenceKey } = target;
  if (scope === "this" && occurrenceKey !== undefined && isExcluded(content, occurrenceKey)) {
    return { kind: "occurrence", key: occurrenceKey };
  }
  const resolved = resolveTarget(content, target);
  return resolved.kind === "all" ? { kind: "event" } : { kind: "occurrence", key: resolved.key };
}

/** Whether the series would have an occurrence with this key if it were not excluded. */
export function isExcluded(content: EventContent, key: OccurrenceKey): boolean {
  const { recurrence } = content;
  if (recurrence === null || !recurrence.exdates.includes(key)) return false;
  const wall = parseKey(key, content.allDay);
  return wall !== undefined && hasKey(seriesOf(content, { ...recurrence, exdates: [] }), wall);
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
