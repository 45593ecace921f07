/** What the pages show is what happens, on each engine that they are about. */
import { testEngine } from "@daybook/db/testing/test-database";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pagesWithExamples } from "../src/all-pages.ts";
import { examplesOf } from "../src/example.ts";
import { installLibrary, type Library } from "../src/reader.ts";
import { runPage } from "../src/run-page.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const pages = (await pagesWithExamples()).filter(
  (page) => examplesOf(page).length > 0 && (page.engines?.includes(testEngine()) ?? true),
);

let library: Library;
beforeAll(async () => void (library = await installLibrary()));
afterAll(() => library[Symbol.asyncDispose]());

test.each(pages)("$path does what it says", async (page) => {
  await expect(runPage(page, library)).resolves.toBeUndefined();
});
