import type { Event, SyncItem } from "@daybook/client";
import { expect, test } from "vitest";
import { Newness } from "./newness.ts";

const EVENT_ID = "01890a5d-ac96-774b-bcce-b302099a8057";
const CALENDAR_ID = "01890a5d-ac96-774b-bcce-b302099a8058";

const [BEFORE, THEN, AFTER] = [
  "2026-03-01T08:00:00.000Z",
  "2026-03-01T09:00:00.000Z",
  "2026-03-01T10:00:00.000Z",
];

function version(number: number, at: string): SyncItem {
  const event = { id: EVENT_ID, calendarId: CALENDAR_ID, title: "Plan" } as Event;
  return { type: "event", eventId: EVENT_ID, version: number, kind: "update", at, event };
}

function access(type: "added" | "removed" | "role", id = CALENDAR_ID): SyncItem {
  const resource = { type: id === CALENDAR_ID ? "calendar" : "event", id } as const;
  return { type, resource, cause: "shared", at: THEN, grant: null };
}

function news(...items: SyncItem[]): boolean[] {
  const newness = new Newness();
  return items.map((item) => newness.take(item));
}

test("[L2] what was there when a calendar or an event was shared is no news, what comes after is", () => {
  expect(news(access("added"), version(3, BEFORE), version(4, AFTER))).toEqual([true, false, true]);
  expect(news(access("added", EVENT_ID), version(3, THEN), version(4, AFTER))).toEqual([
    true,
    false,
    true,
  ]);
});

test("[L2] a version is news once, also where it is said again behind a right that changed", () => {
  expect(news(version(3, BEFORE), access("role"), version(3, BEFORE), version(4, AFTER))).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(news(version(3, BEFORE), access("removed", EVENT_ID), version(3, BEFORE))).toEqual([
    true,
    true,
    false,
  ]);
});

test("[L2] the name of what was lost is kept", () => {
  const newness = new Newness();
  newness.take(version(1, BEFORE));
  newness.take(access("removed", EVENT_ID));
  expect([newness.nameOf(EVENT_ID), newness.nameOf(CALENDAR_ID)]).toEqual(["Plan", undefined]);
});
