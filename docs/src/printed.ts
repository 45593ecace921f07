/** Compares what was printed with what a page says, where `…` stands for what is never the same. */
import { stripVTControlCharacters } from "node:util";

/** Whether they agree, but for blanks at the ends of lines. */
export function isPrinted(expected: string, printed: string): boolean {
  const lines = tidy(expected).split("\n").map(linePattern);
  return new RegExp(`^${lines.join("")}$`, "u").test(`${tidy(printed)}\n`);
}

/** Without colours, and without blanks where nobody sees them. */
export function tidy(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[ \t]+$/gm, "")
    .replaceAll(/^\n+|\n+$/g, "");
}

/** In a line `…` is any part of it; alone in one it is as many lines as there are. */
function linePattern(line: string): string {
  return line.trim() === "…"
    ? "(?:[^\\n]*\\n)*?"
    : `${line
        .split("…")
        .map((part) => RegExp.escape(part))
        .join("[^\\n]*?")}\\n`;
}
