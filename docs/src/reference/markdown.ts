/** Pieces of Markdown. */

/** Rows under headings; columns of which every cell is empty are left out. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const used = headings.map((_, column) => rows.some((row) => (row[column] ?? "") !== ""));
  const line = (cells: readonly string[]) =>
    `| ${cells
      .filter((_, column) => used[column])
      .map((cell) => cell.replaceAll(/\s+/g, " ").replaceAll("|", String.raw`\|`))
      .join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function link(text: string, target: string): string {
  return `[${text}](${target})`;
}

/** As code hosts make an anchor of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** Pieces with a line between them, without those that are empty. */
export function paragraphs(...pieces: readonly string[]): string {
  return `${pieces.filter((piece) => piece !== "").join("\n\n")}\n`;
}

/** The section of the rules that a rule is in, by its letter. */
const SECTIONS: Readonly<Record<string, string>> = {
  T: "time",
  R: "recurrence",
  X: "editing-a-series",
  S: "sharing",
  V: "versions",
  A: "audit",
  U: "accounts",
  C: "every-call",
  L: "log-and-live-updates",
  Q: "questions",
  F: "calendar-files",
  K: "calendars",
};

/** Links rules such as V3 to where they stand. */
export function withRules(text: string): string {
  return text.replaceAll(/\b([A-Z])(\d)\b/g, (rule: string, letter: string) => {
    const section = SECTIONS[letter];
    return section === undefined ? rule : link(rule, `../../packages/domain/SPEC.md#${section}`);
  });
}
