import { toStoredId } from "@daybook/db/codec";
import { newId } from "@daybook/db/ids";
import { describe, expect, test } from "vitest";
import { contentsOf } from "../_database-contents.ts";
import {
  type Caller,
  newUser,
  PASSWORD,
  reasonOf,
  refusalOf,
  startProcess,
  startWorld,
  type TestWorld,
} from "./_processes.ts";

interface Person {
  readonly id: string;
  readonly username: string;
  readonly accessToken: string;
  readonly call: Caller;
}

async function newPerson(world: TestWorld): Promise<Person> {
  const { user, accessToken } = await newUser(world);
  return { id: user.id, username: user.username, accessToken, call: world.as(accessToken) };
}

function calendar(id: string) {
  return { type: "calendar" as const, id };
}

function event(id: string) {
  return { type: "event" as const, id };
}

async function shareWith(
  owner: Person,
  resource: ReturnType<typeof calendar> | ReturnType<typeof event>,
  person: Person,
): Promise<void> {
  await owner.call.sharing.share({ resource, users: [{ userId: person.id, role: "viewer" }] });
}

async function newCalendar(owner: Person): Promise<string> {
  return (await owner.call.calendars.create({ name: "Team", timeZone: "Europe/Berlin" })).id;
}

async function newEvent(owner: Person, calendarId?: string): Promise<string> {
  const place = calendarId === undefined ? {} : { calendarId };
  return (await owner.call.events.create({ title: "Tea", start: "2026-03-02T15:00:00", ...place }))
    .id;
}

async function defaultCalendar(person: Person): Promise<string> {
  const { defaultCalendarId } = await person.call.auth.me({});
  return defaultCalendarId ?? "";
}

