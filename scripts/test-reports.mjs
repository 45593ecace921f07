/** Sums the test runner's own reports, and names everything that makes a run worth less than it looks. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The parts of vitest's JSON report that are read here.
 *
 * @typedef {object} Report
 * @property {ReportedFile[]} testResults
 *
 * @typedef {object} ReportedFile
 * @property {string} name
 * @property {string} status
 * @property {{ fullName: string, status: string, meta?: { engine?: string } }[]} assertionResults
 */

/**
 * @typedef {object} Suite
 * @property {string} name its report is `<name>.json`
 * @property {boolean} perEngine whether it must have tests on every engine
 */

/**
 * @typedef {object} Summary
 * @property {number} passed tests that passed
 * @property {number} failed tests that failed, and everything else in `complaints`
 * @property {string[]} complaints one sentence per failure
 */

/**
 * @param {string} folder
 * @param {Suite[]} suites
 * @param {string[]} engines those that this run was to test
 * @returns {Promise<Summary>}
 */
export async function summariseReports(folder, suites, engines) {
  /** @type {Summary} */
  const total = { passed: 0, failed: 0, complaints: [] };
  for (const suite of suites) {
    const path = join(folder, `${suite.name}.json`);
    /** @type {Report} */
    const report = existsSync(path)
      ? JSON.parse(await readFile(path, "utf8"))
      : { testResults: [] };
    const { passed, complaints } = summariseReport(suite, report, engines);
    total.passed += passed;
    total.complaints.push(...complaints);
  }
  total.failed = total.complaints.length;
  return total;
}

/**
 * @param {Suite} suite
 * @param {Report} report
 * @param {string[]} engines
 * @returns {{ passed: number, complaints: string[] }}
 */
export function summariseReport({ name, perEngine }, report, engines) {
  const complaints = [];
  const tests = report.testResults.flatMap((file) => file.assertionResults);

  for (const test of tests) {
    if (test.status === "failed") complaints.push(`${name}: "${test.fullName}" failed`);
    else if (test.status !== "passed")
      complaints.push(`${name}: "${test.fullName}" was not run (${test.status})`);
  }
  for (const file of report.testResults) {
    const hasFailedTest = file.assertionResults.some((test) => test.status === "failed");
    if (file.status === "failed" && !hasFailedTest) complaints.push(`${name}: ${file.name} failed`);
    else if (file.assertionResults.length === 0)
      complaints.push(`${name}: ${file.name} holds no tests`);
  }
  if (tests.length === 0) complaints.push(`${name}: no report, or no tests in it`);

  const passed = tests.filter((test) => test.status === "passed");
  for (const engine of perEngine && tests.length > 0 ? engines : []) {
    if (!passed.some((test) => test.meta?.engine === engine))
      complaints.push(`${name}: no test ran on ${engine}`);
  }
  return { passed: passed.length, complaints };
}
