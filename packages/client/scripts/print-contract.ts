/** Prints `src/contract.ts` from the router anew. */
import { writeFile } from "node:fs/promises";
import { CONTRACT_FILE, formattedContract } from "./contract-file.ts";

await writeFile(CONTRACT_FILE, await formattedContract());
