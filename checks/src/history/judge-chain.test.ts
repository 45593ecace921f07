import { expect, test } from "vitest";
import type { Content } from "./apply-diff.ts";
import { judgeChain } from "./judge-chain.ts";
import type { Chain } from "./read-chain.ts";

const CONTENT: Content = {
  title: "Stand-up",
  description: "",
  location: "",
  status: "confirmed",
  transparency: "opaque",
  allDay: false,
  start: "2026-03-02T09:00:00",
  end: "2026-03-02T09:30:00",
  timeZone: "UTC",
  tags: [],
  metadata: {},
  calendarProperties: [],
  recurrence: { rrule: "FREQ=DAILY", rdates: [], exdates: [] },
  overrides: { "2026-03-03T09:00:00": { title: "Late" } },
  startsAt: "2026-03-02T09:00:00Z",
  endsAt: "2026-03-02T09:30:00Z",
};
/** The series moved by an hour, and its override with it. */
const MOVED: Content = {
  ...CONTENT,
  start: "2026-03-02T10:00:00",
  end: "2026-03-02T10:30:00",
  overrides: { "2026-03-03T10:00:00": { title: "Late" } },
};

function versionItem(version: number, fields: Partial<Chain["versions"][number]>) {
  return {
    version,
    kind: "update" as const,
    deleted: false,
    at: `2026-03-01T09:00:00.00${version}Z`,
    message: `edit ${version}`,
    changedFields: [],
    calendarId: "calendar",
    changeSetId: `set ${version}`,
    sourceVersion: null,
    ...fields,
  };
}

const CHAIN: Chain = {
  eventId: "event",
  deletedNow: false,
  presentVersion: 3,
  present: CONTENT,
  versions: [
    versionItem(1, { kind: "create" }),
    versionItem(2, { changedFields: ["start", "end"] }),
    versionItem(3, { kind: "rollback", sourceVersion: 1, changedFields: ["start", "end"] }),
  ],
  contents: [CONTENT, MOVED, CONTENT],
  steps: [
    [
      { field: "start", from: CONTENT.start, to: MOVED.start },
      { field: "end", from: CONTENT.end, to: MOVED.end },
    ],
    [
      { field: "start", from: MOVED.start, to: CONTENT.start },
      { field: "end", from: MOVED.end, to: CONTENT.end },
    ],
  ],
  past: [{ version: 2, shown: [pastEvent(2, MOVED)] }],
  verified: { ok: true, checked: 3 },
};

function pastEvent(version: number, content: Content) {
  return { version, content, deleted: false, calendarId: "calendar" };
}

test("[V1] [V5] a sound history has nothing to complain of", () => {
  expect(judgeChain(CHAIN)).toEqual([]);
});

const [first, second, third] = [1, 2, 3].map((version) => CHAIN.versions[version - 1]!);
const BROKEN: [string, Partial<Chain>, string][] = [
  ["a gap", { versions: [first!, { ...second!, version: 3 }, third!] }, "[V1]"],
  ["a lost version", { versions: [first!, second!] }, "[V1]"],
  ["two of one moment", { versions: [first!, { ...second!, at: first!.at }, third!] }, "[V1]"],
  ["fields that did not change", { steps: [[], CHAIN.steps[1]!] }, "[V5]"],
  ["another content", { contents: [CONTENT, { ...MOVED, title: "x" }, CONTENT] }, "[V5]"],
  [
    "an override that stayed",
    { contents: [CONTENT, { ...MOVED, overrides: CONTENT.overrides }, CONTENT] },
    "[V5]",
  ],
  [
    "a rollback to something else",
    { contents: [{ ...CONTENT, title: "x" }, MOVED, CONTENT] },
    "[V4]",
  ],
  ["a present that is not the last", { present: MOVED }, "[V7]"],
  ["a chain that does not fit", { verified: { ok: false, checked: 3 } }, "[V8]"],
  ["a part that is not verified", { verified: { ok: true, checked: 2 } }, "[V8]"],
  ["a past that never was", { past: [{ version: 2, shown: [pastEvent(2, CONTENT)] }] }, "[V7]"],
  [
    "an instant that names another version",
    { past: [{ version: 2, shown: [pastEvent(1, CONTENT)] }] },
    "[V7]",
  ],
  ["an event that should be deleted", { deletedNow: true }, "[V1]"],
];

test.each(BROKEN)("[V1] [V5] [V8] %s is found", (_name, fields, rule) => {
  const complaints = judgeChain({ ...CHAIN, ...fields });
  expect(complaints.some((complaint) => complaint.startsWith(rule))).toBe(true);
});
