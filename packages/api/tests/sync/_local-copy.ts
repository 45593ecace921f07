import { expect } from "vitest";
import type { CalendarView } from "../../src/calendars/calendars.schema.ts";
import type { EventView } from "../../src/events/events.schema.ts";
import type { SyncChangesOutput, SyncItem } from "../../src/sync/sync.schema.ts";
import type { Caller } from "../auth/_processes.ts";

type EventItem = Extract<SyncItem, { type: "event" }>;

/**
 * What a client keeps of everything it can see, by the rules that the items promise: put what is
 * there, drop what is not; what is lost takes its events along; a new role on a calendar is that of
 * its events, and those that have another one follow.
 */
export class LocalCopy {
  readonly calendars = new Map<string, CalendarView>();
  readonly events = new Map<string, EventView>();
  cursor: string | undefined;
  /** Every version that was told, in order. */
  readonly told: EventItem[] = [];
  /** Versions told since rights last changed: none of them may come again. */
  readonly #once = new Set<string>();
  /** While the events of a calendar are paged, or all, what changes there comes again afterwards. */
  #paging = true;

  apply({ items, nextCursor, hasMore }: SyncChangesOutput): void {
    for (const item of items) this.#applyItem(item);
    this.cursor = nextCursor;
    if (!hasMore && this.#paging) {
      this.#paging = false;
      this.#once.clear();
    }
  }

  #applyItem(item: SyncItem): void {
    if (item.type === "event") {
      this.#applyEvent(item);
    } else if (item.type === "calendar") {
      if (item.calendar === null) this.#dropCalendar(item.calendarId);
      else this.#putCalendar(item.calendar);
    } else {
      this.#once.clear();
      this.#paging ||= item.type === "added" && item.resource.type === "calendar";
      if (item.resource.type === "event") {
        if (item.type === "removed") this.events.delete(item.resource.id);
      } else if (item.type === "removed") {
        this.#dropCalendar(item.resource.id);
      } else if (item.type === "role" && item.grant !== null) {
        const { role, canShare, canDelete } = item.grant;
        const flags =
          role === "viewer" ? { canShare: false, canDelete: false } : { canShare, canDelete };
        for (const event of this.#eventsOf(item.resource.id)) {
          this.events.set(event.id, { ...event, role, ...flags });
        }
      }
    }
  }

  #applyEvent(item: EventItem): void {
    const key = `${item.eventId} ${item.version}`;
    if (!this.#paging) expect(this.#once.has(key), `${key} is told twice`).toBe(false);
    this.#once.add(key);
    this.told.push(item);
    if (item.event === null || item.event.deletedAt !== null) this.events.delete(item.eventId);
    else this.events.set(item.eventId, item.event);
  }

  #putCalendar(calendar: CalendarView): void {
    this.calendars.set(calendar.id, calendar);
    for (const event of this.#eventsOf(calendar.id)) {
      this.events.set(event.id, { ...event, ownerId: calendar.ownerId });
    }
  }

  #dropCalendar(calendarId: string): void {
    this.calendars.delete(calendarId);
    for (const event of this.#eventsOf(calendarId)) this.events.delete(event.id);
  }

  #eventsOf(calendarId: string): EventView[] {
    return [...this.events.values()].filter((event) => event.calendarId === calendarId);
  }
}

const MOST_PAGES = 20_000;

/** Follows the log to its present end, with pages of the sizes given in turn. */
export async function follow(
  caller: Caller,
  copy: LocalCopy,
  limit: () => number = () => 200,
): Promise<SyncItem[]> {
  const items: SyncItem[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await readPage(caller, copy, limit());
    copy.apply(page);
    items.push(...page.items);
    if (!page.hasMore) return items;
  }
  throw new Error("the log has no end");
}

export async function readPage(
  caller: Caller,
  { cursor }: Pick<LocalCopy, "cursor">,
  limit: number,
): Promise<SyncChangesOutput> {
  const page = await caller.sync.changes(cursor === undefined ? { limit } : { cursor, limit });
  expect(page.items.length).toBeLessThanOrEqual(limit);
  return page;
}

/** Everything that the lists show. */
export async function listAll(
  caller: Caller,
): Promise<{ calendars: CalendarView[]; events: EventView[] }> {
  const calendars = await pages((cursor) => caller.calendars.list({ cursor, limit: 200 }));
  const events = await pages((cursor) => caller.events.list({ cursor, limit: 200 }));
  return { calendars, events };
}

async function pages<Item>(
  list: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** Holds a copy against what the lists show, and against a copy that begins anew. */
export async function expectSame(caller: Caller, copy: LocalCopy): Promise<void> {
  const fresh = new LocalCopy();
  await follow(caller, fresh);
  const listed = await listAll(caller);
  expect(sorted(copy.events)).toEqual(byId(listed.events));
  expect(sorted(copy.calendars)).toEqual(byId(listed.calendars));
  expect(sorted(fresh.events)).toEqual(byId(listed.events));
  expect(sorted(fresh.calendars)).toEqual(byId(listed.calendars));
}

function sorted<Item extends { id: string }>(items: ReadonlyMap<string, Item>): Item[] {
  return byId([...items.values()]);
}

function byId<Item extends { id: string }>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
