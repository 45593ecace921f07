/**
 * One program of random steps on the engine of this run and, beside it, on SQLite: both answer alike,
 * step by step, and as a plain model foretells. On SQLite itself a second run must repeat the first.
 */
import { testEngine } from "@daybook/db/testing/test-database";
import { expect, test } from "vitest";
import { checkProgram } from "../src/programs/program-check.ts";
import { seedOfRun } from "./_seed.ts";

test("[S1] [S2] [S3] [V1] [V2] [V4] [X1] [X6] [K1] a program of random steps is answered alike on both engines, and as foretold", async () => {
  const seed = seedOfRun("program");
  const engine = testEngine();
  const { complaints, counts, hash } = await checkProgram({
    engines: [engine, "sqlite"],
    seed,
    steps: engine === "sqlite" ? 1_000 : 1_500,
  });
  process.stdout.write(`program: ${counts["calls"]} calls answered alike, ${hash}\n`);
  expect(complaints, `seed ${seed}`).toEqual([]);
}, 300_000);
