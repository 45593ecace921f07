import { newId } from "@daybook/db/ids";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import type { ShareInput } from "../src/sharing/sharing.schema.ts";
import { PASSWORD, reasonOf, refusalOf, startWorld, type TestWorld } from "./auth/_processes.ts";
import { contentsOf } from "./_database-contents.ts";
import { calendarRef, eventRef, give, people } from "./_people.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

async function team(world: TestWorld) {
  const all = await people(world, ["owner", "ada", "bea"]);
  const { caller } = all.owner;
  const { id: calendarId } = await caller.calendars.create({ name: "Team", timeZone: "UTC" });
  const { id } = await caller.events.create({ ...TEA, calendarId });
  return { ...all, calendar: calendarRef(calendarId), event: eventRef(id) };
}

test("[S5] nobody removes, lowers or leaves as the owner, of a calendar or of its events", async () => {
  await using world = await startWorld();
  const { owner, ada, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "editor", canShare: true });
  const before = await contentsOf(world.database);
  for (const resource of [calendar, event]) {
    for (const { caller } of [owner, ada]) {
      const userId = owner.id;
      for (const attempt of [
        () => caller.sharing.share({ resource, users: [{ userId, role: "viewer" }] }),
        () => caller.sharing.update({ resource, userId, role: "viewer" }),
        () => caller.sharing.revoke({ resource, userId }),
      ]) {
        expect(await refusalOf(attempt())).toMatchObject({
          reason: "OWNER_REQUIRED",
          details: { ownerId: owner.id },
        });
      }
    }
    expect(await reasonOf(owner.caller.sharing.leave({ resource }))).toBe("OWNER_REQUIRED");
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[S5] a default calendar stays; to its owner a transfer changes nothing", async () => {
  await using world = await startWorld();
  const { owner, ada, calendar, event } = await team(world);
  const { defaultCalendarId } = await owner.caller.auth.me({});
  const home = calendarRef(defaultCalendarId ?? "");
  await give(owner, home, ada, { role: "editor" });
  const before = await contentsOf(world.database);
  const { sharing } = owner.caller;
  expect(await reasonOf(sharing.transfer({ resource: home, userId: ada.id }))).toBe(
    "DEFAULT_CALENDAR",
  );
  for (const resource of [calendar, event]) {
    expect(await sharing.transfer({ resource, userId: owner.id })).toEqual({
      resource,
      ownerId: owner.id,
    });
    for (const userId of [ada.id, newId()]) {
      const refused = await refusalOf(sharing.transfer({ resource, userId }));
      expect(refused).toMatchObject({ reason: "GRANT_REQUIRED", details: { userId } });
    }
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[S5] who holds a grant on its calendar alone can be given an event; who gave it edits it", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "viewer" });
  await give(owner, event, bea, { role: "viewer" });
  const { sharing } = owner.caller;
  await sharing.transfer({ resource: event, userId: ada.id });
  expect(await ada.caller.sharing.list({ resource: event })).toMatchObject({
    items: [
      { user: { id: ada.id }, role: "owner" },
      ...[
        { user: { id: owner.id }, role: "editor", canShare: false, canDelete: false },
        { user: { id: bea.id }, role: "viewer" },
      ].toSorted((a, b) => a.user.id.localeCompare(b.user.id)),
    ],
  });
  // The old owner may edit and no more; and gets it back by the same way.
  expect(await reasonOf(sharing.transfer({ resource: event, userId: bea.id }))).toBe("FORBIDDEN");
  expect(await reasonOf(give(owner, event, bea, { role: "editor" }))).toBe("FORBIDDEN");
  await ada.caller.sharing.transfer({ resource: event, userId: owner.id });
  expect(await owner.caller.sharing.explain({ resource: event })).toMatchObject({
    role: "owner",
    grants: [{ role: "owner" }],
  });
  expect(await ada.caller.sharing.explain({ resource: event })).toMatchObject({ role: "editor" });
});

test("[S1] leaving an event gives up the grant on it, and not what the calendar gives", async () => {
  await using world = await startWorld();
  const { owner, ada, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "viewer" });
  await give(owner, event, ada, { role: "editor" });
  const role = async () => (await ada.caller.events.get({ id: event.id })).role;
  expect(await role()).toBe("editor");
  expect(await ada.caller.sharing.leave({ resource: event })).toEqual({ revoked: true });
  expect(await role()).toBe("viewer");
  expect(await ada.caller.sharing.leave({ resource: event })).toEqual({ revoked: false });
  expect(await ada.caller.sharing.leave({ resource: calendar })).toEqual({ revoked: true });
  expect(await reasonOf(ada.caller.events.get({ id: event.id }))).toBe("NOT_FOUND");
});

