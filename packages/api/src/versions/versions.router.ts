import { changedView } from "../events/events.schema.ts";
import { mapped } from "../rpc/output.ts";
import { router, scoped } from "../rpc/procedures.ts";
import { blameEvent } from "./blame.service.ts";
import { diffVersions, getVersion, listEventVersions } from "./read-versions.service.ts";
import { rollbackEvent } from "./rollback.service.ts";
import { undoInput, undoOutput } from "./undo.schema.ts";
import { undo } from "./undo.service.ts";
import { verifyVersions } from "./verify.service.ts";
import {
  blameInput,
  blameOutput,
  diffVersionsInput,
  diffVersionsOutput,
  getVersionInput,
  getVersionOutput,
  listVersionsInput,
  listVersionsOutput,
  rollbackInput,
  verifyInput,
  verifyOutput,
} from "./versions.schema.ts";

export const versionsRouter = router({
  list: scoped("read")
    .input(listVersionsInput)
    .output(mapped(listVersionsOutput))
    .query(({ ctx, input }) => listEventVersions(ctx.call, input)),
  get: scoped("read")
    .input(getVersionInput)
    .output(mapped(getVersionOutput))
    .query(({ ctx, input }) => getVersion(ctx.call, input)),
  diff: scoped("read")
    .input(diffVersionsInput)
    .output(mapped(diffVersionsOutput))
    .query(({ ctx, input }) => diffVersions(ctx.call, input)),
  blame: scoped("read")
    .input(blameInput)
    .output(mapped(blameOutput))
    .query(({ ctx, input }) => blameEvent(ctx.call, input)),
  rollback: scoped("write")
    .input(rollbackInput)
    .output(mapped(changedView))
    .mutation(({ ctx, input }) => rollbackEvent(ctx.call, input)),
  undo: scoped("write")
    .input(undoInput)
    .output(mapped(undoOutput))
    .mutation(({ ctx, input }) => undo(ctx.call, input)),
  verify: scoped("read")
    .input(verifyInput)
    .output(mapped(verifyOutput))
    .query(({ ctx, input }) => verifyVersions(ctx.call, input)),
});
