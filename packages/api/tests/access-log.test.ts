import { fromStoredIdOrNull, toStoredId } from "@daybook/db/codec";
import { expect, test } from "vitest";
import { PASSWORD, startWorld, type TestWorld } from "./auth/_processes.ts";
import { calendarRef, eventRef, give, people, type Person } from "./_people.ts";

const SERIES = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=DAILY;COUNT=9" },
};

/** What a user's shelf says of their access, in order: what came of it, why, and by whom. */
async function shelfOf({ database }: TestWorld, { id }: Person): Promise<string[]> {
  const rows = await database.read
    .selectFrom("log")
    .select(["type", "cause", "role", "resource_type", "granted_by", "user_id"])
    .where("scope_id", "=", toStoredId(id))
    .where("type", "in", ["added", "role", "removed"])
    .orderBy("seq")
    .execute();
  return rows.map((row) => {
    expect(fromStoredIdOrNull(row.user_id)).toBe(id);
    const by = fromStoredIdOrNull(row.granted_by);
    const role = row.role === null ? "" : ` ${row.role}`;
    return `${row.resource_type}: ${row.type}${role}, ${row.cause}${by === null ? "" : ` by ${by}`}`;
  });
}

test("[L2] every change of access is an entry of whose it is, with its cause and who gave the grant", async () => {
  await using world = await startWorld();
  const { owner, ada, bea } = await people(world, ["owner", "ada", "bea"]);
  const { caller } = owner;
  const { id: calendarId } = await caller.calendars.create({ name: "Team", timeZone: "UTC" });
  const { id: eventId } = await caller.events.create({ ...SERIES, calendarId });
  const [calendar, event] = [calendarRef(calendarId), eventRef(eventId)];

  await give(owner, calendar, ada, { role: "editor", canShare: true });
  // The same again changes nothing, and says nothing.
  await give(owner, calendar, ada, { role: "editor", canShare: true });
  await give(ada, event, bea, { role: "viewer" });
  await caller.sharing.update({ resource: event, userId: bea.id, role: "editor" });
  await caller.events.update({
    id: eventId,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-05T09:00:00",
    patch: { title: "Later" },
  });
  await bea.caller.sharing.leave({ resource: event });
  await caller.sharing.transfer({ resource: calendar, userId: ada.id });
  await ada.caller.sharing.revoke({ resource: calendar, userId: owner.id });
  await give(ada, calendar, bea, { role: "viewer" });
  await ada.caller.calendars.delete({ id: calendarId });
  await bea.caller.auth.deleteAccount({ password: PASSWORD });

  const own = "calendar: added owner, created";
  expect(await shelfOf(world, owner)).toEqual([
    own,
    own,
    `calendar: added editor, transferred by ${owner.id}`,
    "calendar: removed, revoked",
  ]);
  expect(await shelfOf(world, ada)).toEqual([
    own,
    `calendar: added editor, shared by ${owner.id}`,
    "calendar: removed, transferred",
    "calendar: role owner, transferred",
    "calendar: removed, deleted",
  ]);
  const bye = await shelfOf(world, bea);
  expect(bye.slice(0, 6)).toEqual([
    own,
    `event: added viewer, shared by ${ada.id}`,
    `event: role editor, shared by ${owner.id}`,
    `event: added editor, split by ${owner.id}`,
    "event: removed, left",
    `calendar: added viewer, shared by ${ada.id}`,
  ]);
  // Of the deleted calendar, then all that the account held and owned.
  expect(bye.slice(6).toSorted()).toEqual([
    "calendar: removed, deleted",
    "calendar: removed, deleted",
    "calendar: removed, left",
    "event: removed, left",
  ]);
});