test("[S1] an editor who may share neither lowers nor withdraws what is above their own", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, calendar, event } = await team(world);
  for (const resource of [calendar, event]) {
    await give(owner, resource, ada, { role: "editor", canShare: true });
    await give(owner, resource, bea, { role: "editor", canDelete: true });
    const before = await contentsOf(world.database);
    const { sharing } = ada.caller;
    for (const attempt of [
      () => sharing.update({ resource, userId: bea.id, role: "viewer", canDelete: false }),
      () => sharing.share({ resource, users: [{ userId: bea.id, role: "viewer" }] }),
      () => sharing.revoke({ resource, userId: bea.id }),
      () => sharing.update({ resource, userId: ada.id, canShare: false }),
      () => sharing.revoke({ resource, userId: ada.id }),
    ]) {
      expect(await refusalOf(attempt())).toMatchObject({
        reason: "FORBIDDEN",
        details: { required: "owner", actual: "editor" },
      });
    }
    expect(await contentsOf(world.database)).toEqual(before);
  }
});

test("[S8] a rollback and a restore touch content, and no grant", async () => {
  await using world = await startWorld();
  const { owner, ada, event } = await team(world);
  const { id } = event;
  await give(owner, event, ada, { role: "viewer" });
  await owner.caller.events.update({ id, patch: { title: "Cake" } });
  await owner.caller.sharing.update({ resource: event, userId: ada.id, role: "editor" });
  const grants = async () => (await owner.caller.sharing.list({ resource: event })).items;
  const before = await grants();
  await owner.caller.versions.rollback({ eventId: id, version: 1 });
  expect(await grants()).toEqual(before);
  await owner.caller.events.delete({ id });
  await owner.caller.events.restore({ id });
  expect(await grants()).toEqual(before);
  expect(await ada.caller.events.get({ id })).toMatchObject({ role: "editor", title: "Tea" });
});

test("[S9] one name that nobody has fails the whole call, however it is given", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, calendar, event } = await team(world);
  await bea.caller.auth.deleteAccount({ password: PASSWORD });
  const before = await contentsOf(world.database);
  const unknown: ShareInput["users"] = [
    { userId: newId(), role: "viewer" },
    { userId: bea.id, role: "viewer" },
    { username: bea.session.user.username, role: "viewer" },
    { email: bea.session.user.email, role: "viewer" },
    { username: "nobody-here", role: "viewer" },
    { email: "nobody@example.org", role: "viewer" },
  ];
  for (const resource of [calendar, event]) {
    for (const user of unknown) {
      const users = [{ userId: ada.id, role: "viewer" } as const, user];
      expect(await refusalOf(owner.caller.sharing.share({ resource, users }))).toMatchObject({
        reason: "USER_NOT_FOUND",
        fieldErrors: [{ path: "users.1" }],
      });
    }
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[S9] who asks for too many names that nobody has is stopped for a while, and nobody else", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, calendar } = await team(world);
  await give(owner, calendar, ada, { role: "editor", canShare: true });
  const ask = (username: string) =>
    owner.caller.sharing.share({ resource: calendar, users: [{ username, role: "viewer" }] });
  for (let i = 0; i < LIMITS.unknownUsers; i += 1) {
    expect(await reasonOf(ask(`guess${i}`))).toBe("USER_NOT_FOUND");
  }
  for (const username of ["guess", bea.session.user.username]) {
    expect(await refusalOf(ask(username))).toMatchObject({
      reason: "RATE_LIMITED",
      details: { retryAfterSeconds: expect.any(Number) },
    });
  }
  expect((await give(ada, calendar, bea, { role: "viewer" })).items).toHaveLength(1);
});

test("[S9] names that are tried at once are not answered more often", async () => {
  await using world = await startWorld();
  const { owner, calendar } = await team(world);
  const reasons = await Promise.all(
    Array.from({ length: 2 * LIMITS.unknownUsers }, (_, i) =>
      reasonOf(
        owner.caller.sharing.share({
          resource: calendar,
          users: [{ username: `guess${i}`, role: "viewer" }],
        }),
      ),
    ),
  );
  expect(reasons.filter((reason) => reason === "USER_NOT_FOUND")).toHaveLength(LIMITS.unknownUsers);
});
