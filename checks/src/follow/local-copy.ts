/** What a program keeps that follows the log: everything its user can see, and what it was told. */
import type { Event, SyncItem } from "@daybook/client";
import { canonical } from "../history/apply-diff.ts";

type Holding = Pick<Event, "role" | "canShare" | "canDelete">;

export class LocalCopy {
  readonly #events = new Map<string, Event>();
  readonly #calendars = new Map<string, unknown>();
  /** For each event the versions that it was told of, in their order. */
  readonly told = new Map<string, number[]>();

  /** Takes in what a page or a message says, in its order (L2, L3). */
  apply(items: readonly SyncItem[]): void {
    for (const item of items) {
      switch (item.type) {
        case "event": {
          const { eventId, version, event } = item;
          this.told.set(eventId, [...(this.told.get(eventId) ?? []), version]);
          if (event === null || event.deletedAt !== null) this.#events.delete(eventId);
          else this.#events.set(eventId, event);
          break;
        }
        case "calendar": {
          const { calendarId, calendar } = item;
          if (calendar === null || calendar.deletedAt !== null) this.#calendars.delete(calendarId);
          else this.#calendars.set(calendarId, calendar);
          break;
        }
        case "removed":
          this.#drop(item.resource);
          break;
        case "added":
          // What it lets see follows.
          break;
        case "role":
          if (item.resource.type === "calendar" && item.grant !== null) {
            this.#giveRole(item.resource.id, item.grant);
          }
          break;
      }
    }
  }

  /** A new role on a calendar is that of its events; those with another one are told afterwards. */
  #giveRole(calendarId: string, { role, canShare, canDelete }: Holding): void {
    const counts = role !== "viewer";
    const flags = { canShare: counts && canShare, canDelete: counts && canDelete };
    for (const [id, event] of this.#events) {
      if (event.calendarId === calendarId) this.#events.set(id, { ...event, role, ...flags });
    }
  }

  /** A calendar takes its events along; what stays reachable is told afterwards. */
  #drop({ type, id }: { type: "event" | "calendar"; id: string }): void {
    this.#events.delete(id);
    this.#calendars.delete(id);
    if (type === "event") return;
    for (const [eventId, { calendarId }] of this.#events) {
      if (calendarId === id) this.#events.delete(eventId);
    }
  }

  /** What this copy has otherwise than another one. */
  differences(other: LocalCopy): string[] {
    return [
      ...differencesOf(this.#events, other.#events),
      ...differencesOf(this.#calendars, other.#calendars),
    ];
  }
}

function differencesOf(
  here: ReadonlyMap<string, unknown>,
  there: ReadonlyMap<string, unknown>,
): string[] {
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((id) => {
    const [a, b] = [canonical(here.get(id) ?? null), canonical(there.get(id) ?? null)];
    return a === b ? [] : [`${id} is ${a.slice(0, 700)}, and should be ${b.slice(0, 700)}`];
  });
}
