import { newId } from "@daybook/db/ids";
import { expect, test } from "vitest";
import type { ExplainOutput, ResourceRef } from "../src/sharing/sharing.schema.ts";
import { reasonOf, refusalOf, startWorld, type TestWorld } from "./auth/_processes.ts";
import { calendarRef, eventRef, give, instantBetween, people, type Person } from "./_people.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

/** A calendar of the owner's with one event. */
async function team(world: TestWorld) {
  const all = await people(world, ["owner", "ada", "bea", "cleo", "dora"]);
  const { caller } = all.owner;
  const { id: calendarId } = await caller.calendars.create({ name: "Team", timeZone: "UTC" });
  const { id } = await caller.events.create({ ...TEA, calendarId });
  return { ...all, calendar: calendarRef(calendarId), event: eventRef(id) };
}

const NOTHING = { role: null, canShare: false, canDelete: false, grants: [] };

/** Through what it reaches, as what, and whether that counts. */
function ways({ grants }: ExplainOutput) {
  return grants.map(({ via, role, counts }) => [via.type, role, counts]);
}

function explain(who: Person, resource: ResourceRef, more: { userId?: string; at?: string } = {}) {
  return who.caller.sharing.explain({ resource, ...more });
}

test("[S2] explain names every grant that reaches, and which ones make the role", async () => {
  await using world = await startWorld();
  const { owner, ada, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "viewer", canShare: true });
  await give(owner, event, ada, { role: "editor", canDelete: true });
  const lower = await explain(ada, event);
  expect(lower).toMatchObject({
    role: "editor",
    canShare: false,
    canDelete: true,
    complete: true,
    grants: [
      { via: calendar, role: "viewer", canShare: true, counts: false },
      { via: event, role: "editor", canDelete: true, grantedBy: owner.id, counts: true },
    ],
  });
  expect(await explain(ada, calendar)).toMatchObject({ role: "viewer", canShare: false });

  await owner.caller.sharing.update({ resource: calendar, userId: ada.id, role: "editor" });
  // Of two grants of the winning role the flags of both count.
  const both = await explain(ada, event);
  expect(both).toMatchObject({ role: "editor", canShare: true, canDelete: true });
  expect(ways(both)).toEqual([
    ["calendar", "editor", true],
    ["event", "editor", true],
  ]);
  const { role, canShare, canDelete } = await ada.caller.events.get({ id: event.id });
  expect({ role, canShare, canDelete }).toEqual({
    role: "editor",
    canShare: true,
    canDelete: true,
  });
});

test("[S2] ownership reaches an event by way of its calendar", async () => {
  await using world = await startWorld();
  const { owner, calendar, event } = await team(world);
  for (const resource of [calendar, event]) {
    const own = await explain(owner, resource);
    expect(own).toMatchObject({
      role: "owner",
      canShare: true,
      canDelete: true,
      grants: [{ user: { id: owner.id }, role: "owner", via: calendar, counts: true }],
    });
    const [first] = (await owner.caller.sharing.list({ resource })).items;
    expect({ ...first, counts: true }).toEqual(own.grants[0]);
  }
});

test("[S2] [S9] an unknown user is answered like one whom nothing reaches", async () => {
  await using world = await startWorld();
  const { owner, dora, calendar, event } = await team(world);
  for (const resource of [calendar, event]) {
    for (const userId of [dora.id, newId()]) {
      expect(await explain(owner, resource, { userId })).toEqual({ ...NOTHING, complete: true });
    }
  }
});

test("[S1] [S3] whoever sees a thing asks about themselves, and about others who lists all grants", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, dora, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "viewer" });
  await give(owner, event, bea, { role: "viewer" });
  for (const who of [ada, bea]) {
    expect(await explain(who, event)).toMatchObject({ role: "viewer" });
    const other = explain(who, event, { userId: owner.id });
    expect(await refusalOf(other)).toMatchObject({
      reason: "FORBIDDEN",
      details: { required: "editor", actual: "viewer" },
    });
    const itself = await explain(who, event, { userId: who.id });
    expect(itself).toEqual(await explain(who, event));
  }
  for (const resource of [event, calendar, eventRef(newId()), calendarRef(newId())]) {
    expect(await reasonOf(explain(dora, resource))).toBe("NOT_FOUND");
    expect(await reasonOf(explain(dora, resource, { userId: owner.id }))).toBe("NOT_FOUND");
  }
});

