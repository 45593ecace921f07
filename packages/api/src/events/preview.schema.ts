import { z } from "zod";
import { windowInput } from "../rpc/wire.schema.ts";

/** How any change of an event is asked for beforehand (rule X6): nothing is written then. */
export const previewRequest = {
  preview: z
    .boolean()
    .optional()
    .describe("Tells what the change would do, and writes nothing (X6)."),
  previewWindow: z
    .strictObject(windowInput)
    .optional()
    .describe("The instants between which a preview looks."),
};

const request = z.object(previewRequest);

export type PreviewRequest = z.output<typeof request>;
