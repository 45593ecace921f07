import { expect, test } from "vitest";
import { targetOf } from "./commands/edit-target.ts";
import { parseEventId, parseEventReference } from "./event-reference.ts";
import { UsageError } from "./failure.ts";

const ID = "01890a5d-ac96-774b-bcce-b302099a8057";

test("an event is named by its id, an occurrence by id and key", () => {
  expect(parseEventReference(ID)).toEqual({ id: ID, key: undefined });
  expect(parseEventReference(`${ID}@2026-03-30 09:00`)).toEqual({
    id: ID,
    key: "2026-03-30T09:00:00",
  });
  expect(parseEventReference(`${ID}@2026-03-30`)).toEqual({ id: ID, key: "2026-03-30" });
  expect(() => parseEventId(`${ID}@2026-03-30`)).toThrow(UsageError);
});

test.each(["", "@2026-03-30", `${ID}@`, `${ID}@a@b`, "nope", "nope@2026-03-30"])(
  "%j names nothing",
  (text) => {
    expect(() => parseEventReference(text)).toThrow(UsageError);
  },
);

test("[X1] a key means this occurrence, unless a scope says otherwise", () => {
  expect(targetOf(`${ID}@2026-03-30`, {})).toMatchObject({
    scope: "this",
    occurrenceKey: "2026-03-30",
  });
  expect(targetOf(ID, { at: "2026-03-30 09:00", scope: "all" })).toMatchObject({
    scope: "all",
    occurrenceKey: "2026-03-30T09:00:00",
  });
  expect(targetOf(ID, {})).toMatchObject({ scope: undefined, occurrenceKey: undefined });
  expect(targetOf(`${ID}@2026-03-30`, { following: true })).toMatchObject({
    scope: "thisAndFollowing",
    occurrenceKey: "2026-03-30",
  });
  expect(() => targetOf(`${ID}@2026-03-30`, { following: true, scope: "all" })).toThrow(UsageError);
  expect(() => targetOf(`${ID}@2026-03-30`, { at: "2026-03-31" })).toThrow(UsageError);
});
