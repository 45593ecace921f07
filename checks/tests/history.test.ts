/** The history checker on two real servers, one of which is killed on the way. */
import { testEngine } from "@daybook/db/testing/test-database";
import { expect, test } from "vitest";
import { checkHistory } from "../src/history/history-check.ts";
import { seedOfRun } from "./_seed.ts";

test("[V1] [V3] [V4] [V5] [V7] [V8] [C2] [C4] [L1] what two hundred writers and their readers were told is there, once and unbroken, though a server was killed", async () => {
  const seed = seedOfRun("history");
  const { complaints, counts } = await checkHistory({
    engine: testEngine(),
    seed,
    writers: 200,
    editsEach: 3,
    events: 12,
    connections: 32,
  });
  expect(complaints, `seed ${seed}`).toEqual([]);
  // What was never tried was never checked.
  expect(counts["acknowledged"]).toBeGreaterThan(200);
  expect(counts["merged"]).toBeGreaterThan(10);
  expect(counts["refused VERSION_CONFLICT"]).toBeGreaterThan(10);
}, 180_000);
