import { readClock } from "@daybook/db/queries/clock.queries";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFeed } from "../src/feeds/open-feed.service.ts";
import { ServiceLimits } from "../src/limits/service-limits.ts";
import { reasonOf, refusalOf, startWorld, type TestWorld } from "./auth/_processes.ts";
import { calendarRef, eventRef, give, person, type Person } from "./_people.ts";
import { CALENDAR_ROWS, EVENT_ROWS } from "./_rights-rows.ts";
import { type Held, makeScene, outcomeOf } from "./_rights-scene.ts";

const FULL = { role: "editor", canShare: true, canDelete: true } as const;

let world: TestWorld;
let owner: Person;
let guest: Person;

beforeAll(async () => {
  world = await startWorld();
  owner = await person(world);
  guest = await person(world);
});

afterAll(() => world[Symbol.asyncDispose]());

/** Lets a grant end soon, by the database's clock; says when. */
async function endSoon(
  who: Person,
  resource: ReturnType<typeof calendarRef> | ReturnType<typeof eventRef>,
): Promise<number> {
  const end = (await world.database.snapshot(readClock)) + 100;
  const expiresAt = new Date(end).toISOString();
  await owner.caller.sharing.update({ resource, userId: who.id, expiresAt });
  return end;
}

async function wait(until: number): Promise<void> {
  while ((await world.database.snapshot(readClock)) < until) {
    await delay(5);
  }
}

describe("[S6] when grants end by themselves", () => {
  test.each<Held & { name: string }>([
    { name: "a grant on the calendar", calendar: FULL },
    { name: "grants on its events", events: FULL },
    { name: "both", calendar: FULL, events: FULL },
  ])("[S6] every procedure finds nothing: $name", async (held) => {
    const who = await person(world);
    const scene = await makeScene(held, { owner, who, guest });
    const { calendarId, seriesId, deletedId, returnedId, ownId, ownDeletedId } = scene;
    const { caller } = who;
    const { nextCursor } = await caller.events.list({ limit: 1 });
    const cursor = nextCursor ?? expect.fail();
    const pages = await caller.versions.list({ eventId: seriesId, limit: 1 });
    const feed = held.calendar && (await caller.feeds.create({ calendarId }));
    const token = feed?.url.match(/feeds\/(.*)\.ics$/)?.[1];

    const events = [seriesId, deletedId, returnedId, ownId, ownDeletedId].map(eventRef);
    const resources = [
      ...(held.calendar === undefined ? [] : [calendarRef(calendarId)]),
      ...(held.events === undefined ? [] : events),
    ];
    let last = 0;
    for (const resource of resources) {
      last = await endSoon(who, resource);
    }
    await wait(last);

    const seen: Record<string, unknown> = {};
    const rows = [...EVENT_ROWS, ...CALENDAR_ROWS];
    for (const row of rows) {
      seen[row.name] = await outcomeOf(row, who, scene);
    }
    expect(seen).toEqual(Object.fromEntries(rows.map(({ name }) => [name, "NOT_FOUND"])));
    // What was begun before goes on with the rights of now.
    const { items: further } = await caller.events.list({ limit: 50, cursor });
    expect(further.filter((event) => event.calendarId === calendarId)).toEqual([]);
    const onward = caller.versions.list({
      eventId: seriesId,
      cursor: pages.nextCursor ?? expect.fail(),
    });
    expect(await reasonOf(onward)).toBe("NOT_FOUND");
    for (const resource of resources) {
      expect(await reasonOf(caller.sharing.leave({ resource }))).toBe("NOT_FOUND");
    }
    if (token !== undefined) {
      const reader = { address: "192.0.2.7", serviceLimits: new ServiceLimits() };
      await expect(openFeed(world.app, token, reader)).rejects.toMatchObject({
        reason: "NOT_FOUND",
      });
    }
    // To those who stay it is absent as well.
    for (const resource of resources) {
      const { items } = await owner.caller.sharing.list({ resource });
      expect(items.map(({ user }) => user.id)).not.toContain(who.id);
    }
  });

  test("[S6] [S2] what lasts is what is left, with its flags alone", async () => {
    const who = await person(world);
    const scene = await makeScene(
      { calendar: { role: "viewer" }, events: FULL },
      { owner, who, guest },
    );
    const { seriesId: id } = scene;
    expect(await who.caller.events.get({ id })).toMatchObject({ role: "editor", canDelete: true });
    await wait(await endSoon(who, eventRef(id)));
    expect(await who.caller.events.get({ id })).toMatchObject({ role: "viewer", canDelete: false });
    const edit = who.caller.events.update({ id, scope: "all", patch: { title: "Late" } });
    expect(await refusalOf(edit)).toMatchObject({
      reason: "FORBIDDEN",
      details: { required: "editor", actual: "viewer" },
    });
  });

  test("[S6] a grant that has ended is neither withdrawn, changed, left nor enough for a transfer", async () => {
    const [who, other] = [await person(world), await person(world)];
    const scene = await makeScene({ events: FULL }, { owner, who, guest });
    const resource = eventRef(scene.seriesId);
    const { sharing } = owner.caller;
    await give(owner, calendarRef(scene.calendarId), other, { role: "viewer" });
    await give(owner, resource, other, { role: "viewer" });
    await wait(Math.max(await endSoon(who, resource), await endSoon(other, resource)));
    const entries = () =>
      world.database.read.selectFrom("log").select("seq").where("type", "=", "removed").execute();
    const before = await entries();
    expect(await sharing.revoke({ resource, userId: who.id })).toEqual({ revoked: false });
    // The other still sees it, through the calendar: that is not left with the event.
    expect(await other.caller.sharing.leave({ resource })).toEqual({ revoked: false });
    expect(await other.caller.events.get({ id: scene.seriesId })).toMatchObject({ role: "viewer" });
    expect(await entries()).toEqual(before);
    const change = sharing.update({ resource, userId: who.id, role: "viewer" });
    expect(await reasonOf(change)).toBe("NOT_FOUND");
    expect(await reasonOf(sharing.transfer({ resource, userId: who.id }))).toBe("GRANT_REQUIRED");
    // A new grant begins anew: nothing of the old one's flags is left.
    const { items } = await give(owner, resource, who, { role: "editor" });
    expect(items).toMatchObject([
      { role: "editor", canShare: false, canDelete: false, expiresAt: null },
    ]);
  });
});
