import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { type EventView, Model } from "./model.ts";
import type { Step } from "./step.ts";
import { drawUndo } from "./undo-steps.ts";

const BEFORE: EventView = {
  id: "<id 2>",
  calendarId: "<id 1>",
  version: 1,
  role: "owner",
  title: "Tea",
  description: "",
  location: "Kitchen",
  tags: [],
  start: "2026-03-02T15:00:00",
  recurrence: null,
  overrides: {},
  splitFrom: null,
  deletedAt: null,
};
const LATEST: EventView = { ...BEFORE, version: 2, title: "Coffee", location: "" };

/** The undo of the latest version, with a resolution that keeps the location or without any. */
function undoOfLatest({ keeps }: { readonly keeps: boolean }): Step {
  const model = new Model();
  model.calendars.push({
    id: "<id 1>",
    owner: 0,
    isDefault: true,
    name: "Mine",
    isDeleted: false,
    grants: new Map(),
  });
  const event = model.add(BEFORE, { createdBy: 0 });
  model.adopt(event, LATEST);
  const people = [{ index: 0, username: "ada" }];
  const program = { random: createRandom("a"), model, people, place: 1 };
  for (;;) {
    const step = drawUndo(program, event);
    // The shape of its input.
    const { version, resolutions } = step.input as { version: number; resolutions?: object };
    if (version === LATEST.version && (resolutions !== undefined) === keeps) return step;
  }
}

const answered = (shown: Partial<EventView>, changed = true) => ({
  ok: true as const,
  value: {
    event: { ...LATEST, version: changed ? 3 : 2, canShare: true, canDelete: true, ...shown },
    changed,
    merged: false,
    changeSetId: null,
    rightPart: null,
    preview: null,
  },
});

test.each([
  ["what was before", { keeps: false }, answered({ title: "Tea", location: "Kitchen" })],
  ["that without what is to stay", { keeps: true }, answered({ title: "Tea", location: "" })],
])("[V4] the undo of the latest version gives %s", (_name, asked, answer) => {
  expect(undoOfLatest(asked).settle(answer)).toBeNull();
});

test.each([
  ["leaves out a field", { keeps: false }, answered({ title: "Tea" })],
  ["takes back what is to stay", { keeps: true }, answered({ title: "Tea", location: "Kitchen" })],
  ["does nothing", { keeps: true }, answered({}, false)],
])("[V4] an undo that %s is found", (_name, asked, answer) => {
  expect(undoOfLatest(asked).settle(answer)).toMatch(/^became .*, not /u);
});
