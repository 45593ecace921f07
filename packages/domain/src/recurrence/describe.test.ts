import { expect, test } from "vitest";
import { describeRule } from "./describe.ts";

test.each([
  ["FREQ=DAILY", "every day"],
  ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10", "every 2 weeks on Monday, Friday for 10 times"],
  ["FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"],
  [
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=4;UNTIL=20301231",
    "every March on the 4th until December 31, 2030",
  ],
  // Sentences that leave out half of the rule would mislead.
  [
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1",
    "every month by the rule FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1",
  ],
  [
    "FREQ=DAILY;INTERVAL=3;BYHOUR=9,17",
    "every 3 days by the rule FREQ=DAILY;INTERVAL=3;BYHOUR=9,17",
  ],
])("[R1] %s is %s", (text, sentence) => {
  expect(describeRule(text)).toBe(sentence);
});
