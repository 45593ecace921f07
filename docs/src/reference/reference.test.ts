import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { REFERENCE, referencePages } from "./reference-pages.ts";

test("the reference is the one that the code prints: npm run docs:print makes it anew", async () => {
  const printed = await referencePages();
  const names = (await readdir(REFERENCE)).toSorted();
  const kept = names.map(async (name): Promise<[string, string]> => [
    name,
    await readFile(join(REFERENCE, name), "utf8"),
  ]);
  expect(Object.fromEntries(await Promise.all(kept))).toEqual(Object.fromEntries(printed));
}, 120_000);
