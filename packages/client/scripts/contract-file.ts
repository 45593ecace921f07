import { join } from "node:path";
import { contractText } from "./contract.ts";
import { formatted } from "./formatted.ts";

export const CONTRACT_FILE = join(import.meta.dirname, "../src/contract.ts");

/** The contract as it is to lie in the repository. */
export function formattedContract(): Promise<string> {
  return formatted(CONTRACT_FILE, contractText());
}
