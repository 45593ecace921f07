import { diffArrays } from "diff";

/** Beyond so many lines added and removed, what lies between counts as one change. */
const MAX_EDITS = 200;

/** A change of some lines of the base into others; nothing of the base where lines were only added. */
interface Hunk {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly lines: readonly string[];
}

/**
 * Merges two edits of a text line by line (rule V3); undefined where they overlap.
 *
 * Edits overlap when they change the same line differently, or add different lines in the same
 * place. A line that is replaced by one line does not mind lines added beside it; a longer change
 * does, because it may be about that place too. Changes of neighbouring lines are none of each
 * other's business.
 */
export function mergeLines(base: string, yours: string, theirs: string): string | undefined {
  const lines = linesOf(base);
  const merged: string[] = [];
  let position = 0;
  let last: { readonly [side in Side]?: Hunk } = {};
  for (const { side, hunk } of inOrder(hunksOf(lines, yours), hunksOf(lines, theirs))) {
    const other = last[side === "yours" ? "theirs" : "yours"];
    last = { ...last, [side]: hunk };
    if (other !== undefined) {
      if (isSameHunk(hunk, other)) continue;
      if (overlap(hunk, other)) return undefined;
    }
    merged.push(...lines.slice(position, hunk.start), ...hunk.lines);
    position = hunk.end;
  }
  merged.push(...lines.slice(position));
  return merged.join("\n");
}

type Side = "yours" | "theirs";

/** A text that is empty has no line at all, so that clearing it meets every edit of it. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}

/** What was changed, in the order of the base, as small as it can be told apart. */
function hunksOf(base: readonly string[], edited: string): Hunk[] {
  const lines = linesOf(edited);
  let head = 0;
  while (head < base.length && head < lines.length && base[head] === lines[head]) head += 1;
  let tail = 0;
  const room = Math.min(base.length, lines.length) - head;
  while (tail < room && base.at(-1 - tail) === lines.at(-1 - tail)) tail += 1;
  const before = base.slice(head, base.length - tail);
  const after = lines.slice(head, lines.length - tail);

  const changes = diffArrays(before, after, { maxEditLength: MAX_EDITS });
  if (changes === undefined) {
    return [{ start: head, end: head + before.length, lines: after }];
  }
  const hunks: Hunk[] = [];
  let start = head;
  let end = head;
  let added: string[] = [];
  for (const change of changes) {
    if (change.removed) end += change.value.length;
    else if (change.added) added = [...added, ...change.value];
    else {
      hunks.push(...lineByLine({ start, end, lines: added }));
      end += change.value.length;
      start = end;
      added = [];
    }
  }
  hunks.push(...lineByLine({ start, end, lines: added }));
  return hunks;
}

/** As many lines as there were are those lines changed, each for itself. */
function lineByLine(hunk: Hunk): Hunk[] {
  const { start, end, lines } = hunk;
  if (start === end && lines.length === 0) return [];
  if (end - start !== lines.length) return [hunk];
  return lines.map((line, index) => ({
    start: start + index,
    end: start + index + 1,
    lines: [line],
  }));
}

function inOrder(
  yours: readonly Hunk[],
  theirs: readonly Hunk[],
): { readonly side: Side; readonly hunk: Hunk }[] {
  return [
    ...yours.map((hunk) => ({ side: "yours" as const, hunk })),
    ...theirs.map((hunk) => ({ side: "theirs" as const, hunk })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
}

function overlap(a: Hunk, b: Hunk): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start;
  if (a.start < b.end && b.start < a.end) return true;
  const addition = a.start === a.end ? a : b.start === b.end ? b : undefined;
  if (addition === undefined) return false;
  const change = addition === a ? b : a;
  const isBeside = addition.start === change.start || addition.start === change.end;
  return isBeside && !isOneForOne(change);
}

function isOneForOne({ start, end, lines }: Hunk): boolean {
  return end - start === lines.length;
}

function isSameHunk(a: Hunk, b: Hunk): boolean {
  return (
    a.start === b.start &&
    a.end === b.end &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index])
  );
}
