/** The one place that says how this repository's tests run; each vitest.config.ts calls it. */
import { join } from "node:path";
import type { TestProjectInlineConfiguration, ViteUserConfig } from "vitest/config";

/** Test files beside the code they test: they boot nothing and need no database. */
const UNIT_TESTS = "src/**/*.test.ts";
/** Test files that boot something: they run once per database engine. */
const ENGINE_TESTS = "tests/**/*.test.ts";

/** The engines of this run; `npm test -- --engine sqlite` leaves one of them. */
const engines = (process.env["DAYBOOK_TEST_ENGINES"] ?? "sqlite,mysql").split(",");

/**
 * Vitest's configuration for one package.
 *
 * `unit` runs the tests beside the code once. A package whose tests use a database says
 * `perEngine: true`; what lies in its `tests/` then runs as the projects `sqlite` and `mysql`,
 * which differ in `DAYBOOK_TEST_ENGINE` alone.
 */
export function testConfig(options: { name: string; perEngine?: boolean }): ViteUserConfig {
  const reports = process.env["DAYBOOK_TEST_REPORTS"];
  return {
    test: {
      projects: [
        project("unit", options.perEngine ? [UNIT_TESTS] : [UNIT_TESTS, ENGINE_TESTS]),
        ...(options.perEngine ? engines.map(engineProject) : []),
      ],
      // `npm test` runs two packages at once; more would make timings unsteady on two cores.
      maxWorkers: 1,
      reporters: reports === undefined ? ["default"] : ["default", "json"],
      ...(reports === undefined
        ? {}
        : { outputFile: { json: join(reports, `${options.name}.json`) } }),
    },
  };
}

function engineProject(engine: string): TestProjectInlineConfiguration {
  const configuration = project(engine, [ENGINE_TESTS]);
  return { test: { ...configuration.test, env: { DAYBOOK_TEST_ENGINE: engine } } };
}

function project(name: string, include: string[]): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include,
      setupFiles: [join(import.meta.dirname, "vitest.setup.ts")],
      // Generous: a busy machine is no bug. What must be fast measures itself.
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}
