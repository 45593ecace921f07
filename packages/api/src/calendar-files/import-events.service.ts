import type { Transaction } from "@daybook/db/database";
import { type Id, newId } from "@daybook/db/ids";
import { findCalendarForUser } from "@daybook/db/queries/calendars.queries";
import { insertImports, putImports } from "@daybook/db/queries/event-imports.queries";
import { listEventIdsByUid } from "@daybook/db/queries/events.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { DomainError } from "@daybook/domain/errors";
import { authorise } from "@daybook/domain/sharing/authorised";
import { setImmediate as nextTurn } from "node:timers/promises";
import { calendarAccess } from "../calendars/calendar-view.ts";
import type { Call } from "../rpc/context.ts";
import { type CalendarFor, requireCalendar } from "../write/access.ts";
import { type RecordedEvent, recordEventChange, recordNewEvents } from "../write/record-events.ts";
import { recordDeletions } from "../write/record-fates.ts";
import { auditEvents } from "../write/audit-events.ts";
import { performWrite, type Write } from "../write/write.ts";
import { chunksOf } from "../events/chunks.ts";
import type { ImportEventsInput, ImportEventsOutput } from "../events/events.schema.ts";
import { contentOf, toSaid } from "./import-item.ts";
import {
  type ImportPlan,
  type ImportReport,
  type PlannedCreation,
  planImport,
} from "./import-plan.ts";

/** Events that are written in one go. */
const CREATED_AT_A_TIME = 250;

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
      const changes =
        plan.create.length + plan.update.length + plan.absorb.length > 0 && !input.dryRun;
      const created = new Set(changes ? await applyPlan(write, calendar, plan) : []);
      if (!input.dryRun) {
        await putImports(write.trx, plan.note);
      }
      const answer = toAnswer(plan, changes ? write.changeSetId : null);
      const place = { calendarId: target.id, created };
      const confirm = async () => requireNoneBeside(write.trx, place, plan);
      return { receipt: answer, answer, ...(created.size > 0 ? { confirm } : {}) };
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

/**
 * What an import creates is new only as long as nothing else under its UID has come: from another
 * import at the same time, or by a move. Then the import is decided again. The calendar is not held
 * while a long file is written, so that others can write there meanwhile.
 */
async function requireNoneBeside(
  trx: Transaction,
  { calendarId, created }: { readonly calendarId: Id; readonly created: ReadonlySet<Id> },
  { create, seen }: ImportPlan,
): Promise<void> {
  const uids = [...new Set(create.map(({ item }) => item.uid))];
  for (const some of chunksOf(uids, CREATED_AT_A_TIME)) {
    for (const { id } of await listEventIdsByUid(trx, calendarId, some)) {
      if (!created.has(id) && !seen.has(id)) {
        throw new RestartTransaction("another event of the same UID has come");
      }
    }
  }
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

function toAnswer(plan: ImportPlan, changeSetId: string | null): ImportEventsOutput {
  const counted = (action: ImportReport["action"]): number =>
    plan.reports.filter((report) => report.action === action).length;
  return {
    created: counted("created"),
    updated: counted("updated"),
    unchanged: counted("unchanged"),
    skipped: [...plan.problems],
    items: plan.reports.map((report) => ({ ...report, fields: [...report.fields] })),
    changeSetId,
  };
}

/** Answers what it has created. */
async function applyPlan(
  write: Write,
  calendar: CalendarFor<"create">,
  plan: ImportPlan,
): Promise<Id[]> {
  const { now, accessEpoch } = calendar;
  const calendarId = calendar.calendar.id;
  write.audit({ at: now, resource: { type: "calendar", id: calendarId }, calendarId });
  // Whatever the plan is made of, the right to create must be there at the commit (rule S4).
  write.log({ scopeId: calendarId, accessEpoch, entries: [] });
  const createdIds: Id[] = [];
  for (const some of chunksOf(plan.create, CREATED_AT_A_TIME)) {
    createdIds.push(...(await createEvents(write, calendar, some)));
    // On SQLite nothing above has waited: others are answered between the parts.
    await nextTurn();
  }
  const recorded: RecordedEvent[] = [];
  for (const [done, { found, content, sequence }] of plan.update.entries()) {
    const change = { kind: "import", content, sequence, deleted: false } as const;
    recorded.push(await recordEventChange(write, { ...found, now, accessEpoch }, change));
    if (done % CREATED_AT_A_TIME === 0) {
      await nextTurn();
    }
  }
  auditEvents(write, recorded, now);
  for (const some of chunksOf(plan.absorb, CREATED_AT_A_TIME)) {
    await recordDeletions(
      write,
      some.map((found) => ({ ...found, now })),
    );
  }
  return createdIds;
}

async function createEvents(
  write: Write,
  calendar: CalendarFor<"create">,
  planned: readonly PlannedCreation[],
): Promise<Id[]> {
  if (planned.length === 0) {
    return [];
  }
  const created = planned.map((creation) => ({ ...creation, id: newId() }));
  const events = created.map(({ item, joined, id }) => {
    const { uid, recurrenceId, sequence } = item;
    return { id, uid, recurrenceId, sequence, content: joined?.ours ?? contentOf(item) };
  });
  const recorded = await recordNewEvents(write, calendar, { kind: "import", events });
  await insertImports(
    write.trx,
    created.map(({ id: eventId, item, joined }) => {
      const { stored, contentSchema } = joined === undefined ? item : toSaid(joined.said);
      const { sequence, contentHash } = item;
      return { eventId, sequence, contentHash, content: stored, contentSchema };
    }),
  );
  auditEvents(write, recorded, calendar.now);
  return created.map(({ id }) => id);
}
