import { newId } from "@daybook/db/ids";
import { newContent } from "@daybook/domain/event/new-event";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import type { Call } from "../rpc/context.ts";
import { chosenCalendar, requireCalendar } from "../write/access.ts";
import { type NewEventContent, recordNewEvents } from "../write/record-events.ts";
import { auditEvents } from "../write/audit-events.ts";
import { refuseOverlap } from "../write/overlap.ts";
import { performWrite } from "../write/write.ts";
import { replayEvent, replayEvents } from "./event-receipt.ts";
import { toEventView } from "./event-view.ts";
import type { CreateEventInput, CreateManyEventsInput, EventView } from "./events.schema.ts";

/** Creates one event in a calendar where the caller may (rules S1, T2, R3). */
export async function createEvent(call: Call, input: CreateEventInput): Promise<EventView> {
  const { calendarId, message, onOverlap, ...fields } = input;
  const eventId = newId();
  return performWrite(call, input, {
    // A first version has nothing to wait for: the receipt is known before the event is.
    knownReceipt: { eventId, version: 1 },
    async perform(write) {
      const calendar = await requireCalendar(write, chosenCalendar(write, calendarId), "create");
      const content = newContent(fields, { timeZone: calendar.calendar.timeZone });
      const drafts = [newEvent(eventId, content)];
      if (onOverlap === "reject") {
        const events = [{ eventId: null, contents: [content] }];
        await refuseOverlap(write, { ...calendar, events });
      }
      const created = await recordNewEvents(write, calendar, {
        events: drafts,
        kind: "create",
        message,
      });
      write.audit({
        at: calendar.now,
        resource: { type: "event", id: eventId },
        calendarId: calendar.calendar.id,
        eventId,
        version: 1,
      });
      const [answer] = created.map((event) => toEventView(event, calendar.access));
      if (answer === undefined) {
        throw new Error("an event was recorded and not returned");
      }
      return { receipt: { eventId, version: 1 }, answer };
    },
    replay: (trx, receipt) => replayEvent(trx, { ...receipt, sequence: 0 }, call.actor.userId),
  });
}

/** Creates many events in one calendar as one change set: all, or none. */
export async function createManyEvents(
  call: Call,
  input: CreateManyEventsInput,
): Promise<{ items: EventView[]; changeSetId: string }> {
  const { calendarId, events, message, onOverlap } = input;
  if (events.length > LIMITS.createManyEvents) {
    throw limitRefusal("createManyEvents", {
      reason: "BATCH_TOO_LARGE",
      field: "events",
      given: events.length,
    });
  }
  const drafts = events.map((fields, i) => ({ id: newId(), fields, path: `events.${i}` }));
  return performWrite(call, input, {
    async perform(write) {
      const calendar = await requireCalendar(write, chosenCalendar(write, calendarId), "create");
      const { timeZone } = calendar.calendar;
      const contents = drafts.map(({ id, fields, path }) =>
        newEvent(id, newContent(fields, { timeZone, path })),
      );
      if (onOverlap === "reject") {
        const intended = contents.map(({ content }, index) => ({
          eventId: null,
          contents: [content],
          field: `events.${index}`,
        }));
        await refuseOverlap(write, { ...calendar, events: intended });
      }
      const created = await recordNewEvents(write, calendar, {
        events: contents,
        kind: "create",
        message,
      });
      write.audit({
        at: calendar.now,
        resource: { type: "calendar", id: calendar.calendar.id },
        calendarId: calendar.calendar.id,
      });
      auditEvents(write, created, calendar.now);
      const items = created.map((event) => toEventView(event, calendar.access));
      const { changeSetId } = write;
      const eventIds = drafts.map(({ id }) => id);
      return { receipt: { eventIds, changeSetId }, answer: { items, changeSetId } };
    },
    async replay(trx, receipt) {
      const first = receipt.eventIds.map((eventId) => ({ eventId, version: 1, sequence: 0 }));
      const items = await replayEvents(trx, first, call.actor.userId);
      return { items, changeSetId: receipt.changeSetId };
    },
  });
}

/** An event that Daybook itself made: its iCalendar UID is its id. */
function newEvent(id: string, content: NewEventContent["content"]): NewEventContent {
  return { id, uid: id, recurrenceId: null, sequence: 0, content };
}
