import { z } from "zod";
import { id, instant, instantInput, listOf, pageRequest } from "../rpc/wire.schema.ts";
import { resource } from "../sharing/sharing.schema.ts";

export const auditItemView = z.object({
  id,
  at: instant.describe("When it was; of counted denials the first."),
  actor: id
    .nullable()
    .describe(
      "Who called. Null where nobody was signed in, as with a refused sign-in of an unknown name.",
    ),
  sessionId: id.nullable().describe("The session that was used; null without one."),
  tokenId: id.nullable().describe("The personal token that was used; null without one."),
  channel: z.string().describe("From where: web, cli, service, rest or import."),
  procedure: z.string().describe("What was called, as in `events.update`."),
  resource: z
    .object({
      type: z.string().describe("What kind of thing it is."),
      id: z.string().describe("Its id."),
    })
    .nullable()
    .describe("What it was about; null where that is nothing that has an id."),
  version: z.int().nullable().describe("The version that it made; null where it made none."),
  outcome: z.enum(["allowed", "denied"]).describe("Whether it was done or refused."),
  reason: z.string().nullable().describe("Why it was refused; null where it was done."),
  requestId: z.string().describe("Names the request in the server's logs."),
  count: z.int().describe("How often: denials are counted per caller, procedure and minute."),
});

/** Without a resource: one's own trail; an administrator may ask for everybody's. */
export const listAuditInput = z.strictObject({
  resource: resource
    .optional()
    .describe("The trail of a calendar or an event; one's own unless told."),
  actorId: id.optional().describe("What one user did alone."),
  everyone: z.boolean().optional().describe("Everybody's trail, for administrators."),
  from: instantInput.optional().describe("Instant: nothing before it."),
  to: instantInput.optional().describe("Instant: nothing at or after it."),
  ...pageRequest,
});

export const listAuditOutput = listOf(auditItemView);

export type AuditItemView = z.output<typeof auditItemView>;
export type ListAuditInput = z.output<typeof listAuditInput>;
