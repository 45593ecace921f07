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

/**
 * Every package that has tests; a name that is missing here is found by scripts/tests. What takes
 * longest comes first: it begins first, so that nothing long is left to run alone.
 */
export const SUITES = [
  { name: "api", perEngine: true },
  { name: "cli", perEngine: true },
  { name: "server", perEngine: true },
  { name: "docs", perEngine: true },
  { name: "db", perEngine: true },
  { name: "rest-checks", perEngine: true },
  { name: "domain", perEngine: false },
  { name: "checks", perEngine: true },
  { name: "examples", perEngine: true },
  { name: "client", perEngine: false },
  { name: "demo", perEngine: true },
  { name: "runtimes", perEngine: false },
  { name: "scripts", perEngine: false },
];

/** More would make timings unsteady on two cores. */
const SUITES_AT_ONCE = 2;

const CHECKS = [
  { title: "format", task: "//#check:format", advice: "failed; `npm run format` puts it right" },
  { title: "lint", task: "//#check:lint", advice: "failed; its messages say what to do instead" },
  { title: "types", task: "typecheck", advice: "failed; the errors are above" },
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
  const failures = [];
  let allSuitesEnded = true;
  try {
    const testEnv = {
      ...env,
      DAYBOOK_TEST_ENGINES: engines.join(","),
      DAYBOOK_TEST_REPORTS: reports,
      NODE_COMPILE_CACHE: join(reports, "compiled"),
      ...(chromium === undefined ? {} : { TEST_CHROMIUM: chromium }),
      ...(packedClient === undefined ? {} : { DAYBOOK_PACKED_CLIENT: packedClient }),
      ...(mariaDb === undefined ? {} : { TEST_MYSQL_URL: mariaDb.url }),
    };
    for (const { title, task, advice } of CHECKS) {
      if (isEnding()) break;
      const turbo = ["run", task, "--continue", "--concurrency=2"];
      const code = await run("turbo", turbo, { cwd: ROOT, env: testEnv });
      if (code !== 0) failures.push(`${title}: ${advice}`);
    }
    allSuitesEnded = await runSuites(testEnv);
  } finally {
    await mariaDb?.stop();
  }
  if (isEnding()) return 1;

  const { passed, complaints } = await summariseReports(reports, SUITES, engines);
  failures.push(...complaints);
  // What the reports explain needs no second complaint.
  if (!allSuitesEnded && complaints.length === 0)
    failures.push("tests: the runner failed, though no test did; see above");
  process.stdout.write(`\n${failures.map((failure) => `✗ ${failure}\n`).join("")}`);
  process.stdout.write(`${passed} passed, ${failures.length} failed\n`);
  return failures.length === 0 ? 0 : 1;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>} whether every suite came to a good end
 */
async function runSuites(env) {
  const waiting = [...SUITES];
  let good = true;
  async function runInTurn() {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      if (isEnding()) return;
      const turbo = ["run", "test", `--filter=@daybook/${suite.name}`];
      if ((await run("turbo", turbo, { cwd: ROOT, env })) !== 0) good = false;
    }
  }
  await Promise.all(Array.from({ length: SUITES_AT_ONCE }, runInTurn));
  return good;
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
