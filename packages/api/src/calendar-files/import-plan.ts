import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import type { ImportRecord } from "@daybook/db/queries/event-imports.queries";
import type { EventContent } from "@daybook/domain/event/content";
import {
  type ImportProblem,
  type ImportReason,
  importReasonMessage,
} from "@daybook/domain/event/calendar-file/problems";
import { type Action, effectiveAccess, may } from "@daybook/domain/sharing/roles";
import { contentEquals } from "@daybook/domain/versions/diff";
import { setImmediate as nextTurn } from "node:timers/promises";
import { contentOf, type ImportFile, type ImportItem, toSaid } from "./import-item.ts";
import { type FoundEvent, findKnown, identityOf, type Known } from "./import-known.ts";
import { isSpokenOf, joinOccurrence } from "./import-occurrences.ts";
import { judgeMatch } from "./import-verdict.ts";

/** How many UIDs are looked up, and contents held in memory, at a time. */
const CHUNK = 200;

/** What an import does with one part of a file. */
export interface ImportReport {
  readonly line: number;
  readonly uid: string | null;
  readonly recurrenceId: string | null;
  readonly action: "created" | "updated" | "unchanged" | "skipped";
  readonly reason: ImportReason | null;
  /** The fields that stay as they are here, though the file says something else. */
  readonly fields: readonly string[];
}

export interface PlannedCreation {
  readonly item: ImportItem;
  /** What it is made of, and what the next import is compared with, where that is not the item. */
  readonly joined?: Both;
}

/** What a file says of an event, and what the event is going to be. */
export interface Both {
  readonly said: EventContent;
  readonly ours: EventContent;
}

export interface PlannedUpdate {
  readonly found: FoundEvent;
  readonly content: EventContent;
  readonly sequence: number;
}

/** What an import is going to do (rule F1). */
export interface ImportPlan {
  readonly create: readonly PlannedCreation[];
  readonly update: readonly PlannedUpdate[];
  /** Overrides that were events until their master came, and are part of it now. */
  readonly absorb: readonly FoundEvent[];
  /** What the next import of events that are there is compared with. */
  readonly note: readonly ImportRecord[];
  readonly reports: readonly ImportReport[];
  readonly problems: readonly ImportProblem[];
  /** All events that were there under the file's UIDs. */
  readonly seen: ReadonlySet<Id>;
}

/** Decides for each component of a file what becomes of it in a calendar; writes nothing. */
export async function planImport(
  trx: Transaction,
  target: { readonly calendarId: Id; readonly userId: Id },
  file: ImportFile,
): Promise<ImportPlan> {
  const planner = new Planner(target.userId, file.problems);
  // What concerns one event is decided together.
  const groups = [...Map.groupBy(file.items, ({ uid }) => uid).values()];
  for (let start = 0; start < groups.length; start += CHUNK) {
    const chunk = groups.slice(start, start + CHUNK);
    const { known, eventIds } = await findKnown(
      trx,
      target,
      chunk.flatMap(([first]) => first?.uid ?? []),
    );
    planner.noteSeen(eventIds);
    for (const group of chunk) {
      planner.planGroup(group, known);
    }
    // On SQLite nothing above has waited.
    await nextTurn();
  }
  return planner.plan();
}

/** An event as it is going to be, while a file is worked through. */
interface Draft {
  readonly found: FoundEvent;
  readonly content: EventContent;
  readonly sequence: number;
  /** What the next import is compared with; absent where that stays. */
  readonly record: ImportRecord | undefined;
  readonly said: EventContent | undefined;
  readonly restored: boolean;
}

class Planner {
  readonly #userId: Id;
  readonly #create: PlannedCreation[] = [];
  readonly #update: PlannedUpdate[] = [];
  readonly #absorb: FoundEvent[] = [];
  readonly #note: ImportRecord[] = [];
  readonly #reports: ImportReport[] = [];
  readonly #problems: ImportProblem[];
  readonly #seen = new Set<Id>();

  constructor(userId: Id, problems: readonly ImportProblem[]) {
    this.#userId = userId;
    this.#problems = [...problems];
    for (const { line, uid, reason } of problems) {
      this.#report({ line, uid, recurrenceId: null }, "skipped", { reason });
    }
  }

