import { ALL_ROUTES } from "@daybook/api/rest/routes";
import examples from "@daybook/api/rest/examples.json" with { type: "json" };
import { expect, test } from "vitest";
import { runExamples } from "../src/examples.ts";
import { startWorld } from "../src/world.ts";

test("the examples of the document are what the server answers to them, and valid by it", async () => {
  await using world = await startWorld();
  const run = await runExamples(world);
  // On a difference: npm run rest:print
  expect(run).toEqual(examples);
  expect(Object.keys(run)).toHaveLength(ALL_ROUTES.length);
  expect(world.problems).toEqual([]);
});
