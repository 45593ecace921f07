import { router, scoped } from "../rpc/procedures.ts";
import { explain } from "./explain.service.ts";
import { listResourceGrants } from "./list-grants.service.ts";
import { share, updateGrant } from "./share.service.ts";
import {
  explainInput,
  explainOutput,
  grantsOutput,
  leaveInput,
  listGrantsInput,
  listGrantsOutput,
  revokedOutput,
  revokeGrantInput,
  shareInput,
  transferInput,
  transferOutput,
  updateGrantInput,
} from "./sharing.schema.ts";
import { transfer } from "./transfer.service.ts";
import { leave, revokeGrant } from "./withdraw.service.ts";

export const sharingRouter = router({
  share: scoped("share")
    .input(shareInput)
    .output(grantsOutput)
    .mutation(({ ctx, input }) => share(ctx.call, input)),
  list: scoped("read")
    .input(listGrantsInput)
    .output(listGrantsOutput)
    .query(({ ctx, input }) => listResourceGrants(ctx.call, input)),
  explain: scoped("read")
    .input(explainInput)
    .output(explainOutput)
    .query(({ ctx, input }) => explain(ctx.call, input)),
  update: scoped("share")
    .input(updateGrantInput)
    .output(grantsOutput)
    .mutation(({ ctx, input }) => updateGrant(ctx.call, input)),
  revoke: scoped("share")
    .input(revokeGrantInput)
    .output(revokedOutput)
    .mutation(({ ctx, input }) => revokeGrant(ctx.call, input)),
  leave: scoped("share")
    .input(leaveInput)
    .output(revokedOutput)
    .mutation(({ ctx, input }) => leave(ctx.call, input)),
  transfer: scoped("share")
    .input(transferInput)
    .output(transferOutput)
    .mutation(({ ctx, input }) => transfer(ctx.call, input)),
});
