import type { GrantRights } from "@daybook/domain/sharing/roles";
import type { ExpressionBuilder, Kysely, SelectQueryBuilder, SqlBool, Transaction } from "kysely";
import { sql } from "kysely";
import type { Expression } from "kysely";
import {
  fromStoredFlag,
  fromStoredId,
  fromStoredIdOrNull,
  type StoredFlag,
  type StoredId,
  toStoredFlag,
  toStoredId,
  toStoredIdOrNull,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { statement } from "../statement.ts";
import {
  type Credential,
  credentialStands,
  type StoredCredential,
  toStoredCredential,
} from "./sessions.queries.ts";

/** A calendar, as one of its readers meets it. */
export interface CalendarRecord {
  readonly id: Id;
  readonly ownerId: Id;
  readonly name: string;
  readonly timeZone: string;
  readonly freeBusy: "shared" | "everyone";
  /** Whether it is its owner's default calendar. */
  readonly isDefault: boolean;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deletedAt: number | null;
}

/** A calendar with what reaches one user there. */
export interface CalendarForUser {
  readonly calendar: CalendarRecord;
  /** The user's unexpired grant on the calendar (rule S6). */
  readonly grant: GrantRights | undefined;
}

/** What a write needs to know of a calendar before it acts: one round trip (rules S4, U3). */
export interface CalendarForWrite extends CalendarForUser {
  /** The epoch at which the rights were read. */
  readonly accessEpoch: number;
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
  /** Whether the caller's session or token still stands. */
  readonly credentialStands: boolean;
}

/** Named by its id, or the caller's default one. */
export type CalendarChoice = { readonly calendarId: Id } | { readonly defaultOf: Id };

const CALENDAR_COLUMNS = [
  "calendars.id",
  "calendars.owner_id",
  "calendars.name",
  "calendars.time_zone",
  "calendars.free_busy",
  "calendars.version",
  "calendars.created_at",
  "calendars.updated_at",
  "calendars.deleted_at",
  "owners.default_calendar_id",
] as const;

const GRANT_COLUMNS = [
  "grants.role as grant_role",
  "grants.can_share as grant_can_share",
  "grants.can_delete as grant_can_delete",
] as const;

/** A calendar and the rights of the credential's user, read in the transaction that uses them. */
export async function findCalendarForWrite(
  trx: Transaction<Schema>,
  choice: CalendarChoice,
  credential: Credential,
): Promise<CalendarForWrite | undefined> {
  const { rows } = await calendarForWrite(
    trx,
    { chosen: toStoredChoice(choice), ...toStoredCredential(credential) },
    { by: byOf(choice), credential: credential.kind },
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : {
        ...toCalendarForUser(row),
        accessEpoch: row.access_epoch,
        now: row.now,
        credentialStands: Boolean(row.credential_stands),
      };
}

const calendarForWrite = statement(
  (
    db,
    p: { readonly chosen: StoredId } & StoredCredential,
    variant: { readonly by: ChosenBy; readonly credential: Credential["kind"] },
  ) =>
    calendarsWithGrant(db, p.user)
      .innerJoin("scopes", "scopes.id", "calendars.id")
      .select([...CALENDAR_COLUMNS, ...GRANT_COLUMNS, "scopes.access_epoch"])
      .select(engineOf(db).now.as("now"))
      .select(credentialStands(variant.credential, p).as("credential_stands"))
      .where((eb) => chosen(eb, variant.by, p.chosen)),
);

/** A calendar and what reaches the user there; undefined when there is no such calendar. */
export async function findCalendarForUser(
  db: Kysely<Schema>,
  choice: CalendarChoice,
  userId: Id,
): Promise<CalendarForUser | undefined> {
  const { rows } = await calendarForUser(
    db,
    { chosen: toStoredChoice(choice), user: toStoredId(userId) },
    byOf(choice),
  );
  return rows[0] === undefined ? undefined : toCalendarForUser(rows[0]);
}

const calendarForUser = statement(
  (db, p: { readonly chosen: StoredId; readonly user: StoredId }, by: ChosenBy) =>
    calendarsWithGrant(db, p.user)
      .select([...CALENDAR_COLUMNS, ...GRANT_COLUMNS])
      .where((eb) => chosen(eb, by, p.chosen)),
);

/** Several calendars, each with what reaches the user there, in any order. */
export async function listCalendarsById(
  db: Kysely<Schema>,
  calendarIds: readonly Id[],
  userId: Id,
): Promise<CalendarForUser[]> {
  if (calendarIds.length === 0) return [];
  const parameters = { calendars: calendarIds.map(toStoredId), user: toStoredId(userId) };
  const { rows } = await calendarsById(db, parameters);
  return rows.map(toCalendarForUser);
}

const calendarsById = statement(
  (db, p: { readonly calendars: readonly StoredId[]; readonly user: StoredId }) =>
    calendarsWithGrant(db, p.user)
      .select([...CALENDAR_COLUMNS, ...GRANT_COLUMNS])
      .where("calendars.id", "in", p.calendars),
);

export interface CalendarPage {
  readonly userId: Id;
  readonly includeDeleted: boolean;
  readonly after: Id | undefined;
  readonly limit: number;
}

/**
 * The calendars that a user owns or holds a grant on, by id: one more than the limit where there
 * are more. Deleted ones are listed where the page asks for them.
 */
export async function listCalendarsForUser(
  db: Kysely<Schema>,
  { userId, includeDeleted, after, limit }: CalendarPage,
): Promise<CalendarForUser[]> {
  const user = toStoredId(userId);
  const candidates = db
    .selectFrom("calendars as owned")
    .select("owned.id")
    .where("owned.owner_id", "=", user)
    .union(
      db
        .selectFrom("calendar_permissions as held")
        .select("held.calendar_id as id")
        .where("held.user_id", "=", user),
    );
  const found = db
    .selectFrom(candidates.as("found"))
    .crossJoin("calendars")
    .whereRef("calendars.id", "=", "found.id");
  let query = withGrant(db, engineOf(db).inWrittenOrder(found), user)
    .select([...CALENDAR_COLUMNS, ...GRANT_COLUMNS])
    .where((eb) => eb.or([eb("calendars.owner_id", "=", user), eb("grants.role", "is not", null)]))
    .orderBy("calendars.id")
    .limit(limit + 1);
  if (!includeDeleted) {
    query = query.where("calendars.deleted_at", "is", null);
  }
  if (after !== undefined) {
    query = query.where("calendars.id", ">", toStoredId(after));
  }
  const rows = await query.execute();
  return rows.map(toCalendarForUser);
}

/** How many calendars a user owns that are not deleted. */
export async function countCalendarsOfOwner(db: Kysely<Schema>, ownerId: Id): Promise<number> {
  const row = await db
    .selectFrom("calendars")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("owner_id", "=", toStoredId(ownerId))
    .where("deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface NewCalendar {
  readonly id: Id;
  readonly ownerId: Id;
  readonly name: string;
  readonly timeZone: string;
  readonly freeBusy: "shared" | "everyone";
  readonly at: number;
}

/** Inserts a calendar at version 1. Its scope is inserted beside it by `insertScope`. */
export async function insertCalendar(
  trx: Transaction<Schema>,
  calendar: NewCalendar,
): Promise<void> {
  await trx
    .insertInto("calendars")
    .values({
      id: toStoredId(calendar.id),
      owner_id: toStoredId(calendar.ownerId),
      name: calendar.name,
      time_zone: calendar.timeZone,
      free_busy: calendar.freeBusy,
      version: 1,
      created_at: calendar.at,
      updated_at: calendar.at,
      deleted_at: null,
      deleted_change_set_id: null,
    })
    .execute();
}

export interface CalendarChanges {
  readonly name?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly freeBusy?: "shared" | "everyone" | undefined;
  readonly ownerId?: Id;
  readonly deleted?: { readonly at: number; readonly changeSetId: Id };
  /** Which change set deleted it last stays noted. */
  readonly restored?: true;
}

/**
 * Compare-and-set on the calendar's version.
 *
 * @returns whether the calendar was still at `version` and has been written
 */
export async function updateCalendarAtVersion(
  trx: Transaction<Schema>,
  { id, version, at }: { readonly id: Id; readonly version: number; readonly at: number },
  changes: CalendarChanges,
): Promise<boolean> {
  const result = await trx
    .updateTable("calendars")
    .set({
      version: version + 1,
      updated_at: at,
      ...(changes.name === undefined ? {} : { name: changes.name }),
      ...(changes.timeZone === undefined ? {} : { time_zone: changes.timeZone }),
      ...(changes.freeBusy === undefined ? {} : { free_busy: changes.freeBusy }),
      ...(changes.ownerId === undefined ? {} : { owner_id: toStoredId(changes.ownerId) }),
      ...(changes.deleted === undefined
        ? {}
        : {
            deleted_at: changes.deleted.at,
            deleted_change_set_id: toStoredIdOrNull(changes.deleted.changeSetId),
          }),
      ...(changes.restored === undefined ? {} : { deleted_at: null }),
    })
    .where("id", "=", toStoredId(id))
    .where("version", "=", version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Calendars with their owner, and with the user's grant where one is in force. */
function calendarsWithGrant(db: Kysely<Schema>, user: StoredId) {
  return withGrant(db, engineOf(db).inWrittenOrder(db.selectFrom("calendars")), user);
}

function withGrant(
  db: Kysely<Schema>,
  calendars: SelectQueryBuilder<Schema, "calendars", object>,
  user: StoredId,
) {
  return calendars
    .crossJoin("users as owners")
    .whereRef("owners.id", "=", "calendars.owner_id")
    .leftJoin("calendar_permissions as grants", (join) =>
      join
        .onRef("grants.calendar_id", "=", "calendars.id")
        .on("grants.user_id", "=", user)
        .on((eb) =>
          eb.or([
            eb("grants.expires_at", "is", null),
            eb("grants.expires_at", ">", engineOf(db).now),
          ]),
        ),
    );
}

type ChosenBy = "id" | "defaultOf";

function byOf(choice: CalendarChoice): ChosenBy {
  return "calendarId" in choice ? "id" : "defaultOf";
}

function toStoredChoice(choice: CalendarChoice): StoredId {
  return toStoredId("calendarId" in choice ? choice.calendarId : choice.defaultOf);
}

function chosen(
  eb: ExpressionBuilder<Schema, "calendars">,
  by: ChosenBy,
  id: StoredId,
): Expression<SqlBool> {
  return by === "id"
    ? eb("calendars.id", "=", id)
    : eb(
        "calendars.id",
        "=",
        sql<StoredId>`(select users.default_calendar_id from users where users.id = ${id})`,
      );
}

interface CalendarColumns {
  readonly id: StoredId;
  readonly owner_id: StoredId;
  readonly name: string;
  readonly time_zone: string;
  readonly free_busy: "shared" | "everyone";
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
  readonly deleted_at: number | null;
  readonly default_calendar_id: StoredId | null;
  readonly grant_role: "viewer" | "editor" | null;
  readonly grant_can_share: StoredFlag | null;
  readonly grant_can_delete: StoredFlag | null;
}

function toCalendarForUser(row: CalendarColumns): CalendarForUser {
  const id = fromStoredId(row.id);
  return {
    calendar: {
      id,
      ownerId: fromStoredId(row.owner_id),
      name: row.name,
      timeZone: row.time_zone,
      freeBusy: row.free_busy,
      isDefault: fromStoredIdOrNull(row.default_calendar_id) === id,
      version: row.version,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      deletedAt: row.deleted_at,
    },
    grant:
      row.grant_role === null
        ? undefined
        : {
            role: row.grant_role,
            canShare: fromStoredFlag(row.grant_can_share ?? toStoredFlag(false)),
            canDelete: fromStoredFlag(row.grant_can_delete ?? toStoredFlag(false)),
          },
  };
}
