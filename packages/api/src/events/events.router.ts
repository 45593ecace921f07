import { exportEvents } from "../calendar-files/export-events.service.ts";
import { importEvents } from "../calendar-files/import-events.service.ts";
import { mapped } from "../rpc/output.ts";
import { router, scoped } from "../rpc/procedures.ts";
import { createEvent, createManyEvents } from "./create-events.service.ts";
import { deleteEvent } from "./delete-event.service.ts";
import {
  changedView,
  conflictsInput,
  conflictsOutput,
  createEventInput,
  createManyEventsInput,
  createManyEventsOutput,
  deleteEventInput,
  eventView,
  getEventInput,
  exportEventsInput,
  exportEventsOutput,
  importEventsInput,
  importEventsOutput,
  listChangesInput,
  listChangesOutput,
  listEventsInput,
  listEventsOutput,
  listOccurrencesInput,
  listOccurrencesOutput,
  moveEventInput,
  restoreEventInput,
  searchEventsInput,
  searchEventsOutput,
  updateEventInput,
} from "./events.schema.ts";
import { listChanges } from "./list-changes.service.ts";
import { listConflicts } from "./list-conflicts.service.ts";
import { listOccurrences } from "./list-occurrences.service.ts";
import { moveEvent } from "./move-event.service.ts";
import { restoreEvent } from "./restore-event.service.ts";
import { searchEvents } from "./search-events.service.ts";
import { updateEvent } from "./update-event.service.ts";
import { getEvent, listEvents } from "./read-events.service.ts";

export const eventsRouter = router({
  create: scoped("write")
    .input(createEventInput)
    .output(mapped(eventView))
    .mutation(({ ctx, input }) => createEvent(ctx.call, input)),
  createMany: scoped("write")
    .input(createManyEventsInput)
    .output(mapped(createManyEventsOutput))
    .mutation(({ ctx, input }) => createManyEvents(ctx.call, input)),
  get: scoped("read")
    .input(getEventInput)
    .output(mapped(eventView))
    .query(({ ctx, input }) => getEvent(ctx.call, input)),
  list: scoped("read")
    .input(listEventsInput.prefault({}))
    .output(mapped(listEventsOutput))
    .query(({ ctx, input }) => listEvents(ctx.call, input)),
  occurrences: scoped("read")
    .input(listOccurrencesInput)
    .output(mapped(listOccurrencesOutput))
    .query(({ ctx, input }) => listOccurrences(ctx.call, input)),
  changes: scoped("read")
    .input(listChangesInput)
    .output(mapped(listChangesOutput))
    .query(({ ctx, input }) => listChanges(ctx.call, input)),
  conflicts: scoped("read")
    .input(conflictsInput)
    .output(mapped(conflictsOutput))
    .query(({ ctx, input }) => listConflicts(ctx.call, input)),
  update: scoped("write")
    .input(updateEventInput)
    .output(mapped(changedView))
    .mutation(({ ctx, input }) => updateEvent(ctx.call, input)),
  delete: scoped("write")
    .input(deleteEventInput)
    .output(mapped(changedView))
    .mutation(({ ctx, input }) => deleteEvent(ctx.call, input)),
  restore: scoped("write")
    .input(restoreEventInput)
    .output(mapped(changedView))
    .mutation(({ ctx, input }) => restoreEvent(ctx.call, input)),
  move: scoped("write")
    .input(moveEventInput)
    .output(mapped(changedView))
    .mutation(({ ctx, input }) => moveEvent(ctx.call, input)),
  search: scoped("read")
    .input(searchEventsInput)
    .output(mapped(searchEventsOutput))
    .query(({ ctx, input }) => searchEvents(ctx.call, input)),
  import: scoped("write")
    .input(importEventsInput)
    .output(importEventsOutput)
    .mutation(({ ctx, input }) => importEvents(ctx.call, input)),
  export: scoped("read")
    .input(exportEventsInput)
    .output(exportEventsOutput)
    .query(({ ctx, input }) => exportEvents(ctx.call, input)),
});
