import { DomainError, ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import { requireText, type TextRule } from "@daybook/domain/event/text-rules";
import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";

/** An id: a UUID (version 7) in its 36-character form, read without regard to case. */
export const id = z.guid().toLowerCase();

/** An instant on the wire: ISO 8601 with `Z` or an offset. */
export const instantInput = z.iso.datetime({ offset: true });

/** An instant in an answer: ISO 8601 in UTC. */
export const instant = z.string().meta({ format: "date-time" });

/** An opaque position in a list, as a former page gave it. */
export const cursor = z.string().max(LIMITS.cursorLength);

export const nextCursor = z.string().nullable();

/** How many items a page may hold. */
export const pageLimit = z.int().min(1).max(LIMITS.pageSize).default(LIMITS.defaultPageSize);

/** Holds a text against the domain's rule for texts; it is refused for the domain's reason. */
export function heldTo(rule: TextRule): (text: string, ctx: z.RefinementCtx<string>) => void {
  return (text, ctx) => {
    try {
      requireText(text, "", rule);
    } catch (error) {
      if (!(error instanceof DomainError)) {
        throw error;
      }
      const { reason } = error;
      ctx.addIssue({ code: "custom", message: error.message, params: { reason } });
    }
  };
}

/** A note that a version keeps beside the change. */
export const message = z
  .string()
  .superRefine(heldTo({ maxLength: LIMITS.messageLength, multiline: true }));

/** Why a call was refused. Stable: reasons are added, never renamed. */
export const errorReason = z.enum(Object.keys(ERROR_CATALOGUE) as ErrorReason[]);

/** An IANA time zone name; whether it exists is the domain's question. */
export const timeZone = z.string().min(1).max(100);
