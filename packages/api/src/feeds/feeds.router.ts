import { router, scoped } from "../rpc/procedures.ts";
import {
  createFeedInput,
  createFeedOutput,
  listFeedsInput,
  listFeedsOutput,
  revokeFeedInput,
  revokeFeedOutput,
} from "./feeds.schema.ts";
import { createFeed, listFeeds, revokeFeed } from "./feeds.service.ts";

/** Whoever has a feed's address reads the calendar: to make or end one takes what sharing takes. */
export const feedsRouter = router({
  create: scoped("share")
    .input(createFeedInput)
    .output(createFeedOutput)
    .mutation(({ ctx, input }) => createFeed(ctx.call, input)),
  list: scoped("read")
    .input(listFeedsInput.prefault({}))
    .output(listFeedsOutput)
    .query(({ ctx, input }) => listFeeds(ctx.call, input)),
  revoke: scoped("share")
    .input(revokeFeedInput)
    .output(revokeFeedOutput)
    .mutation(({ ctx, input }) => revokeFeed(ctx.call, input)),
});
