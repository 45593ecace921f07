import { describe, expect, test } from "vitest";

import { summariseReport, summariseReports } from "../test-reports.mjs";

const PER_ENGINE = { name: "db", perEngine: true };
const BOTH = ["sqlite", "mysql"];

function file(name: string, tests: { status: string; engine?: string }[]) {
  return {
    name,
    status: tests.some((each) => each.status === "failed") ? "failed" : "passed",
    assertionResults: tests.map(({ status, engine }, index) => ({
      fullName: `${name} ${index}`,
      status,
      ...(engine === undefined ? {} : { meta: { engine } }),
    })),
  };
}

const onSqlite = file("writes.test.ts", [{ status: "passed", engine: "sqlite" }]);
const onMysql = file("writes.test.ts", [{ status: "passed", engine: "mysql" }]);

describe("a run is worth what it says", () => {
  test("tests on both engines are summed", () => {
    const report = { testResults: [onSqlite, onMysql] };
    expect(summariseReport(PER_ENGINE, report, BOTH)).toEqual({ passed: 2, complaints: [] });
  });

  test("an engine that was left out is a failure", () => {
    const { complaints } = summariseReport(PER_ENGINE, { testResults: [onSqlite] }, BOTH);
    expect(complaints).toEqual(["db: no test ran on mysql"]);
  });

  test("an engine that was left out on request is none", () => {
    const { complaints } = summariseReport(PER_ENGINE, { testResults: [onSqlite] }, ["sqlite"]);
    expect(complaints).toEqual([]);
  });

  test("a failed test, a skipped one and one to be written are failures", () => {
    const statuses = ["failed", "skipped", "todo", "passed"].map((status) => ({ status }));
    const report = { testResults: [file("a.test.ts", statuses)] };
    const { passed, complaints } = summariseReport(
      { name: "domain", perEngine: false },
      report,
      BOTH,
    );
    expect(passed).toBe(1);
    expect(complaints).toHaveLength(3);
  });

  test("a file that could not be loaded is a failure, its tests being unknown", () => {
    const broken = { name: "broken.test.ts", status: "failed", assertionResults: [] };
    const { complaints } = summariseReport(
      PER_ENGINE,
      { testResults: [onSqlite, onMysql, broken] },
      BOTH,
    );
    expect(complaints).toEqual(["db: broken.test.ts failed"]);
  });

  test("a missing report is a failure", async () => {
    const summary = await summariseReports(
      "/nowhere",
      [{ name: "domain", perEngine: false }],
      BOTH,
    );
    expect(summary).toEqual({
      passed: 0,
      failed: 1,
      complaints: ["domain: no report, or no tests in it"],
    });
  });
});
