import { z } from "zod";
import { syncChangesInput, syncItem } from "./sync.schema.ts";

export const subscribeInput = syncChangesInput.extend({
  /** What the header `Last-Event-ID` says; it counts more than `cursor`. */
  lastEventId: syncChangesInput.shape.cursor,
});
export type SubscribeInput = z.output<typeof subscribeInput>;

export const syncMessage = z.object({
  /**
   * `resync`: the reader has fallen too far behind. Its items are the first of a full sync; what
   * that does not name, up to its end, is to be dropped.
   */
  type: z.enum(["changes", "resync"]),
  items: z.array(syncItem),
  /** Where a reader that has this message goes on. */
  cursor: z.string(),
  /** Whether more is there already; without, the reader knows everything as of now. */
  hasMore: z.boolean(),
});
export type SyncMessage = z.output<typeof syncMessage>;
