import { execFile } from "node:child_process";
import { text } from "node:stream/consumers";

/** A text as the formatter has it for that file. */
export async function formatted(file: string, code: string): Promise<string> {
  const formatter = execFile("oxfmt", ["--stdin-filepath", file]);
  formatter.stdin?.end(code);
  if (formatter.stdout === null || formatter.stderr === null) throw new Error("no pipes");
  const [output, complaint] = await Promise.all([text(formatter.stdout), text(formatter.stderr)]);
  if (output === "") throw new Error(`oxfmt: ${complaint}`);
  return output;
}
