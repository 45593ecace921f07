import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "_answers.ts");
/** With what their clocks are behind UTC in January 2026, in minutes: that the variable is heeded. */
const ZONES = {
  UTC: 0,
  "Europe/Berlin": -60,
  "America/St_Johns": 210,
  "Pacific/Apia": -780,
  "Asia/Kathmandu": -345,
  "Australia/Lord_Howe": -660,
};

test("[R2] [T1] expansion, spans and instants are the same in every zone of the process", async () => {
  const answers: { digest: string; occurrences: number; offset: number }[] = [];
  for (const TZ of Object.keys(ZONES)) {
    const env = { ...process.env, TZ };
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT], { env });
    answers.push(JSON.parse(stdout));
  }
  expect(answers.map(({ offset }) => offset)).toEqual(Object.values(ZONES));
  expect(new Set(answers.map(({ digest }) => digest)).size).toBe(1);
  expect(answers[0]?.occurrences).toBeGreaterThan(10_000);
});
