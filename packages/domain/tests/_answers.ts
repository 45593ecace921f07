/** Prints what Daybook makes of many series, for a test that runs this in other processes. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { expandOccurrences } from "../src/event/occurrences.ts";
import { newContent } from "../src/event/new-event.ts";
import { boundsOf, spansOf } from "../src/event/spans.ts";
import { parseDate } from "../src/time/wall-time.ts";
import { ourKeys } from "../testdata/rules/case-keys.ts";
import { readCases } from "../testdata/rules/rule-case.ts";

const CASES = readCases(join(import.meta.dirname, "../testdata/rules/seed-5545.txt"));
const DAY_MS = 86_400_000;

const hash = createHash("sha256");
let occurrences = 0;
for (const [index, item] of CASES.entries()) {
  if (index % 4 !== 0) continue;
  const keys = ourKeys(item);
  hash.update(keys.join());
  // A rule without any date is refused.
  if (keys.length <= item.rdates.length + 1) continue;
  const date = item.start.replace(/^(\d{4})(\d{2})(\d{2})/, "$1-$2-$3");
  const start = date.replace(/T(\d{2})(\d{2})(\d{2})$/, "T$1:$2:$3");
  const content = newContent(
    { title: "x", start, timeZone: item.zone, recurrence: { rrule: item.rule } },
    { timeZone: "Europe/Berlin", startOutsideRule: true },
  );
  const from = (parseDate(start.slice(0, 10)) ?? 0) * DAY_MS;
  for (const viewZone of ["Pacific/Apia", "America/St_Johns", "Africa/Cairo"]) {
    const found = expandOccurrences(content, { from, to: from + 200 * DAY_MS, viewZone });
    hash.update(JSON.stringify(found));
    occurrences += found.length;
  }
  hash.update(JSON.stringify([spansOf(content), boundsOf(content)]));
}
const offset = new Date(2026, 0, 15).getTimezoneOffset();
process.stdout.write(JSON.stringify({ digest: hash.digest("hex"), occurrences, offset }));
