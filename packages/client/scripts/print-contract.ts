/** Prints `src/contract.ts` from the router, and `src/refusal-facts.ts` from its reasons, anew. */
import { writeFile } from "node:fs/promises";
import { CONTRACT_FILE, formattedContract } from "./contract-file.ts";
import { formattedRefusalFacts, REFUSAL_FACTS_FILE } from "./refusal-facts-file.ts";

await writeFile(CONTRACT_FILE, await formattedContract());
await writeFile(REFUSAL_FACTS_FILE, await formattedRefusalFacts());
