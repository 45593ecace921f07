import { diffArrays } from "diff";
import type { JsonValue, OccurrenceContent } from "../event/content.ts";
import { type FieldChange, OVERRIDES } from "./diff.ts";

/**
 * A stretch of a text that both sides have, or only the earlier or the later one. What replaces
 * something stands behind what it replaces.
 */
export interface WordChange {
  readonly type: "same" | "added" | "removed";
  readonly text: string;
}

/** The fields that hold long text, of an event and of one occurrence alike. */
const TEXT_FIELDS = [
  "title",
  "description",
  "location",
] as const satisfies readonly (keyof OccurrenceContent)[];

type TextField = (typeof TEXT_FIELDS)[number];

/** What changed in the words of an override, field by field; null where not both sides have one. */
export type OverrideWords = { readonly [field in TextField]: WordChange[] | null };

/** A changed field, and what changed in its words (rule V5). */
export interface WordedChange extends FieldChange {
  /** Null for what is no long text. */
  readonly words: WordChange[] | null;
  /** Null for what is no override, and for one that came or went. */
  readonly overrideWords: OverrideWords | null;
}

/** Added and removed words of one text, or lines; beyond that it is compared coarsely. */
const MAX_EDITS = 400;
/** Characters, on both sides and of all texts together, that one diff compares by words. */
const MAX_CHARACTERS = 262_144;
/** Characters times edits: what bounds the time that one diff takes. */
const MAX_WORK = 10_000_000;

/** Of no language in particular; it divides also what is written without blanks. */
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * Adds to a diff which words changed in long text (rule V5). Joined, what is the same and what was
 * added give the later text, what is the same and what was removed the earlier one. The words of
 * the diff of `b` to `a` are those of `a` to `b` with what was added and what was removed exchanged.
 *
 * The work is bounded: texts that are too long together are compared by lines, so is one that
 * differs in too many words; and what differs in too many lines is one change.
 */
export function withWords(changes: readonly FieldChange[]): WordedChange[] {
  const effort = effortFor(changes.flatMap(textsOf));
  return changes.map((change) => ({
    ...change,
    words: wordsBetween(ownTexts(change), effort),
    overrideWords: overrideWords(change, effort),
  }));
}

/** What changed in the words of one text. */
export function diffWords(from: string, to: string): WordChange[] {
  const texts = { from, to };
  return changesBetween(texts, effortFor([texts]));
}

interface Texts {
  readonly from: string;
  readonly to: string;
}

/** How closely texts are compared. */
interface Effort {
  readonly byWords: boolean;
  readonly maxEdits: number;
}

function effortFor(texts: readonly Texts[]): Effort {
  const length = texts.reduce((sum, { from, to }) => sum + from.length + to.length, 0);
  return {
    byWords: length <= MAX_CHARACTERS,
    maxEdits: Math.min(MAX_EDITS, Math.ceil(MAX_WORK / Math.max(1, length))),
  };
}

function textsOf(change: FieldChange): Texts[] {
  const texts = [ownTexts(change), ...TEXT_FIELDS.map((field) => overrideTexts(change, field))];
  return texts.filter((found) => found !== undefined);
}

function ownTexts({ field, from, to }: FieldChange): Texts | undefined {
  return (TEXT_FIELDS as readonly string[]).includes(field) ? bothTexts(from, to) : undefined;
}

function overrideTexts(change: FieldChange, field: TextField): Texts | undefined {
  const { from, to } = change;
  return isChangedOverride(change) && isObject(from) && isObject(to)
    ? bothTexts(from[field], to[field])
    : undefined;
}

