import { readFileSync } from "node:fs";

/** A series whose keys two other programs were asked for. Times are written as in calendar files. */
export interface RuleCase {
  /** Null for floating and all-day series. */
  readonly zone: string | null;
  /** `20260302T090000`, of an all-day series `20260302`. */
  readonly start: string;
  readonly rule: string;
  readonly rdates: readonly string[];
  readonly exdates: readonly string[];
}

export const ORACLES = ["dateutil", "libical"] as const;
export type Oracle = (typeof ORACLES)[number];

/**
 * What one of them answered, in short: how many keys, the first three, the last one, and a hash of
 * all. At most MAX_KEYS keys, none later than HORIZON_YEARS after the start.
 */
export type ShortAnswer = string;

export interface CheckedCase extends RuleCase {
  /** Null where the program does not take the rule. */
  readonly answers: Readonly<Record<Oracle, ShortAnswer | null>>;
  /** Why the answer of one of them is not the one of the RFC: a name in KNOWN_ERRORS. */
  readonly wrong: Readonly<Partial<Record<Oracle, string>>>;
}

export const MAX_KEYS = 150;
export const HORIZON_YEARS = 40;

export function isAllDay({ start }: RuleCase): boolean {
  return start.length === 8;
}

export function shortAnswer(keys: readonly string[]): ShortAnswer {
  const [first = ""] = keys;
  const shown = [...keys.slice(0, 3), ...keys.slice(3).slice(-1)];
  // A time of day that is the first one's again is left out.
  const texts = shown.map((key, index) =>
    index > 0 && key.slice(8) === first.slice(8) ? key.slice(0, 8) : key,
  );
  return `${keys.length} ${hashOf(keys.join(" "))} ${texts.join(" ")}`.trim();
}

/** FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** One line: the series, what dateutil answers, what libical answers (`=`: the same), who is wrong. */
export function formatCase(item: CheckedCase): string {
  const { dateutil, libical } = item.answers;
  const wrong = ORACLES.flatMap((oracle) =>
    item.wrong[oracle] === undefined ? [] : [`${oracle}:${item.wrong[oracle]}`],
  );
  return [
    item.zone ?? "",
    item.start,
    item.rule,
    item.rdates.join(","),
    item.exdates.join(","),
    dateutil ?? "-",
    libical === dateutil ? "=" : (libical ?? "-"),
    wrong.join(" "),
  ]
    .join("|")
    .replace(/\|+$/, "");
}

function readCase(line: string): CheckedCase {
  const [zone = "", start = "", rule = "", rdates = "", exdates = "", ...rest] = line.split("|");
  const [dateutil = "", libical = "", wrong = ""] = rest;
  const list = (text: string, separator: string) => (text === "" ? [] : text.split(separator));
  return {
    zone: zone === "" ? null : zone,
    start,
    rule,
    rdates: list(rdates, ","),
    exdates: list(exdates, ","),
    answers: {
      dateutil: dateutil === "-" ? null : dateutil,
      libical: libical === "=" ? dateutil : libical === "-" ? null : libical,
    },
    wrong: Object.fromEntries(list(wrong, " ").map((item) => item.split(":"))),
  };
}

/** The cases of a file that make.ts wrote; lines that begin with `#` say where they come from. */
export function readCases(file: string): CheckedCase[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(readCase);
}