  plan(): ImportPlan {
    return {
      create: this.#create,
      update: this.#update,
      absorb: this.#absorb,
      note: this.#note,
      reports: this.#reports.toSorted((a, b) => a.line - b.line),
      problems: this.#problems.toSorted((a, b) => a.line - b.line),
      seen: this.#seen,
    };
  }

  noteSeen(eventIds: readonly Id[]): void {
    for (const eventId of eventIds) {
      this.#seen.add(eventId);
    }
  }

  /** All components of one UID. */
  planGroup(items: readonly ImportItem[], known: ReadonlyMap<string, Known>): void {
    const drafts = new Map<Id, Draft>();
    const [{ uid } = { uid: "" }] = items;
    const master = known.get(identityOf({ uid, recurrenceId: null }));
    // Beside its master, what has a RECURRENCE-ID is the later part of a divided series.
    const comeAlone = items.every(({ recurrenceId }) => recurrenceId !== null);
    const ofFile = new Set(items.map(({ recurrenceId }) => recurrenceId));
    const waiting = [...known.values()]
      .filter(({ found, recurrenceId }) => found.event.uid === uid && !ofFile.has(recurrenceId))
      .filter(isWaiting);
    for (const item of items) {
      const own = known.get(identityOf(item));
      const goesIntoMaster = comeAlone && !isLive(own) && contentOf(item).recurrence === null;
      if (goesIntoMaster && isLive(master) && this.#joinsMaster(item, master, drafts)) {
        continue;
      }
      if (own === undefined) {
        this.#planCreation(item, waiting);
      } else {
        this.#planMatch(item, own, { waiting, drafts });
      }
    }
    for (const draft of drafts.values()) {
      this.#finish(draft);
    }
  }

