import type { Id } from "@daybook/db/ids";
import { listEventPage } from "@daybook/db/queries/event-pages.queries";
import { listEventStates, listLoggedEvents, readReach } from "@daybook/db/queries/sync.queries";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import { z } from "zod";
import { toEventView } from "../events/event-view.ts";
import type { Call } from "../rpc/context.ts";
import { cursorFormat } from "../rpc/cursor.ts";
import { formatInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import type { SyncItem } from "./sync.schema.ts";

export interface Changes {
  readonly items: SyncItem[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
  /** The scopes whose logs concern the caller now, the own shelf included. */
  readonly scopeIds: readonly Id[];
  /** When the next grant that reaches the caller ends by itself, by the database's clock. */
  readonly nextExpiryAt: number | null;
}

const position = z.object({
  full: z.object({ at: z.int(), id }).nullable(),
  places: z.record(id, z.int()),
});

/** What has changed since a cursor in everything that the caller can see (rules L1, L3). */
export async function readChanges(
  call: Call,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Changes> {
  const { userId } = call.actor;
  const format = cursorFormat("sync.changes", userId, position);
  const from = cursor === undefined ? undefined : format.decode(cursor);
  return call.app.database.snapshot(async (trx) => {
    const { calendars } = await readReach(trx, userId);
    const scopeIds = [userId, ...calendars.map((calendar) => calendar.id)];
    const places = from?.places ?? Object.fromEntries(calendars.map((c) => [c.id, c.seq]));
    const items: SyncItem[] = [];
    let full = from?.full ?? null;
    if (from === undefined || full !== null) {
      const rows = await listEventPage(trx, {
        userId,
        calendarIds: calendars.map((calendar) => calendar.id),
        withShelf: true,
        order: "start",
        includeDeleted: false,
        updatedSince: undefined,
        after: full ?? undefined,
        limit,
      });
      for (const { item, position: at } of rows.slice(0, limit)) {
        items.push(eventItem(item, { ...item.event, kind: "create", at: item.event.updatedAt }));
        full = at;
      }
      if (rows.length <= limit) full = null;
    }
    for (const calendar of calendars) {
      if (full !== null || items.length >= limit) break;
      const after = places[calendar.id] ?? 0;
      const upTo = Math.min(calendar.seq, after + limit - items.length);
      const logged = await listLoggedEvents(trx, calendar.id, { after, upTo });
      const ids = [...new Set(logged.map((entry) => entry.eventId))];
      const states = await listEventStates(trx, ids, userId);
      const byId = new Map(states.map((state) => [state.event.id, state]));
      for (const entry of logged) {
        const state = byId.get(entry.eventId);
        if (state !== undefined) items.push(eventItem(state, { ...entry, id: entry.eventId }));
      }
      places[calendar.id] = upTo;
    }
    const behind = calendars.some((calendar) => (places[calendar.id] ?? 0) < calendar.seq);
    return {
      items,
      nextCursor: format.encode({ full, places }),
      hasMore: full !== null || behind,
      scopeIds,
      nextExpiryAt: null,
    };
  });
}

type State = Awaited<ReturnType<typeof listEventStates>>[number];

interface Told {
  readonly id: Id;
  readonly version: number;
  readonly kind: Extract<SyncItem, { type: "event" }>["kind"];
  readonly at: number;
}

function eventItem(state: State, { id: eventId, version, kind, at }: Told): SyncItem {
  const access = effectiveAccess(state.grants, state.isOwner);
  const event = access === undefined ? null : toEventView(state, access);
  return { type: "event", eventId, version, kind, at: formatInstant(at), event };
}