test("[S1] what others hold on an event's calendar is told to those alone who may list it", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, cleo, calendar, event } = await team(world);
  // Ada edits the event and no more; Bea edits the calendar; Cleo is the one who is asked about.
  await give(owner, event, ada, { role: "editor" });
  await give(owner, calendar, bea, { role: "editor" });
  await give(owner, calendar, cleo, { role: "editor", canDelete: true });
  const toAda = () => explain(ada, event, { userId: cleo.id });
  expect(await toAda()).toEqual({ ...NOTHING, complete: false });
  await give(owner, event, cleo, { role: "viewer" });
  expect(await toAda()).toMatchObject({ role: "viewer", canDelete: false, complete: false });
  expect(ways(await toAda())).toEqual([["event", "viewer", true]]);
  // Being told of the owner needs no more than seeing the event.
  expect(await explain(ada, event, { userId: owner.id })).toMatchObject({ role: "owner" });
  // Even a viewer of the calendar does not learn what others hold there.
  await give(owner, calendar, ada, { role: "viewer" });
  expect(ways(await toAda())).toEqual([["event", "viewer", true]]);
  for (const who of [bea, owner, cleo]) {
    const told = await explain(who, event, { userId: cleo.id });
    expect(told).toMatchObject({ role: "editor", canDelete: true, complete: true });
    expect(ways(told)).toEqual([
      ["calendar", "editor", true],
      ["event", "viewer", false],
    ]);
  }
});

test("[S6] explain leaves out what has expired, from that instant on", async () => {
  await using world = await startWorld();
  const { owner, ada, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "viewer" });
  const expiresAt = new Date(Date.now() + 400).toISOString();
  await give(owner, event, ada, { role: "editor", expiresAt });
  const during = await instantBetween(world);
  expect(await explain(ada, event)).toMatchObject({ role: "editor", grants: [{}, { expiresAt }] });
  await expect.poll(async () => (await explain(ada, event)).role).toBe("viewer");
  expect(ways(await explain(ada, event))).toEqual([["calendar", "viewer", true]]);
  expect(await explain(ada, event, { at: during })).toMatchObject({ role: "editor" });
  const justBefore = new Date(Date.parse(expiresAt) - 1).toISOString();
  expect(await explain(ada, event, { at: justBefore })).toMatchObject({ role: "editor" });
  expect(await explain(ada, event, { at: expiresAt })).toMatchObject({ role: "viewer" });
});

test("[S2] [L2] who could see it then: shares, changes, withdrawals and who gave them", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, cleo, calendar, event } = await team(world);
  const { caller } = owner;
  const at: string[] = [await instantBetween(world)];
  await give(owner, calendar, ada, { role: "editor", canShare: true });
  await give(ada, calendar, bea, { role: "viewer" });
  at.push(await instantBetween(world));
  await caller.sharing.update({ resource: calendar, userId: bea.id, role: "editor" });
  await bea.caller.sharing.leave({ resource: calendar });
  await give(owner, event, cleo, { role: "viewer" });
  at.push(await instantBetween(world));
  await caller.sharing.revoke({ resource: calendar, userId: ada.id });
  await caller.sharing.revoke({ resource: event, userId: cleo.id });
  at.push(await instantBetween(world));

  const holders = async (resource: ResourceRef, instant: string | undefined) => {
    const { items } = await caller.sharing.list({ resource, at: instant });
    return items.map(({ user, role, grantedBy }) => [user.id, role, grantedBy]);
  };
  const first = [owner.id, "owner", null];
  const byId = (rows: (string | null)[][]) => [
    first,
    ...rows.toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  ];
  const [before, shared, left, withdrawn] = at;
  expect(await holders(calendar, before)).toEqual([first]);
  expect(await holders(calendar, shared)).toEqual(
    byId([
      [ada.id, "editor", owner.id],
      [bea.id, "viewer", ada.id],
    ]),
  );
  expect(await holders(calendar, left)).toEqual([first, [ada.id, "editor", owner.id]]);
  expect(await holders(event, left)).toEqual([first, [cleo.id, "viewer", owner.id]]);
  expect(await holders(calendar, withdrawn)).toEqual([first]);
  expect(await holders(event, withdrawn)).toEqual([first]);
  const ofAda = (instant?: string) =>
    explain(owner, event, {
      userId: ada.id,
      ...(instant === undefined ? {} : { at: instant }),
    }).then(({ role }) => role);
  expect(await Promise.all([...at, undefined].map(ofAda))).toEqual([
    null,
    "editor",
    "editor",
    null,
    null,
  ]);
});

test("[S2] [V7] before a thing was there nobody could see it", async () => {
  await using world = await startWorld();
  const { owner, calendar, event } = await team(world);
  for (const resource of [calendar, event]) {
    const at = "2020-03-03T12:00:00Z";
    expect(await explain(owner, resource, { at })).toEqual({ ...NOTHING, complete: true });
    expect(await owner.caller.sharing.list({ resource, at })).toEqual({
      items: [],
      nextCursor: null,
      complete: true,
    });
  }
});

test("[V7] [C1] nobody is told what has not happened yet, or of an instant that is none", async () => {
  await using world = await startWorld();
  const { owner, calendar } = await team(world);
  const { explain: why, list } = owner.caller.sharing;
  const future = new Date(Date.now() + 600_000).toISOString();
  for (const call of [why, list]) {
    expect(await refusalOf(call({ resource: calendar, at: future }))).toMatchObject({
      reason: "INSTANT_IN_FUTURE",
      fieldErrors: [{ path: "at" }],
    });
    for (const at of ["2026-03-03", "2026-02-30T12:00:00Z", "yesterday"]) {
      expect(await reasonOf(call({ resource: calendar, at }))).toBe("INVALID_INPUT");
    }
  }
});

