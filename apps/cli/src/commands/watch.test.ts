import type { SyncMessage } from "@daybook/client";
import { expect, test } from "vitest";
import { UNPAINTED } from "../present/paint.ts";
import { Newness } from "./newness.ts";
import { changesOf } from "./watch.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const ITEM = {
  type: "calendar",
  calendarId: ID,
  at: "2026-03-01T08:00:00Z",
  calendar: null,
} as const;

function message(cursor: string, more: Partial<SyncMessage> = {}): SyncMessage {
  return { type: "changes", items: [ITEM], cursor, hasMore: false, ...more };
}

/** What is passed on, each message by its cursor and its number of items, and what is told. */
async function watched(
  messages: readonly SyncMessage[],
  { resumed = false, json = false } = {},
): Promise<{ shown: string[]; told: string[] }> {
  const told: string[] = [];
  const run = {
    json,
    tell: (text: (paint: typeof UNPAINTED) => string) => told.push(text(UNPAINTED)),
  };
  async function* stream(): AsyncGenerator<SyncMessage> {
    yield* messages;
  }
  const following = { resumed, newness: new Newness() };
  const passed = await Array.fromAsync(changesOf(stream(), run, following));
  return { shown: passed.map(({ cursor, items }) => `${cursor}:${items.length}`), told };
}

const READY = "Watching. Ctrl-C ends.";
const RESYNC = "Too much has changed at once: some of it is not shown here.";

test("[L3] the state that a stream begins with is passed over, its end is where to go on from", async () => {
  const first = [message("a", { hasMore: true }), message("b"), message("c")];
  expect(await watched(first)).toEqual({ shown: ["b:0", "c:1"], told: [READY] });
});

test("[L3] a stream that goes on from a cursor tells of changes from the first message on", async () => {
  const messages = [message("a", { hasMore: true }), message("b")];
  expect(await watched(messages, { resumed: true })).toEqual({
    shown: ["a:1", "b:1"],
    told: [READY],
  });
});

const RESYNCED = [
  message("a"),
  message("b", { type: "resync", hasMore: true }),
  message("c"),
  message("d"),
];

test("[L3] who fell too far behind is told so, and goes on from the state that there is", async () => {
  expect(await watched(RESYNCED, { resumed: true })).toEqual({
    shown: ["a:1", "c:0", "d:1"],
    told: [READY, RESYNC, READY],
  });
});

test("[L3] a program that fell too far behind is given the whole state", async () => {
  const { shown } = await watched(RESYNCED, { resumed: true, json: true });
  expect(shown).toEqual(["a:1", "b:1", "c:1", "d:1"]);
});

test("[L3] nothing is said to be watched before the server has answered", async () => {
  const told: string[] = [];
  async function* refused(): AsyncGenerator<SyncMessage> {
    yield* [];
    throw new Error("no such cursor");
  }
  const run = { json: false, tell: () => void told.push("told") };
  const following = { resumed: true, newness: new Newness() };
  await expect(Array.fromAsync(changesOf(refused(), run, following))).rejects.toThrow("no such");
  expect(told).toEqual([]);
});