describe("[S7] deleting an account", () => {
  test("ends everything: credentials, names, calendars and events; the id stays", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const { token } = await ada.call.auth.tokens.create({ name: "script", scopes: ["read"] });
    const calendarId = await newCalendar(ada);
    await newEvent(ada, calendarId);
    await newEvent(ada);
    const { deletedAt } = await ada.call.auth.deleteAccount({ password: PASSWORD });
    expect(deletedAt).toMatch(/Z$/);
    for (const ended of [ada.accessToken, token]) {
      expect(await reasonOf(world.as(ended).auth.me({}))).toBe("TOKEN_REVOKED");
    }
    const login = world.as().auth.login({ login: ada.username, password: PASSWORD });
    expect(await reasonOf(login)).toBe("INVALID_CREDENTIALS");

    const { read } = world.database;
    const row = await read.selectFrom("users").selectAll().executeTakeFirstOrThrow();
    const { id, role, created_at: _made, deleted_at: deleted, ...rest } = row;
    expect(Buffer.from(id)).toEqual(toStoredId(ada.id));
    expect(role).toBe("user");
    expect(deleted).not.toBeNull();
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    for (const table of ["calendars", "events"] as const) {
      const rows = await read.selectFrom(table).select("deleted_at").execute();
      expect(rows).toHaveLength(2);
      expect(rows.filter((each) => each.deleted_at === null)).toEqual([]);
    }
    expect(await read.selectFrom("event_spans").select("event_id").execute()).toEqual([]);
    // The names are free again, and whoever takes them is somebody else.
    const again = await newUser(world, {
      username: ada.username,
      email: `${ada.username}@example.com`,
    });
    expect(again.user.id).not.toBe(ada.id);
  });

  test("with the wrong password: nothing changes", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const before = await contentsOf(world.database);
    const refusal = await refusalOf(ada.call.auth.deleteAccount({ password: "wrong" }));
    expect(refusal.reason).toBe("WRONG_PASSWORD");
    expect(refusal.fieldErrors[0]?.path).toBe("password");
    expect(await contentsOf(world.database)).toEqual(before);
  });

  test("each shared thing has to be named, and until then nothing changes", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const bob = await newPerson(world);
    const first = await defaultCalendar(ada);
    const team = await newCalendar(ada);
    const quiet = await newCalendar(ada);
    const party = await newEvent(ada, quiet);
    const standup = await newEvent(ada, team);
    await newEvent(ada, first);
    await shareWith(ada, calendar(first), bob);
    await shareWith(ada, calendar(team), bob);
    await shareWith(ada, event(party), bob);
    await shareWith(ada, event(standup), bob);
    const before = await contentsOf(world.database);
    const said = async (
      dispositions: Parameters<Caller["auth"]["deleteAccount"]>[0]["dispositions"],
    ) => {
      const call = ada.call.auth.deleteAccount({ password: PASSWORD, dispositions });
      const { reason, details } = await refusalOf(call);
      expect(reason).toBe("DISPOSITION_REQUIRED");
      expect(await contentsOf(world.database)).toEqual(before);
      return new Set((details["resources"] as { id: string }[]).map(({ id }) => id));
    };
    expect(await said([])).toEqual(new Set([first, team, party, standup]));
    expect(
      await said([
        { resource: calendar(first), action: "delete" },
        { resource: calendar(team), action: "transfer", to: bob.id },
      ]),
    ).toEqual(new Set([party]));
    expect(
      await said([
        { resource: calendar(first), action: "delete" },
        { resource: calendar(team), action: "delete" },
        { resource: event(party), action: "delete" },
      ]),
    ).toEqual(new Set([standup]));
  });

  test("hands over what it says, the default calendar too, and deletes the rest", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const bob = await newPerson(world);
    const eve = await newPerson(world);
    const first = await defaultCalendar(ada);
    const team = await newCalendar(ada);
    const inFirst = await newEvent(ada, first);
    const party = await newEvent(ada, team);
    const standup = await newEvent(ada, team);
    const unshared = await newEvent(ada, team);
    await shareWith(ada, calendar(first), bob);
    await shareWith(ada, event(inFirst), eve);
    await shareWith(ada, calendar(team), bob);
    await shareWith(ada, event(party), eve);
    await shareWith(ada, event(standup), eve);
    await ada.call.auth.deleteAccount({
      password: PASSWORD,
      dispositions: [
        { resource: calendar(first), action: "transfer", to: bob.id },
        { resource: event(party), action: "transfer", to: eve.id },
        { resource: calendar(team), action: "delete" },
        { resource: event(standup), action: "delete" },
      ],
    });
    // The calendar went to Bob with its event, and Eve's grant on that event still holds.
    expect(await bob.call.calendars.get({ id: first })).toMatchObject({
      ownerId: bob.id,
      role: "owner",
      isDefault: false,
      deletedAt: null,
    });
    expect(await bob.call.events.get({ id: inFirst })).toMatchObject({
      role: "owner",
      createdBy: ada.id,
    });
    expect(await eve.call.events.get({ id: inFirst })).toMatchObject({ role: "viewer" });
    // The party moved to Eve's default calendar, the rest is deleted.
    expect(await eve.call.events.get({ id: party })).toMatchObject({
      ownerId: eve.id,
      calendarId: await defaultCalendar(eve),
      role: "owner",
      deletedAt: null,
    });
    const deleted = await eve.call.events.get({ id: standup });
    expect(deleted.deletedAt).not.toBeNull();
    expect(await reasonOf(eve.call.events.get({ id: unshared }))).toBe("NOT_FOUND");
    const seen = await bob.call.calendars.list({});
    expect(seen.items.map(({ id }) => id)).toEqual(expect.arrayContaining([first]));
    expect(seen.items.map(({ id }) => id)).not.toContain(team);
    for (const [reader, eventId] of [
      [bob, inFirst],
      [eve, party],
      [eve, standup],
    ] as const) {
      expect(await reader.call.versions.verify({ eventId })).toMatchObject({ ok: true });
    }
    // Nothing of Ada's is left: no grant by which she would reach what she handed over.
    const grants = await bob.call.sharing.list({ resource: calendar(first) });
    expect(grants.items.map(({ user }) => user.id)).not.toContain(ada.id);
    const left = await world.database.read
      .selectFrom("calendars")
      .select("id")
      .where("owner_id", "=", toStoredId(ada.id))
      .where("deleted_at", "is", null)
      .execute();
    expect(left).toEqual([]);
  });

  test("an event of a calendar that is handed over can be deleted first", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const bob = await newPerson(world);
    const team = await newCalendar(ada);
    const kept = await newEvent(ada, team);
    const dropped = await newEvent(ada, team);
    await shareWith(ada, calendar(team), bob);
    await ada.call.auth.deleteAccount({
      password: PASSWORD,
      dispositions: [
        { resource: calendar(team), action: "transfer", to: bob.id },
        { resource: event(dropped), action: "delete" },
      ],
    });
    expect((await bob.call.events.get({ id: kept })).deletedAt).toBeNull();
    expect((await bob.call.events.get({ id: dropped })).deletedAt).not.toBeNull();
  });

  test("ends the grants on what belongs to others", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const bob = await newPerson(world);
    const team = await newCalendar(bob);
    const party = await newEvent(bob);
    await shareWith(bob, calendar(team), ada);
    await shareWith(bob, event(party), ada);
    await ada.call.auth.deleteAccount({ password: PASSWORD });
    for (const resource of [calendar(team), event(party)]) {
      const { items } = await bob.call.sharing.list({ resource });
      expect(items.map(({ user }) => user.id)).not.toContain(ada.id);
    }
    const { read } = world.database;
    expect(await read.selectFrom("calendar_permissions").select("role").execute()).toEqual([]);
    expect(await read.selectFrom("event_permissions").select("role").execute()).toEqual([]);
    const removed = await read
      .selectFrom("log")
      .select(["resource_type", "cause"])
      .where("scope_id", "=", toStoredId(ada.id))
      .where("user_id", "=", toStoredId(ada.id))
      .where("cause", "=", "left")
      .execute();
    expect(removed).toHaveLength(2);
  });

  test("what cannot be done is refused whole, and the disposition is named", async () => {
    await using world = await startWorld();
    const ada = await newPerson(world);
    const bob = await newPerson(world);
    const eve = await newPerson(world);
    const team = await newCalendar(ada);
    const ofBob = await newCalendar(bob);
    const seen = await newCalendar(bob);
    await shareWith(ada, calendar(team), bob);
    await shareWith(bob, calendar(seen), ada);
    const before = await contentsOf(world.database);
    type Given = NonNullable<
      Parameters<Caller["auth"]["deleteAccount"]>[0]["dispositions"]
    >[number];
    const cases: [Given, string, string][] = [
      [
        { resource: calendar(team), action: "transfer", to: eve.id },
        "GRANT_REQUIRED",
        "dispositions.0",
      ],
      [
        { resource: calendar(team), action: "transfer", to: newId() },
        "GRANT_REQUIRED",
        "dispositions.0",
      ],
      [
        { resource: calendar(team), action: "transfer", to: ada.id },
        "INVALID_INPUT",
        "dispositions.0.to",
      ],
    ];
    for (const [given, reason, field] of cases) {
      const call = ada.call.auth.deleteAccount({ password: PASSWORD, dispositions: [given] });
      const refusal = await refusalOf(call);
      expect([refusal.reason, refusal.fieldErrors[0]?.path]).toEqual([reason, field]);
    }
    const foreign: [Given, string][] = [
      [{ resource: calendar(ofBob), action: "delete" }, "NOT_FOUND"],
      [{ resource: calendar(newId()), action: "delete" }, "NOT_FOUND"],
      [{ resource: event(newId()), action: "delete" }, "NOT_FOUND"],
      [{ resource: calendar(seen), action: "delete" }, "FORBIDDEN"],
      [{ resource: calendar(seen), action: "transfer", to: bob.id }, "FORBIDDEN"],
    ];
    for (const [given, reason] of foreign) {
      const dispositions: Given[] = [{ resource: calendar(team), action: "delete" }, given];
      const call = ada.call.auth.deleteAccount({ password: PASSWORD, dispositions });
      const refusal = await refusalOf(call);
      expect(refusal.reason).toBe(reason);
      expect(refusal.fieldErrors[0]?.path).toMatch(/^dispositions\.1/);
    }
    expect(await contentsOf(world.database)).toEqual(before);
  });

  test("a sharing at the same moment is seen, or finds nothing to share", async () => {
    await using world = await startWorld();
    await using other = await startProcess(world.on);
    for (let round = 0; round < 8; round += 1) {
      const ada = await newPerson(world);
      const bob = await newPerson(world);
      const team = await newCalendar(ada);
      const sharing = other
        .as(ada.accessToken)
        .sharing.share({
          resource: calendar(team),
          users: [{ userId: bob.id, role: "viewer" }],
        })
        .then(
          () => "shared",
          (error: unknown) => reasonOf(Promise.reject(error)),
        );
      const deleting = ada.call.auth.deleteAccount({ password: PASSWORD }).then(
        () => "deleted",
        (error: unknown) => reasonOf(Promise.reject(error)),
      );
      const outcome = `${await sharing}, ${await deleting}`;
      expect([
        "shared, DISPOSITION_REQUIRED",
        "CALENDAR_DELETED, deleted",
        "NOT_FOUND, deleted",
        "TOKEN_REVOKED, deleted",
      ]).toContain(outcome);
    }
  });
});
