import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { TOKEN_SCOPES } from "../rpc/actor.ts";
import {
  cursor,
  id,
  instant,
  instantInput,
  nextCursor,
  pageLimit,
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
  });

/** A password that is checked; what it is not long enough for, it does not open either. */
const presentedPassword = z.string().max(PASSWORD_CODE_UNITS);

const username = z
  .string()
  .min(LIMITS.usernameMinLength)
  .max(LIMITS.usernameMaxLength)
  .regex(/^[A-Za-z0-9._-]*$/, {
    error: "may hold letters a to z, digits, dot, underscore, hyphen",
  });

const email = z.email({ pattern: z.regexes.html5Email }).max(LIMITS.emailLength);

const role = z.enum(["user", "admin"]);

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

export const refreshInput = z.strictObject({ refreshToken: z.string().max(200) });

export const sessionView = z.object({
  user: z.object({ id, username: z.string(), email: z.string(), role }),
  accessToken: z.string(),
  accessTokenExpiresAt: instant,
  refreshToken: z.string(),
  refreshTokenExpiresAt: instant,
});

/** How many sessions the call ended. */
export const endedOutput = z.object({ endedSessions: z.int() });

export const meOutput = z.object({
  id,
  username: z.string(),
  email: z.string(),
  role,
  defaultCalendarId: id.nullable(),
  createdAt: instant,
  /** By what the caller is known: a session, or a personal token and its scopes. */
  credential: z.object({
    type: z.enum(["session", "token"]),
    id,
    scopes: z.array(tokenScope),
  }),
});

export const changePasswordInput = z.strictObject({
  currentPassword: presentedPassword,
  newPassword,
});

const disposition = z.discriminatedUnion("action", [
  z.strictObject({
    resource,
    action: z.literal("transfer"),
    to: id.describe("Who receives it, and holds a grant there already (rule S5)."),
  }),
  z.strictObject({ resource, action: z.literal("delete") }),
]);

export const deleteAccountInput = z.strictObject({
  password: presentedPassword,
  dispositions: z
    .array(disposition)
    .max(LIMITS.dispositions)
    .default([])
    .describe("What becomes of each calendar and event that is shared with somebody (rule S7)."),
});

export const deleteAccountOutput = z.object({ deletedAt: instant });

export const listSessionsInput = z.strictObject({ cursor: cursor.optional(), limit: pageLimit });

export const listSessionsOutput = z.object({
  items: z.array(
    z.object({
      id,
      channel: z.string(),
      userAgent: z.string().nullable(),
      createdAt: instant,
      lastUsedAt: instant.describe("The last time that the session was prolonged."),
      expiresAt: instant,
      current: z.boolean().describe("Whether it is the caller's own."),
    }),
  ),
  nextCursor,
});

export const revokeSessionInput = z.strictObject({ id });

/** Whether the call revoked it; false when it had been before. */
export const revokedOutput = z.object({ revoked: z.boolean() });

export const createTokenInput = z.strictObject({
  name: z.string().trim().min(1).max(LIMITS.tokenNameLength),
  scopes: z.array(tokenScope).min(1).max(TOKEN_SCOPES.length),
  expiresAt: instantInput.optional().describe("At most a year ahead; 90 days unless told."),
});

export const tokenView = z.object({
  id,
  name: z.string(),
  scopes: z.array(tokenScope),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable().describe("To the minute."),
});

/** The token itself is shown this once (rule U4). */
export const createTokenOutput = tokenView.extend({ token: z.string() });

export const listTokensInput = z.strictObject({ cursor: cursor.optional(), limit: pageLimit });

export const listTokensOutput = z.object({ items: z.array(tokenView), nextCursor });

export const revokeTokenInput = z.strictObject({ id });

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
