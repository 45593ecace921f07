import { z } from "zod";
import { syncChangesInput, syncItem } from "./sync.schema.ts";

export const subscribeInput = syncChangesInput.extend({
  lastEventId: syncChangesInput.shape.cursor.describe(
    "What the header `Last-Event-ID` says; it counts more than `cursor`.",
  ),
});
export type SubscribeInput = z.output<typeof subscribeInput>;

export const syncMessage = z.object({
  type: z
    .enum(["changes", "resync"])
    .describe(
      "`resync`: the reader has fallen too far behind. Its items are the first of a full sync; what that does not name, up to its end, is to be dropped.",
    ),
  items: z.array(syncItem).describe("What has changed, as `sync.changes` tells it."),
  cursor: z.string().describe("Where a reader that has this message goes on."),
  hasMore: z
    .boolean()
    .describe("Whether more is there already; without, the reader knows everything as of now."),
});
export type SyncMessage = z.output<typeof syncMessage>;
