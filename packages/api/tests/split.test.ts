import { fromStoredIdOrNull, toStoredId } from "@daybook/db/codec";
import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { type Caller, newUser, reasonOf, refusalOf, startWorld } from "./auth/_processes.ts";

const STANDUP = {
  title: "Stand-up",
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:15:00",
  timeZone: "Europe/Berlin",
  recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO;COUNT=6" },
};

const [FIRST, SECOND, THIRD, FOURTH, FIFTH] = [
  "2026-03-02T09:00:00",
  "2026-03-09T09:00:00",
  "2026-03-16T09:00:00",
  "2026-03-23T09:00:00",
  "2026-03-30T09:00:00",
] as const;

const FROM_THIRD = { scope: "thisAndFollowing", occurrenceKey: THIRD } as const;

/** Title and start of everything that the caller sees that spring. */
async function springOf(caller: Caller): Promise<string[][]> {
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-06-01T00:00:00Z" };
  const { items } = await caller.events.occurrences(window);
  return items.map(({ title, start }) => [title, start]);
}

test("[X4] an edit of one occurrence and all that follow makes an event of them", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const split = await ada.events.update({ id, ...FROM_THIRD, patch: { title: "Retro" } });

  expect(split).toMatchObject({
    changed: true,
    merged: false,
    event: { id, version: 2, title: "Stand-up", splitFrom: null },
    rightPart: {
      version: 1,
      title: "Retro",
      start: THIRD,
      sequence: 0,
      splitFrom: { eventId: id, version: 2 },
      calendarId: split.event.calendarId,
      recurrence: { rrule: "FREQ=WEEKLY;COUNT=4;BYDAY=MO" },
    },
    preview: null,
  });
  const right = split.rightPart?.id ?? "";
  expect(split.rightPart?.uid).toBe(right);
  expect(split.event.uid).toBe(id);
  expect(await ada.events.get({ id: right })).toEqual(split.rightPart);
  expect(await springOf(ada)).toEqual([
    ["Stand-up", FIRST],
    ["Stand-up", SECOND],
    ["Retro", THIRD],
    ["Retro", FOURTH],
    ["Retro", FIFTH],
    ["Retro", "2026-04-06T09:00:00"],
  ]);
  for (const eventId of [id, right]) {
    const { items } = await ada.versions.list({ eventId, limit: 1 });
    expect(items).toMatchObject([{ kind: "split", changeSetId: split.changeSetId }]);
    expect(await ada.versions.verify({ eventId })).toMatchObject({ ok: true });
    const trail = await ada.audit.list({ resource: { type: "event", id: eventId } });
    expect(trail.items[0]).toMatchObject({ procedure: "events.update" });
  }
});

test("[X4] later overrides and exclusions go along, and the pivot's own lose what is given", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const at = (occurrenceKey: string) => ({ id, scope: "this", occurrenceKey }) as const;
  await ada.events.update({ ...at(SECOND), patch: { title: "Early" } });
  await ada.events.update({ ...at(THIRD), patch: { title: "Pivot", location: "Attic" } });
  await ada.events.update({ ...at(FOURTH), patch: { title: "Late" } });
  await ada.events.delete(at(FIFTH));
  const { event, rightPart } = await ada.events.update({
    id,
    ...FROM_THIRD,
    patch: { title: "Retro", start: "2026-03-16T10:00:00" },
  });
  expect(Object.keys(event.overrides)).toEqual([SECOND]);
  expect(rightPart?.overrides).toEqual({
    "2026-03-16T10:00:00": { location: "Attic" },
    "2026-03-23T10:00:00": { title: "Late" },
  });
  expect(rightPart?.recurrence?.exdates).toEqual(["2026-03-30T10:00:00"]);
  expect(await springOf(ada)).toEqual([
    ["Stand-up", FIRST],
    ["Early", SECOND],
    ["Retro", "2026-03-16T10:00:00"],
    ["Late", "2026-03-23T10:00:00"],
    ["Retro", "2026-04-06T10:00:00"],
  ]);
});

