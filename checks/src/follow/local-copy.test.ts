import type { SyncItem } from "@daybook/client";
import { expect, test } from "vitest";
import { judgeTold } from "./judge-followers.ts";
import { LocalCopy } from "./local-copy.ts";

const at = "2026-03-02T09:00:00Z";

/** Only what a copy looks at. */
function eventItem(eventId: string, version: number, fields: object = {}): SyncItem {
  const event = { id: eventId, calendarId: "c", version, deletedAt: null, ...fields };
  return { type: "event", eventId, version, kind: "update", at, event } as SyncItem;
}

function copyOf(...items: SyncItem[]): LocalCopy {
  const copy = new LocalCopy();
  copy.apply(items);
  return copy;
}

const HISTORIES = [
  {
    eventId: "e",
    versions: ["c", "c", "c", "other"].map((calendarId, index) => ({
      version: index + 1,
      calendarId,
    })),
  },
];
const judge = (versions: number[], first: [string, number][] = []) => {
  const copy = copyOf(...versions.map((version) => eventItem("e", version)));
  return judgeTold({ name: "reader", first: new Map(first), copy }, HISTORIES);
};

test.each<[string, number[], [string, number][]]>([
  ["from version 1 on", [1, 2, 3, 4], []],
  ["from what a full sync told", [2, 3, 4], [["e", 2]]],
  ["the other calendar's first", [1, 4, 2, 3], []],
])("[L1] each version once, %s, is right", (_name, versions, first) => {
  expect(judge(versions, first)).toEqual([]);
});

test.each<[string, number[]]>([
  ["that is missed", [1, 2, 4]],
  ["that is told twice", [1, 2, 3, 3, 4]],
  ["that is told too late", [1, 3, 2, 4]],
  ["that never came", [1, 2, 3]],
])("[L1] a version %s is found", (_name, versions) => {
  expect(judge(versions)).toHaveLength(1);
});

test("[L2] a lost calendar takes its events along, and what follows is there again", () => {
  const removed: SyncItem = {
    type: "removed",
    resource: { type: "calendar", id: "c" },
    cause: "revoked",
    at,
    grant: null,
  };
  const copy = copyOf(eventItem("e", 1), eventItem("f", 1), removed, eventItem("f", 1));
  expect(copy.differences(copyOf(eventItem("f", 1)))).toEqual([]);
  expect(copy.differences(copyOf(eventItem("e", 1)))).toHaveLength(2);
});

test("[L2] a new role on a calendar is that of its events", () => {
  const role: SyncItem = {
    type: "role",
    resource: { type: "calendar", id: "c" },
    cause: "shared",
    at,
    grant: { role: "editor", canShare: false, canDelete: true, expiresAt: null },
  };
  const before = { role: "viewer", canShare: false, canDelete: false };
  const after = { role: "editor", canShare: false, canDelete: true };
  const elsewhere = { ...before, calendarId: "d" };
  const copy = copyOf(eventItem("e", 1, before), eventItem("f", 1, elsewhere), role);
  const expected = copyOf(eventItem("e", 1, after), eventItem("f", 1, elsewhere));
  expect(copy.differences(expected)).toEqual([]);
});

test("[L3] a deleted event is in no copy", () => {
  const copy = copyOf(eventItem("e", 1), eventItem("e", 2, { deletedAt: at }));
  expect(copy.differences(copyOf())).toEqual([]);
});
