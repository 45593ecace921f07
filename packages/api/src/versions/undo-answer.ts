import type { CalendarRecord } from "@daybook/db/queries/calendars.queries";
import type { Id } from "@daybook/db/ids";
import { LIMITS } from "@daybook/domain/limits";
import { OWNER_ACCESS } from "@daybook/domain/sharing/roles";
import { toCalendarView } from "../calendars/calendar-view.ts";
import { receiptOf } from "../events/change-event.service.ts";
import { type Outcome, toChangedView } from "../events/changed-view.ts";
import type { Decision } from "../events/decision.ts";
import type { ChangedReceipt } from "../events/event-receipt.ts";
import type { ChangedView } from "../events/events.schema.ts";
import type { UndoneChangeSetView } from "./undo.schema.ts";

/** What an idempotency key remembers of the undo of a change set. */
export interface UndoneChangeSetReceipt {
  readonly items: readonly ChangedReceipt[];
  readonly omitted: number;
  readonly calendarId: Id | null;
  readonly changeSetId: Id | null;
}

/** What one occurrence of a preview is taken to add to the length of an answer. */
const OCCURRENCE_LENGTH = 250;

/** The answer to the undo of a change set, as it is gathered: as many events as one answer holds. */
export class UndoAnswer {
  readonly #items: ChangedView[] = [];
  readonly #receipts: ChangedReceipt[] = [];
  #length = 0;
  #omitted = 0;
  #changed = false;
  #calendar: CalendarRecord | null = null;

  add(decision: Decision, outcome: Outcome, length: number): void {
    this.#changed ||= outcome.changed;
    if (this.#takes(length)) {
      this.#items.push(toChangedView(decision, outcome));
      this.#receipts.push(receiptOf(decision, outcome));
    }
  }

  /** The same of what is only shown; made where the answer has room for it. */
  addPreview(length: number, preview: () => ChangedView): void {
    if (!this.#takes(length)) return;
    const item = preview();
    const { appear = [], vanish = [], move = [] } = item.preview?.occurrences ?? {};
    this.#length += OCCURRENCE_LENGTH * (appear.length + vanish.length + move.length);
    this.#items.push(item);
  }

  /** Events that go along with a calendar, of which nothing more is said. */
  omit(count: number): void {
    this.#omitted += count;
  }

  setCalendar(calendar: CalendarRecord): void {
    this.#calendar = calendar;
    this.#changed = true;
  }

  toView(changeSetId: Id | null): UndoneChangeSetView {
    const calendar = this.#calendar && toCalendarView(this.#calendar, OWNER_ACCESS);
    const made = this.#changed ? changeSetId : null;
    return { items: this.#items, omitted: this.#omitted, calendar, changeSetId: made };
  }

  toReceipt(changeSetId: Id): UndoneChangeSetReceipt {
    return {
      items: this.#receipts,
      omitted: this.#omitted,
      calendarId: this.#calendar?.id ?? null,
      changeSetId: this.#changed ? changeSetId : null,
    };
  }

  #takes(length: number): boolean {
    const isFull =
      this.#items.length === LIMITS.undoItems || this.#length + length > LIMITS.undoItemsLength;
    if (isFull) this.#omitted += 1;
    else this.#length += length;
    return !isFull;
  }
}
