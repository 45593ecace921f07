import { newId } from "@daybook/db/ids";
import type { ErrorReason } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { undoSet } from "./_undo.ts";
import { newUser, refusalOf, startWorld } from "./auth/_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

const id = newId();

const MANY = Object.fromEntries(
  Array.from({ length: LIMITS.resolutions + 1 }, (_, i) => [`metadata.${i}`, "yours"]),
);

test.each<[name: string, input: object, reason: ErrorReason, path: string]>([
  ["nothing", {}, "INVALID_INPUT", "eventId"],
  ["a version of nothing", { version: 1 }, "INVALID_INPUT", "eventId"],
  ["no version", { eventId: id }, "INVALID_INPUT", "version"],
  ["both", { eventId: id, version: 1, changeSetId: id }, "INVALID_INPUT", "changeSetId"],
  ["a version and a change set", { version: 1, changeSetId: id }, "INVALID_INPUT", "changeSetId"],
  ["version 0", { eventId: id, version: 0 }, "INVALID_INPUT", "version"],
  ["half a version", { eventId: id, version: 1.5 }, "INVALID_INPUT", "version"],
  ["an id that is none", { changeSetId: "last" }, "INVALID_INPUT", "changeSetId"],
  ["an unknown key", { changeSetId: id, force: true }, "UNKNOWN_KEY", "force"],
  [
    "another side",
    { changeSetId: id, resolutions: { title: "ours" } },
    "INVALID_INPUT",
    "resolutions.title",
  ],
  [
    "a list of resolutions",
    { changeSetId: id, resolutions: ["title"] },
    "INVALID_INPUT",
    "resolutions",
  ],
  ["too many resolutions", { changeSetId: id, resolutions: MANY }, "LIMIT_EXCEEDED", "resolutions"],
  [
    "a message beyond the limit",
    { changeSetId: id, message: "x".repeat(501) },
    "LIMIT_EXCEEDED",
    "message",
  ],
])("[C5] [C1] an undo of %s is refused with its field", async (_name, input, reason, path) => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const refusal = await refusalOf(ada.versions.undo(input));
  expect(refusal).toMatchObject({ reason, fieldErrors: [{ path }] });
});

test("[C1] what cannot be undone leaves no trace: foreign and invented versions and change sets, conflicts, splits", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const eve = world.as((await newUser(world)).accessToken);
  const tea = await ada.events.create(TEA);
  await ada.events.update({ id: tea.id, patch: { title: "Coffee" } });
  await ada.events.update({ id: tea.id, patch: { title: "Cocoa" } });
  const { changeSetId, items } = await ada.events.createMany({ events: [TEA, TEA, TEA] });
  await ada.events.update({ id: items[1]?.id ?? "", patch: { title: "Milk" } });
  const series = await ada.events.create({
    ...TEA,
    recurrence: { rrule: "FREQ=DAILY;COUNT=5" },
  });
  const split = await ada.events.update({
    id: series.id,
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-04T15:00:00",
    patch: { title: "Later" },
  });
  await ada.events.update({
    id: split.rightPart?.id ?? "",
    scope: "all",
    patch: { location: "Attic" },
  });
  const own = await eve.events.create(TEA);
  const [ofEve] = (await eve.versions.list({ eventId: own.id })).items;
  const before = await contentsOf(world.database);

  const refused: [call: () => Promise<unknown>, reason: ErrorReason][] = [
    [() => ada.versions.undo({ eventId: tea.id, version: 4 }), "VERSION_NOT_FOUND"],
    [() => ada.versions.undo({ eventId: newId(), version: 1 }), "NOT_FOUND"],
    [() => eve.versions.undo({ eventId: tea.id, version: 2 }), "NOT_FOUND"],
    [() => ada.versions.undo({ eventId: tea.id, version: 2 }), "VERSION_CONFLICT"],
    [() => ada.versions.undo({ eventId: tea.id, version: 2, preview: true }), "VERSION_CONFLICT"],
    [() => undoSet(ada, newId()), "NOT_FOUND"],
    [() => undoSet(ada, tea.id), "NOT_FOUND"],
    [() => undoSet(ada, ofEve?.changeSetId ?? ""), "NOT_FOUND"],
    [() => undoSet(eve, changeSetId), "NOT_FOUND"],
    [() => undoSet(ada, changeSetId), "VERSION_CONFLICT"],
    [() => undoSet(ada, changeSetId, { preview: true }), "VERSION_CONFLICT"],
    [() => undoSet(ada, split.changeSetId), "VERSION_CONFLICT"],
    [() => ada.versions.undo({ eventId: split.rightPart?.id, version: 1 }), "VERSION_CONFLICT"],
  ];
  for (const [call, reason] of refused) {
    expect((await refusalOf(call())).reason).toBe(reason);
  }
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[V4] [V3] a merge that would be invalid is a conflict in what makes it so, and writes nothing", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const note = "x".repeat(10_000);
  const { id: eventId } = await ada.events.create({ ...TEA, metadata: { a: note } });
  await ada.events.update({ id: eventId, patch: { metadata: {} } });
  await ada.events.update({ id: eventId, patch: { metadata: { b: note } } });
  const before = await contentsOf(world.database);
  const undo = { eventId, version: 2 };
  expect(await refusalOf(ada.versions.undo(undo))).toMatchObject({
    reason: "VERSION_CONFLICT",
    details: { conflicts: [{ field: "metadata.a" }, { field: "metadata.b" }] },
  });
  expect(await contentsOf(world.database)).toEqual(before);
  await ada.versions.undo({
    ...undo,
    resolutions: { "metadata.a": "yours", "metadata.b": "yours" },
  });
  expect(await ada.events.get({ id: eventId })).toMatchObject({ metadata: { a: note } });
});
