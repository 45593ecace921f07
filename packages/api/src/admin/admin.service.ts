import {
  type Account,
  findAccount,
  listAccounts,
  lockAccount,
  updateDisabledAt,
} from "@daybook/db/queries/users.queries";
import { deleteFeeds } from "@daybook/db/queries/feeds.queries";
import { findActorStanding } from "@daybook/db/queries/sessions.queries";
import { DomainError } from "@daybook/domain/errors";
import type { Id } from "@daybook/db/ids";
import { requireAdmin } from "../auth/admin-role.ts";
import { type AuthWrite, originOf, performAuthWrite, recordAudit } from "../auth/auth-write.ts";
import { endAllCredentials } from "../auth/ending-credentials.ts";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import type { AdminUserView, ListUsersInput, ListUsersOutput, UserInput } from "./admin.schema.ts";

/** All accounts, in the order in which they were made. */
export async function listUsers(
  call: Call,
  { cursor, limit }: ListUsersInput,
): Promise<ListUsersOutput> {
  const { read } = call.app.database;
  requireAdmin(call.actor, await findAccount(read, call.actor.userId));
  const format = cursorFormat("admin.users.list", {}, id);
  const rows = await listAccounts(read, {
    after: cursor === undefined ? undefined : format.decode(cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, {
    item: toAdminUserView,
    cursor: (last) => format.encode(last.id),
  });
}

/**
 * Shuts an account out: its sessions, personal tokens and feeds end at once (rule U3), and it
 * cannot sign in. What it owns stays as it is.
 *
 * @throws FORBIDDEN for whoever is no administrator, and for one's own account
 */
export function disableUser(call: Call, { userId }: UserInput): Promise<AdminUserView> {
  return changeUser(call, userId, async (write, account) => {
    if (userId === call.actor.userId) {
      throw new DomainError("FORBIDDEN", {
        field: "userId",
        message: "Administrators cannot disable their own account.",
        details: { actual: "admin" },
      });
    }
    if (account.disabledAt !== null) {
      return account;
    }
    await updateDisabledAt(write.trx, userId, write.now);
    write.revoke(await endAllCredentials(write.trx, userId, write.now));
    await deleteFeeds(write.trx, { userId });
    return { ...account, disabledAt: write.now };
  });
}

/** Lets a disabled account sign in again; what ended stays ended. */
export function enableUser(call: Call, { userId }: UserInput): Promise<AdminUserView> {
  return changeUser(call, userId, async (write, account) => {
    if (account.disabledAt === null) {
      return account;
    }
    await updateDisabledAt(write.trx, userId, null);
    return { ...account, disabledAt: null };
  });
}

function changeUser(
  call: Call,
  userId: Id,
  change: (write: AuthWrite, account: Account) => Promise<Account>,
): Promise<AdminUserView> {
  return performAuthWrite(call.app, async (write) => {
    if (!(await findActorStanding(write.trx, call.actor))) {
      throw new DomainError("TOKEN_REVOKED");
    }
    // The role is read where it is used: a token says nothing of it.
    requireAdmin(call.actor, await findAccount(write.trx, call.actor.userId));
    const account = await lockAccount(write.trx, userId);
    if (account === undefined) {
      throw new DomainError("USER_NOT_FOUND", { field: "userId" });
    }
    const changed = await change(write, account);
    if (changed !== account) {
      await recordAudit(write, originOf(call), { resource: { type: "user", id: userId } });
    }
    return toAdminUserView(changed);
  });
}

function toAdminUserView(account: Account): AdminUserView {
  return {
    id: account.id,
    username: account.username,
    email: account.email,
    role: account.role,
    createdAt: formatInstant(account.createdAt),
    disabledAt: account.disabledAt === null ? null : formatInstant(account.disabledAt),
  };
}
