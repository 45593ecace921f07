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
/** Characters of changed lines, on both sides and of all texts together, that are divided into words. */
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
 * The work is bounded: what is too long altogether is compared by lines, so is a text that differs
 * in too many words; and what differs in too many lines is one change.
 */
export function withWords(changes: readonly FieldChange[]): WordedChange[] {
  const texts: ChangedText[] = [];
  const changedIn = (from: JsonValue | undefined, to: JsonValue | undefined) => {
    if (typeof from !== "string" || typeof to !== "string" || from === to) return null;
    const text = changedText(from, to);
    texts.push(text);
    return text;
  };
  const found = changes.map((change) => {
    const { field, from, to } = change;
    const own = isTextField(field) ? changedIn(from, to) : null;
    if (!field.startsWith(OVERRIDES) || !isObject(from) || !isObject(to)) {
      return { change, own, overridden: null };
    }
    const overridden = {
      title: changedIn(from["title"], to["title"]),
      description: changedIn(from["description"], to["description"]),
      location: changedIn(from["location"], to["location"]),
    };
    return { change, own, overridden };
  });
  // How closely each is compared depends on how much there is to compare.
  const effort = effortFor(texts);
  return found.map(({ change, own, overridden }) => ({
    ...change,
    words: wordsOf(own, effort),
    overrideWords: overridden && {
      title: wordsOf(overridden.title, effort),
      description: wordsOf(overridden.description, effort),
      location: wordsOf(overridden.location, effort),
    },
  }));
}

function isTextField(field: string): boolean {
  return (TEXT_FIELDS as readonly string[]).includes(field);
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What changed in the words of one text. */
export function diffWords(from: string, to: string): WordChange[] {
  const text = changedText(from, to);
  return compared(text, effortFor([text]));
}

/** A text on two sides: the lines that both begin and end with, and what lies between. */
interface ChangedText {
  readonly head: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly tail: string;
  /** Whether `before` is of the later text. */
  readonly isMirrored: boolean;
}

/** Always seen from the text that sorts first, so that both directions find the same words. */
function changedText(from: string, to: string): ChangedText {
  const isMirrored = from > to;
  const [first, second] = isMirrored ? [to, from] : [from, to];
  return { ...apart(linesIn(first), linesIn(second)), isMirrored };
}

/** How closely texts are compared. */
interface Effort {
  readonly byWords: boolean;
  readonly maxEdits: number;
}

function effortFor(texts: readonly ChangedText[]): Effort {
  const length = texts.reduce(
    (sum, { before, after }) => sum + lengthOf(before) + lengthOf(after),
    0,
  );
  return {
    byWords: length <= MAX_CHARACTERS,
    maxEdits: Math.min(MAX_EDITS, Math.ceil(MAX_WORK / Math.max(1, length))),
  };
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function wordsOf(text: ChangedText | null, effort: Effort): WordChange[] | null {
  return text === null ? null : compared(text, effort);
}

function compared({ head, before, after, tail, isMirrored }: ChangedText, effort: Effort) {
  const changes = [same(head), ...between(before, after, effort), same(tail)];
  return tidied(isMirrored ? changes.map(mirrored) : changes);
}

function mirrored({ type, text }: WordChange): WordChange {
  return { type: type === "added" ? "removed" : type === "removed" ? "added" : type, text };
}

/** By words; where that is too much by lines, and where even that is, as one change. */
function between(
  before: readonly string[],
  after: readonly string[],
  { byWords, maxEdits }: Effort,
): WordChange[] {
  const [from, to] = [before.join(""), after.join("")];
  return (
    (byWords ? partsCompared(apart(wordsIn(from), wordsIn(to)), maxEdits) : undefined) ??
    partsCompared({ head: "", before, after, tail: "" }, maxEdits) ?? [
      { type: "removed", text: from },
      { type: "added", text: to },
    ]
  );
}

/** Undefined where the parts differ in too many. */
function partsCompared(
  { head, before, after, tail }: Omit<ChangedText, "isMirrored">,
  maxEdits: number,
): WordChange[] | undefined {
  const changes = diffArrays([...before], [...after], { maxEditLength: maxEdits });
  if (changes === undefined) return undefined;
  const parts = changes.map(({ added, removed, value }): WordChange => {
    return { type: added ? "added" : removed ? "removed" : "same", text: value.join("") };
  });
  return [same(head), ...parts, same(tail)];
}

function wordsIn(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The lines with their ends, so that joined they are the text. */
function linesIn(text: string): string[] {
  return text.split(/(?<=\n)/);
}

function same(text: string): WordChange {
  return { type: "same", text };
}

/** What two lists have in common at the beginning and at the end, and what each has between. */
function apart(from: readonly string[], to: readonly string[]): Omit<ChangedText, "isMirrored"> {
  let head = 0;
  let tail = 0;
  const room = Math.min(from.length, to.length);
  while (head < room && from[head] === to[head]) head += 1;
  while (tail < room - head && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1;
  return {
    head: from.slice(0, head).join(""),
    before: from.slice(head, from.length - tail),
    after: to.slice(head, to.length - tail),
    tail: from.slice(from.length - tail).join(""),
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
