import type { Id } from "@daybook/db/ids";
import type { Transaction } from "@daybook/db/database";
import { type CalendarRecord, findCalendarForUser } from "@daybook/db/queries/calendars.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { type ExportRecord, listExportsById } from "@daybook/db/queries/event-exports.queries";
import { findEventForUser } from "@daybook/db/queries/events.queries";
import { DomainError } from "@daybook/domain/errors";
import type { EventContent } from "@daybook/domain/event/content";
import { expandOccurrences } from "@daybook/domain/event/occurrences";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import { instantsOf } from "@daybook/domain/time/event-time";
import { isInWindow } from "@daybook/domain/time/interval";
import { calendarAccess } from "../calendars/calendar-view.ts";
import type { Call } from "../rpc/context.ts";
import { parseInstant } from "../rpc/instant.ts";
import { performWrite } from "../write/write.ts";
import {
  exportsInWindow,
  exportsOf,
  type ExportStretches,
  wholeCalendarFile,
} from "./calendar-file-writer.ts";
import type { ExportEventsInput, ExportEventsOutput } from "../events/events.schema.ts";
import type { Window } from "../events/window.ts";

const DAY_MS = 86_400_000;

/** Where a window without a beginning begins, and one without an end ends. */
const FIRST_MS = Date.UTC(LIMITS.minYear, 0, 1) - DAY_MS;
const LAST_MS = Date.UTC(LIMITS.maxYear + 1, 0, 1) + DAY_MS;

/**
 * An event, a calendar, or what of a calendar takes place in a window, as an iCalendar file (rule
 * F1), as they and the caller's rights are at one moment. Series and their overrides are exported
 * whole, deleted events not at all. It is noted in the audit trail (rule A1).
 *
 * @throws NOT_FOUND, EVENT_DELETED; WINDOW_INVALID; LIMIT_EXCEEDED beyond `LIMITS.exportBytes`
 */
export async function exportEvents(
  call: Call,
  input: ExportEventsInput,
): Promise<ExportEventsOutput> {
  const { ics, ...subject } = await call.app.database.snapshot(async (trx) => {
    const { calendarId, eventId, stretches, ...options } =
      input.eventId === undefined
        ? await calendarExport(call, trx, input)
        : await eventExport(call, trx, input.eventId);
    const text = await wholeCalendarFile(stretches, options, LIMITS.exportBytes);
    return { ics: text, calendarId, eventId };
  });
  if (ics === undefined) {
    throw limitRefusal("exportBytes", {
      message: "The file would be too large: export a window of the calendar, or make a feed.",
    });
  }
  await noteExport(call, input, subject);
  return { ics };
}

/** What a file is made of. */
interface Export {
  readonly stretches: ExportStretches;
  readonly name?: string;
  readonly timeZone: string;
  readonly calendarId: Id;
  readonly eventId: Id | undefined;
}

async function eventExport(call: Call, trx: Transaction, eventId: Id): Promise<Export> {
  const found = await findEventForUser(trx, eventId, call.actor.userId);
  if (found === undefined || effectiveAccess(found.grants, found.isOwner) === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  const { calendarId, calendarTimeZone: timeZone, deletedAt, version } = found.event;
  if (deletedAt !== null) {
    throw new DomainError("EVENT_DELETED", { details: { version } });
  }
  const records = await listExportsById(trx, calendarId, [eventId]);
  return { stretches: once(records), timeZone, calendarId, eventId };
}

async function* once(records: readonly ExportRecord[]): AsyncGenerator<readonly ExportRecord[]> {
  yield records;
}

async function calendarExport(
  call: Call,
  trx: Transaction,
  { calendarId, from, to }: ExportEventsInput,
): Promise<Export> {
  if (calendarId === undefined) {
    throw new Error("an export names neither an event nor a calendar");
  }
  const { userId } = call.actor;
  const found = await findCalendarForUser(trx, { calendarId }, userId);
  if (found === undefined || calendarAccess(found, userId) === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  const { calendar } = found;
  const { name, timeZone } = calendar;
  const window = exportWindow(from, to);
  const stretches =
    window === undefined ? exportsOf(trx, calendarId) : exportsTouching(trx, calendar, window);
  return { stretches, name, timeZone, calendarId, eventId: undefined };
}

function exportWindow(from: string | undefined, to: string | undefined): Window | undefined {
  if (from === undefined && to === undefined) {
    return undefined;
  }
  const window = {
    from: from === undefined ? FIRST_MS : parseInstant(from, "from"),
    to: to === undefined ? LAST_MS : parseInstant(to, "to"),
  };
  if (window.to <= window.from) {
    throw new DomainError("WINDOW_INVALID", { field: to === undefined ? "from" : "to" });
  }
  return window;
}

async function* exportsTouching(
  trx: Transaction,
  { id: calendarId, timeZone }: CalendarRecord,
  window: Window,
): AsyncGenerator<readonly ExportRecord[]> {
  for await (const records of exportsInWindow(trx, calendarId, window)) {
    yield records.filter(({ content }) => touches(content, window, timeZone));
  }
}

/**
 * Whether an event whose spans meet a window takes place in it. Of a series in a window wider than
 * any that occurrences are listed for, the spans say so.
 */
function touches(content: EventContent, window: Window, viewZone: string): boolean {
  if (window.to - window.from <= LIMITS.windowDays * DAY_MS) {
    return expandOccurrences(content, { ...window, viewZone }).length > 0;
  }
  if (content.recurrence !== null) {
    return true;
  }
  const { startsAtMs, endsAtMs } = instantsOf(content, viewZone);
  return isInWindow(startsAtMs, endsAtMs, window);
}

/** The trail of the event or the calendar, and of the caller, says that it was taken out. */
async function noteExport(
  call: Call,
  input: ExportEventsInput,
  { calendarId, eventId }: Pick<Export, "calendarId" | "eventId">,
): Promise<void> {
  // A question takes no key; a key that is sent all the same is ignored.
  const withoutKey = { ...call, idempotencyKey: undefined };
  await performWrite<null, null>(withoutKey, input, {
    async perform(write) {
      const at = await readClock(write.trx);
      const subject =
        eventId === undefined
          ? { resource: { type: "calendar", id: calendarId } as const }
          : { resource: { type: "event", id: eventId } as const, eventId };
      write.audit({ at, calendarId, ...subject });
      return { receipt: null, answer: null };
    },
    replay: () => Promise.resolve(null),
  });
}
