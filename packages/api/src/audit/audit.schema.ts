import { z } from "zod";
import { cursor, id, instant, instantInput, nextCursor, pageLimit } from "../rpc/wire.schema.ts";
import { resource } from "../sharing/sharing.schema.ts";

export const auditItemView = z.object({
  id,
  at: instant,
  actor: id
    .nullable()
    .describe("Null where nobody was signed in, as with a refused sign-in of an unknown name."),
  sessionId: id.nullable(),
  tokenId: id.nullable(),
  channel: z.string().describe("From where: web, cli, service, rest or import."),
  procedure: z.string(),
  resource: z.object({ type: z.string(), id: z.string() }).nullable(),
  version: z.int().nullable(),
  outcome: z.enum(["allowed", "denied"]),
  reason: z.string().nullable(),
  requestId: z.string(),
  count: z.int().describe("How often: denials are counted per caller, procedure and minute."),
});

/** Without a resource: one's own trail; an administrator may ask for everybody's. */
export const listAuditInput = z.strictObject({
  resource: resource.optional(),
  actorId: id.optional(),
  everyone: z.boolean().optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const listAuditOutput = z.object({ items: z.array(auditItemView), nextCursor });

export type AuditItemView = z.output<typeof auditItemView>;
export type ListAuditInput = z.output<typeof listAuditInput>;