test("[X4] [S6] the right part carries the same grants, and is on the same shelves", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const [viewer, editor] = [await newUser(world), await newUser(world)];
  const [expired, withdrawn] = [await newUser(world), await newUser(world)];
  const { id } = await ada.events.create(STANDUP);
  const expiresAt = "2099-01-01T00:00:00Z";
  await ada.sharing.share({
    resource: { type: "event", id },
    users: [
      { userId: viewer.user.id, role: "viewer", expiresAt },
      { userId: editor.user.id, role: "editor", canDelete: true },
      { userId: expired.user.id, role: "editor", expiresAt },
      { userId: withdrawn.user.id, role: "viewer" },
    ],
  });
  await world.database.transaction((trx) =>
    trx
      .updateTable("event_permissions")
      .set({ expires_at: 1_000 })
      .where("user_id", "=", toStoredId(expired.user.id))
      .execute(),
  );
  await ada.sharing.revoke({ resource: { type: "event", id }, userId: withdrawn.user.id });
  const { rightPart } = await ada.events.update({ id, ...FROM_THIRD, patch: { title: "Retro" } });
  const right = rightPart?.id ?? "";
  const grantsOf = async (eventId: string) => {
    const { items } = await ada.sharing.list({ resource: { type: "event", id: eventId } });
    return items.filter(({ via }) => via.type === "event").map(({ via: _via, ...grant }) => grant);
  };
  expect(await grantsOf(right)).toHaveLength(2);
  expect(await grantsOf(right)).toEqual(await grantsOf(id));
  // Grants that were no longer in force are on neither part, nor did the split bring one back.
  for (const { accessToken, user } of [expired, withdrawn]) {
    const caller = world.as(accessToken);
    expect(await reasonOf(caller.events.get({ id: right }))).toBe("NOT_FOUND");
    expect(await springOf(caller)).toEqual([]);
    expect((await logOf(user.id)).filter(([, subject]) => subject === right)).toEqual([]);
  }
  expect(await granteesOf(right)).toEqual([viewer.user.id, editor.user.id].toSorted());
  for (const { accessToken, user } of [viewer, editor]) {
    const caller = world.as(accessToken);
    expect(await springOf(caller)).toEqual(await springOf(ada));
    expect(await logOf(user.id)).toEqual([
      ["added", id, null],
      ["event", id, 2],
      ["added", right, null],
      ["event", right, 1],
    ]);
  }

  async function granteesOf(eventId: string) {
    const rows = await world.database.read
      .selectFrom("event_permissions")
      .select("user_id")
      .where("event_id", "=", toStoredId(eventId))
      .execute();
    return rows.flatMap((row) => fromStoredIdOrNull(row.user_id) ?? []).toSorted();
  }

  async function logOf(userId: string) {
    const rows = await world.database.read
      .selectFrom("log")
      .select(["type", "event_id", "resource_id", "version"])
      .where("scope_id", "=", toStoredId(userId))
      .orderBy("seq")
      .execute();
    return rows
      .map((row) => [row.type, fromStoredIdOrNull(row.event_id ?? row.resource_id), row.version])
      .filter(([, subject]) => subject === id || subject === right);
  }
});

