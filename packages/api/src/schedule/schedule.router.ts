import { mapped } from "../rpc/output.ts";
import { router, scoped } from "../rpc/procedures.ts";
import { findTimes } from "./find-time.service.ts";
import { readFreeBusy } from "./free-busy.service.ts";
import { findTimeInput, findTimeOutput, freeBusyInput, freeBusyOutput } from "./schedule.schema.ts";

export const scheduleRouter = router({
  freeBusy: scoped("read")
    .input(freeBusyInput)
    .output(mapped(freeBusyOutput))
    .query(({ ctx, input }) => readFreeBusy(ctx.call, input)),
  findTime: scoped("read")
    .input(findTimeInput)
    .output(mapped(findTimeOutput))
    .query(({ ctx, input }) => findTimes(ctx.call, input)),
});
