import type { SyncItem } from "@daybook/client";

/**
 * Tells news from the state that comes along: behind a right that came, went or changed, everything
 * that it reaches is said again (rule L2), and none of that has just happened.
 */
export class Newness {
  readonly #versions = new Set<string>();
  /** When a right on each calendar and event last came, went or changed. */
  readonly #accessAt = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** Takes note of what an item says, and answers whether that is new to a reader who knows the others. */
  take(item: SyncItem): boolean {
    switch (item.type) {
      case "event": {
        const { eventId, version, event, at } = item;
        const told = `${eventId} ${version}`;
        const isKnown = this.#versions.has(told);
        this.#versions.add(told);
        if (event !== null) this.#names.set(eventId, event.title);
        const reachedBy = event === null ? [eventId] : [eventId, event.calendarId];
        return !isKnown && !reachedBy.some((id) => this.#isStateOf(id, at));
      }
      case "calendar": {
        const { calendarId, calendar, at } = item;
        if (calendar !== null) this.#names.set(calendarId, calendar.name);
        return !this.#isStateOf(calendarId, at);
      }
      case "added":
      case "removed":
      case "role":
        this.#accessAt.set(item.resource.id, item.at);
        return true;
    }
  }

  /** What a calendar or an event was last called. */
  nameOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  #isStateOf(id: string, at: string): boolean {
    const accessAt = this.#accessAt.get(id);
    return accessAt !== undefined && Date.parse(at) <= Date.parse(accessAt);
  }
}
