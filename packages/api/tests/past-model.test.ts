import { expect, test } from "vitest";
import { startWorld } from "./auth/_processes.ts";
import { everyChange, everyOccurrence, later, type Person, person, WEEK } from "./_past.ts";

type Occurrence = Awaited<ReturnType<typeof everyOccurrence>>[number];
type EventAnswer = Awaited<ReturnType<Person["caller"]["events"]["get"]>>;

/** What could be seen at an instant, as it was answered then. */
interface Remembered {
  readonly at: string;
  readonly events: ReadonlyMap<string, EventAnswer>;
  readonly windows: ReadonlyMap<string, readonly Occurrence[]>;
}

const ZONE = "Europe/Berlin";
const STEPS = 40;
/** Every instant is asked for again, by two people and in three ways. */
const LONG_MS = 180_000;

/** A program of random steps by an owner with two calendars and a guest; the same for one seed. */
class Program {
  readonly #random: () => number;
  readonly owner: Person;
  readonly guest: Person;
  readonly #calendars: readonly string[];
  readonly events = new Map<string, EventAnswer>();
  #made = 0;

  constructor(seed: number, people: { owner: Person; guest: Person; calendars: string[] }) {
    this.#random = randomFrom(seed);
    this.owner = people.owner;
    this.guest = people.guest;
    this.#calendars = people.calendars;
  }

  async step(): Promise<void> {
    const steps = [
      () => this.#create(),
      () => this.#create(),
      () => this.#retitle(),
      () => this.#retime(),
      () => this.#retimeOne(),
      () => this.#delete(),
      () => this.#restore(),
      () => this.#move(),
      () => this.#move(),
      () => this.#split(),
      () => this.#shareEvent(),
      () => this.#shareCalendar(),
      () => this.#unshare(),
    ];
    await this.#one(steps)();
    for (const id of this.events.keys()) {
      this.events.set(id, await this.owner.caller.events.get({ id }));
    }
  }

  async #create(): Promise<void> {
    this.#made += 1;
    const day = this.#day();
    const kind = this.#one(["single", "series", "all-day", "floating"]);
    const made = await this.owner.caller.events.create({
      calendarId: this.#one(this.#calendars),
      title: `event ${this.#made}`,
      start: kind === "all-day" ? day : `${day}T${this.#hour()}:00:00`,
      timeZone: kind === "single" || kind === "series" ? ZONE : null,
      recurrence: kind === "series" ? { rrule: "FREQ=DAILY;COUNT=6" } : null,
    });
    this.events.set(made.id, made);
  }

  async #retitle(): Promise<void> {
    const event = this.#live();
    if (event === undefined) return;
    const patch = { title: `${event.title} again` };
    await this.owner.caller.events.update({ id: event.id, scope: "all", patch });
  }

  async #retime(): Promise<void> {
    const event = this.#live();
    if (event === undefined) return;
    const start = event.allDay ? this.#day() : `${this.#day()}T${this.#hour()}:00:00`;
    await this.owner.caller.events.update({ id: event.id, scope: "all", patch: { start } });
  }

  async #retimeOne(): Promise<void> {
    const [event, occurrenceKey] = await this.#occurrence();
    if (event === undefined || occurrenceKey === undefined) return;
    const patch = { start: `${this.#day()}T${this.#hour()}:30:00` };
    const target = { id: event.id, scope: "this", occurrenceKey } as const;
    await this.owner.caller.events.update({ ...target, patch });
  }

  async #delete(): Promise<void> {
    const event = this.#live();
    if (event === undefined) return;
    await this.owner.caller.events.delete({ id: event.id, scope: "all" });
  }

  async #restore(): Promise<void> {
    const deleted = [...this.events.values()].filter(({ deletedAt }) => deletedAt !== null);
    if (deleted.length > 0) await this.owner.caller.events.restore({ id: this.#one(deleted).id });
  }

  async #move(): Promise<void> {
    const event = this.#live();
    if (event === undefined) return;
    const calendarId = this.#calendars.find((id) => id !== event.calendarId) ?? "";
    await this.owner.caller.events.move({ id: event.id, calendarId });
  }

  async #split(): Promise<void> {
    const [event, occurrenceKey] = await this.#occurrence();
    if (event === undefined || occurrenceKey === undefined) return;
    const target = { id: event.id, scope: "thisAndFollowing", occurrenceKey } as const;
    const patch = { title: `${event.title} later` };
    const { rightPart } = await this.owner.caller.events.update({ ...target, patch });
    if (rightPart !== null) this.events.set(rightPart.id, rightPart);
  }

  async #shareEvent(): Promise<void> {
    const event = this.#live();
    if (event === undefined) return;
    await this.#share({ type: "event", id: event.id });
  }

  #shareCalendar(): Promise<void> {
    return this.#share({ type: "calendar", id: this.#one(this.#calendars) });
  }

  async #share(resource: { type: "event" | "calendar"; id: string }): Promise<void> {
    const users = [{ userId: this.guest.id, role: this.#one(["viewer", "editor"] as const) }];
    await this.owner.caller.sharing.share({ resource, users });
  }

  async #unshare(): Promise<void> {
    const resources = [
      ...[...this.events.keys()].map((id) => ({ type: "event", id }) as const),
      ...this.#calendars.map((id) => ({ type: "calendar", id }) as const),
    ];
    for (const resource of resources) {
      if (this.#random() < 0.5) continue;
      await this.owner.caller.sharing.revoke({ resource, userId: this.guest.id });
    }
  }

  #live(): EventAnswer | undefined {
    const live = [...this.events.values()].filter(({ deletedAt }) => deletedAt === null);
    return live.length === 0 ? undefined : this.#one(live);
  }

  /** Some occurrence of a series, not its first one. */
  async #occurrence(): Promise<[EventAnswer?, string?]> {
    const event = this.#live();
    if (event === undefined || event.recurrence === null) return [];
    const window = { from: "2026-02-01T00:00:00Z", to: "2026-05-01T00:00:00Z" };
    const { items } = await this.owner.caller.events.occurrences({ ...window, eventId: event.id });
    const keys = items.map(({ key }) => key).filter((key) => key !== event.start);
    return keys.length === 0 ? [] : [event, this.#one(keys)];
  }

  #day(): string {
    const days = 25 + Math.floor(this.#random() * 16);
    return new Date(Date.UTC(2026, 1, days)).toISOString().slice(0, 10);
  }

  #hour(): string {
    return String(8 + Math.floor(this.#random() * 10)).padStart(2, "0");
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }
}

