import { readClock } from "@daybook/db/queries/clock.queries";
import fc from "fast-check";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { GrantView, ResourceRef } from "../src/sharing/sharing.schema.ts";
import { reasonOf, startWorld, type TestWorld } from "./auth/_processes.ts";
import { calendarRef, eventRef, instantBetween, people, type Person } from "./_people.ts";

const SERIES = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=DAILY;COUNT=40" },
};

/** What may happen, and how often beside the others. */
const KINDS = {
  share: 8,
  "share for a while": 3,
  change: 3,
  revoke: 2,
  leave: 4,
  transfer: 4,
  move: 5,
  split: 2,
  delete: 1,
  "delete calendar": 1,
  "let expire": 1,
};

/** One step: who tries what on which thing, and with whom. Whoever may not is refused. */
interface Step {
  readonly kind: keyof typeof KINDS;
  /** Undefined is the owner of what the step is about. */
  readonly by: number | undefined;
  readonly on: number;
  readonly with: number;
  readonly role: "viewer" | "editor";
  readonly canShare: boolean;
  readonly canDelete: boolean;
}

const steps = fc.noBias(
  fc.array(
    fc.record<Step>({
      kind: fc.oneof(
        ...Object.entries(KINDS).map(([kind, weight]) => ({
          weight,
          // Its keys are the kinds.
          arbitrary: fc.constant(kind as keyof typeof KINDS),
        })),
      ),
      by: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: fc.nat(1_000) },
      ),
      on: fc.nat(1_000),
      with: fc.nat(1_000),
      role: fc.constantFrom("viewer", "editor"),
      canShare: fc.boolean(),
      canDelete: fc.boolean(),
    }),
    { minLength: 70, maxLength: 70 },
  ),
);

const SHORT_MS = 1_500;

interface Seen {
  readonly role: string;
  readonly canShare: boolean;
  readonly canDelete: boolean;
}

/** What everybody saw at an instant, and what the owners were told of it then. */
interface Remembered {
  readonly at: string;
  readonly after: string;
  /** By thing and user; nothing where the user was told that there is no such thing. */
  readonly seen: ReadonlyMap<string, Seen | undefined>;
  /** Everyone on the list of a thing, through the thing itself or as its owner. */
  readonly lists: ReadonlyMap<string, readonly GrantView[]>;
}

/** Several people, and things that they share, until the program ends. */
class Program {
  readonly #world: TestWorld;
  readonly #people: readonly Person[];
  readonly #calendars: string[] = [];
  readonly #events: string[] = [];
  #expiries: number[] = [];

  constructor(world: TestWorld, everyone: readonly Person[]) {
    this.#world = world;
    this.#people = everyone;
  }

  get things(): ResourceRef[] {
    return [...this.#calendars.map(calendarRef), ...this.#events.map(eventRef)];
  }

  async begin(): Promise<void> {
    for (const [index, { caller }] of this.#people.slice(0, 3).entries()) {
      const own = await caller.calendars.create({ name: `Calendar ${index}`, timeZone: "UTC" });
      this.#calendars.push(own.id);
      const { id } = await caller.events.create({ ...SERIES, calendarId: own.id });
      this.#events.push(id);
    }
  }

  /** Says what came of it. */
  async take(step: Step): Promise<string> {
    return this.#perform(step).then(
      () => "done",
      (error: unknown) => reasonOf(Promise.reject(error)),
    );
  }

