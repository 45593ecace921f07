/** `npm test`: format, lint, types and every test, on SQLite and on a real MariaDB, nothing from a cache. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { isEnding, run, runQuietly } from "./processes.mjs";
import { findTestChromium } from "./test-chromium.mjs";
import { startTestMariaDb } from "./test-mariadb.mjs";
import { summariseReports } from "./test-reports.mjs";
import { ROOT } from "./toolchain.mjs";

const ENGINES = ["sqlite", "mysql"];

/** Every package that has tests; a name that is missing here is found by scripts/tests. */
export const SUITES = [
  { name: "domain", perEngine: false },
  { name: "db", perEngine: true },
  { name: "api", perEngine: true },
  { name: "client", perEngine: false },
  { name: "server", perEngine: true },
  { name: "cli", perEngine: true },
  { name: "demo", perEngine: true },
  { name: "examples", perEngine: true },
  { name: "docs", perEngine: true },
  { name: "runtimes", perEngine: false },
  { name: "checks", perEngine: true },
  { name: "rest-checks", perEngine: true },
  { name: "scripts", perEngine: false },
];

const STEPS = [
  { title: "format", task: "//#check:format", advice: "failed; `npm run format` puts it right" },
  { title: "lint", task: "//#check:lint", advice: "failed; its messages say what to do instead" },
  { title: "types", task: "typecheck", advice: "failed; the errors are above" },
  { title: "tests", task: "test", advice: "the runner failed, though no test did; see above" },
];

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code
 */
export async function runTests(args, env) {
  const { values } = parseArgs({ args, options: { engine: { type: "string", multiple: true } } });
  const engines = values.engine ?? ENGINES;
  const unknown = engines.find((engine) => !ENGINES.includes(engine));
  if (unknown !== undefined)
    throw new Error(`--engine takes ${ENGINES.join(" or ")}, not ${unknown}.`);

  const reports = join(ROOT, "reports");
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });

  // Where there is none, the tests in a browser fail with what to do; the others run.
  const chromium = await findTestChromium().catch(() => undefined);
  // Where it cannot be packed, the tests try it themselves and fail with why.
  const packedClient = await packClient(reports, env).catch(() => undefined);
  const mariaDb = engines.includes("mysql") ? await startTestMariaDb() : undefined;
  const failedSteps = [];
  try {
    const testEnv = {
      ...env,
      DAYBOOK_TEST_ENGINES: engines.join(","),
      DAYBOOK_TEST_REPORTS: reports,
      ...(chromium === undefined ? {} : { TEST_CHROMIUM: chromium }),
      ...(packedClient === undefined ? {} : { DAYBOOK_PACKED_CLIENT: packedClient }),
      ...(mariaDb === undefined ? {} : { TEST_MYSQL_URL: mariaDb.url }),
    };
    for (const step of STEPS) {
      if (isEnding()) break;
      const turbo = ["run", step.task, "--continue", "--concurrency=2"];
      if ((await run("turbo", turbo, { cwd: ROOT, env: testEnv })) !== 0) failedSteps.push(step);
    }
  } finally {
    await mariaDb?.stop();
  }
  if (isEnding()) return 1;

  const { passed, complaints } = await summariseReports(reports, SUITES, engines);
  // What the reports explain needs no second complaint.
  const unexplained = failedSteps.filter(({ task }) => task !== "test" || complaints.length === 0);
  const failures = [...unexplained.map((step) => `${step.title}: ${step.advice}`), ...complaints];
  process.stdout.write(`\n${failures.map((failure) => `✗ ${failure}\n`).join("")}`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length === 0 ? 0 : 1;
}

/**
 * Packs the client once for all suites that use it as it is published.
 *
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} the path of the tarball
 */
async function packClient(folder, env) {
  const pack = join(ROOT, "packages/client/scripts/pack.ts");
  return (await runQuietly("node", [pack, folder], { cwd: ROOT, env })).trim();
}