test.each([1, 2, 3])(
  "[V7] the past of program %i is what was there then",
  async (seed) => {
    await using world = await startWorld();
    const [owner, guest] = [await person(world), await person(world)];
    const zones = { timeZone: "America/New_York" };
    const calendars = [
      (await owner.caller.calendars.create({ name: "one", timeZone: ZONE })).id,
      (await owner.caller.calendars.create({ name: "two", ...zones })).id,
    ];
    const program = new Program(seed, { owner, guest, calendars });
    const filters = [undefined, ...calendars.map((id) => [id])];
    const nameOf = (filter: string[] | undefined) => filter?.join() ?? "all";

    const past: Remembered[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      await program.step();
      const windows = new Map<string, Occurrence[]>();
      for (const calendarIds of filters) {
        const found = await everyOccurrence(owner.caller, { ...WEEK, calendarIds });
        windows.set(nameOf(calendarIds), found);
      }
      past.push({ at: await later(world), events: new Map(program.events), windows });
    }

    const seenByGuest = new Map<string, EventAnswer>();
    for (const id of program.events.keys()) {
      const seen = await guest.caller.events.get({ id }).catch(() => undefined);
      if (seen !== undefined) seenByGuest.set(id, seen);
    }
    for (const { at, events, windows } of past) {
      for (const calendarIds of filters) {
        const expected = windows.get(nameOf(calendarIds)) ?? [];
        const input = { ...WEEK, at, calendarIds, limit: 5 };
        expect(await everyOccurrence(owner.caller, input)).toEqual(expected);
        const guests = expected.flatMap((occurrence) => {
          const seen = seenByGuest.get(occurrence.eventId);
          return seen === undefined ? [] : [{ ...occurrence, role: seen.role }];
        });
        expect(await everyOccurrence(guest.caller, input)).toEqual(guests);
      }
      for (const [id, now] of program.events) {
        const then = events.get(id);
        const asked = owner.caller.events.get({ id, at });
        if (then === undefined) await expect(asked).rejects.toThrow();
        else expect(await asked).toEqual({ ...then, sequence: now.sequence });
      }
    }

    // What changed between two instants makes the window of the one that of the other.
    for (const [i, { at: since, windows: before }] of past.entries()) {
      const { at: until, windows: after } = past[Math.min(past.length - 1, i + 1 + (i % 7))] ?? {};
      if (until === undefined || until <= since) continue;
      for (const calendarIds of filters) {
        const changes = await everyChange(owner.caller, {
          ...WEEK,
          since,
          until,
          calendarIds,
          limit: 3,
        });
        const changed = (before.get(nameOf(calendarIds)) ?? []).map(textOf);
        for (const change of changes) {
          if (change.before === null || !isInWeek(change.before)) continue;
          const place = changed.indexOf(textOf(change.before));
          expect({ change, place }).not.toEqual({ change, place: -1 });
          changed.splice(place, 1);
        }
        for (const { after: now } of changes)
          if (now !== null && isInWeek(now)) changed.push(textOf(now));
        expect(changed.toSorted()).toEqual(
          (after?.get(nameOf(calendarIds)) ?? []).map(textOf).toSorted(),
        );
      }
    }
  },
  LONG_MS,
);

function isInWeek({ startsAt, endsAt }: Occurrence): boolean {
  const [from, to] = [Date.parse(WEEK.from), Date.parse(WEEK.to)];
  const [starts, ends] = [Date.parse(startsAt), Date.parse(endsAt)];
  return starts < to && (ends > from || starts >= from);
}

/** An occurrence as far as a change of it is told: not by the version that it is of. */
function textOf(occurrence: Occurrence): string {
  const { version: _, recurring: _r, overridden: _o, ...told } = occurrence;
  return JSON.stringify(told);
}

/** Mulberry32: the same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
