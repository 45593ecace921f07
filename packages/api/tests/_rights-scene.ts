import { calendarRef, eventRef, give, type Person, type Rights } from "./_people.ts";
import { refusalOf } from "./auth/_processes.ts";
import { MissingFromList, type Row, type Scene } from "./_rights-rows.ts";

const SERIES = {
  title: "First",
  start: "2026-03-02T09:00:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=DAILY;COUNT=20" },
};

/** What somebody holds on a calendar, and on each of its events. */
export interface Held {
  readonly calendar?: Rights;
  readonly events?: Rights;
  readonly owns?: boolean;
}

export interface Cast {
  readonly owner: Person;
  readonly who: Person;
  readonly guest: Person;
}

/** A calendar with its events, with `who` as the one who holds that there. */
export async function makeScene(
  { calendar, events, owns }: Held,
  { owner, who, guest }: Cast,
): Promise<Scene> {
  const { caller } = owner;
  const { id: calendarId } = await caller.calendars.create({ name: "Team", timeZone: "UTC" });
  const resource = calendarRef(calendarId);
  const made = await caller.events.createMany({ calendarId, events: Array(4).fill(SERIES) });
  const [seriesId = "", deletedId = "", returnedId = "", plainId = ""] = made.items.map(
    ({ id }) => id,
  );
  await caller.events.update({ id: seriesId, scope: "all", patch: { title: "Second" } });
  await caller.events.delete({ id: deletedId, scope: "all" });
  await caller.events.delete({ id: returnedId, scope: "all" });
  await caller.events.restore({ id: returnedId });
  if (owns !== true) await give(owner, resource, who, { role: "editor" });
  const theirs = await who.caller.events.createMany({
    calendarId,
    events: [
      { title: "Own", start: "2026-03-02" },
      { title: "Own", start: "2026-03-02" },
    ],
  });
  const [ownId = "", ownDeletedId = ""] = theirs.items.map(({ id }) => id);
  await who.caller.events.delete({ id: ownDeletedId });
  await give(owner, resource, guest, { role: "viewer" });
  await give(owner, eventRef(seriesId), guest, { role: "viewer" });
  if (calendar !== undefined) await give(owner, resource, who, calendar);
  else if (owns !== true) await caller.sharing.revoke({ resource, userId: who.id });
  if (events !== undefined) {
    for (const id of [seriesId, deletedId, returnedId, ownId, ownDeletedId]) {
      await give(owner, eventRef(id), who, events);
    }
  }
  const homeId = (await who.caller.auth.me({})).defaultCalendarId ?? "";
  const own = { ownId, ownDeletedId };
  return { calendarId, seriesId, deletedId, returnedId, plainId, ...own, guest, owner, homeId };
}

/** What the caller is told: done, the reason, or what they lack. */
export async function outcomeOf({ call }: Row, who: Person, scene: Scene) {
  try {
    await call(who.caller, scene);
    return "yes";
  } catch (error) {
    if (error instanceof MissingFromList) return "NOT_FOUND";
    const { reason, details } = await refusalOf(Promise.reject(error));
    return reason === "FORBIDDEN" ? { ...details } : reason;
  }
}