test("[S5] [V7] an event that changed hands was where it was then, and whose", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, calendar, event } = await team(world);
  await give(owner, calendar, bea, { role: "editor" });
  await give(owner, event, ada, { role: "viewer" });
  const then = await instantBetween(world);
  await owner.caller.sharing.transfer({ resource: event, userId: ada.id });
  const { calendarId } = await ada.caller.events.get({ id: event.id });

  expect(await explain(ada, event, { at: then })).toMatchObject({
    role: "viewer",
    grants: [{ via: event }],
  });
  expect(await explain(ada, event)).toMatchObject({
    role: "owner",
    grants: [{ via: calendarRef(calendarId) }],
  });
  // The new owner may not list the grants on the calendar that the event came from.
  expect(await explain(ada, event, { userId: bea.id, at: then })).toEqual({
    ...NOTHING,
    complete: false,
  });
  expect(await explain(ada, event, { userId: owner.id, at: then })).toMatchObject({
    role: "owner",
    grants: [{ via: calendar }],
  });
  expect(await explain(owner, event, { userId: bea.id, at: then })).toMatchObject({
    role: "editor",
    grants: [{ via: calendar }],
    complete: true,
  });
  const lists = await owner.caller.sharing.list({ resource: event, at: then });
  expect(lists.items.map(({ user, role }) => [user.id, role])).toEqual([
    [owner.id, "owner"],
    [ada.id, "viewer"],
  ]);
});

test("[S1] [C3] with includeCalendar an event's list names all whom it reaches, for who may know", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, cleo, dora, calendar, event } = await team(world);
  await give(owner, calendar, ada, { role: "editor" });
  await give(owner, calendar, bea, { role: "viewer" });
  await give(owner, event, bea, { role: "editor" });
  await give(owner, event, cleo, { role: "viewer" });
  const at = await instantBetween(world);
  await owner.caller.sharing.revoke({ resource: calendar, userId: ada.id });
  await owner.caller.sharing.revoke({ resource: event, userId: bea.id });
  await give(owner, calendar, ada, { role: "editor" });
  await give(owner, event, bea, { role: "editor" });

  const listed = async (who: Person, input: object, limit: number) => {
    const rows: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await who.caller.sharing.list({ resource: event, ...input, limit, cursor });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      rows.push(...page.items.map(({ user, via }) => `${user.id} ${via.type}`));
      if (page.nextCursor === null) return { rows, complete: page.complete };
      cursor = page.nextCursor;
    }
  };
  const sorted = (people: Person[], via: string) =>
    people.map(({ id }) => `${id} ${via}`).toSorted();
  const first = `${owner.id} calendar`;
  const onEvent = sorted([bea, cleo], "event");
  for (const limit of [1, 2, 3, 4, 5, 6]) {
    for (const input of [{ includeCalendar: true }, { includeCalendar: true, at }]) {
      for (const who of [owner, ada]) {
        expect(await listed(who, input, limit)).toEqual({
          rows: [first, ...sorted([ada, bea], "calendar"), ...onEvent],
          complete: true,
        });
      }
      // Bea edits the event but only views the calendar.
      expect(await listed(bea, input, limit)).toEqual({
        rows: [first, `${bea.id} calendar`, ...onEvent],
        complete: false,
      });
      expect(await listed(cleo, input, limit)).toEqual({
        rows: [first, `${cleo.id} event`],
        complete: false,
      });
    }
    expect(await listed(owner, {}, limit)).toEqual({ rows: [first, ...onEvent], complete: false });
  }
  expect(await owner.caller.sharing.list({ resource: calendar })).toMatchObject({ complete: true });
  expect(await bea.caller.sharing.list({ resource: calendar })).toMatchObject({ complete: false });
  expect(await reasonOf(listed(dora, { includeCalendar: true }, 5))).toBe("NOT_FOUND");
});

test("[C3] a cursor of one instant is refused for another", async () => {
  await using world = await startWorld();
  const { owner, ada, bea, calendar } = await team(world);
  await give(owner, calendar, ada, { role: "viewer" });
  await give(owner, calendar, bea, { role: "viewer" });
  const at = await instantBetween(world);
  const page = { resource: calendar, limit: 2 };
  const { list } = owner.caller.sharing;
  const { nextCursor } = await list({ ...page, at });
  const cursor = nextCursor ?? expect.fail();
  expect((await list({ ...page, at, cursor })).items).toHaveLength(1);
  expect(await reasonOf(list({ ...page, cursor }))).toBe("INVALID_CURSOR");
  const later = await instantBetween(world);
  expect(await reasonOf(list({ ...page, at: later, cursor }))).toBe("INVALID_CURSOR");
});
