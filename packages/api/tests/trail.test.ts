import { newId } from "@daybook/db/ids";
import { expect, test } from "vitest";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

/** Procedure and version of each entry of an event's own trail, the first one first. */
async function trailOf(who: Caller, eventId: string) {
  const { items } = await who.audit.list({ resource: { type: "event", id: eventId } });
  return items.map(({ procedure, version }) => [procedure, version]).toReversed();
}

function calendarFile(uids: readonly string[], summary: string): string {
  const parts = uids.flatMap((uid) => [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    "DTSTART:20260302T150000Z",
    `SUMMARY:${summary}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...parts, "END:VCALENDAR", ""].join("\r\n");
}

test("[A1] a denial is recorded however its id is written, and harms no other", async () => {
  await using world = await startWorld();
  const [first, second] = [await newUser(world), await newUser(world)];
  const missing = newId();
  await refusalOf(world.as(first.accessToken).events.get({ id: missing.toUpperCase() }));
  await refusalOf(world.as(second.accessToken).events.get({ id: missing }));
  await world.app.denials.flush();
  for (const { accessToken } of [first, second]) {
    const { items } = await world.as(accessToken).audit.list({});
    const denied = items.filter(({ outcome }) => outcome === "denied");
    expect(denied.map(({ resource }) => resource)).toEqual([{ type: "event", id: missing }]);
  }
  expect(world.logged).toEqual([]);
});

test("[A1] a denial that cannot be written is tried again, and takes no other along", async () => {
  await using world = await startWorld();
  const { denials } = world.app;
  const [first, second] = [await newUser(world), await newUser(world)];
  // A caller's row that does not fit: the write of this one fails each time.
  const broken = world.as(first.accessToken, { requestId: Symbol("no text") as never });
  await refusalOf(broken.events.get({ id: newId() }));
  await refusalOf(world.as(second.accessToken).events.get({ id: newId() }));
  for (let i = 0; i < 5; i += 1) {
    await denials.flush();
  }
  expect(world.logged.map(({ message }) => message)).toEqual(
    Array.from({ length: 3 }, () => "a denial could not be recorded"),
  );
  const { items } = await world.as(second.accessToken).audit.list({});
  expect(items.filter(({ outcome }) => outcome === "denied")).toHaveLength(1);
});

test("[A1] a denial says whether it was about a session or a token", async () => {
  await using world = await startWorld();
  const caller = world.as((await newUser(world)).accessToken);
  const id = newId();
  await refusalOf(caller.auth.sessions.revoke({ id }));
  await refusalOf(caller.auth.tokens.revoke({ id }));
  await world.app.denials.flush();
  const { items } = await caller.audit.list({});
  const denied = items.filter(({ outcome }) => outcome === "denied");
  const about = denied.map(({ procedure, resource }) => [procedure, resource] as const);
  expect(new Map(about)).toEqual(
    new Map([
      ["auth.sessions.revoke", { type: "session", id }],
      ["auth.tokens.revoke", { type: "token", id }],
    ]),
  );
});

test("[A1] an event's own trail has what was done to many at once, with the version", async () => {
  await using world = await startWorld();
  const owner = world.as((await newUser(world)).accessToken);
  const many = await owner.events.createMany({ events: [TEA, TEA, TEA] });
  for (const { id } of many.items) {
    expect(await trailOf(owner, id)).toEqual([["events.createMany", 1]]);
  }
  await owner.events.import({ ics: calendarFile(["a", "b"], "One") });
  await owner.events.import({ ics: calendarFile(["a", "b"], "Two") });
  const { items } = await owner.events.list({});
  const imported = items.filter(({ uid }) => uid === "a" || uid === "b");
  expect(imported).toHaveLength(2);
  for (const { id } of imported) {
    expect(await trailOf(owner, id)).toEqual([
      ["events.import", 1],
      ["events.import", 2],
    ]);
  }
});

test("[A1] [S5] the trail says which version an event came to when it was passed on", async () => {
  await using world = await startWorld();
  const [owner, heir] = [await newUser(world), await newUser(world)];
  const event = await world.as(owner.accessToken).events.create(TEA);
  const resource = { type: "event", id: event.id } as const;
  const { sharing } = world.as(owner.accessToken);
  const userId = heir.user.id;
  await sharing.share({ resource, users: [{ userId, role: "viewer" }] });
  await sharing.transfer({ resource, userId });
  expect(await trailOf(world.as(heir.accessToken), event.id)).toEqual([
    ["events.create", 1],
    ["sharing.share", null],
    ["sharing.transfer", 2],
  ]);
});

test("[A1] [U4] an administrator reads any resource's trail, by the role that the database knows", async () => {
  await using world = await startWorld();
  const [owner, admin] = [await newUser(world), await newUser(world)];
  const event = await world.as(owner.accessToken).events.create(TEA);
  const caller = world.as(admin.accessToken);
  expect(await reasonOf(trailOf(caller, event.id))).toBe("NOT_FOUND");
  const become = (role: "admin" | "user") =>
    world.database.transaction((trx) =>
      trx.updateTable("users").set({ role }).where("username", "=", admin.user.username).execute(),
    );
  await become("admin");
  expect(await trailOf(caller, event.id)).toEqual([["events.create", 1]]);
  const { token } = await caller.auth.tokens.create({ name: "reader", scopes: ["read"] });
  expect(await reasonOf(trailOf(world.as(token), event.id))).toBe("NOT_FOUND");
  await become("user");
  expect(await reasonOf(trailOf(caller, event.id))).toBe("NOT_FOUND");
});
