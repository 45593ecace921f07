import { z } from "zod";
import { account } from "../auth/auth.schema.ts";
import { id, instant, listOf, pageInput } from "../rpc/wire.schema.ts";

export const adminUserView = z.object({
  ...account,
  createdAt: instant,
  disabledAt: instant
    .nullable()
    .describe("When the account was disabled; null while it may sign in."),
});

export const listUsersInput = pageInput;

export const listUsersOutput = listOf(adminUserView);

export const userInput = z.strictObject({ userId: id.describe("Whose account it is.") });

export type AdminUserView = z.output<typeof adminUserView>;
export type ListUsersInput = z.output<typeof listUsersInput>;
export type ListUsersOutput = z.output<typeof listUsersOutput>;
export type UserInput = z.output<typeof userInput>;
