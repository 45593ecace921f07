import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { id, instant, instantInput, listOf, pageRequest } from "../rpc/wire.schema.ts";

export const role = z
  .enum(["viewer", "editor", "owner"])
  .describe("Each may do what those before it may (S1).");

/** Owners are not made by grants (rule S2). */
const grantRole = z.enum(["viewer", "editor"]).describe("An editor may do what a viewer may (S1).");

const resourceType = z.enum(["event", "calendar"]).describe("What kind of thing it is.");

/** What somebody may do with a calendar or an event (rules S1, S2). */
export const access = {
  role: role.describe("The highest that reaches the user (S1, S2)."),
  canShare: z.boolean().describe("Whether it may be shared on, not beyond this (S1)."),
  canDelete: z.boolean().describe("Whether what others made may be deleted and restored (S1)."),
};

/** The shape of {@link access} alone. */
export const accessView = z.object(access);

/** What a grant is on. */
export const resource = z
  .strictObject({ type: resourceType, id })
  .describe("The calendar or event in question.");

/** The same in an answer. */
export const resourceView = z
  .object({ type: resourceType, id })
  .describe("The calendar or event in question.");

const userId = id.describe("The user in question.");

export const grantView = z.object({
  user: z
    .object({ id, username: z.string().describe("The name to sign in with.") })
    .describe("Who holds it."),
  ...access,
  expiresAt: instant.nullable().describe("From then on it is absent (S6); null for no end."),
  grantedBy: id.nullable().describe("Null for the owner, who holds none."),
  grantedAt: instant.describe("When it was given, or changed last."),
  via: resourceView.describe("What it is on."),
});

export const grantOptions = {
  expiresAt: instantInput
    .nullable()
    .optional()
    .describe("Instant from which on it is absent (S6); null for no end."),
  canShare: z.boolean().optional().describe("May pass on what does not go beyond it (S1)."),
  canDelete: z.boolean().optional().describe("May delete and restore what others made (S1)."),
};

const grantFields = { role: grantRole, ...grantOptions };

/** How a user is named otherwise than by an id. */
export const namedUser = {
  username: z.string().max(64).describe("The username."),
  email: z.string().max(320).describe("The e-mail address."),
};

/** A grantee is named by exactly one of id, username and e-mail address. */
export const grantee = z.union([
  z.strictObject({ userId, ...grantFields }),
  z.strictObject({ username: namedUser.username, ...grantFields }),
  z.strictObject({ email: namedUser.email, ...grantFields }),
]);

export const shareInput = z.strictObject({
  resource,
  users: z
    .array(grantee)
    .min(1)
    .max(LIMITS.usersPerShare)
    .describe(`To whom, and what each gets; up to ${LIMITS.usersPerShare}.`),
});

export const grantsOutput = z.object({
  items: z.array(grantView).describe("The grants as they are now, in the order asked."),
});

export const listGrantsInput = z.strictObject({
  resource,
  at: instantInput.optional().describe("Who reached it at that instant, rather than now."),
  includeCalendar: z
    .boolean()
    .optional()
    .describe(
      "Of an event: also what others hold on its calendar, as far as the caller may list that.",
    ),
  ...pageRequest,
});

export const listGrantsOutput = listOf(grantView).extend({
  complete: z.boolean().describe("Whether the pages name everyone whom the resource reaches."),
});

/** Without `userId`, what reaches the caller; with `at`, what did at that instant. */
export const explainInput = z.strictObject({
  resource,
  userId: id.optional().describe("About whom; the caller unless told."),
  at: instantInput.optional().describe("The instant in question, rather than now."),
});

export const explainedGrant = grantView.extend({
  counts: z.boolean().describe("Whether it has the winning role (rule S2)."),
});

export const explainOutput = z.object({
  role: role.nullable().describe("Null where nothing reaches the user."),
  canShare: access.canShare,
  canDelete: access.canDelete,
  grants: z.array(explainedGrant).describe("All that reach the user."),
  complete: z
    .boolean()
    .describe(
      "False where what somebody else holds on the event's calendar is not for the caller to know.",
    ),
});

/** What somebody holds on something. */
export const ofUser = z.strictObject({ resource, userId });

export const updateGrantInput = z.strictObject({
  resource,
  userId,
  role: grantRole.optional(),
  ...grantOptions,
});

export const revokeGrantInput = ofUser;

export const leaveInput = z.strictObject({ resource });

export const transferInput = ofUser;

export const revokedOutput = z.object({
  revoked: z.boolean().describe("Whether the call took a grant away; false when there was none."),
});

export const transferOutput = z.object({
  resource: resourceView,
  ownerId: id.describe("Whose it is now."),
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