function isChangedOverride({ field, from, to }: FieldChange): boolean {
  return field.startsWith(OVERRIDES) && from !== null && to !== null;
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bothTexts(from: JsonValue | undefined, to: JsonValue | undefined): Texts | undefined {
  return typeof from === "string" && typeof to === "string" && from !== to
    ? { from, to }
    : undefined;
}

function overrideWords(change: FieldChange, effort: Effort): OverrideWords | null {
  if (!isChangedOverride(change)) return null;
  const wordsOf = (field: TextField) => wordsBetween(overrideTexts(change, field), effort);
  return {
    title: wordsOf("title"),
    description: wordsOf("description"),
    location: wordsOf("location"),
  };
}

function wordsBetween(texts: Texts | undefined, effort: Effort): WordChange[] | null {
  return texts === undefined ? null : changesBetween(texts, effort);
}

/** Always compared from the text that sorts first, so that both directions find the same words. */
function changesBetween({ from, to }: Texts, effort: Effort): WordChange[] {
  return from <= to
    ? tidied(comparison(from, to, effort))
    : tidied(comparison(to, from, effort).map(mirrored));
}

function mirrored({ type, text }: WordChange): WordChange {
  return { type: type === "added" ? "removed" : type === "removed" ? "added" : type, text };
}

function comparison(from: string, to: string, { byWords, maxEdits }: Effort): WordChange[] {
  for (const partsOf of byWords ? [wordsIn, linesIn] : [linesIn]) {
    const { head, before, after, tail } = apart(partsOf(from), partsOf(to));
    const changes = diffArrays(before, after, { maxEditLength: maxEdits });
    if (changes === undefined) continue;
    const between = changes.map(({ added, removed, value }): WordChange => {
      return { type: added ? "added" : removed ? "removed" : "same", text: value.join("") };
    });
    return [same(head), ...between, same(tail)];
  }
  const { head, before, after, tail } = apart(linesIn(from), linesIn(to));
  return [
    same(head),
    { type: "removed", text: before.join("") },
    { type: "added", text: after.join("") },
    same(tail),
  ];
}

function wordsIn(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The lines with their ends, so that joined they are the text. */
function linesIn(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function same(parts: readonly string[]): WordChange {
  return { type: "same", text: parts.join("") };
}

/** What two lists have in common at the beginning and at the end, and what each has between. */
function apart(from: readonly string[], to: readonly string[]) {
  let head = 0;
  let tail = 0;
  const room = Math.min(from.length, to.length);
  while (head < room && from[head] === to[head]) head += 1;
  while (tail < room - head && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1;
  return {
    head: from.slice(0, head),
    before: from.slice(head, from.length - tail),
    after: to.slice(head, to.length - tail),
    tail: from.slice(from.length - tail),
  };
}

/** A stretch that both sides have, and what each has behind it up to the next one. */
interface Stretch {
  readonly same: string;
  readonly removed: string;
  readonly added: string;
}

/**
 * The same changes with nothing empty, each stretch as long as it can be, and what was removed
 * before what was added. A blank between two replacements belongs to them: two words that became
 * two others are one change.
 */
function tidied(changes: readonly WordChange[]): WordChange[] {
  const stretches: Stretch[] = [];
  let current: Stretch = { same: "", removed: "", added: "" };
  for (const { type, text } of changes) {
    const isBehindChange = current.removed !== "" || current.added !== "";
    if (type === "same" && text !== "" && isBehindChange) {
      stretches.push(current);
      current = { same: text, removed: "", added: "" };
    } else {
      current = { ...current, [type]: current[type] + text };
    }
  }
  return overBlanks([...stretches, current]).flatMap(({ same: text, removed, added }) => {
    const parts: WordChange[] = [
      { type: "same", text },
      { type: "removed", text: removed },
      { type: "added", text: added },
    ];
    return parts.filter((part) => part.text !== "");
  });
}

function overBlanks(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    const { same: blank, removed, added } = stretch;
    if (last !== undefined && blank.trim() === "" && replaces(last) && replaces(stretch)) {
      joined[joined.length - 1] = {
        same: last.same,
        removed: last.removed + blank + removed,
        added: last.added + blank + added,
      };
    } else {
      joined.push(stretch);
    }
  }
  return joined;
}

function replaces({ removed, added }: Stretch): boolean {
  return removed !== "" && added !== "";
}
