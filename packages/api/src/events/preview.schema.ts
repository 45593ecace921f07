import { z } from "zod";
import { instantInput } from "../rpc/wire.schema.ts";

/** How any change of an event is asked for beforehand (rule X6): nothing is written then. */
export const previewRequest = {
  preview: z.boolean().optional(),
  previewWindow: z.strictObject({ from: instantInput, to: instantInput }).optional(),
};

const request = z.object(previewRequest);

export type PreviewRequest = z.output<typeof request>;
