/** That a program finds what is wrong: on servers that answer otherwise than they should. */
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import type { Answer, Call, Contender } from "./contender.ts";
import { createDuet } from "./duet.ts";
import { runProgram } from "./program.ts";
import { Symbols } from "./symbols.ts";

const CALENDARS: Answer = {
  ok: true,
  value: { items: [{ id: "<id 5>", name: "Mine", isDefault: true }] },
};
const REFUSED: Answer = {
  ok: false,
  reason: "INTERNAL",
  details: {},
  fieldErrors: [],
  message: "Something went wrong on our side.",
};

function answering(name: string, answer: (call: Call) => Answer): Contender {
  return { name, call: async (call) => answer(call), noteMoment: async () => undefined };
}

const run = (one: Contender, other: Contender) =>
  runProgram(createDuet(one, other), { random: createRandom("a"), steps: 50 });

test("[S1] servers that refuse what is allowed are found, though they agree", async () => {
  const refusing = answering("refusing", ({ path }) =>
    path === "calendars.list" ? CALENDARS : REFUSED,
  );
  const { complaints } = await run(refusing, refusing);
  expect(complaints[0]).toContain("was refused with INTERNAL");
});

test("servers that answer one call differently are found", async () => {
  const one = answering("one", () => CALENDARS);
  const other = answering("other", ({ actor }) => (actor < 2 ? CALENDARS : REFUSED));
  const { complaints } = await run(one, other);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toContain("call 3");
});

test("answers of two databases are the same up to ids, cursors and the clock", () => {
  const answer = (id: string, at: string, nextCursor: string) => ({
    items: [{ id, uid: `${id}@daybook`, start: "2026-03-02T09:00:00", updatedAt: at }],
    nextCursor,
  });
  const one = answer("01a22526-465e-79d8-9081-bba8a8313d40", "2026-11-29T02:33:15Z", "abc");
  const other = answer("01a22527-5553-71be-9790-c69be8f8bb9d", "2026-11-29T02:33:18.887Z", "xyz");
  const symbols = new Symbols();
  const seen = symbols.abstract(one);
  expect(seen).toEqual(new Symbols().abstract(other));
  expect(symbols.concrete({ id: "<id 1>", cursor: "<cursor 2>" })).toEqual({
    id: "01a22526-465e-79d8-9081-bba8a8313d40",
    cursor: "abc",
  });
});
