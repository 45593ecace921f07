import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";

export const EXAMPLES_FILE = fileURLToPath(
  import.meta.resolve("@daybook/api/rest/examples").replace(/\.ts$/, ".json"),
);

/** The examples as they are to lie in the repository. */
export async function formatted(examples: object): Promise<string> {
  const formatter = execFile("oxfmt", ["--stdin-filepath", EXAMPLES_FILE]);
  formatter.stdin?.end(JSON.stringify(examples));
  if (formatter.stdout === null || formatter.stderr === null) throw new Error("no pipes");
  const [printed, complaint] = await Promise.all([text(formatter.stdout), text(formatter.stderr)]);
  if (printed === "") throw new Error(`oxfmt: ${complaint}`);
  return printed;
}
