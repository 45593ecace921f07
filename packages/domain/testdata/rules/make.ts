/**
 * Makes rule fixtures: hard rules from a seed, expanded by python-dateutil and libical.
 *
 *   node packages/domain/testdata/rules/make.ts --seed 5545 --rules 2400 > seed-5545.txt
 *   node packages/domain/testdata/rules/make.ts --seed 1 --rules 20000 --check
 *
 * Needs Debian's python3-dateutil, python3-gi and gir1.2-ical-3.0. With --check nothing is written but a summary, and every case in which Daybook
 * differs, or an oracle does for no known reason.
 */
import { parseArgs } from "node:util";
import { formatKey } from "../../src/time/wall-time.ts";
import { compact, keysByTheLetter, ourKeys, wallOf } from "./case-keys.ts";
import { hardRule } from "./hard-rules.ts";
import { Oracles } from "./oracles.ts";
import type { Answers } from "./oracles.ts";
import { explain } from "./known-errors.ts";
import { Random } from "./random.ts";
import { formatCase, MAX_KEYS, ORACLES, shortAnswer } from "./rule-case.ts";
import type { CheckedCase, Oracle, RuleCase } from "./rule-case.ts";

const DAY = 86_400;
const ZONES = [
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Auckland",
  "UTC",
];
const TIMES = [0, 9 * 3600, 2 * 3600 + 1800, 17 * 3600 + 45 * 60, DAY - 1];

/** A series from the seed's next numbers; null where its rule has no date in the years asked for. */
async function nextCase(random: Random, oracles: Oracles): Promise<RuleCase | null> {
  const kind = random.of(["date", "floating", "zoned", "zoned"] as const);
  const allDay = kind === "date";
  const rule = hardRule(random, allDay);
  const day = random.int(wallOf("19710101") / DAY, wallOf("20351231") / DAY);
  const time = allDay ? 0 : random.of(TIMES);
  const zone = kind === "zoned" ? random.of(ZONES) : null;
  const place = compact(formatKey(day * DAY + time, allDay));
  const bare: RuleCase = { zone, start: place, rule, rdates: [], exdates: [] };

  // libical is the faster one; some rules it refuses.
  const keysOf = async (candidate: RuleCase, limit: number): Promise<readonly string[]> =>
    (await oracles.askOne("libical", candidate, limit)) ??
    (await oracles.askOne("dateutil", candidate, limit)) ??
    [];
  const first = await keysOf({ ...bare, exdates: [place] }, 1);
  // Mostly the start is one that the rule produces; an imported one may be another.
  const start = random.chance(90) ? (first[0] ?? place) : place;
  const keys = await keysOf({ ...bare, start }, MAX_KEYS);
  if (keys.length < 2) return null;

  const excluded = random.chance(35) ? random.some(4, () => random.of(keys)) : [];
  const extra = random.chance(25)
    ? random.some(3, () => (random.chance(30) ? random.of(keys) : moved(random, random.of(keys))))
    : [];
  return {
    zone,
    start,
    rule: rule + ending(random, { keys, zone, allDay }),
    rdates: extra.toSorted(),
    exdates: excluded.toSorted(),
  };
}

function ending(
  random: Random,
  { keys, zone, allDay }: { keys: readonly string[]; zone: string | null; allDay: boolean },
): string {
  const kind = random.int(1, 100);
  if (kind <= 30) return "";
  if (kind <= 60) return `;COUNT=${random.chance(80) ? random.int(1, 30) : random.int(31, 400)}`;
  const key = random.of(keys);
  if (allDay || random.chance(25)) return `;UNTIL=${key.slice(0, 8)}`;
  // At the key, or a second around it.
  const wall = wallOf(key) + random.int(-1, 1);
  const until = compact(formatKey(wall, false));
  if (zone === null || random.chance(30)) return `;UNTIL=${until}`;
  const instant = Temporal.PlainDateTime.from(formatKey(wall, false)).toZonedDateTime(zone);
  const utc = instant.withTimeZone("UTC").toPlainDateTime().toString({ smallestUnit: "second" });
  return `;UNTIL=${compact(utc)}Z`;
}

function moved(random: Random, key: string): string {
  const allDay = key.length === 8;
  const by = random.signed(20) * DAY + (allDay ? 0 : random.int(0, 3) * 900);
  return compact(formatKey(wallOf(key) + by, allDay));
}

/** What a case is worth: the oracles' answers, and who of them differs from the letter and why. */
function checked(item: RuleCase, answers: Answers): CheckedCase & { unexplained: boolean } {
  const wrong: Partial<Record<Oracle, string>> = {};
  let unexplained = false;
  const ours = ourKeys(item).join();
  if (ORACLES.some((oracle) => answers[oracle]?.join() !== ours)) {
    const right = keysByTheLetter(item).join();
    for (const oracle of ORACLES) {
      if (answers[oracle]?.join() === right) continue;
      const name = explain(oracle, item.rule);
      unexplained ||= name === undefined;
      wrong[oracle] = name ?? "unexplained";
    }
  }
  const short = (keys: readonly string[] | null) => (keys === null ? null : shortAnswer(keys));
  return {
    ...item,
    answers: { dateutil: short(answers.dateutil), libical: short(answers.libical) },
    wrong,
    unexplained,
  };
}

/** Whether Daybook says what every oracle says that is not known to be wrong here, else the letter. */
function agrees(item: CheckedCase): boolean {
  const ours = shortAnswer(ourKeys(item));
  const trusted = ORACLES.filter((oracle) => item.wrong[oracle] === undefined);
  if (trusted.length === 0) return ours === shortAnswer(keysByTheLetter(item));
  return trusted.every((oracle) => item.answers[oracle] === ours);
}

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "5545" },
    rules: { type: "string", default: "2400" },
    check: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const wanted = Number(values.rules);
const random = new Random(seed);
const oracles = new Oracles();
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const tally = new Map<string, number>();
let differing = 0;
let unexplained = 0;
let made = 0;
if (!values.check) {
  print(
    `# ${wanted} hard rules of seed ${seed}: zone|start|rule|extra dates|exclusions|dateutil|libical|wrong`,
  );
  print(
    "# An answer: number of keys, hash, first three, last. `=`: as the one before; `-`: refused.",
  );
}
while (made < wanted) {
  const item = await nextCase(random, oracles);
  if (item === null) continue;
  made += 1;
  const result = checked(item, await oracles.ask(item));
  for (const [oracle, name] of Object.entries(result.wrong)) {
    tally.set(`${oracle} ${name}`, (tally.get(`${oracle} ${name}`) ?? 0) + 1);
  }
  const ok = agrees(result);
  if (!ok) differing += 1;
  if (result.unexplained) unexplained += 1;
  if (!values.check) print(formatCase(result));
  else if (!ok || result.unexplained) {
    print(`${ok ? "unexplained" : "DIFFERS"} ${formatCase(result)}`);
    print(
      `  ours ${shortAnswer(ourKeys(result))}; by the letter ${shortAnswer(keysByTheLetter(result))}`,
    );
  }
}
oracles.close();
process.stderr.write(
  `${made} rules; Daybook differs in ${differing}; ${unexplained} unexplained\n${[...tally]
    .map(([name, count]) => `  ${name}: ${count}\n`)
    .join("")}`,
);
if (differing + unexplained > 0) process.exitCode = 1;