  #planCreation(item: ImportItem, waiting: readonly Waiting[]): void {
    const said = contentOf(item);
    const joined = this.#absorbOccurrences(item, { said, ours: said }, waiting);
    this.#create.push(joined.ours === said ? { item } : { item, joined });
    this.#report(item, "created");
  }

  #planMatch(
    item: ImportItem,
    own: Known,
    { waiting, drafts }: { waiting: readonly Waiting[]; drafts: Map<Id, Draft> },
  ): void {
    const { found, last } = own;
    const isKnown = last !== undefined && isSame(last.contentHash, item.contentHash);
    const said = contentOf(item);
    const verdict = judgeMatch(
      { ...found, last },
      { content: said, sequence: item.sequence, isKnown },
    );
    if (verdict.kind === "outdated") {
      this.#skip(item, "OUTDATED", "The calendar has a later revision of this event.");
      return;
    }
    const isDeleted = found.event.deletedAt !== null;
    const changes = isDeleted || !contentEquals(found.content, verdict.content);
    if (changes && !this.#may(found, isDeleted ? "restore" : "edit")) {
      this.#skip(item, "FORBIDDEN", importReasonMessage("FORBIDDEN"));
      return;
    }
    const before = { said: isKnown ? last.content : said, ours: verdict.content };
    const joined = this.#may(found, "edit")
      ? this.#absorbOccurrences(item, before, waiting)
      : before;
    const sequence = Math.max(item.sequence, last?.sequence ?? 0);
    const stays = isKnown && last.sequence === sequence && joined.said === before.said;
    drafts.set(found.event.id, {
      found,
      content: joined.ours,
      sequence: item.sequence,
      record: stays ? undefined : recordOf(found.event.id, { ...item, sequence }, joined.said),
      said: joined.said,
      restored: isDeleted,
    });
    const changed = changes || joined.ours !== verdict.content;
    this.#reportMerge(item, changed, verdict.kept);
  }

  /** An override whose master is there goes into it; says whether it does. */
  #joinsMaster(item: ImportItem, master: Known, drafts: Map<Id, Draft>): boolean {
    const { found, last } = master;
    const draft = drafts.get(found.event.id);
    const ours = draft?.content ?? found.content;
    const base = draft?.said ?? last?.content ?? ours;
    const occurrence = { recurrenceId: item.recurrenceId ?? "", content: contentOf(item) };
    const said = joinOccurrence(base, occurrence);
    if (said === undefined) {
      return false;
    }
    const isKnown = last !== undefined && contentEquals(said, base);
    const present = { event: found.event, content: ours, last: { sequence: 0, content: base } };
    const verdict = judgeMatch(present, { content: said, sequence: item.sequence, isKnown });
    if (verdict.kind === "outdated") {
      return false;
    }
    const changed = !contentEquals(ours, verdict.content);
    if (changed && !this.#may(found, "edit")) {
      this.#skip(item, "FORBIDDEN", importReasonMessage("FORBIDDEN"));
      return true;
    }
    // The file of the master itself stays known by its own hash.
    const { contentHash = toSaid(said).contentHash, sequence = found.event.sequence } = last ?? {};
    const eventId = found.event.id;
    drafts.set(eventId, {
      found,
      content: verdict.content,
      sequence: Math.max(item.sequence, draft?.sequence ?? 0),
      record: isKnown ? draft?.record : recordOf(eventId, { contentHash, sequence }, said),
      said,
      restored: draft?.restored ?? false,
    });
    this.#reportMerge(item, changed, verdict.kept);
    return true;
  }

  /**
   * The overrides that waited for this master as events of their own go into it (rule F1). What
   * the file itself says of the occurrence stands, unless the event was edited here.
   */
  #absorbOccurrences(item: ImportItem, before: Both, waiting: readonly Waiting[]): Both {
    let { said, ours } = before;
    for (const { found, last, recurrenceId } of item.recurrenceId === null ? waiting : []) {
      const isEdited = last === undefined || !contentEquals(last.content, found.content);
      const spoken = isSpokenOf(before.said, recurrenceId);
      const occurrence = { recurrenceId, content: found.content };
      const joined = spoken && !isEdited ? ours : joinOccurrence(ours, occurrence);
      if (joined === undefined || !this.#may(found, "delete")) {
        const reason = joined === undefined ? "LIMIT_EXCEEDED" : "FORBIDDEN";
        const message = "An exception that came before its series stays an event beside it.";
        this.#problems.push({ line: item.line, uid: item.uid, reason, message });
        continue;
      }
      if (spoken && isEdited) {
        const message = importReasonMessage("KEPT_OURS");
        this.#problems.push({ line: item.line, uid: item.uid, reason: "KEPT_OURS", message });
      }
      if (!spoken && last !== undefined) {
        said = joinOccurrence(said, { recurrenceId, content: last.content }) ?? said;
      }
      ours = joined;
      this.#absorb.push(found);
    }
    return { said, ours };
  }

  #finish({ found, content, sequence, record, restored }: Draft): void {
    if (restored || !contentEquals(found.content, content)) {
      this.#update.push({ found, content, sequence });
    }
    if (record !== undefined) {
      this.#note.push(record);
    }
  }

  #may({ event, grants, isOwner }: FoundEvent, action: Action): boolean {
    const isCreator = event.createdBy === this.#userId;
    return may(effectiveAccess(grants, isOwner), action, { isCreator });
  }

  #reportMerge(item: ImportItem, changed: boolean, kept: readonly string[]): void {
    if (kept.length === 0) {
      this.#report(item, changed ? "updated" : "unchanged");
      return;
    }
    const message = `${importReasonMessage("KEPT_OURS")} (${kept.join(", ")})`;
    this.#problems.push({ line: item.line, uid: item.uid, reason: "KEPT_OURS", message });
    const more = { reason: "KEPT_OURS", fields: kept } as const;
    this.#report(item, changed ? "updated" : "skipped", more);
  }

  #skip(item: ImportItem, reason: ImportReason, message: string): void {
    this.#problems.push({ line: item.line, uid: item.uid, reason, message });
    this.#report(item, "skipped", { reason });
  }

  #report(
    { line, uid, recurrenceId }: Pick<ImportReport, "line" | "uid" | "recurrenceId">,
    action: ImportReport["action"],
    { reason = null, fields = [] }: Partial<Pick<ImportReport, "reason" | "fields">> = {},
  ): void {
    this.#reports.push({ line, uid, recurrenceId, action, reason, fields });
  }
}

/** An override that is an event until its master comes (rule F1). */
type Waiting = Known & { readonly recurrenceId: string };

function isWaiting(known: Known): known is Waiting {
  return known.recurrenceId !== null && isLive(known) && known.found.content.recurrence === null;
}

function isLive(known: Known | undefined): known is Known {
  return known?.found.event.deletedAt === null;
}

function recordOf(
  eventId: Id,
  { contentHash, sequence }: Pick<ImportRecord, "contentHash" | "sequence">,
  said: EventContent,
): ImportRecord {
  const { stored, contentSchema } = toSaid(said);
  return { eventId, sequence, contentHash, content: stored, contentSchema };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
