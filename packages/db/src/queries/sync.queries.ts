import type { VersionKind } from "@daybook/domain/versions/chain";
import type { Kysely, Transaction } from "kysely";
import { fromStoredId, type StoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { statement } from "../statement.ts";
import { type EventForUser, eventsForUser, toEventForUser } from "./event-rows.ts";

/** What concerns a user now. */
export interface Reach {
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
  readonly calendars: readonly { readonly id: Id; readonly seq: number }[];
}

export async function readReach(trx: Transaction<Schema>, userId: Id): Promise<Reach> {
  const { rows } = await reachedCalendars(trx, { user: toStoredId(userId) });
  return {
    now: rows[0]?.now ?? 0,
    calendars: rows.map((row) => ({ id: fromStoredId(row.id), seq: row.seq })),
  };
}

const reachedCalendars = statement((db, p: { readonly user: StoredId }) =>
  db
    .selectFrom("calendars")
    .innerJoin("scopes", "scopes.id", "calendars.id")
    .select(["calendars.id", "scopes.seq"])
    .select(engineOf(db).now.as("now"))
    .where("calendars.owner_id", "=", p.user)
    .where("calendars.deleted_at", "is", null)
    .orderBy("calendars.id"),
);

export interface LoggedEvent {
  readonly seq: number;
  readonly at: number;
  readonly eventId: Id;
  readonly version: number;
  readonly kind: VersionKind;
}

export async function listLoggedEvents(
  db: Kysely<Schema>,
  scopeId: Id,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<LoggedEvent[]> {
  const { rows } = await loggedEvents(db, { scope: toStoredId(scopeId), after, up_to: upTo });
  return rows.flatMap(({ seq, at, event_id, version, kind }) =>
    event_id === null || version === null || kind === null
      ? []
      : [{ seq, at, eventId: fromStoredId(event_id), version, kind }],
  );
}

const loggedEvents = statement(
  (db, p: { readonly scope: StoredId; readonly after: number; readonly up_to: number }) =>
    db
      .selectFrom("log")
      .select(["seq", "at", "event_id", "version", "kind"])
      .where("scope_id", "=", p.scope)
      .where("seq", ">", p.after)
      .where("seq", "<=", p.up_to)
      .orderBy("seq"),
);

/** Events in any order, with what reaches the user there, deleted ones too. */
export async function listEventStates(
  db: Kysely<Schema>,
  eventIds: readonly Id[],
  userId: Id,
): Promise<EventForUser[]> {
  if (eventIds.length === 0) return [];
  const { rows } = await eventStates(db, {
    user: toStoredId(userId),
    events: eventIds.map(toStoredId),
  });
  return rows.map((row) => toEventForUser(row, userId));
}

const eventStates = statement(
  (db, p: { readonly user: StoredId; readonly events: readonly StoredId[] }) =>
    eventsForUser(db, p.user).where("events.id", "in", p.events),
);
