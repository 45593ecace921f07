import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { cursor, id, instant, instantInput, nextCursor, pageLimit } from "../rpc/wire.schema.ts";

export const role = z.enum(["viewer", "editor", "owner"]);

/** Owners are not made by grants (rule S2). */
const grantRole = z.enum(["viewer", "editor"]);

/** What a grant is on. */
export const resource = z.strictObject({ type: z.enum(["event", "calendar"]), id });

export const grantView = z.object({
  user: z.object({ id, username: z.string() }),
  role,
  canShare: z.boolean(),
  canDelete: z.boolean(),
  expiresAt: instant.nullable().describe("From then on it is absent (S6); null for no end."),
  grantedBy: id.nullable().describe("Null for the owner, who holds none."),
  grantedAt: instant,
  via: z.object({ type: z.enum(["event", "calendar"]), id }),
});

const flags = {
  expiresAt: instantInput.nullable().optional(),
  canShare: z.boolean().optional().describe("May pass on what does not go beyond it (S1)."),
  canDelete: z.boolean().optional().describe("May delete and restore what others made (S1)."),
};

const grantFields = { role: grantRole, ...flags };

/** A grantee is named by exactly one of id, username and e-mail address. */
export const grantee = z.union([
  z.strictObject({ userId: id, ...grantFields }),
  z.strictObject({ username: z.string().max(64), ...grantFields }),
  z.strictObject({ email: z.string().max(320), ...grantFields }),
]);

export const shareInput = z.strictObject({
  resource,
  users: z.array(grantee).min(1).max(LIMITS.usersPerShare),
});

export const grantsOutput = z.object({ items: z.array(grantView) });

export const listGrantsInput = z.strictObject({
  resource,
  at: instantInput.optional().describe("Who reached it at that instant, rather than now."),
  includeCalendar: z
    .boolean()
    .optional()
    .describe(
      "Of an event: also what others hold on its calendar, as far as the caller may list that.",
    ),
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const listGrantsOutput = z.object({
  items: z.array(grantView),
  nextCursor,
  complete: z.boolean().describe("Whether the pages name everyone whom the resource reaches."),
});

/** Without `userId`, what reaches the caller; with `at`, what did at that instant. */
export const explainInput = z.strictObject({
  resource,
  userId: id.optional(),
  at: instantInput.optional(),
});

export const explainedGrant = grantView.extend({
  counts: z.boolean().describe("Whether it has the winning role (rule S2)."),
});

export const explainOutput = z.object({
  role: role.nullable().describe("Null where nothing reaches the user."),
  canShare: z.boolean(),
  canDelete: z.boolean(),
  grants: z.array(explainedGrant),
  complete: z
    .boolean()
    .describe(
      "False where what somebody else holds on the event's calendar is not for the caller to know.",
    ),
});

export const updateGrantInput = z.strictObject({
  resource,
  userId: id,
  role: grantRole.optional(),
  ...flags,
});

export const revokeGrantInput = z.strictObject({ resource, userId: id });

export const leaveInput = z.strictObject({ resource });

export const transferInput = z.strictObject({ resource, userId: id });

/** Whether the call took a grant away; false when there was none. */
export const revokedOutput = z.object({ revoked: z.boolean() });

export const transferOutput = z.object({
  resource: z.object({ type: z.enum(["event", "calendar"]), id }),
  ownerId: id,
});

export type ResourceRef = z.output<typeof resource>;
export type GrantView = z.output<typeof grantView>;
export type ShareInput = z.output<typeof shareInput>;
export type ListGrantsOutput = z.output<typeof listGrantsOutput>;
export type ListGrantsInput = z.output<typeof listGrantsInput>;
export type ExplainInput = z.output<typeof explainInput>;
export type ExplainOutput = z.output<typeof explainOutput>;
export type UpdateGrantInput = z.output<typeof updateGrantInput>;
export type RevokeGrantInput = z.output<typeof revokeGrantInput>;
export type TransferInput = z.output<typeof transferInput>;
