import { z } from "zod";
import { cursor, heldTo, id, instant, nextCursor, pageLimit } from "../rpc/wire.schema.ts";

const feedName = z
  .string()
  .trim()
  .min(1)
  .superRefine(heldTo({ limit: "feedNameLength", multiline: false }));

export const createFeedInput = z.strictObject({
  calendarId: id,
  name: feedName
    .optional()
    .describe("Which program or person the address is for; the calendar's name unless given."),
});

export const feedView = z.object({
  id,
  calendarId: id,
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable().describe("To the minute."),
});

/** The address, which is the secret, is shown this once. */
export const createFeedOutput = feedView.omit({ lastUsedAt: true }).extend({ url: z.string() });

export const listFeedsInput = z.strictObject({
  calendarId: id.optional(),
  cursor: cursor.optional(),
  limit: pageLimit,
});

export const listFeedsOutput = z.object({ items: z.array(feedView), nextCursor });

export const revokeFeedInput = z.strictObject({ feedId: id });

export const revokeFeedOutput = z.object({ revoked: z.literal(true) });

export type CreateFeedInput = z.output<typeof createFeedInput>;
export type CreateFeedOutput = z.output<typeof createFeedOutput>;
export type ListFeedsInput = z.output<typeof listFeedsInput>;
export type ListFeedsOutput = z.output<typeof listFeedsOutput>;
export type RevokeFeedInput = z.output<typeof revokeFeedInput>;
export type RevokeFeedOutput = z.output<typeof revokeFeedOutput>;
