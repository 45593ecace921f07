import { setTimeout as delay } from "node:timers/promises";
import { newId } from "@daybook/db/ids";
import { insertRevocations } from "@daybook/db/queries/blocklist.queries";
import { describe, expect, test } from "vitest";
import { ServiceLimits } from "../../src/limits/service-limits.ts";
import type { Actor, SessionActor } from "../../src/rpc/actor.ts";
import type { SessionCall } from "../../src/rpc/context.ts";
import { createToken } from "../../src/auth/personal-tokens.service.ts";
import {
  newUser,
  PASSWORD,
  reasonOf,
  startProcess,
  startWorld,
  type TestProcess,
} from "./_processes.ts";

/** A write that passed the gate of a process whose blocklist knows nothing yet. */
function writeAs(process: TestProcess, actor: SessionActor): Promise<unknown> {
  const call: SessionCall = {
    app: process.app,
    actor,
    procedure: "auth.tokens.create",
    channel: "web",
    requestId: newId(),
    address: "192.0.2.1",
    serviceLimits: new ServiceLimits(),
    idempotencyKey: undefined,
  };
  return createToken(call, { name: "late", scopes: ["read"] });
}

async function sessionActor(process: TestProcess, accessToken: string): Promise<SessionActor> {
  const actor: Actor | undefined = await process.auth.authenticate(`Bearer ${accessToken}`);
  if (actor?.kind !== "session") {
    throw new Error("not a session");
  }
  return actor;
}

/** What ends a session, by a caller who holds another one of the same user. */
const ENDINGS: [string, (process: TestProcess, own: string, other: string) => Promise<unknown>][] =
  [
    ["logout", (process, own) => process.as(own).auth.logout({})],
    ["logoutAll", (process, _own, other) => process.as(other).auth.logoutAll({})],
    [
      "a revoked session",
      async (process, own, other) => {
        const actor = await sessionActor(process, own);
        return process.as(other).auth.sessions.revoke({ id: actor.sessionId });
      },
    ],
    [
      "a changed password",
      (process, _own, other) =>
        process.as(other).auth.changePassword({
          currentPassword: PASSWORD,
          newPassword: "another walrus at 9:16",
        }),
    ],
  ];

describe("[U3] what ends", () => {
  test.each(ENDINGS)("%s: here at once, elsewhere within 250 ms for reads", async (_case, end) => {
    await using here = await startWorld();
    await using there = await startProcess(here.on);
    for (let round = 0; round < 3; round += 1) {
      const session = await newUser(here);
      const other = await here
        .as()
        .auth.login({ login: session.user.username, password: PASSWORD });
      await there.as(session.accessToken).auth.me({});
      await end(here, session.accessToken, other.accessToken);
      const endedAt = performance.now();
      expect(await reasonOf(here.as(session.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
      await delay(Math.max(0, 250 - (performance.now() - endedAt)));
      expect(await reasonOf(there.as(session.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    }
  });

  test.each(ENDINGS)("%s: at once for every write in any process", async (_case, end) => {
    await using here = await startWorld();
    await using there = await startProcess(here.on);
    const session = await newUser(here);
    const other = await here.as().auth.login({ login: session.user.username, password: PASSWORD });
    const actor = await sessionActor(there, session.accessToken);
    await writeAs(there, actor);
    await end(here, session.accessToken, other.accessToken);
    await expect(writeAs(there, actor)).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
  });

  test("a process that starts later knows what ended before", async () => {
    await using here = await startWorld();
    const session = await newUser(here);
    await here.as(session.accessToken).auth.logout({});
    await using later = await startProcess(here.on);
    expect(await reasonOf(later.as(session.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
  });

  test("live streams hear of it within a second, in every process", async () => {
    await using here = await startWorld();
    await using there = await startProcess(here.on);
    const session = await newUser(here);
    const { sessionId } = await sessionActor(here, session.accessToken);
    const heard: string[] = [];
    here.auth.onRevoked((id) => heard.push(`here ${id}`));
    there.auth.onRevoked((id) => heard.push(`there ${id}`));
    await here.as(session.accessToken).auth.logout({});
    expect(heard).toEqual([`here ${sessionId}`]);
    await expect
      .poll(() => heard, { timeout: 1_000 })
      .toEqual([`here ${sessionId}`, `there ${sessionId}`]);
  });

  test("a single access token can be revoked by its jti, and its session goes on", async () => {
    await using here = await startWorld();
    const session = await newUser(here);
    const actor = await sessionActor(here, session.accessToken);
    await here.database.transaction((trx) =>
      insertRevocations(trx, [
        { id: actor.tokenId, kind: "jti", expiresAt: Date.now() + 3_600_000 },
      ]),
    );
    await delay(250);
    expect(await reasonOf(here.as(session.accessToken).auth.me({}))).toBe("TOKEN_REVOKED");
    await expect(writeAs(here, actor)).rejects.toMatchObject({ reason: "TOKEN_REVOKED" });
    const next = await here.as().auth.refresh({ refreshToken: session.refreshToken });
    await here.as(next.accessToken).auth.me({});
  });

  test("authenticating asks the database nothing once a token was verified", async () => {
    await using here = await startWorld();
    const { accessToken } = await newUser(here);
    await here.as(accessToken).auth.me({});
    const statements: string[] = [];
    const { openDatabase } = await import("@daybook/db/database");
    const { openAuthService } = await import("../../src/auth/auth.service.ts");
    const { newPrivateJwk } = await import("../../src/auth/signing-keys.ts");
    const database = await openDatabase({
      url: here.on.url,
      onQuery: ({ sql }) => statements.push(sql),
    });
    const auth = await openAuthService({
      database,
      log: here.app.log,
      privateJwk: await newPrivateJwk(),
    });
    await auth.authenticate(`Bearer ${accessToken}`);
    statements.length = 0;
    for (let call = 0; call < 200; call += 1) {
      await auth.authenticate(`Bearer ${accessToken}`);
    }
    expect(statements.filter((sql) => !sql.includes("token_blocklist"))).toEqual([]);
    await auth.stop();
    await database.close();
  });
});
