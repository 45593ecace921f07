import { type Kysely, sql, type Transaction } from "kysely";
import { fromStoredId, toStoredHash, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";

/** A feed as whoever made it sees it; the secret itself is nowhere. */
export interface FeedRecord {
  readonly id: Id;
  readonly calendarId: Id;
  readonly name: string;
  /** Epoch milliseconds, as are all instants here. */
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

export interface NewFeed extends Omit<FeedRecord, "lastUsedAt"> {
  readonly userId: Id;
  readonly hash: Uint8Array;
}

export async function insertFeed(trx: Transaction<Schema>, feed: NewFeed): Promise<void> {
  await trx
    .insertInto("feeds")
    .values({
      id: toStoredId(feed.id),
      calendar_id: toStoredId(feed.calendarId),
      user_id: toStoredId(feed.userId),
      name: feed.name,
      token_hash: toStoredHash(feed.hash),
      created_at: feed.createdAt,
      last_used_at: null,
    })
    .execute();
}

/** How many feeds a user has. The account is locked, so that none is made meanwhile. */
export async function countFeeds(trx: Transaction<Schema>, userId: Id): Promise<number> {
  const row = await trx
    .selectFrom("feeds")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("user_id", "=", toStoredId(userId))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

const FEED_COLUMNS = ["id", "calendar_id", "name", "created_at", "last_used_at"] as const;

/** A user's feeds, the newest first; of one calendar where that is asked for. */
export async function listFeeds(
  db: Kysely<Schema>,
  page: {
    readonly userId: Id;
    readonly calendarId: Id | undefined;
    readonly before: Id | undefined;
    readonly limit: number;
  },
): Promise<FeedRecord[]> {
  let query = db
    .selectFrom("feeds")
    .select(FEED_COLUMNS)
    .where("user_id", "=", toStoredId(page.userId))
    .orderBy("id", "desc")
    .limit(page.limit);
  if (page.calendarId !== undefined) {
    query = query.where("calendar_id", "=", toStoredId(page.calendarId));
  }
  if (page.before !== undefined) {
    query = query.where("id", "<", toStoredId(page.before));
  }
  const rows = await query.execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    calendarId: fromStoredId(row.calendar_id),
    name: row.name,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }));
}

/** One feed of a user. */
export async function findFeed(
  db: Kysely<Schema>,
  feed: { readonly id: Id; readonly userId: Id },
): Promise<FeedRecord | undefined> {
  const row = await db
    .selectFrom("feeds")
    .select(FEED_COLUMNS)
    .where("id", "=", toStoredId(feed.id))
    .where("user_id", "=", toStoredId(feed.userId))
    .executeTakeFirst();
  return (
    row && {
      id: fromStoredId(row.id),
      calendarId: fromStoredId(row.calendar_id),
      name: row.name,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
    }
  );
}

/** What goes: one feed, all of a user, or all of a calendar. */
export type FeedsToDelete =
  | { readonly id: Id }
  | { readonly userId: Id }
  | { readonly calendarId: Id };

export async function deleteFeeds(trx: Transaction<Schema>, which: FeedsToDelete): Promise<void> {
  const query = trx.deleteFrom("feeds");
  if ("id" in which) {
    await query.where("id", "=", toStoredId(which.id)).execute();
  } else if ("userId" in which) {
    await query.where("user_id", "=", toStoredId(which.userId)).execute();
  } else {
    await query.where("calendar_id", "=", toStoredId(which.calendarId)).execute();
  }
}

/** What a presented secret opens now. */
export interface PresentedFeed {
  readonly id: Id;
  readonly lastUsedAt: number | null;
  /** The database's clock. */
  readonly now: number;
  readonly calendar: {
    readonly id: Id;
    readonly name: string;
    readonly timeZone: string;
    readonly version: number;
    /** The last place in the calendar's log: nothing in it has changed as long as this stays. */
    readonly seq: number;
  };
}

/**
 * The feed of that hash, if its owner may read the calendar now: owns it or holds a grant in force
 * (rule S6), is neither disabled nor deleted, and the calendar is there.
 */
export async function findPresentedFeed(
  db: Kysely<Schema>,
  hash: Uint8Array,
): Promise<PresentedFeed | undefined> {
  const { now } = engineOf(db);
  const row = await db
    .selectFrom("feeds")
    .innerJoin("users", "users.id", "feeds.user_id")
    .innerJoin("calendars", "calendars.id", "feeds.calendar_id")
    .innerJoin("scopes", "scopes.id", "calendars.id")
    .leftJoin("calendar_permissions as held", (join) =>
      join
        .onRef("held.calendar_id", "=", "calendars.id")
        .onRef("held.user_id", "=", "feeds.user_id")
        .on((eb) => eb.or([eb("held.expires_at", "is", null), eb("held.expires_at", ">", now)])),
    )
    .select([
      "feeds.id",
      "feeds.calendar_id",
      "feeds.last_used_at",
      "calendars.name",
      "calendars.time_zone",
      "calendars.version",
      "scopes.seq",
      now.as("now"),
    ])
    .where("feeds.token_hash", "=", toStoredHash(hash))
    .where("users.disabled_at", "is", null)
    .where("users.deleted_at", "is", null)
    .where("calendars.deleted_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("calendars.owner_id", "=", eb.ref("feeds.user_id")),
        eb("held.role", "is not", null),
      ]),
    )
    .executeTakeFirst();
  return (
    row && {
      id: fromStoredId(row.id),
      lastUsedAt: row.last_used_at,
      now: row.now,
      calendar: {
        id: fromStoredId(row.calendar_id),
        name: row.name,
        timeZone: row.time_zone,
        version: row.version,
        seq: row.seq,
      },
    }
  );
}

/** Notes that a feed is used now, at most once in that time whatever the number of processes. */
export async function noteFeedUse(
  trx: Transaction<Schema>,
  feedId: Id,
  atMostEveryMs: number,
): Promise<void> {
  const { now } = engineOf(trx);
  await trx
    .updateTable("feeds")
    .set({ last_used_at: now })
    .where("id", "=", toStoredId(feedId))
    .where((eb) =>
      eb.or([
        eb("last_used_at", "is", null),
        eb("last_used_at", "<=", sql<number>`${now} - ${atMostEveryMs}`),
      ]),
    )
    .execute();
}
