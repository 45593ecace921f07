/** The pages as a whole: their code compiles, their links lead somewhere, and all can be found. */
import { existsSync } from "node:fs";
import { join, normalize, relative } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { allPages, pagesWithExamples } from "./all-pages.ts";
import { examplesOf, isCode, isLeftOut } from "./example.ts";
import { ROOT, type Page } from "./page.ts";
import { installLibrary } from "./reader.ts";
import { typeErrors } from "./type-check.ts";

let pages: readonly Page[];
beforeAll(async () => void (pages = await allPages()));

test("every TypeScript block compiles with strict types against the packed client", async () => {
  await using library = await installLibrary();
  expect(await typeErrors(await pagesWithExamples(), library)).toBe("");
}, 120_000);

test("every link leads to a file, and to a heading of a page", () => {
  const broken = pages.flatMap((page) =>
    page.links
      .filter(({ target }) => !/^(?:https?|mailto):/.test(target))
      .filter(({ target }) => !leadsSomewhere(page, target))
      .map(({ line, target }) => `${page.path}:${line}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test("every page can be reached from the index", () => {
  const reached = new Set(["docs/README.md"]);
  for (const path of reached) {
    for (const { target } of pageAt(path)?.links ?? []) {
      const { file } = placeOf(path, target);
      if (pageAt(file) !== undefined) reached.add(file);
    }
  }
  const paths = pages.map(({ path }) => path);
  expect(paths.filter((path) => !reached.has(path))).toEqual([]);
});

test("few blocks of code are not run, and each says why", async () => {
  const code = (await pagesWithExamples()).flatMap((page) => {
    // Which also complains of what no test would understand.
    examplesOf(page);
    return page.blocks.filter(isCode);
  });
  const leftOut = code.filter(isLeftOut);
  expect(leftOut.length).toBeLessThanOrEqual(code.length / 8);
});

function pageAt(path: string): Page | undefined {
  return pages.find((page) => page.path === path);
}

/** Where a link of a page leads, as seen from the root. */
function placeOf(path: string, target: string): { file: string; anchor: string | undefined } {
  const [name = "", anchor] = target.split("#");
  const file = name === "" ? path : normalize(join(path, "..", decodeURI(name)));
  // A folder shows its README.
  const shown = pageAt(join(file, "README.md")) === undefined ? file : join(file, "README.md");
  return { file: shown, anchor };
}

function leadsSomewhere(page: Page, target: string): boolean {
  const { file, anchor } = placeOf(page.path, target);
  const found = join(ROOT, file);
  if (relative(ROOT, found).startsWith("..") || !existsSync(found)) return false;
  return anchor === undefined || pageAt(file)?.anchors.has(anchor) !== false;
}
