import { mapped, streamed } from "../rpc/output.ts";
import { router, scoped } from "../rpc/procedures.ts";
import { readChanges } from "./read-changes.service.ts";
import { subscribeInput, syncMessage } from "./subscribe.schema.ts";
import { subscribe } from "./subscribe.service.ts";
import { syncChangesInput, syncChangesOutput } from "./sync.schema.ts";

export const syncRouter = router({
  changes: scoped("read")
    .input(syncChangesInput.prefault({}))
    .output(mapped(syncChangesOutput))
    .query(async ({ ctx, input }) => {
      const { items, nextCursor, hasMore } = await readChanges(ctx.call, input);
      return { items, nextCursor, hasMore };
    }),
  subscribe: scoped("read")
    .input(subscribeInput.prefault({}))
    .output(streamed(syncMessage))
    .subscription(({ ctx, input, signal }) =>
      subscribe(ctx.call, input, { signal, cutOff: ctx.cutOff }),
    ),
});
