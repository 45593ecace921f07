import { newId } from "@daybook/db/ids";
import { insertCalendar } from "@daybook/db/queries/calendars.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { appendToScopes, insertScope } from "@daybook/db/queries/scopes.queries";
import {
  type AccountWithPassword,
  findAccountByName,
  findTakenName,
  insertAccount,
  lockAccount,
  takenName,
} from "@daybook/db/queries/users.queries";
import { emailKey, parseLoginName, usernameKey } from "@daybook/domain/accounts/account-names";
import { DomainError } from "@daybook/domain/errors";
import { OWNER_ACCESS } from "@daybook/domain/sharing/roles";
import { requireTimeZone } from "@daybook/domain/time/zone";
import type { RequestContext } from "../rpc/context.ts";
import { type AuditOrigin, type AuthWrite, performAuthWrite, recordAudit } from "./auth-write.ts";
import type { LoginInput, RegisterInput, SessionView } from "./auth.schema.ts";
import { refuseGuessablePassword } from "./password-policy.ts";
import { provePassword } from "./password-proof.ts";
import { startSession, toSessionView } from "./session-start.ts";

const FIRST_CALENDAR_NAME = "Calendar";
const FIRST_CALENDAR_TIME_ZONE = "UTC";

/** Makes an account with its default calendar, and signs in. */
export async function registerUser(
  ctx: RequestContext,
  input: RegisterInput,
): Promise<SessionView> {
  const { app } = ctx;
  const { username, email } = input;
  const timeZone = input.timeZone ?? FIRST_CALENDAR_TIME_ZONE;
  requireTimeZone(timeZone, "timeZone");
  refuseGuessablePassword(input.password, input, "password");
  const keys = { usernameKey: usernameKey(username), emailKey: emailKey(email) };
  refuseTaken(await findTakenName(app.database.read, keys));
  const passwordHash = await app.auth.passwords.hash(input.password);

  const userId = newId();
  const calendarId = newId();
  const session = await performAuthWrite(app, async (write) => {
    const { trx, now } = write;
    try {
      await insertAccount(trx, {
        id: userId,
        username,
        email,
        ...keys,
        passwordHash,
        defaultCalendarId: calendarId,
        createdAt: now,
      });
    } catch (error) {
      // Somebody else was faster.
      refuseTaken(takenName(trx, error));
      throw error;
    }
    await insertCalendar(trx, {
      id: calendarId,
      ownerId: userId,
      name: FIRST_CALENDAR_NAME,
      timeZone,
      freeBusy: "shared",
      at: now,
    });
    await insertScope(trx, { id: calendarId, kind: "calendar" });
    await insertScope(trx, { id: userId, kind: "shelf" });
    const started = await startSession(trx, ctx, { userId, now });
    await recordAudit(write, signInOrigin(ctx, "auth.register", userId), {
      resource: { type: "user", id: userId },
    });
    await appendToScopes(trx, [firstCalendarInLog({ userId, calendarId, at: now })]);
    return started.session;
  });
  return toSessionView(
    app.auth.accessTokens,
    { id: userId, username, email, role: "user" },
    session,
  );
}

/** The log's entry for the calendar that an account starts with (rule L2). */
function firstCalendarInLog(made: { userId: string; calendarId: string; at: number }) {
  return {
    scopeId: made.userId,
    entries: [
      {
        type: "added" as const,
        at: made.at,
        resource: { type: "calendar" as const, id: made.calendarId },
        userId: made.userId,
        grant: { ...OWNER_ACCESS, expiresAt: null, grantedBy: null, grantedAt: made.at },
        cause: "created" as const,
      },
    ],
  };
}

function refuseTaken(taken: "username" | "email" | undefined): void {
  if (taken !== undefined) {
    throw new DomainError(taken === "username" ? "USERNAME_TAKEN" : "EMAIL_TAKEN", {
      field: taken,
    });
  }
}

/**
 * Signs in with a username or e-mail address. A name that does not exist costs the same time and
 * gets the same answer as a wrong password (rule U1); failures are limited (rule U5).
 *
 * @throws INVALID_CREDENTIALS, RATE_LIMITED, ACCOUNT_DISABLED (to whoever knows the password)
 */
export async function signIn(ctx: RequestContext, input: LoginInput): Promise<SessionView> {
  const { app } = ctx;
  const name = parseLoginName(input.login);
  const proof = await provePassword(app.auth, {
    name: name.key,
    address: ctx.address,
    serviceLimits: ctx.serviceLimits,
    password: input.password,
    find: () => findAccountByName(app.database.read, name),
  });
  if (proof.account === undefined) {
    recordRefusedSignIn(ctx, proof.named);
    throw new DomainError("INVALID_CREDENTIALS");
  }
  const { account } = proof;
  const session = await performAuthWrite(app, async (write) => {
    const { trx, now } = write;
    const present = await lockAccount(trx, account.id);
    if (present === undefined || present.passwordHash !== account.passwordHash) {
      throw new DomainError("INVALID_CREDENTIALS");
    }
    if (present.disabledAt !== null) {
      throw new DomainError("ACCOUNT_DISABLED");
    }
    const started = await startSession(trx, ctx, { userId: account.id, now });
    write.revoke(started.revocations);
    await recordAudit(
      write,
      { ...signInOrigin(ctx, "auth.login", account.id), sessionId: started.session.id },
      { resource: { type: "session", id: started.session.id } },
    );
    return started.session;
  });
  return toSessionView(app.auth.accessTokens, account, session);
}

/** After the answer, so that an account that exists takes no longer (rules U1, A1). */
function recordRefusedSignIn(ctx: RequestContext, named: AccountWithPassword | undefined): void {
  const origin = signInOrigin(ctx, "auth.login", named?.id ?? null);
  const resource = named === undefined ? null : ({ type: "user", id: named.id } as const);
  ctx.app.auth.afterAnswer.run("a refused sign-in", () =>
    ctx.app.database.transaction(async (trx) => {
      const write: Pick<AuthWrite, "trx" | "now"> = { trx, now: await readClock(trx) };
      await recordAudit(write, origin, { resource, denied: "INVALID_CREDENTIALS" });
    }),
  );
}

function signInOrigin(ctx: RequestContext, procedure: string, actorId: string | null): AuditOrigin {
  return {
    channel: ctx.channel,
    procedure,
    requestId: ctx.requestId,
    actorId,
    sessionId: null,
    tokenId: null,
  };
}
