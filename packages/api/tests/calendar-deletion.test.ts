import { openDatabase } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import { expect, test } from "vitest";
import { ServiceLimits } from "../src/limits/service-limits.ts";
import { createCaller } from "../src/router.ts";
import { type Caller, newUser, startWorld, type TestWorld } from "./auth/_processes.ts";

const DAY = { from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" };

/** Events of one day; createMany takes so many at a time. */
async function addEvents(
  caller: Caller,
  calendarId: string,
  events: { readonly count: number; readonly description?: string },
): Promise<string[]> {
  const { count, description = "" } = events;
  const { items } = await caller.events.createMany({
    calendarId,
    events: Array.from({ length: count }, (_, i) => ({
      title: `Event ${i}`,
      description,
      start: "2026-03-02T09:00:00",
    })),
  });
  return items.map(({ id }) => id);
}

/** Deletes a calendar; answers with the statements that it took, too. */
async function deleteCounted(world: TestWorld, token: string, id: string) {
  const statements: string[] = [];
  const database = await openDatabase({
    url: world.on.url,
    onQuery: ({ sql }) => statements.push(sql),
  });
  const caller = createCaller({
    app: { ...world.app, database },
    requestId: newId(),
    channel: "web",
    address: "192.0.2.1",
    userAgent: "a test",
    serviceLimits: new ServiceLimits(),
    idempotencyKey: undefined,
    authenticate: () => world.auth.authenticate(`Bearer ${token}`),
  });
  try {
    return { ...(await caller.calendars.delete({ id })), statements };
  } finally {
    await database.close();
  }
}

test("[K1] [V1] [V8] [A1] three hundred events go with their calendar in thirty statements", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const guest = await newUser(world);
  const bob = world.as(guest.accessToken);
  const { id: calendarId } = await ada.calendars.create({ name: "Team", timeZone: "UTC" });
  const eventIds = await addEvents(ada, calendarId, { count: 301 });
  // Not all of them at one version, two on a shelf, and one gone already.
  const [first = "", second = "", gone = "", ...others] = eventIds;
  await ada.events.update({ id: first, patch: { title: "Again" } });
  await ada.events.update({ id: first, patch: { title: "And again" } });
  await ada.events.delete({ id: gone });
  for (const id of [first, second]) {
    const users = [{ userId: guest.user.id, role: "viewer" as const }];
    await ada.sharing.share({ resource: { type: "event", id }, users });
  }
  expect((await bob.events.occurrences(DAY)).items).toHaveLength(2);

  const deleted = await deleteCounted(world, accessToken, calendarId);
  const { changeSetId, statements } = deleted;
  expect(deleted).toMatchObject({ deletedEvents: 300, calendar: { version: 2 } });
  expect(statements.length).toBeLessThanOrEqual(30);

  const { read } = world.database;
  expect(await read.selectFrom("event_spans").select("starts").execute()).toEqual([]);
  for (const caller of [ada, bob]) {
    expect((await caller.events.occurrences(DAY)).items).toEqual([]);
  }
  for (const [id, version] of [[first, 4], ...[second, ...others].map((other) => [other, 2])] as [
    string,
    number,
  ][]) {
    const { items } = await ada.versions.list({ eventId: id });
    expect(items).toHaveLength(version);
    expect(items[0]).toMatchObject({ version, kind: "delete", changeSetId, changedFields: [] });
    expect(await ada.versions.verify({ eventId: id })).toMatchObject({
      ok: true,
      checked: version,
    });
  }
  const { items: trail } = await ada.audit.list({ resource: { type: "event", id: first } });
  expect(trail[0]).toMatchObject({ procedure: "calendars.delete", version: 4 });
  const untouched = await ada.versions.list({ eventId: gone });
  expect(untouched.items).toHaveLength(2);
  expect(untouched.items[0]?.changeSetId).not.toBe(changeSetId);

  const log = await read
    .selectFrom("log")
    .innerJoin("scopes", "scopes.id", "log.scope_id")
    .select(["scopes.kind", "log.seq"])
    .where("log.kind", "=", "delete")
    .execute();
  const of = (kind: string) => log.filter((entry) => entry.kind === kind);
  expect(of("calendar")).toHaveLength(301);
  expect(of("shelf")).toHaveLength(2);
});

test("[K1] large contents go with their calendar in several statements", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const { id: calendarId } = await ada.calendars.create({ name: "Team", timeZone: "UTC" });
  const description = "x".repeat(60_000);
  const eventIds = await addEvents(ada, calendarId, { count: 80, description });
  const { deletedEvents, statements } = await deleteCounted(world, accessToken, calendarId);
  expect(deletedEvents).toBe(80);
  expect(
    statements.filter((sql) => sql.startsWith("update") && sql.includes("events")),
  ).toHaveLength(2);
  for (const eventId of eventIds) {
    expect(await ada.versions.verify({ eventId })).toMatchObject({ ok: true, checked: 2 });
  }
});
