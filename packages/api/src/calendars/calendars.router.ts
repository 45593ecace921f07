import { router, scoped } from "../rpc/procedures.ts";
import {
  calendarView,
  createCalendarInput,
  deleteCalendarInput,
  deleteCalendarOutput,
  getCalendarInput,
  listCalendarsInput,
  listCalendarsOutput,
  updateCalendarInput,
} from "./calendars.schema.ts";
import {
  createCalendar,
  deleteCalendar,
  getCalendar,
  listCalendars,
  updateCalendar,
} from "./calendars.service.ts";

export const calendarsRouter = router({
  create: scoped("write")
    .input(createCalendarInput)
    .output(calendarView)
    .mutation(({ ctx, input }) => createCalendar(ctx.call, input)),
  list: scoped("read")
    .input(listCalendarsInput.prefault({}))
    .output(listCalendarsOutput)
    .query(({ ctx, input }) => listCalendars(ctx.call, input)),
  get: scoped("read")
    .input(getCalendarInput)
    .output(calendarView)
    .query(({ ctx, input }) => getCalendar(ctx.call, input.id)),
  update: scoped("write")
    .input(updateCalendarInput)
    .output(calendarView)
    .mutation(({ ctx, input }) => updateCalendar(ctx.call, input)),
  delete: scoped("write")
    .input(deleteCalendarInput)
    .output(deleteCalendarOutput)
    .mutation(({ ctx, input }) => deleteCalendar(ctx.call, input)),
});