  async #perform(step: Step): Promise<unknown> {
    const { kind, role, canShare, canDelete } = step;
    const resource = pick(this.things, step.on);
    const userId = pick(this.#people, step.with).id;
    const eventId = pick(this.#events, step.on);
    const calendarId = pick(this.#calendars, step.with);
    const about =
      kind === "delete calendar"
        ? calendarRef(calendarId)
        : ["move", "split", "delete"].includes(kind)
          ? eventRef(eventId)
          : resource;
    const { caller } =
      kind === "leave"
        ? pick(this.#people, step.with)
        : step.by === undefined
          ? await this.#ownerOf(about)
          : pick(this.#people, step.by);
    switch (kind) {
      case "share":
        return caller.sharing.share({
          resource,
          users: [{ userId, role, canShare, canDelete }],
        });
      case "share for a while": {
        const expiresAt = Date.now() + SHORT_MS;
        this.#expiries.push(expiresAt);
        const users = [{ userId, role, expiresAt: new Date(expiresAt).toISOString() }];
        return caller.sharing.share({ resource, users });
      }
      case "change":
        return caller.sharing.update({ resource, userId, role, canShare });
      case "revoke":
        return caller.sharing.revoke({ resource, userId });
      case "leave":
        return caller.sharing.leave({ resource });
      case "transfer":
        return caller.sharing.transfer({ resource, userId });
      case "move":
        return caller.events.move({ id: eventId, calendarId });
      case "split": {
        const occurrenceKey = `2026-03-${String(3 + (step.with % 25)).padStart(2, "0")}T09:00:00`;
        const { rightPart } = await caller.events.update({
          id: eventId,
          scope: "thisAndFollowing",
          occurrenceKey,
          patch: { title: "Later" },
        });
        if (rightPart !== null && this.#events.length < 6) this.#events.push(rightPart.id);
        return rightPart;
      }
      case "delete":
        return caller.events.delete({ id: eventId, scope: "all" });
      case "delete calendar":
        return caller.calendars.delete({ id: calendarId });
      case "let expire":
        return this.#passExpiries(Infinity);
    }
  }

  async #ownerOf(thing: ResourceRef): Promise<Person> {
    for (const who of this.#people) {
      if ((await look(who, thing))?.role === "owner") return who;
    }
    return expect.fail("a thing has no owner");
  }

  /** Waits until what expires before then has expired; says whether anything did. */
  async #passExpiries(until: number): Promise<boolean> {
    const due = this.#expiries.filter((at) => at <= until);
    this.#expiries = this.#expiries.filter((at) => at > until);
    const last = Math.max(0, ...due);
    while ((await this.#world.database.snapshot(readClock)) <= last) {
      await delay(20);
    }
    return due.length > 0;
  }

  /** What all see now: read again where a grant may have expired in the meantime. */
  async remember(after: string): Promise<Remembered> {
    for (;;) {
      const at = await instantBetween(this.#world);
      const seen = new Map<string, Seen | undefined>();
      const lists = new Map<string, readonly GrantView[]>();
      for (const thing of this.things) {
        for (const who of this.#people) {
          seen.set(`${thing.id} ${who.id}`, await look(who, thing));
        }
        const { items } = await listOf(await this.#ownerOf(thing), thing, {});
        lists.set(thing.id, items);
      }
      if (!(await this.#passExpiries(await this.#world.database.snapshot(readClock)))) {
        await instantBetween(this.#world);
        return { at, after, seen, lists };
      }
    }
  }

  /** Asks what everybody saw at that instant, and the owners who was on the lists. */
  async recall({ at, after, seen, lists }: Remembered): Promise<Recalled> {
    const told: Recalled["told"] = {};
    const expected: Recalled["expected"] = {};
    for (const thing of this.things) {
      const owner = await this.#ownerOf(thing);
      const of = `${thing.type} ${thing.id}, ${after}`;
      told[of] = (await listOf(owner, thing, { at })).items;
      expected[of] = lists.get(thing.id) ?? [];
      const all = await listOf(owner, thing, { at, includeCalendar: true });
      if (all.complete) {
        told[`everyone ${of}`] = new Set(all.items.map(({ user }) => user.id));
        expected[`everyone ${of}`] = new Set(
          this.#people.map(({ id }) => id).filter((id) => seen.get(`${thing.id} ${id}`)),
        );
      }
      for (const who of this.#people) {
        const then = seen.get(`${thing.id} ${who.id}`);
        const { id: userId } = who;
        const answer = await owner.caller.sharing.explain({ resource: thing, userId, at });
        if (answer.complete) {
          told[`${of}, ${userId}`] = accessOf(answer);
          expected[`${of}, ${userId}`] = then;
        }
        if ((await look(who, thing)) !== undefined) {
          const own = await who.caller.sharing.explain({ resource: thing, at });
          told[`${of}, ${userId} by themselves`] = accessOf(own);
          expected[`${of}, ${userId} by themselves`] = then;
        }
      }
    }
    return { told, expected };
  }
}

/** By thing, instant and user. */
interface Recalled {
  readonly told: Record<string, unknown>;
  readonly expected: Record<string, unknown>;
}

function pick<T>(from: readonly T[], index: number): T {
  return from[index % from.length] ?? expect.fail();
}

async function look({ caller }: Person, { type, id }: ResourceRef): Promise<Seen | undefined> {
  try {
    const found = await (type === "event"
      ? caller.events.get({ id })
      : caller.calendars.get({ id }));
    return { role: found.role, canShare: found.canShare, canDelete: found.canDelete };
  } catch (error) {
    expect(await reasonOf(Promise.reject(error))).toBe("NOT_FOUND");
    return undefined;
  }
}

function accessOf(told: { role: string | null; canShare: boolean; canDelete: boolean }) {
  const { role, canShare, canDelete } = told;
  return role === null ? undefined : { role, canShare, canDelete };
}

interface HowListed {
  readonly at?: string;
  readonly includeCalendar?: boolean;
}

/**
 * In pages of two. What reaches the reader through the calendar is left out unless it is asked for:
 * the one who owned the event then may be another than the one who is asked now.
 */
async function listOf({ caller }: Person, resource: ResourceRef, how: HowListed) {
  const all: GrantView[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await caller.sharing.list({ resource, ...how, limit: 2, cursor });
    all.push(...page.items);
    if (page.nextCursor === null) {
      const items = all.filter(
        ({ role, via }) =>
          role === "owner" || via.type === resource.type || how.includeCalendar === true,
      );
      return { items, complete: page.complete };
    }
    cursor = page.nextCursor;
  }
}

test("[S2] [L2] [S6] whatever happens to the grants, who saw what is told as it was", async () => {
  const done = new Set<string>();
  for (const program of fc.sample(steps, { seed: 2, numRuns: 2 })) {
    await using world = await startWorld();
    const everyone = await people(world, ["ada", "bea", "cleo", "dora"]);
    const run = new Program(world, Object.values(everyone));
    await run.begin();
    const remembered = [await run.remember("at the beginning")];
    for (const [index, step] of program.entries()) {
      const outcome = await run.take(step);
      if (outcome === "done") {
        done.add(step.kind);
        remembered.push(await run.remember(`after step ${index}, ${step.kind}`));
      }
    }
    for (const instant of remembered) {
      const { told, expected } = await run.recall(instant);
      expect(told).toEqual(expected);
      expect(Object.keys(told).length).toBeGreaterThan(20);
    }
  }
  expect([...done].toSorted()).toEqual(Object.keys(KINDS).toSorted());
}, 120_000);
