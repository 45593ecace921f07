/** What the pages show is what happens, on each engine that they are about. */
import { testEngine } from "@daybook/db/testing/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pagesWithExamples } from "../src/all-pages.ts";
import { examplesOf } from "../src/example.ts";
import { installLibrary, type Library } from "../src/reader.ts";
import { runPage, type Timing } from "../src/run-page.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const pages = (await pagesWithExamples()).filter(
  (page) => examplesOf(page).length > 0 && (page.engines?.includes(testEngine()) ?? true),
);

let library: Library;
beforeAll(async () => void (library = await installLibrary()));
afterAll(() => library[Symbol.asyncDispose]());

test.each(pages)("$path does what it says", async (page) => {
  const timings = await runPage(page, library);
  expect(timings).toHaveLength(examplesOf(page).length);
  if (page.path === "docs/tutorial.md") process.stdout.write(`${firstCall(timings)}\n`);
});

/** What somebody waits for between packing the client and the answer to their first typed call. */
function firstCall(timings: readonly Timing[]): string {
  const names = (part: string) =>
    timings.findIndex(({ block }) => block.lines.some((line) => line.includes(part)));
  const between = timings.slice(names("client:pack"), names("node sign-up.js") + 1);
  expect(between.length).toBeGreaterThan(1);
  const seconds = between.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1_000;
  return `From \`npm pack\` to the first typed call: ${seconds.toFixed(1)} s (${testEngine()}).`;
}
