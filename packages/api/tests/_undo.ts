import { expect } from "vitest";
import type { UndoneChangeSetView } from "../src/versions/undo.schema.ts";
import type { Caller } from "./auth/_processes.ts";

type UndoInput = Parameters<Caller["versions"]["undo"]>[0];

/** Takes a change set back; what is said of several events is told from what is said of one. */
export async function undoSet(
  caller: Caller,
  changeSetId: string | null,
  more: Omit<UndoInput, "changeSetId"> = {},
): Promise<UndoneChangeSetView> {
  const id = changeSetId ?? expect.fail("nothing was written");
  const answer = await caller.versions.undo({ changeSetId: id, ...more });
  return "items" in answer ? answer : expect.fail("a change set was answered as one version");
}

/** The content of an event, without what says when and by whom it was changed. */
export async function contentOf(
  caller: Caller,
  eventId: string,
  version?: number,
): Promise<unknown> {
  const now = version ?? (await caller.events.get({ id: eventId })).version;
  return (await caller.versions.get({ eventId, version: now })).event;
}
