import { newId } from "@daybook/db/ids";
import { findCalendarForUser } from "@daybook/db/queries/calendars.queries";
import {
  type ImportRecord,
  insertImports,
  putImport,
} from "@daybook/db/queries/event-imports.queries";
import { DomainError } from "@daybook/domain/errors";
import { authorise } from "@daybook/domain/sharing/authorised";
import { calendarAccess } from "../calendars/calendar-view.ts";
import type { Call } from "../rpc/context.ts";
import { type CalendarFor, requireCalendar } from "../write/access.ts";
import { recordEventChange, recordNewEvents } from "../write/record-events.ts";
import { auditEvents } from "../write/audit-events.ts";
import { performWrite, type Write } from "../write/write.ts";
import type { ImportEventsInput, ImportEventsOutput } from "./events.schema.ts";
import { contentOf, type ImportItem } from "./import-item.ts";
import { type ImportMatch, type ImportPlan, planImport } from "./import-plan.ts";

/**
 * Reads an iCalendar file into a calendar as one change set (rule F1). Good parts are imported, bad
 * ones listed with their line; the same file again changes nothing.
 */
export async function importEvents(
  call: Call,
  input: ImportEventsInput,
): Promise<ImportEventsOutput> {
  const { userId } = call.actor;
  const target = await requireTarget(call, input.calendarId);
  // The file is read before the transaction begins: parsing is work that no lock should wait for.
  const { ics } = input;
  const file = await call.app.calendarFiles.read({ ics, timeZone: target.timeZone });

  return performWrite<ImportEventsOutput, ImportEventsOutput>(call, input, {
    async perform(write) {
      const calendar = await requireCalendar(write, { calendarId: target.id }, "create");
      const plan = await planImport(write.trx, { calendarId: target.id, userId }, file);
      const changes = plan.create.length + plan.update.length > 0 && !input.dryRun;
      if (changes) {
        await applyPlan(write, calendar, plan);
      }
      if (!input.dryRun) {
        await noteImports(write, plan.note);
      }
      const answer = {
        created: plan.create.length,
        updated: plan.update.length,
        unchanged: plan.unchanged,
        skipped: [...plan.skipped],
        changeSetId: changes ? write.changeSetId : null,
      };
      return { receipt: answer, answer };
    },
    async replay(trx, receipt) {
      const found = await findCalendarForUser(trx, { calendarId: target.id }, userId);
      if (found === undefined || calendarAccess(found, userId) === undefined) {
        throw new DomainError("NOT_FOUND");
      }
      return receipt;
    },
  });
}

/** The calendar's zone places floating and all-day parts while the file is read. */
async function requireTarget(
  call: Call,
  calendarId: string | undefined,
): Promise<{ id: string; timeZone: string }> {
  const { userId } = call.actor;
  const choice = calendarId === undefined ? { defaultOf: userId } : { calendarId };
  const found = await findCalendarForUser(call.app.database.read, choice, userId);
  if (found === undefined) {
    throw new DomainError("NOT_FOUND");
  }
  authorise({ access: calendarAccess(found, userId) }, "create");
  return found.calendar;
}

async function applyPlan(
  write: Write,
  calendar: CalendarFor<"create">,
  plan: ImportPlan,
): Promise<void> {
  const { now, accessEpoch } = calendar;
  const created = plan.create.map((item) => ({ item, id: newId() }));
  const recorded = await recordNewEvents(write, calendar, {
    kind: "import",
    events: created.map(({ item, id }) => ({
      id,
      uid: item.uid,
      recurrenceId: item.recurrenceId,
      sequence: item.sequence,
      content: contentOf(item),
    })),
  });
  for (const { item, found } of plan.update) {
    const { sequence } = item;
    const content = contentOf(item);
    const change = { kind: "import", content, sequence, deleted: false } as const;
    recorded.push(await recordEventChange(write, { ...found, now, accessEpoch }, change));
  }
  await insertImports(
    write.trx,
    created.map(({ item, id }) => importRecord(id, item)),
  );
  await noteImports(write, plan.update);
  const calendarId = calendar.calendar.id;
  write.audit({ at: now, resource: { type: "calendar", id: calendarId }, calendarId });
  auditEvents(write, recorded, now);
}

/** Notes what the file said of events that are there: the next import is compared with it. */
async function noteImports(write: Write, matches: readonly ImportMatch[]): Promise<void> {
  for (const { item, found, lastSequence } of matches) {
    const record = importRecord(found.event.id, item);
    await putImport(write.trx, { ...record, sequence: Math.max(item.sequence, lastSequence) });
  }
}

function importRecord(eventId: string, item: ImportItem): ImportRecord {
  const { sequence, contentHash, contentSchema, stored } = item;
  return { eventId, sequence, contentHash, content: stored, contentSchema };
}
