import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { TOKEN_SCOPES } from "../rpc/actor.ts";
import {
  byId,
  id,
  instant,
  instantInput,
  listOf,
  pageInput,
  timeZone,
} from "../rpc/wire.schema.ts";
import { resource } from "../sharing/sharing.schema.ts";
import { hasPasswordLength } from "./password-policy.ts";

/** No password is longer than this, in whatever Unicode form it is typed. */
const PASSWORD_CODE_UNITS = 1_024;

/** A password that is set: 8 to 128 characters (rule U1). */
const newPassword = z
  .string()
  .max(PASSWORD_CODE_UNITS)
  .refine(hasPasswordLength, {
    error: `must have ${LIMITS.passwordMinLength} to ${LIMITS.passwordMaxLength} characters`,
  })
  .describe(`${LIMITS.passwordMinLength} to ${LIMITS.passwordMaxLength} characters (U1).`);

/** A password that is checked; what it is not long enough for, it does not open either. */
const presentedPassword = z
  .string()
  .max(PASSWORD_CODE_UNITS)
  .describe("The password as it is now.");

const username = z
  .string()
  .min(LIMITS.usernameMinLength)
  .max(LIMITS.usernameMaxLength)
  .regex(/^[A-Za-z0-9._-]*$/, {
    error: "may hold letters a to z, digits, dot, underscore, hyphen",
  })
  .describe("Letters a to z, digits, dot, underscore, hyphen; nobody else's, whatever the case.");

const email = z
  .email({ pattern: z.regexes.html5Email, error: "Expected an e-mail address." })
  .max(LIMITS.emailLength)
  .describe("E-mail address; nobody else's, whatever the case.");

const role = z.enum(["user", "admin"]).describe("In the installation; of events it says nothing.");

/** Somebody's account, as it is shown to themselves and to administrators. */
export const account = {
  id,
  username: z.string().describe("The name to sign in with."),
  email: z.string().describe("E-mail address."),
  role,
};

export const tokenScope = z.enum(TOKEN_SCOPES);

/** For procedures that need to be told nothing; an absent input is an empty one. */
export const noInput = z.strictObject({}).default({});

export const registerInput = z.strictObject({
  username,
  email,
  password: newPassword,
  timeZone: timeZone
    .optional()
    .describe("The zone of the calendar that every account starts with; UTC unless told."),
});

export const loginInput = z.strictObject({
  login: z.string().max(LIMITS.emailLength).describe("Username or e-mail address."),
  password: presentedPassword,
});

export const refreshInput = z.strictObject({
  refreshToken: z.string().max(200).describe("Of the last session that was answered."),
});

export const userView = z.object(account);

export const sessionView = z.object({
  user: userView.describe("Who is signed in."),
  accessToken: z.string().describe("For the header `Authorization: Bearer …`."),
  accessTokenExpiresAt: instant.describe("Instant at which the access token ends."),
  refreshToken: z.string().describe("For one `auth.refresh`, which answers the next one (U2)."),
  refreshTokenExpiresAt: instant.describe("Instant at which the session ends, unless refreshed."),
});

export const endedOutput = z.object({
  endedSessions: z.int().describe("How many sessions the call ended."),
});

export const meOutput = z.object({
  ...account,
  defaultCalendarId: id.nullable().describe("The calendar of new events for which none is named."),
  createdAt: instant,
  credential: z
    .object({
      type: z.enum(["session", "token"]).describe("A session, or a personal token."),
      id,
      scopes: z.array(tokenScope).describe("What it may be used for; a session for all."),
    })
    .describe("By what the caller is known."),
});

export const changePasswordInput = z.strictObject({
  currentPassword: presentedPassword,
  newPassword,
});

const disposition = z.discriminatedUnion("action", [
  z.strictObject({
    resource,
    action: z.literal("transfer").describe("Somebody else becomes its owner."),
    to: id.describe("Who receives it, and holds a grant there already (rule S5)."),
  }),
  z.strictObject({ resource, action: z.literal("delete").describe("It is deleted.") }),
]);

export const deleteAccountInput = z.strictObject({
  password: presentedPassword,
  dispositions: z
    .array(disposition)
    .max(LIMITS.dispositions)
    .default([])
    .describe("What becomes of each calendar and event that is shared with somebody (rule S7)."),
});

export const deleteAccountOutput = z.object({
  deletedAt: instant.describe("When the account ended."),
});

export const listSessionsInput = pageInput;

export const listSessionsOutput = listOf(
  z.object({
    id,
    channel: z.string().describe("From where it was begun: web, cli, service or rest."),
    userAgent: z.string().nullable().describe("What the program called itself."),
    createdAt: instant,
    lastUsedAt: instant.describe("The last time that the session was prolonged."),
    expiresAt: instant.describe("Instant at which it ends, unless refreshed."),
    current: z.boolean().describe("Whether it is the caller's own."),
  }),
);

export const revokeSessionInput = byId;

export const revokedOutput = z.object({
  revoked: z.boolean().describe("Whether this call did it; false when it had been before."),
});

export const createTokenInput = z.strictObject({
  name: z.string().trim().min(1).max(LIMITS.tokenNameLength).describe("What it is for."),
  scopes: z
    .array(tokenScope)
    .min(1)
    .max(TOKEN_SCOPES.length)
    .describe("What it may be used for (U4)."),
  expiresAt: instantInput.optional().describe("At most a year ahead; 90 days unless told."),
});

export const tokenView = z.object({
  id,
  name: z.string().describe("What it is for."),
  scopes: z.array(tokenScope).describe("What it may be used for (U4)."),
  createdAt: instant,
  expiresAt: instant.describe("Instant at which it ends."),
  lastUsedAt: instant.nullable().describe("When it was last used, to the minute; null for never."),
});

export const createTokenOutput = tokenView.extend({
  token: z.string().describe("The token itself, shown this once (U4)."),
});

export const listTokensInput = pageInput;

export const listTokensOutput = listOf(tokenView);

export const revokeTokenInput = byId;

export type RegisterInput = z.output<typeof registerInput>;
export type LoginInput = z.output<typeof loginInput>;
export type RefreshInput = z.output<typeof refreshInput>;
export type SessionView = z.output<typeof sessionView>;
export type EndedOutput = z.output<typeof endedOutput>;
export type MeOutput = z.output<typeof meOutput>;
export type ChangePasswordInput = z.output<typeof changePasswordInput>;
export type DeleteAccountInput = z.output<typeof deleteAccountInput>;
export type DeleteAccountOutput = z.output<typeof deleteAccountOutput>;
export type ListSessionsInput = z.output<typeof listSessionsInput>;
export type ListSessionsOutput = z.output<typeof listSessionsOutput>;
export type CreateTokenInput = z.output<typeof createTokenInput>;
export type CreateTokenOutput = z.output<typeof createTokenOutput>;
export type ListTokensInput = z.output<typeof listTokensInput>;
export type ListTokensOutput = z.output<typeof listTokensOutput>;
export type RevokedOutput = z.output<typeof revokedOutput>;
