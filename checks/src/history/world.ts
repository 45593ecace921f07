/** What the writers write on: people, their shared calendars, and the events that all of them edit. */
import { type Account, clientAt, signUp } from "../accounts.ts";

export interface World {
  readonly owner: Account;
  /** All who write, the owner among them. */
  readonly editors: readonly Account[];
  readonly calendarIds: readonly string[];
  /** Events to edit; what splits and creations make is added. */
  readonly eventIds: string[];
  /** How many of them, from the first, were there before the writers began. */
  readonly crowded: number;
}

export interface WorldOptions {
  readonly editors: number;
  readonly events: number;
}

/** The name of what is written before the writers begin. */
export const SEEDED = "seeded";

const RULES = [
  null,
  "FREQ=WEEKLY",
  null,
  "FREQ=DAILY;COUNT=60",
  null,
  "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=40",
];

export async function makeWorld(
  urls: readonly string[],
  { editors, events }: WorldOptions,
): Promise<World> {
  const owner = await signUp(urls, "owner");
  const others: Account[] = [];
  for (let index = 1; index < editors; index += 1)
    others.push(await signUp(urls, `editor${index}`));
  const asOwner = clientAt(owner.clients, 0);
  const calendarIds: string[] = [];
  for (const name of ["Here", "There"]) {
    const { id } = await asOwner.calendars.create({ name, timeZone: "Europe/Berlin" });
    const users = others.map(({ user }) => ({
      userId: user.id,
      role: "editor" as const,
      canDelete: true,
    }));
    if (users.length > 0)
      await asOwner.sharing.share({ resource: { type: "calendar", id }, users });
    calendarIds.push(id);
  }
  const { items } = await asOwner.events.createMany({
    ...(calendarIds[0] === undefined ? {} : { calendarId: calendarIds[0] }),
    events: Array.from({ length: events }, (_, index) => {
      const rrule = RULES[index % RULES.length] ?? null;
      return {
        title: `Event ${index}`,
        start: "2026-03-02T09:00:00",
        end: "2026-03-02T09:30:00",
        ...(rrule === null ? {} : { recurrence: { rrule } }),
      };
    }),
    message: SEEDED,
  });
  return {
    owner,
    editors: [owner, ...others],
    calendarIds,
    eventIds: items.map(({ id }) => id),
    crowded: items.length,
  };
}
