import { type Kysely, sql, type Transaction } from "kysely";
import {
  fromStoredFlag,
  fromStoredId,
  type StoredFlag,
  type StoredId,
  toStoredId,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";

/** What a user holds on a resource. */
export interface Holding {
  readonly role: "viewer" | "editor" | "owner";
  readonly canShare: boolean;
  readonly canDelete: boolean;
  readonly expiresAt: number | null;
}

/** A calendar whose log concerns a user. */
export interface ReachedCalendar {
  /** The last place taken in its log. */
  readonly seq: number;
  readonly holding: Holding;
}

/** What concerns a user now, and how far its logs have come. */
export interface Reach {
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
  readonly shelfSeq: number;
  /** Calendars that are the user's or granted, without deleted ones. */
  readonly calendars: ReadonlyMap<Id, ReachedCalendar>;
  /** When the next of the user's grants ends by itself. */
  readonly nextExpiryAt: number | null;
  /** Whether a grant on an event has ended since the instant asked about. */
  readonly anyExpired: boolean;
}

/** In one statement, and so at one moment; undefined where there is no such user. */
export async function readReach(
  trx: Transaction<Schema>,
  userId: Id,
  { expiredSince }: { readonly expiredSince: number | null },
): Promise<Reach | undefined> {
  const { rows } = await reached(trx, {
    user: toStoredId(userId),
    since: expiredSince ?? Number.MAX_SAFE_INTEGER,
  });
  const calendars = new Map<Id, ReachedCalendar>();
  let shelf: (typeof rows)[number] | undefined;
  let nextExpiryAt: number | null = null;
  for (const row of rows) {
    const { seq, role, expires_at: expiresAt } = row;
    if (role === null) {
      shelf = row;
      continue;
    }
    const canShare = fromStoredFlag(row.can_share ?? 0);
    const canDelete = fromStoredFlag(row.can_delete ?? 0);
    calendars.set(fromStoredId(row.id), { seq, holding: { role, canShare, canDelete, expiresAt } });
    nextExpiryAt = earlier(nextExpiryAt, expiresAt);
  }
  if (shelf === undefined || shelf.now === null) return undefined;
  return {
    now: shelf.now,
    shelfSeq: shelf.seq,
    calendars,
    nextExpiryAt: earlier(nextExpiryAt, shelf.next_expiry),
    anyExpired: shelf.ended !== null,
  };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

type ReachParameters = { readonly user: StoredId; readonly since: number };

/** Calendars by grant, then the user's own, which count more, and the shelf, which has no role. */
const reached = statement((db, p: ReachParameters) =>
  grantedCalendars(db, p).unionAll(ownedCalendars(db, p)).unionAll(shelfOf(db, p)),
);

function grantedCalendars(db: Kysely<Schema>, p: ReachParameters) {
  return engineOf(db)
    .inWrittenOrder(db.selectFrom("calendar_permissions as held"))
    .crossJoin("calendars")
    .whereRef("calendars.id", "=", "held.calendar_id")
    .crossJoin("scopes")
    .whereRef("scopes.id", "=", "calendars.id")
    .select([
      "calendars.id",
      "scopes.seq",
      sql<Holding["role"] | null>`held.role`.as("role"),
      sql<StoredFlag | null>`held.can_share`.as("can_share"),
      sql<StoredFlag | null>`held.can_delete`.as("can_delete"),
      "held.expires_at",
      sql<number | null>`null`.as("now"),
      sql<number | null>`null`.as("next_expiry"),
      sql<number | null>`null`.as("ended"),
    ])
    .where("held.user_id", "=", p.user)
    .where((eb) =>
      eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", engineOf(db).now)]),
    )
    .where("calendars.deleted_at", "is", null);
}

function ownedCalendars(db: Kysely<Schema>, p: ReachParameters) {
  return engineOf(db)
    .inWrittenOrder(db.selectFrom("calendars"))
    .crossJoin("scopes")
    .whereRef("scopes.id", "=", "calendars.id")
    .select([
      "calendars.id",
      "scopes.seq",
      sql<Holding["role"] | null>`'owner'`.as("role"),
      sql<StoredFlag | null>`1`.as("can_share"),
      sql<StoredFlag | null>`1`.as("can_delete"),
      sql<number | null>`null`.as("expires_at"),
      sql<number | null>`null`.as("now"),
      sql<number | null>`null`.as("next_expiry"),
      sql<number | null>`null`.as("ended"),
    ])
    .where("calendars.owner_id", "=", p.user)
    .where("calendars.deleted_at", "is", null);
}

function shelfOf(db: Kysely<Schema>, p: ReachParameters) {
  const { now } = engineOf(db);
  const ends = db
    .selectFrom("event_permissions as held")
    .select((eb) => eb.fn.min("held.expires_at").as("at"))
    .where("held.user_id", "=", p.user);
  const ended = ends.where("held.expires_at", ">=", p.since).where("held.expires_at", "<=", now);
  return db
    .selectFrom("scopes")
    .select([
      "scopes.id",
      "scopes.seq",
      sql<Holding["role"] | null>`null`.as("role"),
      sql<StoredFlag | null>`null`.as("can_share"),
      sql<StoredFlag | null>`null`.as("can_delete"),
      sql<number | null>`null`.as("expires_at"),
      sql<number | null>`${now}`.as("now"),
      ends.where("held.expires_at", ">", now).as("next_expiry"),
      ended.as("ended"),
    ])
    .where("scopes.id", "=", p.user);
}

/** Calendars on which the user's grant has ended by itself, with when. */
export async function listExpiredCalendarGrants(
  trx: Transaction<Schema>,
  userId: Id,
  calendarIds: readonly Id[],
): Promise<Map<Id, number>> {
  if (calendarIds.length === 0) return new Map();
  const rows = await trx
    .selectFrom("calendar_permissions")
    .select(["calendar_id", "expires_at"])
    .where("user_id", "=", toStoredId(userId))
    .where("calendar_id", "in", calendarIds.map(toStoredId))
    .where("expires_at", "<=", engineOf(trx).now)
    .execute();
  return new Map(
    rows.flatMap(({ calendar_id: id, expires_at: at }) =>
      at === null ? [] : [[fromStoredId(id), at] as const],
    ),
  );
}

export interface ExpiredGrant {
  readonly eventId: Id;
  readonly expiresAt: number;
}

/** The user's grants on events that ended behind a place and until `now`, in the order of their ends. */
export async function listExpiredEventGrants(
  trx: Transaction<Schema>,
  userId: Id,
  stretch: {
    readonly from: { readonly at: number; readonly after: Id | null };
    readonly now: number;
    readonly limit: number;
  },
): Promise<ExpiredGrant[]> {
  const { from, now, limit } = stretch;
  const rows = await trx
    .selectFrom("event_permissions")
    .select(["event_id", "expires_at"])
    .where("user_id", "=", toStoredId(userId))
    .where("expires_at", ">=", from.at)
    .where("expires_at", "<=", now)
    .where((eb) => {
      const later = eb("expires_at", ">", from.at);
      return from.after === null
        ? later
        : eb.or([later, eb("event_id", ">", toStoredId(from.after))]);
    })
    .orderBy("expires_at")
    .orderBy("event_id")
    .limit(limit)
    .execute();
  return rows.flatMap(({ event_id: id, expires_at: expiresAt }) =>
    expiresAt === null ? [] : [{ eventId: fromStoredId(id), expiresAt }],
  );
}

/** An event of a calendar, with its place in the order by first instant. */
export interface PlacedEvent {
  readonly calendarId: Id;
  readonly id: Id;
  readonly at: number;
}

/**
 * The first events of each of these calendars that are not deleted, calendar by calendar; of the
 * first one those behind a place.
 */
export async function listFirstEvents(
  trx: Transaction<Schema>,
  page: {
    readonly calendarIds: readonly Id[];
    readonly after: { readonly at: number; readonly id: Id } | null;
    readonly limit: number;
  },
): Promise<Map<Id, PlacedEvent[]>> {
  const { calendarIds, after, limit } = page;
  const [first] = calendarIds;
  if (first === undefined) return new Map();
  const { rows } = await firstEvents(
    trx,
    {
      calendars: calendarIds.map(toStoredId),
      after_at: after?.at ?? 0,
      after_id: toStoredId(after?.id ?? first),
    },
    { after: after !== null, limit },
  );
  const events = rows
    .map((row) => ({
      calendarId: fromStoredId(row.calendar_id),
      id: fromStoredId(row.id),
      at: row.starts,
    }))
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return Map.groupBy(events, ({ calendarId }) => calendarId);
}

type FirstEvents = {
  readonly calendars: readonly StoredId[];
  readonly after_at: number;
  readonly after_id: StoredId;
};

const firstEvents = statement(
  (db, p: FirstEvents, variant: { readonly after: boolean; readonly limit: number }) =>
    p.calendars
      .map((calendar, index) => {
        let branch = db
          .selectFrom("events")
          .select(["events.calendar_id", "events.id", "events.starts"])
          .where("events.calendar_id", "=", calendar)
          .where("events.deleted_at", "is", null)
          .orderBy("events.starts")
          .orderBy("events.id")
          .limit(literal(variant.limit));
        if (index === 0 && variant.after) {
          // Said twice, so that both engines read the index from the place on.
          branch = branch
            .where("events.starts", ">=", p.after_at)
            .where((eb) =>
              eb.or([eb("events.starts", ">", p.after_at), eb("events.id", ">", p.after_id)]),
            );
        }
        return db
          .selectFrom(branch.as("first"))
          .select(["first.calendar_id", "first.id", "first.starts"]);
      })
      .reduce((union, branch) => union.unionAll(branch)),
);

/** Events with a grant of the user's own, by id: those of some calendars, or all. */
export async function listHeldEvents(
  trx: Transaction<Schema>,
  userId: Id,
  page: {
    readonly calendarIds: readonly Id[] | null;
    readonly after: Id | null;
    readonly limit: number;
  },
): Promise<Id[]> {
  const { calendarIds, after, limit } = page;
  let query = engineOf(trx)
    .inWrittenOrder(trx.selectFrom("event_permissions as held"))
    .crossJoin("events")
    .whereRef("events.id", "=", "held.event_id")
    .select("events.id")
    .where("held.user_id", "=", toStoredId(userId))
    .where("events.deleted_at", "is", null)
    .where((eb) =>
      eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", engineOf(trx).now)]),
    )
    .orderBy("held.event_id")
    .limit(limit);
  if (calendarIds !== null) {
    query = query.where("events.calendar_id", "in", calendarIds.map(toStoredId));
  }
  if (after !== null) {
    query = query.where("held.event_id", ">", toStoredId(after));
  }
  const rows = await query.execute();
  return rows.map(({ id }) => fromStoredId(id));
}
