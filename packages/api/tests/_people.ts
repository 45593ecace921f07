import { readClock } from "@daybook/db/queries/clock.queries";
import { setTimeout as delay } from "node:timers/promises";
import type { SessionView } from "../src/auth/auth.schema.ts";
import type { ResourceRef, ShareInput } from "../src/sharing/sharing.schema.ts";
import { type Caller, newUser, type TestProcess } from "./auth/_processes.ts";

/** Somebody with an account, who calls. */
export interface Person {
  readonly session: SessionView;
  readonly id: string;
  readonly caller: Caller;
}

export async function person(process: TestProcess): Promise<Person> {
  const session = await newUser(process);
  return { session, id: session.user.id, caller: process.as(session.accessToken) };
}

export function people<const Names extends readonly string[]>(
  process: TestProcess,
  names: Names,
): Promise<Record<Names[number], Person>> {
  const made = names.map(async (name) => [name, await person(process)] as const);
  // The names are the keys.
  return Promise.all(made).then(
    (entries) => Object.fromEntries(entries) as Record<Names[number], Person>,
  );
}

/** What a grant gives, as a caller says it. */
export type Rights = Omit<ShareInput["users"][number], "userId" | "username" | "email">;

export function give(from: Person, resource: ResourceRef, to: Person, rights: Rights) {
  return from.caller.sharing.share({ resource, users: [{ userId: to.id, ...rights }] });
}

export function calendarRef(id: string) {
  return { type: "calendar", id } as const;
}

export function eventRef(id: string) {
  return { type: "event", id } as const;
}

/** An instant of the database's clock, after all that has been done and before all that follows. */
export async function instantBetween({ database }: TestProcess): Promise<string> {
  const now = () => database.snapshot(readClock);
  const before = await now();
  let between = before;
  while (between === before) {
    await delay(1);
    between = await now();
  }
  await delay(2);
  return new Date(between).toISOString();
}
