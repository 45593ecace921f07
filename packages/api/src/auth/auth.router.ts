import { publicProcedure, router, scoped, sessionProcedure } from "../rpc/procedures.ts";
import { changePassword, describeCaller } from "./account.service.ts";
import { deleteAccount } from "./account-deletion.service.ts";
import {
  changePasswordInput,
  createTokenInput,
  createTokenOutput,
  deleteAccountInput,
  deleteAccountOutput,
  endedOutput,
  listSessionsInput,
  listSessionsOutput,
  listTokensInput,
  listTokensOutput,
  loginInput,
  meOutput,
  noInput,
  refreshInput,
  registerInput,
  revokedOutput,
  revokeSessionInput,
  revokeTokenInput,
  sessionView,
} from "./auth.schema.ts";
import { createToken, listTokens, revokeToken } from "./personal-tokens.service.ts";
import {
  listSessions,
  refreshSession,
  revokeSession,
  signOut,
  signOutEverywhere,
} from "./sessions.service.ts";
import { registerUser, signIn } from "./sign-in.service.ts";

export const authRouter = router({
  register: publicProcedure
    .input(registerInput)
    .output(sessionView)
    .mutation(({ ctx, input }) => registerUser(ctx, input)),
  login: publicProcedure
    .input(loginInput)
    .output(sessionView)
    .mutation(({ ctx, input }) => signIn(ctx, input)),
  refresh: publicProcedure
    .input(refreshInput)
    .output(sessionView)
    .mutation(({ ctx, input }) => refreshSession(ctx, input)),
  logout: sessionProcedure
    .input(noInput)
    .output(endedOutput)
    .mutation(({ ctx }) => signOut(ctx.call)),
  logoutAll: sessionProcedure
    .input(noInput)
    .output(endedOutput)
    .mutation(({ ctx }) => signOutEverywhere(ctx.call)),
  me: scoped("read")
    .input(noInput)
    .output(meOutput)
    .query(({ ctx }) => describeCaller(ctx.call)),
  changePassword: sessionProcedure
    .input(changePasswordInput)
    .output(sessionView)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),
  deleteAccount: sessionProcedure
    .input(deleteAccountInput)
    .output(deleteAccountOutput)
    .mutation(({ ctx, input }) => deleteAccount(ctx.call, input)),
  sessions: router({
    list: sessionProcedure
      .input(listSessionsInput.prefault({}))
      .output(listSessionsOutput)
      .query(({ ctx, input }) => listSessions(ctx.call, input)),
    revoke: sessionProcedure
      .input(revokeSessionInput)
      .output(revokedOutput)
      .mutation(({ ctx, input }) => revokeSession(ctx.call, input)),
  }),
  tokens: router({
    create: sessionProcedure
      .input(createTokenInput)
      .output(createTokenOutput)
      .mutation(({ ctx, input }) => createToken(ctx.call, input)),
    list: sessionProcedure
      .input(listTokensInput.prefault({}))
      .output(listTokensOutput)
      .query(({ ctx, input }) => listTokens(ctx.call, input)),
    revoke: sessionProcedure
      .input(revokeTokenInput)
      .output(revokedOutput)
      .mutation(({ ctx, input }) => revokeToken(ctx.call, input)),
  }),
});
