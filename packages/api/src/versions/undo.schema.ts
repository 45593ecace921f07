import { limitRefusal } from "@daybook/domain/limit-refusal";
import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { calendarView } from "../calendars/calendars.schema.ts";
import { changedView } from "../events/events.schema.ts";
import { previewRequest } from "../events/preview.schema.ts";
import { id, message, versionNumber } from "../rpc/wire.schema.ts";

/**
 * Whose value a field takes: `yours`, where the undo meets what came after, is what it brings back;
 * `theirs` is what is there, whether or not it meets anything. `<eventId>/<field>` means one event's
 * field, a bare field every event's; names of nothing mean nothing.
 */
const resolutions = z
  .record(z.string().min(1).max(LIMITS.resolutionLength), z.enum(["yours", "theirs"]))
  .superRefine((given, ctx) => {
    const count = Object.keys(given).length;
    if (count > LIMITS.resolutions) {
      const message = `At most ${LIMITS.resolutions} resolutions can be given.`;
      const { reason, details } = limitRefusal("resolutions", { given: count });
      ctx.addIssue({ code: "custom", message, params: { reason, details } });
    }
  });

/** One version of an event, or everything that one user action did. */
export const undoInput = z
  .strictObject({
    eventId: id.optional().describe("The event of which a version is undone."),
    version: versionNumber.optional().describe("The version of it that is undone."),
    changeSetId: id.optional().describe("Instead: everything that one user action did."),
    resolutions: resolutions
      .optional()
      .describe(
        "Whose value a field takes: `yours` is what the undo brings back where it meets what came after, `theirs` keeps what is there in any case. By field, or by `<eventId>/<field>`.",
      ),
    ...previewRequest,
    message: message.optional(),
  })
  .superRefine(({ eventId, version, changeSetId }, ctx) => {
    const refuse = (path: string, message: string) =>
      ctx.addIssue({ code: "custom", message, path: [path] });
    const namesVersion = eventId !== undefined || version !== undefined;
    if (changeSetId !== undefined && namesVersion) {
      refuse("changeSetId", "Name either a version of an event or a change set.");
    } else if (changeSetId === undefined && eventId === undefined) {
      refuse("eventId", "Name either a version of an event or a change set.");
    } else if (changeSetId === undefined && version === undefined) {
      refuse("version", "Name the version of the event that is to be undone.");
    }
  });

/** What became of everything that a change set had done. */
export const undoneChangeSetView = z.object({
  items: z
    .array(changedView)
    .describe(
      "One for each event, in the order in which they were made, as far as one answer goes.",
    ),
  omitted: z.int().describe("How many more events there are, which `items` has no room for."),
  calendar: calendarView
    .nullable()
    .describe("The calendar that the undo has brought back, or deleted again (rule K1)."),
  changeSetId: id
    .nullable()
    .describe("The change set of the undo itself; null where nothing was to be done."),
});

/** For a version what became of its event; for a change set, of all its events. */
export const undoOutput = z.union([changedView, undoneChangeSetView]);

export type UndoInput = z.output<typeof undoInput>;
export type UndoneChangeSetView = z.output<typeof undoneChangeSetView>;
export type UndoOutput = z.output<typeof undoOutput>;
