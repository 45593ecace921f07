import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  type Caller,
  newUser,
  startProcess,
  startWorld,
  type TestProcess,
} from "../auth/_processes.ts";
import { expectSame, follow, LocalCopy, readPage } from "./_local-copy.ts";
import { type Person, RandomLife, randomFrom, SHORTLY_MS } from "./_random-life.ts";

/** As many as a machine has time for: `DAYBOOK_SYNC_CHANGES=10000`. */
const CHANGES = Number(process.env["DAYBOOK_SYNC_CHANGES"] ?? 240);
const RECONNECTS = 20;
const TIMEOUT_MS = 60_000 + CHANGES * 60;

test(
  `[L1] ${CHANGES} changes by two servers and ${RECONNECTS} reconnects: none missed, none twice`,
  async () => {
    await using world = await startWorld();
    await using second = await startProcess(world.on);
    const owner = await newUser(world);
    const both = await newUser(world);
    const single = await newUser(world);
    const ada = world.as(owner.accessToken);
    const calendarIds = [await calendarOf(ada), await addCalendar(ada), await addCalendar(ada)];
    const made: string[] = [];
    for (let i = 0; i < 8; i += 1) {
      const calendarId = calendarIds[i % 3] as string;
      made.push((await ada.events.create({ calendarId, title: "0", start: "2026-03-02" })).id);
    }
    // One reader sees two calendars, and some events on the shelf beside; one has the shelf alone.
    const [first = "", next = "", third = ""] = calendarIds;
    for (const id of [first, next]) await share(ada, { type: "calendar", id }, both.user.id);
    for (const id of made.slice(0, 5)) await share(ada, { type: "event", id }, both.user.id);
    const shared = new Set(made.slice(2, 7));
    for (const id of shared) await share(ada, { type: "event", id }, single.user.id);

    const readers = [owner, both, single].map(
      ({ accessToken }, i) => new Reader([world, second], accessToken, 1 + i),
    );
    for (const reader of readers) await reader.begin();

    const written: string[] = [];
    let left = CHANGES;
    const write = async (process: TestProcess, seed: number) => {
      const random = randomFrom(seed);
      const caller = process.as(owner.accessToken);
      while (left > 0) {
        left -= 1;
        const id = made[Math.floor(random() * made.length)] as string;
        const chance = random();
        const change =
          chance < 0.2
            ? caller.events.move({
                id,
                calendarId: calendarIds[Math.floor(random() * 3)] as string,
              })
            : caller.events.update({ id, patch: { title: `${left}` } });
        const { event, changed } = await change;
        if (changed) written.push(`${id} ${event.version}`);
      }
    };
    let done = false;
    const writing = Promise.all([write(world, 5), write(second, 6)]).finally(() => {
      done = true;
    });
    await Promise.all(readers.map((reader) => reader.readUntil(() => done)));
    await writing;
    for (const reader of readers) await reader.finish();

    expect(readers[0]?.toldVersions().toSorted()).toEqual(written.toSorted());
    expect(readers[2]?.toldVersions().toSorted()).toEqual(
      written.filter((version) => shared.has(version.split(" ")[0] ?? "")).toSorted(),
    );
    // Who sees the third calendar only by single grants is told all of those, and all of the rest.
    const told = new Set(readers[1]?.toldVersions());
    expect(told.size).toBe(readers[1]?.toldVersions().length);
    const heldOrSeen = made.slice(0, 5);
    const expected = written.filter((version) => heldOrSeen.includes(version.split(" ")[0] ?? ""));
    expect(expected.filter((version) => !told.has(version))).toEqual([]);
    expect(third).not.toBe("");
  },
  TIMEOUT_MS,
);

test(
  `[L1] [L2] ${CHANGES} steps at random by two servers, rights among them: every copy ends as what the lists show`,
  async () => {
    await using world = await startWorld();
    await using second = await startProcess(world.on);
    const people: Person[] = [];
    for (let i = 0; i < 4; i += 1) {
      const { accessToken, user } = await newUser(world);
      people.push({ id: user.id, token: accessToken });
    }
    const life = new RandomLife([world, second], people, { seed: 8, expiring: 0.3 });
    const readers = people.map(({ token }, i) => new Reader([world, second], token, 10 + i));
    for (const reader of readers) await reader.begin();
    let left = CHANGES;
    let done = false;
    const live = async () => {
      for (; left > 0; left -= 1) await life.step();
    };
    const living = Promise.all([live(), live()]).finally(() => {
      done = true;
    });
    await Promise.all(readers.map((reader) => reader.readUntil(() => done)));
    await living;
    await delay(2 * SHORTLY_MS);
    for (const [i, reader] of readers.entries()) {
      await reader.finish();
      await expectSame(world.as(people[i]?.token), reader.copy);
    }
  },
  TIMEOUT_MS,
);

/** Follows the log through either server, and loses every so many answers on their way. */
class Reader {
  readonly copy = new LocalCopy();
  readonly #processes: readonly TestProcess[];
  readonly #token: string;
  readonly #random: () => number;
  #begun = 0;
  #reconnects = 0;

  constructor(processes: readonly TestProcess[], token: string, seed: number) {
    this.#processes = processes;
    this.#token = token;
    this.#random = randomFrom(seed);
  }

  async begin(): Promise<void> {
    await follow(this.#caller(), this.copy);
    this.#begun = this.copy.told.length;
  }

  async readUntil(done: () => boolean): Promise<void> {
    for (let last = false; !last;) {
      last = done();
      const limit = 1 + Math.floor(this.#random() * 15);
      const page = await readPage(this.#caller(), this.copy, limit);
      if (this.#reconnects < RECONNECTS && this.#random() < 0.3) {
        // The answer was lost: the next call has the cursor of the one before.
        this.#reconnects += 1;
        continue;
      }
      this.copy.apply(page);
      await delay(Math.floor(this.#random() * 5));
    }
  }

  async finish(): Promise<void> {
    await follow(this.#caller(), this.copy, () => 1 + Math.floor(this.#random() * 15));
  }

  toldVersions(): string[] {
    return this.copy.told.slice(this.#begun).map(({ eventId, version }) => `${eventId} ${version}`);
  }

  #caller(): Caller {
    const index = Math.floor(this.#random() * this.#processes.length);
    return (this.#processes[index] as TestProcess).as(this.#token);
  }
}

async function calendarOf(caller: Caller): Promise<string> {
  const { items } = await caller.calendars.list({});
  return (items[0] as (typeof items)[number]).id;
}

async function addCalendar(caller: Caller): Promise<string> {
  const { id } = await caller.calendars.create({ name: "More", timeZone: "Europe/Berlin" });
  return id;
}

async function share(
  caller: Caller,
  resource: { readonly type: "event" | "calendar"; readonly id: string },
  userId: string,
): Promise<void> {
  await caller.sharing.share({ resource, users: [{ userId, role: "viewer" }] });
}
