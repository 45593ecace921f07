import { readClock } from "@daybook/db/queries/clock.queries";
import { setTimeout as delay } from "node:timers/promises";
import { type Caller, newUser, type TestProcess } from "./auth/_processes.ts";

/** A week that the events of these tests lie in, or not. */
export const WEEK = { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" } as const;

export const MEETING = {
  title: "meeting",
  start: "2026-03-02T09:00:00",
  timeZone: "Europe/Berlin",
} as const;

export interface Person {
  readonly id: string;
  readonly caller: Caller;
}

export async function person(world: TestProcess): Promise<Person> {
  const { user, accessToken } = await newUser(world);
  return { id: user.id, caller: world.as(accessToken) };
}

/** A calendar beside the default one. */
export async function calendarOf({ caller }: Pick<Person, "caller">): Promise<string> {
  const { id } = await caller.calendars.create({ name: "another", timeZone: "Europe/Berlin" });
  return id;
}

/** An instant after all that was written so far and before all that will be. */
export async function later({ database }: TestProcess): Promise<string> {
  // Versions that are made within a millisecond are dated ahead of the clock, a millisecond each.
  await delay(20);
  const now = await readClock(database.read);
  await delay(2);
  return new Date(now).toISOString();
}

/** What the week held at an instant, or holds now: sorted titles. */
export async function titlesThen(
  caller: Caller,
  at: string | undefined,
  calendarIds?: string[],
): Promise<string[]> {
  const { items } = await caller.events.occurrences({ ...WEEK, at, calendarIds });
  return items.map(({ title }) => title).toSorted();
}

type OccurrencesInput = Parameters<Caller["events"]["occurrences"]>[0];
type ChangesInput = Parameters<Caller["events"]["changes"]>[0];

/** The occurrences of all pages. */
export async function everyOccurrence(caller: Caller, input: OccurrencesInput) {
  const first = await caller.events.occurrences(input);
  const { items } = first;
  for (let cursor = first.nextCursor; cursor !== null;) {
    const page = await caller.events.occurrences({ ...input, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

/** The changes of all pages. */
export async function everyChange(caller: Caller, input: ChangesInput) {
  const first = await caller.events.changes(input);
  const { items } = first;
  for (let cursor = first.nextCursor; cursor !== null;) {
    const page = await caller.events.changes({ ...input, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
