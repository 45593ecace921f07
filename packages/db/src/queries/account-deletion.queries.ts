import type { Transaction } from "kysely";
import { fromStoredId, toStoredId } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import type { Resource } from "./permissions.queries.ts";

export interface OwnedCalendar {
  readonly id: Id;
  /** Whether somebody holds a grant on it that has not expired. */
  readonly shared: boolean;
  /** The epoch at which that was so: whoever shares the calendar raises it. */
  readonly accessEpoch: number;
}

/** The calendars that a user owns and that are not deleted, by id. */
export async function listOwnedCalendars(
  trx: Transaction<Schema>,
  ownerId: Id,
): Promise<OwnedCalendar[]> {
  const { now } = engineOf(trx);
  const rows = await trx
    .selectFrom("calendars")
    .innerJoin("scopes", "scopes.id", "calendars.id")
    .select((eb) => [
      "calendars.id",
      "scopes.access_epoch",
      eb
        .exists(
          eb
            .selectFrom("calendar_permissions as grants")
            .select(eb.lit(1).as("one"))
            .whereRef("grants.calendar_id", "=", "calendars.id")
            .where((grant) =>
              grant.or([
                grant("grants.expires_at", "is", null),
                grant("grants.expires_at", ">", now),
              ]),
            ),
        )
        .as("shared"),
    ])
    .where("calendars.owner_id", "=", toStoredId(ownerId))
    .where("calendars.deleted_at", "is", null)
    .orderBy("calendars.id")
    .execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    shared: Boolean(row.shared),
    accessEpoch: row.access_epoch,
  }));
}

/** The events of a user's calendars on which somebody holds a grant, by id; deleted ones omitted. */
export async function listEventsSharedByOwner(
  trx: Transaction<Schema>,
  ownerId: Id,
): Promise<{ id: Id; calendarId: Id }[]> {
  const { now } = engineOf(trx);
  const rows = await trx
    .selectFrom("calendars")
    .innerJoin("events", "events.calendar_id", "calendars.id")
    .innerJoin("event_permissions as grants", "grants.event_id", "events.id")
    .select(["events.id", "events.calendar_id"])
    .distinct()
    .where("calendars.owner_id", "=", toStoredId(ownerId))
    .where("calendars.deleted_at", "is", null)
    .where("events.deleted_at", "is", null)
    .where((eb) => eb.or([eb("grants.expires_at", "is", null), eb("grants.expires_at", ">", now)]))
    .orderBy("events.id")
    .execute();
  return rows.map((row) => ({
    id: fromStoredId(row.id),
    calendarId: fromStoredId(row.calendar_id),
  }));
}

/** A grant that somebody holds, with the calendar whose epoch guards it (rule S4). */
export interface HeldGrant {
  readonly resource: Resource;
  readonly calendarId: Id;
  readonly accessEpoch: number;
}

/** Every grant that a user holds, expired ones too. */
export async function listGrantsHeldBy(trx: Transaction<Schema>, userId: Id): Promise<HeldGrant[]> {
  const user = toStoredId(userId);
  const onCalendars = await trx
    .selectFrom("calendar_permissions as grants")
    .innerJoin("scopes", "scopes.id", "grants.calendar_id")
    .select(["grants.calendar_id", "scopes.access_epoch"])
    .where("grants.user_id", "=", user)
    .execute();
  const onEvents = await trx
    .selectFrom("event_permissions as grants")
    .innerJoin("events", "events.id", "grants.event_id")
    .innerJoin("scopes", "scopes.id", "events.calendar_id")
    .select(["grants.event_id", "events.calendar_id", "scopes.access_epoch"])
    .where("grants.user_id", "=", user)
    .execute();
  return [
    ...onCalendars.map((row): HeldGrant => {
      const calendarId = fromStoredId(row.calendar_id);
      return {
        resource: { type: "calendar", id: calendarId },
        calendarId,
        accessEpoch: row.access_epoch,
      };
    }),
    ...onEvents.map((row): HeldGrant => ({
      resource: { type: "event", id: fromStoredId(row.event_id) },
      calendarId: fromStoredId(row.calendar_id),
      accessEpoch: row.access_epoch,
    })),
  ];
}

/** A user without a default calendar can part with the one that it was. */
export async function clearDefaultCalendar(trx: Transaction<Schema>, userId: Id): Promise<void> {
  await trx
    .updateTable("users")
    .set({ default_calendar_id: null })
    .where("id", "=", toStoredId(userId))
    .execute();
}
