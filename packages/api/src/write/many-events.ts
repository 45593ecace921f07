import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { listGranteesOfEvents } from "@daybook/db/queries/permissions.queries";
import type { EventLogEntry } from "@daybook/db/queries/scopes.queries";
import type { Write } from "./write.ts";

/** On whose shelves many events are, asked once for all. */
export async function findGrantees(
  trx: Transaction,
  eventIds: readonly Id[],
): Promise<(eventId: Id) => Id[]> {
  const grants = await listGranteesOfEvents(trx, eventIds);
  const byEvent = Map.groupBy(grants, ({ eventId }) => eventId);
  return (eventId) => (byEvent.get(eventId) ?? []).map(({ userId }) => userId);
}

/** What the logs say of many events: the calendars' and those of everyone they are shared with. */
export class ScopeEntries {
  readonly #byScope = new Map<Id, EventLogEntry[]>();

  add(scopeId: Id, entry: EventLogEntry): void {
    const entries = this.#byScope.get(scopeId);
    if (entries === undefined) this.#byScope.set(scopeId, [entry]);
    else entries.push(entry);
  }

  log(write: Write): void {
    for (const [scopeId, entries] of this.#byScope) write.log({ scopeId, entries });
  }
}
