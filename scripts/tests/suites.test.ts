import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { ViteUserConfig } from "vitest/config";
import { expect, test } from "vitest";

import { SUITES } from "../test.mjs";

const ROOT = join(import.meta.dirname, "..", "..");

function foldersWithTests(): string[] {
  const parents = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(ROOT, parent, name)),
  );
  const own = readdirSync(ROOT).map((name) => join(ROOT, name));
  return [...parents, ...own].filter((folder) => existsSync(join(folder, "vitest.config.ts")));
}

test("`npm test` expects a report of every package that has tests", () => {
  const names = foldersWithTests().map((folder) => basename(folder));
  expect(names.toSorted()).toEqual(SUITES.map((suite) => suite.name).toSorted());
});

test.each(foldersWithTests())("`npm test` expects the engines that %s runs on", async (folder) => {
  const { default: config } = (await import(join(folder, "vitest.config.ts"))) as {
    default: ViteUserConfig;
  };
  const suite = SUITES.find(({ name }) => name === basename(folder));
  expect((config.test?.projects?.length ?? 0) > 1).toBe(suite?.perEngine);
});
