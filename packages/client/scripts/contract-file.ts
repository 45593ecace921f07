import { execFile } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { contractText } from "./contract.ts";

export const CONTRACT_FILE = join(import.meta.dirname, "../src/contract.ts");

/** The contract as it is to lie in the repository. */
export async function formattedContract(): Promise<string> {
  const formatter = execFile("oxfmt", ["--stdin-filepath", CONTRACT_FILE]);
  formatter.stdin?.end(contractText());
  if (formatter.stdout === null || formatter.stderr === null) throw new Error("no pipes");
  const [formatted, complaint] = await Promise.all([
    text(formatter.stdout),
    text(formatter.stderr),
  ]);
  if (formatted === "") throw new Error(`oxfmt: ${complaint}`);
  return formatted;
}
