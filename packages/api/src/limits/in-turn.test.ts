import { expect, test } from "vitest";
import { InTurn } from "./in-turn.ts";

test("what has one key runs one after the other, as it came, whatever becomes of it", async () => {
  const inTurn = new InTurn();
  const seen: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    inTurn.run("ada", work("first")),
    inTurn.run("ada", work("second", true)),
    inTurn.run("ada", work("third")),
  ]);
  expect(seen).toEqual(["first", "second", "third"].flatMap((n) => [`${n} begins`, `${n} ends`]));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(inTurn.size).toBe(0);
});

test("nobody waits for another key", async () => {
  const inTurn = new InTurn();
  const held = Promise.withResolvers<void>();
  const waiting = inTurn.run("ada", () => held.promise);
  expect(await inTurn.run("bea", async () => "done")).toBe("done");
  expect(inTurn.size).toBe(1);
  held.resolve();
  await waiting;
});
