import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { type LastImport, listLastImports } from "@daybook/db/queries/event-imports.queries";
import {
  type EventForUser,
  listEventIdsByUid,
  listEventsById,
} from "@daybook/db/queries/events.queries";
import {
  type ImportProblem,
  importReasonMessage,
} from "@daybook/domain/event/calendar-file/problems";
import { effectiveAccess, may } from "@daybook/domain/sharing/roles";
import { contentEquals } from "@daybook/domain/versions/diff";
import { contentOf, type ImportFile, type ImportItem } from "./import-item.ts";

/** How many UIDs are looked up, and contents held in memory, at a time. */
const CHUNK = 200;

type FoundEvent = EventForUser & { readonly versionAt: number; readonly chainHash: Uint8Array };

/** A component of the file and the event that it is about. */
export interface ImportMatch {
  readonly item: ImportItem;
  readonly found: FoundEvent;
  /** The SEQUENCE that the last import noted; 0 without one. */
  readonly lastSequence: number;
}

/** What an import is going to do (rule F1). */
export interface ImportPlan {
  readonly create: readonly ImportItem[];
  readonly update: readonly ImportMatch[];
  /** How many events stay as they are. */
  readonly unchanged: number;
  /** Those of them of which the file says something else than the last import did. */
  readonly note: readonly ImportMatch[];
  readonly skipped: readonly ImportProblem[];
}

/** Decides for each component of a file what becomes of it in a calendar; writes nothing. */
export async function planImport(
  trx: Transaction,
  target: { readonly calendarId: Id; readonly userId: Id },
  file: ImportFile,
): Promise<ImportPlan> {
  const plan = {
    create: [] as ImportItem[],
    update: [] as ImportMatch[],
    unchanged: 0,
    note: [] as ImportMatch[],
    skipped: [...file.problems],
  };
  const { items } = file;
  for (let start = 0; start < items.length; start += CHUNK) {
    const chunk = items.slice(start, start + CHUNK);
    const known = await findKnown(trx, target, chunk);
    for (const item of chunk) {
      const match = known.get(identityOf(item));
      if (match === undefined) {
        plan.create.push(item);
        continue;
      }
      const { found, last } = match;
      const verdict = judge(item, match, target.userId);
      if (verdict === "update") {
        plan.update.push({ item, found, lastSequence: last?.sequence ?? 0 });
      } else if (verdict === "unchanged") {
        plan.unchanged += 1;
        if (last === undefined || !saysTheSame(item, last) || item.sequence > last.sequence) {
          plan.note.push({ item, found, lastSequence: last?.sequence ?? 0 });
        }
      } else {
        plan.skipped.push(verdict);
      }
    }
  }
  return { ...plan, skipped: plan.skipped.toSorted((a, b) => a.line - b.line) };
}

interface Match {
  readonly found: FoundEvent;
  readonly last: LastImport | undefined;
}

type Verdict = "unchanged" | "update" | ImportProblem;

/** What the calendar has under the identities of these items; of several the oldest. */
async function findKnown(
  trx: Transaction,
  { calendarId, userId }: { readonly calendarId: Id; readonly userId: Id },
  items: readonly ImportItem[],
): Promise<Map<string, Match>> {
  const ids = await listEventIdsByUid(
    trx,
    calendarId,
    items.map(({ uid }) => uid),
  );
  const eventIds = ids.map(({ id }) => id);
  const events = await listEventsById(trx, eventIds, userId);
  const imports = new Map(
    (await listLastImports(trx, eventIds)).map((last) => [last.eventId, last]),
  );
  const found = new Map(events.map((event) => [event.event.id, event]));
  const known = new Map<string, Match>();
  for (const identity of ids) {
    const event = found.get(identity.id);
    const key = identityOf(identity);
    if (event !== undefined && !known.has(key)) {
      known.set(key, { found: event, last: imports.get(identity.id) });
    }
  }
  return known;
}

/** What becomes of a match, where the caller may do that. */
function judge(item: ImportItem, match: Match, userId: Id): Verdict {
  const verdict = judgeContent(item, match);
  if (verdict !== "update") {
    return verdict;
  }
  const { event, grants, isOwner } = match.found;
  const action = event.deletedAt === null ? "edit" : "restore";
  const isCreator = event.createdBy === userId;
  return may(effectiveAccess(grants, isOwner), action, { isCreator })
    ? "update"
    : problem(item, "FORBIDDEN", importReasonMessage("FORBIDDEN"));
}

/**
 * A match that is there and says nothing new is unchanged, whatever was edited here; one that was
 * edited here keeps our edits; a deleted one comes back.
 */
function judgeContent(item: ImportItem, { found, last }: Match): Verdict {
  const deleted = found.event.deletedAt !== null;
  if (last !== undefined && saysTheSame(item, last)) {
    return deleted ? "update" : "unchanged";
  }
  const same = contentEquals(found.content, contentOf(item));
  if (same && deleted) {
    return "update";
  }
  if (item.sequence < (last?.sequence ?? found.event.sequence)) {
    return problem(item, "OUTDATED", "The calendar has a later revision of this event.");
  }
  if (same) {
    return "unchanged";
  }
  if (last === undefined ? deleted : contentEquals(last.content, found.content)) {
    return "update";
  }
  return problem(item, "EDITED_HERE", "The event was edited here since its last import.");
}

function saysTheSame(item: ImportItem, last: LastImport): boolean {
  return Buffer.compare(last.contentHash, item.contentHash) === 0;
}

function problem(
  { line, uid }: ImportItem,
  reason: ImportProblem["reason"],
  message: string,
): ImportProblem {
  return { line, uid, reason, message };
}

function identityOf(item: { readonly uid: string; readonly recurrenceId: string | null }): string {
  return JSON.stringify([item.uid, item.recurrenceId]);
}
