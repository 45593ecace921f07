import { z } from "zod";
import { heldTo, id, instant, listOf, pageRequest } from "../rpc/wire.schema.ts";

const feedName = z
  .string()
  .trim()
  .min(1)
  .superRefine(heldTo({ limit: "feedNameLength", multiline: false }));

export const createFeedInput = z.strictObject({
  calendarId: id.describe("The calendar that is read there."),
  name: feedName
    .optional()
    .describe("Which program or person the address is for; the calendar's name unless given."),
});

export const feedView = z.object({
  id,
  calendarId: id.describe("The calendar that is read there."),
  name: z.string().describe("Which program or person the address is for."),
  createdAt: instant,
  lastUsedAt: instant.nullable().describe("When it was last read, to the minute; null for never."),
});

export const createFeedOutput = feedView
  .omit({ lastUsedAt: true })
  .extend({ url: z.string().describe("The address, which is the secret; shown this once.") });

export const listFeedsInput = z.strictObject({
  calendarId: id.optional().describe("Of one calendar alone."),
  ...pageRequest,
});

export const listFeedsOutput = listOf(feedView);

export const revokeFeedInput = z.strictObject({ feedId: id });

export const revokeFeedOutput = z.object({
  revoked: z.literal(true).describe("It is at an end, by this call or before."),
});

export type CreateFeedInput = z.output<typeof createFeedInput>;
export type CreateFeedOutput = z.output<typeof createFeedOutput>;
export type ListFeedsInput = z.output<typeof listFeedsInput>;
export type ListFeedsOutput = z.output<typeof listFeedsOutput>;
export type RevokeFeedInput = z.output<typeof revokeFeedInput>;
export type RevokeFeedOutput = z.output<typeof revokeFeedOutput>;
