import { z } from "zod";
import { cursor, id, instant, nextCursor, pageLimit } from "../rpc/wire.schema.ts";

export const adminUserView = z.object({
  id,
  username: z.string(),
  email: z.string(),
  role: z.enum(["user", "admin"]),
  createdAt: instant,
  disabledAt: instant
    .nullable()
    .describe("When the account was disabled; null while it may sign in."),
});

export const listUsersInput = z.strictObject({ cursor: cursor.optional(), limit: pageLimit });

export const listUsersOutput = z.object({ items: z.array(adminUserView), nextCursor });

export const userInput = z.strictObject({ userId: id });

export type AdminUserView = z.output<typeof adminUserView>;
export type ListUsersInput = z.output<typeof listUsersInput>;
export type ListUsersOutput = z.output<typeof listUsersOutput>;
export type UserInput = z.output<typeof userInput>;
