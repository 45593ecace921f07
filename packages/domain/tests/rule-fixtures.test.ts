import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keysByTheLetter, ourKeys } from "../testdata/rules/case-keys.ts";
import { KNOWN_ERRORS } from "../testdata/rules/known-errors.ts";
import { formatCase, ORACLES, readCases, shortAnswer } from "../testdata/rules/rule-case.ts";

/** Made by testdata/rules/make.ts, which says how to make others. */
const CASES = readCases(join(import.meta.dirname, "../testdata/rules/seed-5545.txt"));

describe("hard rules beside two other implementations", () => {
  test("[R1] there are enough of them, of every kind", () => {
    expect(CASES.length).toBeGreaterThanOrEqual(2_000);
    const parts = ["BYWEEKNO", "BYYEARDAY", "BYMONTHDAY=-", "BYSETPOS", "WKST", "COUNT", "0229"];
    const forms = [/UNTIL=\d{8} /, /UNTIL=\d{8}T\d{6} /, /UNTIL=\d{8}T\d{6}Z /, /BYDAY=-\d/];
    const rare = [...parts.map((text) => new RegExp(text)), ...forms].filter(
      (part) => CASES.filter(({ rule, start }) => part.test(`${rule} ${start}`)).length <= 5,
    );
    expect(rare).toEqual([]);
    for (const frequency of ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]) {
      const chosen = new RegExp(`FREQ=${frequency}.*BYSETPOS`);
      expect(CASES.filter(({ rule }) => chosen.test(rule)).length).toBeGreaterThan(20);
    }
    expect(CASES.filter(({ rdates }) => rdates.length > 0).length).toBeGreaterThan(100);
    expect(CASES.filter(({ exdates }) => exdates.length > 0).length).toBeGreaterThan(100);
  });

  test.each(ORACLES)("[R1] [R3] agrees with %s wherever that is right", (oracle) => {
    const trusted = CASES.filter(({ wrong }) => wrong[oracle] === undefined);
    expect(trusted.length).toBeGreaterThan(CASES.length * 0.6);
    const differing = trusted.filter((item) => shortAnswer(ourKeys(item)) !== item.answers[oracle]);
    expect(differing.map(formatCase)).toEqual([]);
  });

  test("[R1] [R3] where one of them is wrong, agrees with the RFC day by day", () => {
    const doubtful = CASES.filter(({ wrong }) => Object.keys(wrong).length > 0);
    expect(doubtful.length).toBeGreaterThan(0);
    const differing = doubtful.filter(
      (item) => ourKeys(item).join() !== keysByTheLetter(item).join(),
    );
    expect(differing.map(formatCase)).toEqual([]);
  });

  test("[R1] each wrong answer is one, and has a reason that fits its rule", () => {
    const unexplained = CASES.filter((item) =>
      ORACLES.some((oracle) => {
        const name = item.wrong[oracle];
        if (name === undefined) return false;
        const error = KNOWN_ERRORS[name];
        const isWrong = item.answers[oracle] !== shortAnswer(ourKeys(item));
        return !isWrong || error?.oracle !== oracle || !error.applies(item.rule);
      }),
    );
    expect(unexplained.map(formatCase)).toEqual([]);
  });
});
