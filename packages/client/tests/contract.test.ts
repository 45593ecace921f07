import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { CONTRACT_FILE, formattedContract } from "../scripts/contract-file.ts";
import { formattedRefusalFacts, REFUSAL_FACTS_FILE } from "../scripts/refusal-facts-file.ts";

test("the contract is the one that the router prints: npm run client:print makes it anew", async () => {
  expect(await readFile(CONTRACT_FILE, "utf8")).toBe(await formattedContract());
});

test("what is known of each reason is what the server answers", async () => {
  expect(await readFile(REFUSAL_FACTS_FILE, "utf8")).toBe(await formattedRefusalFacts());
});
