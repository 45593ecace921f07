import { DomainError } from "@daybook/domain/errors";
import { hash } from "node:crypto";
import { z } from "zod";

/**
 * Opaque cursors (rule C3). A cursor names the list it belongs to and the filters it was made
 * with; with any other list or filters it is refused. It grants nothing: rights are read anew.
 */
export interface CursorFormat<Position> {
  encode(position: Position): string;
  decode(cursor: string): Position;
}

const ENVELOPE = z.object({ of: z.string(), position: z.unknown() });

/**
 * @param list the procedure whose pages these are
 * @param filters what the caller asked to list, without cursor and limit
 * @param position the shape of a position in the total order of the list
 */
export function cursorFormat<Schema extends z.ZodType>(
  list: string,
  filters: unknown,
  position: Schema,
): CursorFormat<z.output<Schema>> {
  const label = hash("sha256", JSON.stringify([list, filters]), "base64url").slice(0, 12);
  return {
    encode: (value) =>
      Buffer.from(JSON.stringify({ of: label, position: value })).toString("base64url"),
    decode(cursor) {
      const envelope = ENVELOPE.safeParse(readJson(cursor));
      const parsed = position.safeParse(envelope.data?.position);
      if (envelope.data?.of !== label || !parsed.success) {
        throw new DomainError("INVALID_CURSOR", { field: "cursor" });
      }
      return parsed.data;
    },
  };
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    // What cannot be read is refused like what was made for another list.
    return undefined;
  }
}

/** One page out of one row more than it may hold. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  format: { item: (row: Row) => Item; cursor: (last: Row) => string },
): { items: Item[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => format.item(row)),
    nextCursor: rows.length > limit && last !== undefined ? format.cursor(last) : null,
  };
}
