import { DomainError, ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import { requireText, type TextRule } from "@daybook/domain/event/text-rules";
import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";

/** An id: a UUID (version 7) in its 36-character form, read without regard to case. */
export const id = z.guid({ error: "Expected a UUID." }).toLowerCase().describe("A UUID.");

/** An instant on the wire: ISO 8601 with `Z` or an offset. */
export const instantInput = z.iso
  .datetime({
    offset: true,
    error: "Expected an instant with Z or an offset, as in 2026-03-02T08:00:00Z.",
  })
  .describe("Instant: ISO 8601 with `Z` or an offset.");

/** An instant in an answer: ISO 8601 in UTC. */
export const instant = z
  .string()
  .meta({ format: "date-time" })
  .describe("Instant in UTC: `2026-03-02T08:00:00Z`.");

/** A stretch of time that is asked about, half-open (rule T4). */
export const windowInput = {
  from: instantInput.describe(
    "Instant, with `Z` or an offset; what runs at it already is answered (T4).",
  ),
  to: instantInput.describe("Instant at which the window ends; what begins at it is outside."),
};

/** An opaque position in a list, as a former page gave it. */
export const cursor = z
  .string()
  .max(LIMITS.cursorLength)
  .describe("Where to go on: `nextCursor` of the page before.");

export const nextCursor = z
  .string()
  .nullable()
  .describe("Where the next page begins; null at the end.");

/** How many items a page may hold. */
export const pageLimit = limitUpTo(LIMITS.pageSize, LIMITS.defaultPageSize);

/** The same with bounds of a list's own. */
export function limitUpTo(most: number, unlessTold: number) {
  return z
    .int()
    .min(1)
    .max(most)
    .default(unlessTold)
    .describe(`How many at most: up to ${most}, ${unlessTold} unless told.`);
}

/** How a page of a list is asked for. */
export const pageRequest = { cursor: cursor.optional(), limit: pageLimit };

/** The shape of {@link pageRequest} alone. */
export const pageInput = z.strictObject(pageRequest);

/** A page of a list (rule C3). */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item).describe("In the order of the list."), nextCursor });
}

/** What is asked for by its id alone. */
export const byId = z.strictObject({ id });

/** Holds a text against the domain's rule for texts; it is refused for the domain's reason. */
export function heldTo(rule: TextRule): (text: string, ctx: z.RefinementCtx<string>) => void {
  return (text, ctx) => {
    try {
      requireText(text, "", rule);
    } catch (error) {
      if (!(error instanceof DomainError)) {
        throw error;
      }
      const { reason, details } = error;
      ctx.addIssue({ code: "custom", message: error.message, params: { reason, details } });
    }
  };
}

/** A note that a version keeps beside the change. */
export const message = z
  .string()
  .superRefine(heldTo({ limit: "messageLength", multiline: true }))
  .describe("A note that the version keeps.");

/** Why a call was refused. Stable: reasons are added, never renamed. */
export const errorReason = z.enum(Object.keys(ERROR_CATALOGUE) as ErrorReason[]);

/** An IANA time zone name; whether it exists is the domain's question. */
export const timeZone = z
  .string()
  .min(1)
  .max(100)
  .describe("IANA name of a time zone, as in `Europe/Berlin`.");

export const versionNumber = z.int().min(1).describe("Number of a version, from 1.");
