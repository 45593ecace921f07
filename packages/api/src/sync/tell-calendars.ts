import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { listCalendarsById } from "@daybook/db/queries/calendars.queries";
import { listLastAccess, type LoggedAccess } from "@daybook/db/queries/shelf-log.queries";
import { listExpiredCalendarGrants } from "@daybook/db/queries/sync.queries";
import { accessItem, calendarItem, readCause } from "./sync-items.ts";
import type { Page } from "./sync-page.ts";

/**
 * Tells which calendars the user has lost and gained since the cursor (rule L2): those that it
 * names against those that reach the user now. No log needs to be believed for that; it only says
 * why and when.
 */
export async function tellCalendars(trx: Transaction, page: Page): Promise<void> {
  await tellLost(trx, page);
  await tellGained(trx, page);
  await tellUntold(trx, page);
}

async function tellLost(trx: Transaction, page: Page): Promise<void> {
  const { userId, reach, progress } = page;
  const lost = progress.lost(reach).slice(0, page.room);
  if (lost.length === 0) return;
  const last = await listLastAccess(trx, userId, {
    after: progress.shelfSeq,
    resourceIds: lost,
  });
  const expired = await listExpiredCalendarGrants(trx, userId, lost);
  for (const id of lost) {
    progress.calendars.delete(id);
    progress.retell(id);
    const resource = { type: "calendar", id } as const;
    page.tell(accessItem("removed", { resource, grant: null, ...endOf(id) }));
  }

  function endOf(id: Id) {
    const logged = last.get(id);
    if (logged?.type === "removed") {
      return { cause: readCause(logged.cause, "revoked"), at: logged.at };
    }
    const expiredAt = expired.get(id);
    return expiredAt === undefined
      ? ({ cause: "revoked", at: reach.now } as const)
      : ({ cause: "expired", at: expiredAt } as const);
  }
}

async function tellGained(trx: Transaction, page: Page): Promise<void> {
  const { userId, reach, progress } = page;
  const gained = progress.gained(reach).slice(0, page.room);
  if (gained.length === 0) return;
  const last = await listLastAccess(trx, userId, {
    after: progress.shelfSeq,
    resourceIds: gained,
  });
  for (const id of gained) tellAdded(page, id, last.get(id));
}

/** A calendar that is new to the user: its events are paged from here on, and then its log. */
function tellAdded(
  page: Page,
  id: Id,
  logged: Pick<LoggedAccess, "cause" | "at"> | undefined,
): void {
  const { reach, progress } = page;
  const calendar = reach.calendars.get(id);
  if (calendar === undefined) return;
  const { seq, holding } = calendar;
  progress.calendars.set(id, {
    seq,
    untold: true,
    paging: { after: null },
    knownTo: progress.shelfSeq < reach.shelfSeq ? reach.shelfSeq : 0,
  });
  progress.passOver(id);
  const otherwise = holding.role === "owner" ? "created" : "shared";
  const cause = logged === undefined ? otherwise : readCause(logged.cause, otherwise);
  const resource = { type: "calendar", id } as const;
  page.tell(accessItem("added", { resource, grant: holding, cause, at: logged?.at ?? reach.now }));
}

async function tellUntold(trx: Transaction, page: Page): Promise<void> {
  const { userId, reach, progress } = page;
  const untold = [...progress.calendars]
    .filter(([, calendar]) => calendar.untold)
    .map(([id]) => id)
    .slice(0, page.room);
  if (untold.length === 0) return;
  const found = await listCalendarsById(trx, untold, userId);
  const byId = new Map(found.map((calendar) => [calendar.calendar.id, calendar]));
  for (const id of untold) {
    progress.move(id, { untold: false });
    const calendar = byId.get(id);
    const at = calendar?.calendar.updatedAt ?? reach.now;
    page.tell(calendarItem(id, calendar, { userId, at }));
  }
}
