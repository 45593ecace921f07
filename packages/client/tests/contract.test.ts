import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { CONTRACT_FILE, formattedContract } from "../scripts/contract-file.ts";

test("the contract is the one that the router prints: npm run client:print makes it anew", async () => {
  expect(await readFile(CONTRACT_FILE, "utf8")).toBe(await formattedContract());
});
