import { readClock } from "@daybook/db/queries/clock.queries";
import { setTimeout as delay } from "node:timers/promises";
import { type Caller, newUser, type TestProcess } from "./auth/_processes.ts";

/** A week that the events of these tests lie in, or not. */
export const WEEK = { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" } as const;

export interface Person {
  readonly id: string;
  readonly caller: Caller;
}

export async function person(world: TestProcess): Promise<Person> {
  const { user, accessToken } = await newUser(world);
  return { id: user.id, caller: world.as(accessToken) };
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
