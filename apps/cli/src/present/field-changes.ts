import { diffLines } from "./line-diff.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { valueLines } from "./values.ts";
import { type DiffRow, type WordChange, wordRows } from "./word-rows.ts";

/** A changed field, and what changed in its words where it is a text. */
export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly words?: readonly WordChange[] | null;
  /** Of an override, by its members. */
  readonly overrideWords?: { readonly [member: string]: readonly WordChange[] | null } | null;
}

/** Kept lines that are shown before and after a change. */
const CONTEXT = 3;

/** Each changed field as a block: its name, then its lines, old and new ones marked. */
export function fieldBlocks(
  fields: readonly FieldChange[],
  { paint }: { paint: Paint },
): string[][] {
  return fields.map((change) => [
    paint.strong(printable(change.field)),
    ...inContext(rowsOf(change, paint)).map((row) => paintRow(row, paint)),
  ]);
}

function rowsOf({ from, to, words, overrideWords }: FieldChange, paint: Paint): DiffRow[] {
  if (words) {
    return wordRows(words, paint);
  }
  if (!overrideWords) {
    return diffLines(valueLines(from), valueLines(to));
  }
  const texts = Object.entries(overrideWords).filter(([, changes]) => changes !== null);
  const others = (side: unknown): string[] =>
    valueLines(
      without(
        side,
        texts.map(([member]) => member),
      ),
    );
  return [
    ...diffLines(others(from), others(to)),
    ...texts.flatMap(([member, changes]) =>
      wordRows(changes ?? [], paint).map(({ mark, text }) => ({
        mark,
        text: `${member}: ${text}`,
      })),
    ),
  ];
}

/** Nothing at all where no member is left, as for what is not there. */
function without(value: unknown, members: readonly string[]): unknown {
  const left = Object.entries(value ?? {}).filter(([member]) => !members.includes(member));
  return left.length === 0 ? null : Object.fromEntries(left);
}

/** Of a long text, what lies around the changes. */
function inContext(rows: readonly DiffRow[]): DiffRow[] {
  const isNear = (index: number): boolean =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== " ");
  const shown: DiffRow[] = [];
  let skipped = 0;
  for (const [index, row] of [...rows, undefined].entries()) {
    if (row !== undefined && !isNear(index)) {
      skipped += 1;
      continue;
    }
    if (skipped > 0) {
      shown.push({ mark: " ", text: `… ${skipped} ${skipped === 1 ? "line" : "lines"}` });
      skipped = 0;
    }
    if (row !== undefined) {
      shown.push(row);
    }
  }
  return shown;
}

function paintRow({ mark, text }: DiffRow, paint: Paint): string {
  const line = `${mark} ${text}`.trimEnd();
  switch (mark) {
    case "-":
      return paint.bad(line);
    case "+":
      return paint.good(line);
    case " ":
    case "~":
      return line;
  }
}
