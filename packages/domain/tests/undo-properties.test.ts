import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventContent } from "../src/event/content.ts";
import { type EventPatch, patchContent } from "../src/event/patch.ts";
import { encodeContent } from "../src/event/stored-content.ts";
import { contentEquals } from "../src/versions/diff.ts";
import { type EventState, undoChange, type UndoResult } from "../src/versions/undo.ts";
import { arbitraryContent } from "./_arbitrary-content.ts";

/** Any state of an event: two of them are what some change found and made. */
const state: fc.Arbitrary<EventState> = fc.record({
  content: arbitraryContent,
  deleted: fc.boolean(),
  calendarId: fc.constantFrom("home", "work"),
});

function undone(result: UndoResult): EventState {
  if (result.kind === "undone") return result.state;
  return expect.fail(`it meets something in ${JSON.stringify(result.conflicts)}`);
}

/** A state as it would be stored. */
function stored({ content, deleted, calendarId }: EventState) {
  return { content: encodeContent(content), deleted, calendarId };
}

test("[V4] right after a change its undo gives exactly what was before", () => {
  fc.assert(
    fc.property(state, state, (yours, base) => {
      const back = undone(undoChange({ base, yours, theirs: base }));
      expect(stored(back)).toEqual(stored(yours));
    }),
  );
});

test("[V4] undoing an undo gives back what the change made", () => {
  fc.assert(
    fc.property(state, state, (before, after) => {
      const back = undone(undoChange({ base: after, yours: before, theirs: after }));
      const again = undone(undoChange({ base: back, yours: after, theirs: back }));
      expect(stored(again)).toEqual(stored(after));
    }),
  );
});

test("[V4] [V2] where the present is as it was before the change, nothing is to be done", () => {
  fc.assert(
    fc.property(state, state, (yours, base) => {
      expect(undoChange({ base, yours, theirs: yours })).toMatchObject({ changed: false });
    }),
  );
});

type PlainPatch = Partial<Record<"title" | "location" | "description", string>>;

/** A value for some of the fields that stand for themselves. */
const plain: fc.Arbitrary<PlainPatch> = fc.record(
  {
    title: fc.constantFrom("a", "b", "c"),
    location: fc.constantFrom("", "here", "there"),
    description: fc.constantFrom("", "one line", "another"),
  },
  { requiredKeys: [] },
);

function edited(content: EventContent, patch: EventPatch): EventContent {
  return patchContent(content, patch, { scope: "all" }).content;
}

test("[V4] [V3] an undo keeps later edits of other fields; of the same fields it is told", () => {
  fc.assert(
    fc.property(arbitraryContent, plain, plain, (content, change, later) => {
      const at = (of: EventContent): EventState => ({
        content: of,
        deleted: false,
        calendarId: "home",
      });
      const base = edited(content, change);
      const present = edited(base, later);
      const fields = (["title", "location", "description"] as const).filter(
        (field) => base[field] !== content[field],
      );
      const meeting = fields.filter(
        (field) => present[field] !== base[field] && present[field] !== content[field],
      );
      const undo = { base: at(base), yours: at(content), theirs: at(present) };
      const result = undoChange(undo);
      if (meeting.length > 0) {
        expect(result.kind === "conflict" && result.conflicts.map(({ field }) => field)).toEqual(
          expect.arrayContaining(meeting),
        );
        const mine = Object.fromEntries(meeting.map((field) => [field, "yours" as const]));
        const settled = undone(undoChange({ ...undo, resolutions: mine }));
        for (const field of fields) expect(settled.content[field]).toBe(content[field]);
        return;
      }
      const expected = { ...present };
      for (const field of fields) Object.assign(expected, { [field]: content[field] });
      expect(contentEquals(undone(result).content, expected)).toBe(true);
    }),
  );
});

test("[V4] right after a change its undo keeps the fields that are to stay, deleted or not, and no others", () => {
  const kept = fc.subarray(["title", "location", "description"] as const);
  fc.assert(
    fc.property(state, plain, state, plain, kept, (before, was, after, is, fields) => {
      const yours = { ...before, content: edited(before.content, was) };
      const base = { ...after, content: edited(after.content, is) };
      const resolutions = Object.fromEntries(
        ["nothing", ...fields].map((field) => [field, "theirs" as const]),
      );
      const back = undone(undoChange({ base, yours, theirs: base, resolutions }));
      const content = { ...yours.content };
      for (const field of fields) content[field] = base.content[field];
      expect({ ...back, content: contentEquals(back.content, content) }).toEqual({
        ...yours,
        content: true,
      });
    }),
  );
});
