import { toStoredId } from "@daybook/db/codec";
import { engineOf } from "@daybook/db/engines/engine";
import { setTimeout as delay } from "node:timers/promises";
import type { Caller, TestProcess } from "../auth/_processes.ts";
import { reasonOf } from "../auth/_processes.ts";

export interface Person {
  readonly id: string;
  readonly token: string;
}

/** Mulberry32: the same numbers in every run with the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** About how long a grant lives that ends by itself. */
export const SHORTLY_MS = 300;

/** Refusals that a step taken at random may meet. */
const EXPECTED = new Set([
  "NOT_FOUND",
  "FORBIDDEN",
  "OWNER_REQUIRED",
  "GRANT_REQUIRED",
  "EXPIRY_IN_PAST",
  "DEFAULT_CALENDAR",
  "CALENDAR_DELETED",
  "EVENT_DELETED",
  "BUSY",
  "OCCURRENCE_NOT_FOUND",
  "SCOPE_REQUIRED",
  "SPLIT_TAKEN_BACK",
  "SPLIT_SINCE",
]);

/** People who make, change, move and share calendars and events at random. */
export class RandomLife {
  readonly people: readonly Person[];
  readonly random: () => number;
  /** Expected to differ between two handles: each step is taken through one of them. */
  readonly #processes: readonly TestProcess[];
  readonly #events: string[] = [];
  readonly #calendars: string[] = [];
  readonly #expiring: number;
  #made = 0;

  /** @param expiring how many of the grants end by themselves shortly afterwards */
  constructor(
    processes: readonly TestProcess[],
    people: readonly Person[],
    { seed, expiring = 0 }: { readonly seed: number; readonly expiring?: number },
  ) {
    this.#processes = processes;
    this.#expiring = expiring;
    this.people = people;
    this.random = randomFrom(seed);
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  as(person: Person): Caller {
    return this.pick(this.#processes).as(person.token);
  }

  /** Takes one step, which may be refused; says whether it was. */
  async step(): Promise<boolean> {
    const work = this.#take(this.pick(this.people));
    try {
      await work;
      return true;
    } catch (error) {
      const reason = await reasonOf(Promise.reject(error));
      if (!EXPECTED.has(reason)) throw error;
      return false;
    }
  }

  async #take(person: Person): Promise<unknown> {
    const caller = this.as(person);
    const chance = this.random();
    const other = this.pick(this.people);
    if (this.#events.length < 4 || chance < 0.2) return this.#create(caller);
    const id = this.pick(this.#events);
    if (chance < 0.45)
      return caller.events.update({ id, scope: "all", patch: { title: this.#title() } });
    if (chance < 0.5) return caller.events.delete({ id, scope: "all" });
    if (chance < 0.54) return caller.events.restore({ id });
    if (this.#calendars.length < 3 || chance < 0.57) return this.#createCalendar(caller);
    const calendarId = this.pick(this.#calendars);
    if (chance < 0.66) return caller.events.move({ id, calendarId });
    if (chance < 0.68)
      return caller.calendars.update({ id: calendarId, patch: { name: this.#title() } });
    if (chance < 0.69) return caller.calendars.delete({ id: calendarId });
    const resource =
      this.random() < 0.5
        ? ({ type: "event", id } as const)
        : ({ type: "calendar", id: calendarId } as const);
    if (chance < 0.84) return caller.sharing.share({ resource, users: [this.#grant(other)] });
    if (chance < 0.92) return caller.sharing.revoke({ resource, userId: other.id });
    if (chance < 0.95) return caller.sharing.leave({ resource });
    if (chance < 0.97) return this.#split(caller, id);
    return caller.sharing.transfer({ resource, userId: other.id });
  }

  async #create(caller: Caller): Promise<void> {
    const { items } = await caller.calendars.list({});
    const { id: calendarId } = this.pick(items);
    const series = this.random() < 0.3 ? { recurrence: { rrule: "FREQ=DAILY;COUNT=10" } } : {};
    const start = `2026-03-${String(1 + this.below(28)).padStart(2, "0")}T09:00:00`;
    const event = { calendarId, title: this.#title(), start, timeZone: "Europe/Berlin", ...series };
    this.#events.push((await caller.events.create(event)).id);
  }

  async #createCalendar(caller: Caller): Promise<void> {
    const calendar = { name: this.#title(), timeZone: "Europe/Berlin" };
    this.#calendars.push((await caller.calendars.create(calendar)).id);
  }

  async #split(caller: Caller, id: string): Promise<void> {
    const { start } = await caller.events.get({ id });
    const day = Number(start.slice(8, 10)) + 3;
    const occurrenceKey = `${start.slice(0, 8)}${String(day).padStart(2, "0")}T09:00:00`;
    const edit = {
      id,
      scope: "thisAndFollowing",
      occurrenceKey,
      patch: { title: this.#title() },
    } as const;
    const { rightPart } = await caller.events.update(edit);
    if (rightPart !== null) this.#events.push(rightPart.id);
  }

  #grant(to: Person) {
    const editor = this.random() < 0.6;
    const end = new Date(Date.now() + SHORTLY_MS * (0.5 + this.random())).toISOString();
    const expiry = this.random() < this.#expiring ? { expiresAt: end } : {};
    const flags = editor ? { canShare: this.random() < 0.5, canDelete: this.random() < 0.5 } : {};
    return {
      userId: to.id,
      role: editor ? ("editor" as const) : ("viewer" as const),
      ...flags,
      ...expiry,
    };
  }

  #title(): string {
    this.#made += 1;
    return `Title ${this.#made}`;
  }
}

/** Ends a grant of somebody's by itself, as if its time had come. */
export async function expireSomeGrant(
  { database }: TestProcess,
  life: RandomLife,
  person: Person,
): Promise<void> {
  // Later than any cursor that was given out before.
  await delay(2);
  const { now } = engineOf(database.read);
  const userId = toStoredId(person.id);
  await database.transaction(async (trx) => {
    if (life.random() < 0.5) {
      const held = await trx
        .selectFrom("event_permissions")
        .select("event_id")
        .where("user_id", "=", userId)
        .execute();
      if (held.length === 0) return;
      await trx
        .updateTable("event_permissions")
        .set({ expires_at: now })
        .where("user_id", "=", userId)
        .where("event_id", "=", life.pick(held).event_id)
        .where("expires_at", "is", null)
        .execute();
    } else {
      const held = await trx
        .selectFrom("calendar_permissions")
        .select("calendar_id")
        .where("user_id", "=", userId)
        .execute();
      if (held.length === 0) return;
      await trx
        .updateTable("calendar_permissions")
        .set({ expires_at: now })
        .where("user_id", "=", userId)
        .where("calendar_id", "=", life.pick(held).calendar_id)
        .where("expires_at", "is", null)
        .execute();
    }
  });
  await delay(2);
}
