import type { Id } from "@daybook/db/ids";
import type { Reach } from "@daybook/db/queries/sync.queries";
import type { SyncItem } from "./sync.schema.ts";
import type { SyncProgress } from "./sync-progress.ts";

/** One answer in the making: what it tells, and how far it has come by that. */
export interface Page {
  readonly userId: Id;
  readonly reach: Reach;
  readonly progress: SyncProgress;
  readonly items: SyncItem[];
  /** How many more items it may hold. */
  readonly room: number;
  /** Whether this version of the event has been told in this page. */
  hasTold(eventId: Id, version: number): boolean;
  /** Whether the event as it is now has been told in this page, and no right that changes it since. */
  hasStated(eventId: Id): boolean;
  tell(item: SyncItem): void;
}

export function pageOf(of: {
  readonly userId: Id;
  readonly reach: Reach;
  readonly progress: SyncProgress;
  readonly limit: number;
}): Page {
  const { limit, ...context } = of;
  const items: SyncItem[] = [];
  const told = new Set<string>();
  const stated = new Set<Id>();
  return {
    ...context,
    items,
    get room() {
      return limit - items.length;
    },
    hasTold: (eventId, version) => told.has(`${eventId} ${version}`),
    hasStated: (eventId) => stated.has(eventId),
    tell(item) {
      if (item.type === "event") {
        told.add(`${item.eventId} ${item.version}`);
        stated.add(item.eventId);
      } else if (item.type !== "calendar") {
        // A reader drops what is lost; and a calendar's role is that of its events, at first.
        if (item.resource.type === "calendar") stated.clear();
        else stated.delete(item.resource.id);
      }
      items.push(item);
    },
  };
}
