import type { Oracle } from "./rule-case.ts";

/** One way in which an oracle departs from RFC 5545 §3.3.10. */
interface KnownError {
  readonly oracle: Oracle;
  /** What the program does, and what the RFC says. */
  readonly reason: string;
  /** The rules in which it may show. */
  readonly applies: (rule: string) => boolean;
}

const has =
  (...patterns: readonly RegExp[]) =>
  (rule: string): boolean =>
    patterns.every((pattern) => pattern.test(rule));

const NUMBERED = /BYDAY=[^;]*\d[A-Z]/;
const PLAIN = /BYDAY=(?:[^;]*,)?[A-Z]/;

/** python-dateutil 2.8.2 and libical 3.0.16. The first that applies to a rule is named. */
export const KNOWN_ERRORS: Readonly<Record<string, KnownError>> = {
  "mixed-weekdays": {
    oracle: "dateutil",
    reason:
      "a day must fit a numbered weekday and a plain one of the same BYDAY at once; the values of a list are alternatives",
    applies: has(NUMBERED, PLAIN),
  },
  "whole-weeks": {
    oracle: "dateutil",
    reason:
      "BYWEEKNO without other days means all seven days of the week; what a rule leaves open comes from DTSTART",
    applies: (rule) => has(/BYWEEKNO/)(rule) && !has(/BYDAY|BYMONTHDAY|BYYEARDAY/)(rule),
  },
  "first-week": {
    oracle: "dateutil",
    reason:
      "BYSETPOS chooses among the days of the first week from DTSTART on; it chooses among those of the whole week",
    applies: has(/FREQ=WEEKLY/, /BYSETPOS/),
  },
  "new-year-weeks": {
    oracle: "dateutil",
    reason:
      "weeks that two years share are left out or taken twice; each of their days is in the year of its date",
    applies: has(/BYWEEKNO=(?:[^;]*,)?-?(?:1|2|5[123])(?![0-9])/),
  },
  "numbered-beyond-month": {
    oracle: "dateutil",
    reason:
      "a numbered weekday that its month does not have is an IndexError or another month's day",
    applies: has(/BYMONTH=|FREQ=MONTHLY/, NUMBERED),
  },
  "position-twice": {
    oracle: "dateutil",
    reason: "a key that two values of BYSETPOS name is counted twice by COUNT; it is one instance",
    applies: has(/BYSETPOS=[^;]*,/, /COUNT/),
  },
  "positions-ignored": {
    oracle: "libical",
    reason:
      "BYSETPOS is not looked at with this FREQ; it chooses among the instances of each period",
    applies: has(/FREQ=(?:DAILY|WEEKLY)/, /BYSETPOS/),
  },
  "positions-of-days": {
    oracle: "libical",
    reason:
      "BYSETPOS chooses among days, or crashes, where BYHOUR or BYMINUTE are there too or there is no BYDAY; it chooses among all instances",
    applies: (rule) =>
      has(/BYSETPOS/)(rule) && (has(/BYHOUR|BYMINUTE/)(rule) || !has(/BYDAY/)(rule)),
  },
  "daily-days-from-end": {
    oracle: "libical",
    reason:
      "negative values of BYMONTHDAY are ignored in FREQ=DAILY; they count from the month's end",
    applies: has(/FREQ=DAILY/, /BYMONTHDAY=[^;]*-/),
  },
  "weeks-with-other-parts": {
    oracle: "libical",
    reason:
      "BYWEEKNO or BYYEARDAY beside BYMONTH or BYMONTHDAY is not implemented; each part limits the others",
    applies: has(/BYWEEKNO|BYYEARDAY/, /BYMONTH=|BYMONTHDAY=/),
  },
  "weeks-from-end": {
    oracle: "libical",
    reason:
      "negative weeks are counted from a 53rd that most years do not have, in wrong order, or crash; -1 is the last week of the year",
    applies: has(/BYWEEKNO=[^;]*-/),
  },
  "weeks-without-days": {
    oracle: "libical",
    reason:
      "BYWEEKNO without BYDAY takes dates from outside the week, or crashes; it is DTSTART's weekday of that week",
    applies: (rule) => has(/BYWEEKNO/)(rule) && !has(/BYDAY/)(rule),
  },
  "weeks-of-two-years": {
    oracle: "libical",
    reason:
      "a 53rd week is taken in years that have none, and weeks that two years share with the year of the week; a day belongs to the year of its date",
    applies: has(/BYWEEKNO=(?:[^;]*,)?(?:1|2|5[123])(?![0-9])/),
  },
  "weeks-from-later": {
    oracle: "libical",
    reason:
      "where DTSTART is not an instance, INTERVAL is counted from another week; it is counted from DTSTART's",
    applies: has(/FREQ=WEEKLY/, /INTERVAL/),
  },
  "until-on-the-clock": {
    oracle: "libical",
    reason:
      "is asked with UNTIL on the zone's clock (see expand.py), so that a key which the clock skips seems to lie before it; it starts after it",
    applies: has(/UNTIL=\w+Z/),
  },
  "month-day-of-one-month": {
    oracle: "libical",
    reason: "BYMONTHDAY alone means DTSTART's month in FREQ=YEARLY; it is that day of every month",
    applies: (rule) => has(/FREQ=YEARLY/, /BYMONTHDAY/)(rule) && !has(/BYMONTH=/)(rule),
  },
};

/** The first known error of a program that may explain a wrong answer to a rule. */
export function explain(oracle: Oracle, rule: string): string | undefined {
  return Object.keys(KNOWN_ERRORS).find((name) => {
    const error = KNOWN_ERRORS[name];
    return error?.oracle === oracle && error.applies(rule);
  });
}