test("[X4] [S1] an editor of the event alone may split it, and gains no right to delete by that", async () => {
  await using world = await startWorld();
  const session = await newUser(world);
  const ada = world.as(session.accessToken);
  const editor = await newUser(world);
  const bob = world.as(editor.accessToken);
  const { id } = await ada.events.create(STANDUP);
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: editor.user.id, role: "editor" }] });
  const { rightPart } = await bob.events.update({ id, ...FROM_THIRD, patch: { title: "Retro" } });
  expect(rightPart).toMatchObject({
    role: "editor",
    ownerId: session.user.id,
    createdBy: session.user.id,
    updatedBy: editor.user.id,
  });
  const right = rightPart?.id ?? "";
  expect(await bob.events.get({ id: right })).toEqual(rightPart);
  expect(await reasonOf(bob.events.delete({ id: right, scope: "all" }))).toBe("FORBIDDEN");
  // To end the series earlier is an edit, to leave nothing of it a delete (X5).
  const fromFourth = { scope: "thisAndFollowing", occurrenceKey: FOURTH } as const;
  expect(await bob.events.delete({ id: right, ...fromFourth })).toMatchObject({ changed: true });
  expect(await reasonOf(bob.events.delete({ id: right, ...FROM_THIRD }))).toBe("FORBIDDEN");
  expect(await ada.events.delete({ id: right, ...FROM_THIRD })).toMatchObject({
    event: { deletedAt: expect.any(String) },
  });
});

test("[X5] a delete of one occurrence and all that follow ends the series before it", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const ended = await ada.events.delete({ id, ...FROM_THIRD });
  expect(ended).toMatchObject({ changed: true, rightPart: null, event: { deletedAt: null } });
  expect(await springOf(ada)).toEqual([
    ["Stand-up", FIRST],
    ["Stand-up", SECOND],
  ]);
  expect((await ada.versions.list({ eventId: id })).items[0]).toMatchObject({ kind: "update" });
  expect(await reasonOf(ada.events.delete({ id, ...FROM_THIRD }))).toBe("OCCURRENCE_NOT_FOUND");
});

test("[X4] [V2] from the first occurrence on it means all, and what changes nothing splits nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const before = await contentsOf(world.database);
  const same = { title: "Stand-up", start: THIRD };
  expect(await ada.events.update({ id, ...FROM_THIRD, patch: same })).toMatchObject({
    changed: false,
    rightPart: null,
    event: { version: 1 },
  });
  expect(await contentsOf(world.database)).toEqual(before);
  const all = { id, scope: "thisAndFollowing", occurrenceKey: FIRST } as const;
  expect(await ada.events.update({ ...all, patch: { title: "Retro" } })).toMatchObject({
    rightPart: null,
    event: { version: 2, title: "Retro" },
  });
});

test("[C2] a repeated split answers the same parts, and splits once", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const { id } = await world.as(accessToken).events.create(STANDUP);
  const keyed = world.as(accessToken, { idempotencyKey: "split once" });
  const input = { id, ...FROM_THIRD, patch: { title: "Retro" } };
  const first = await keyed.events.update(input);
  expect(await keyed.events.update(input)).toEqual(first);
  expect((await keyed.events.list({})).items).toHaveLength(2);
});

