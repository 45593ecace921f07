/** Readers on two real servers, who look on while they lose the right to. */
import { testEngine } from "@daybook/db/testing/test-database";
import { expect, test } from "vitest";
import { checkWithdrawal } from "../src/withdrawal/withdrawal-check.ts";
import { seedOfRun } from "./_seed.ts";

test("[S3] [S4] [S6] [L3] no answer that began after a right had gone tells of what it was for", async () => {
  const seed = seedOfRun("withdrawal");
  const { complaints, counts, blind } = await checkWithdrawal({
    engine: testEngine(),
    seed,
    rounds: 1,
    readers: 3,
  });
  expect(complaints, `seed ${seed}`).toEqual([]);
  // An eye that never saw anything proves nothing.
  expect(blind).toEqual([]);
  expect(counts["looks after"]).toBeGreaterThan(500);
}, 180_000);
