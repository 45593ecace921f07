import { diffLines } from "./line-diff.ts";
import type { Paint } from "./paint.ts";
import { printableLines } from "./printable.ts";

/** A stretch of a text that both sides have, or only the earlier or the later one. */
export interface WordChange {
  readonly type: "same" | "added" | "removed";
  readonly text: string;
}

/** A line of a diff: kept, old, new, or one in which words changed, which are painted already. */
export interface DiffRow {
  readonly mark: " " | "-" | "+" | "~";
  readonly text: string;
}

/** So much of a line must have stayed for its words to be worth showing one by one. */
const LEAST_KEPT = 1 / 3;

/**
 * A text line by line, with the words that changed marked where they stand. A line of which next
 * to nothing stayed, and lines that were joined or parted, are shown as old and new ones.
 */
export function wordRows(words: readonly WordChange[], paint: Paint): DiffRow[] {
  return linesOf(words).flatMap((line): DiffRow[] => {
    if (line.every(({ type }) => type === "same")) {
      return [{ mark: " ", text: sideOf(line, "same").join("") }];
    }
    const [from, to] = [sideOf(line, "removed"), sideOf(line, "added")];
    if (from.length > 1 || to.length > 1 || !staysEnough(line)) {
      return diffLines(from, to).filter(({ text }, _index, all) => text !== "" || all.length === 1);
    }
    const text = line.map((part) => marked(part, paint)).join("");
    return [{ mark: "~", text }];
  });
}

/** Both texts divided at the line ends that both have. */
function linesOf(words: readonly WordChange[]): WordChange[][] {
  const lines: WordChange[][] = [[]];
  for (const { type, text } of words) {
    const [first = "", ...rest] = type === "same" ? text.split("\n") : [text];
    lines.at(-1)?.push({ type, text: first });
    lines.push(...rest.map((line): WordChange[] => [{ type, text: line }]));
  }
  return lines.map((line) => line.filter(({ text }) => text !== ""));
}

/** The lines that one side has here. */
function sideOf(line: readonly WordChange[], side: WordChange["type"]): string[] {
  const parts = line.filter(({ type }) => type === "same" || type === side);
  return printableLines(parts.map(({ text }) => text).join(""));
}

function staysEnough(line: readonly WordChange[]): boolean {
  const lengths = { same: 0, added: 0, removed: 0 };
  for (const { type, text } of line) {
    lengths[type] += text.replace(/\W+/gu, "").length;
  }
  const { same, added, removed } = lengths;
  return same > 0 && same >= LEAST_KEPT * (same + Math.max(added, removed));
}

function marked({ type, text }: WordChange, paint: Paint): string {
  const shown = printableLines(text).join("");
  switch (type) {
    case "same":
      return shown;
    case "removed":
      return paint.removed(shown);
    case "added":
      return paint.added(shown);
  }
}