test("[X4] [C4] a refused split leaves no trace", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const viewer = await newUser(world);
  const bob = world.as(viewer.accessToken);
  const { id } = await ada.events.create(STANDUP);
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: viewer.user.id, role: "viewer" }] });
  await ada.events.update({ id, scope: "this", occurrenceKey: FOURTH, patch: { title: "Late" } });
  const before = await contentsOf(world.database);
  const patch = { title: "Retro" };
  const nowhere = { ...FROM_THIRD, occurrenceKey: "2026-03-17T09:00:00" };
  const tuesdays = { start: "2026-03-17T09:00:00", recurrence: { rrule: "FREQ=MONTHLY" } };
  const refusals: [() => Promise<unknown>, string][] = [
    [() => bob.events.update({ id, ...FROM_THIRD, patch }), "FORBIDDEN"],
    [() => ada.events.update({ id, scope: "thisAndFollowing", patch }), "OCCURRENCE_KEY_REQUIRED"],
    [() => ada.events.update({ id, ...nowhere, patch }), "OCCURRENCE_NOT_FOUND"],
    [() => ada.events.update({ id, ...FROM_THIRD, patch: { title: " " } }), "INVALID_INPUT"],
    [() => ada.events.update({ id, ...FROM_THIRD, patch: tuesdays }), "EXCEPTIONS_ORPHANED"],
    [() => ada.events.delete({ id, ...nowhere }), "OCCURRENCE_NOT_FOUND"],
  ];
  for (const [call, reason] of refusals) {
    expect(await reasonOf(call())).toBe(reason);
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[X4] [V4] a left part does not go back past its split while the right part lives", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  const { rightPart } = await ada.events.update({ id, ...FROM_THIRD, patch: { title: "Retro" } });
  await ada.events.update({ id, scope: "all", patch: { title: "Before" } });
  const rightPartId = rightPart?.id ?? "";
  for (const preview of [false, true]) {
    const back = ada.versions.rollback({ eventId: id, version: 1, preview });
    expect(await refusalOf(back)).toMatchObject({
      reason: "SPLIT_SINCE",
      details: { rightPartId },
    });
  }
  const toSplit = await ada.versions.rollback({ eventId: id, version: 2 });
  expect(toSplit).toMatchObject({ changed: true, event: { version: 4, title: "Stand-up" } });
  await ada.events.delete({ id: rightPartId, scope: "all" });
  expect(await ada.versions.rollback({ eventId: id, version: 1 })).toMatchObject({
    event: { version: 5, recurrence: STANDUP.recurrence },
  });
  expect(await springOf(ada)).toHaveLength(6);
});

test("[X3] [V3] a split of an older version reads its key there, and is merged over what it does not meet", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.events.create(STANDUP);
  await ada.events.update({ id, scope: "all", patch: { location: "Attic" } });
  await ada.events.update({ id, scope: "all", patch: { start: "2026-03-03T10:00:00" } });
  const stale = { id, ...FROM_THIRD, patch: { title: "Retro" }, baseVersion: 1 } as const;
  expect(await reasonOf(ada.events.update({ ...stale, onConflict: "fail" }))).toBe(
    "VERSION_CONFLICT",
  );
  expect(await ada.events.update(stale)).toMatchObject({
    merged: true,
    mergedOver: [2, 3],
    event: { version: 4, start: "2026-03-03T10:00:00", location: "Attic" },
    rightPart: { title: "Retro", start: "2026-03-17T10:00:00", location: "Attic" },
  });
});

test("[X4] [V3] a split of an older version conflicts with what it meets", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const patch = { title: "Retro", start: "2026-03-16T11:00:00" };
  const meetings: [string, (id: string) => Promise<unknown>][] = [
    ["recurrence", (id) => ada.events.delete({ id, ...FROM_THIRD })],
    ["recurrence", (id) => ada.events.update({ id, ...FROM_THIRD, patch })],
    ["title", (id) => ada.events.update({ id, scope: "all", patch: { title: "Daily" } })],
    [
      "start",
      (id) => ada.events.update({ id, scope: "all", patch: { start: "2026-03-02T10:00:00" } }),
    ],
    ["recurrence", (id) => ada.events.delete({ id, scope: "this", occurrenceKey: FOURTH })],
    [
      `overrides.${THIRD}`,
      (id) =>
        ada.events.update({
          id,
          scope: "this",
          occurrenceKey: THIRD,
          patch: { location: "Attic" },
        }),
    ],
  ];
  for (const [field, meanwhile] of meetings) {
    const { id } = await ada.events.create(STANDUP);
    await meanwhile(id);
    const before = await contentsOf(world.database);
    const refusal = await refusalOf(
      ada.events.update({ id, ...FROM_THIRD, patch, baseVersion: 1 }),
    );
    expect(refusal.reason).toBe("VERSION_CONFLICT");
    const { conflicts } = refusal.details as { conflicts: { field: string }[] };
    expect(conflicts.map((conflict) => conflict.field)).toContain(field);
    expect(await contentsOf(world.database)).toEqual(before);
  }
});
