/** The page of the server's settings, from `.env.example`. */
import { DEFAULTS, type VariableName } from "@daybook/server/environment";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../page.ts";
import { code, paragraphs, table } from "./markdown.ts";

const SECTION = /^# --- (.*) ---$/;
const SETTING = /^# ([A-Z][A-Z0-9_]*)=(.*)$/;

export async function settingsPage(): Promise<string> {
  const lines = (await readFile(join(ROOT, ".env.example"), "utf8")).split("\n");
  const pieces: string[] = [];
  let rows: string[][] = [];
  let words: string[] = [];
  for (const line of [...lines, "# ---  ---"]) {
    const [, section] = SECTION.exec(line) ?? [];
    const [, name, value = ""] = SETTING.exec(line) ?? [];
    if (section !== undefined) {
      pieces.push(table(["variable", "default", "example", "meaning"], rows), `## ${section}`);
      rows = [];
    } else if (name !== undefined) {
      const isDefault = DEFAULTS[name as VariableName] !== undefined;
      const shown = value === "" ? "" : code(value);
      rows.push([code(name), isDefault ? shown : "", isDefault ? "" : shown, words.join(" ")]);
      words = [];
    } else if (line.startsWith("# ")) {
      words.push(line.slice(2));
    } else {
      words = [];
    }
  }
  return paragraphs(
    "# Settings of the server",
    "The server reads its settings from the environment, and from a file `.env` in the folder of the clone: copy [`.env.example`](../../.env.example). Variables of the environment go first. A wrong one keeps the server from starting, with a sentence that names it.",
    ...pieces.slice(0, -1),
  );
}
