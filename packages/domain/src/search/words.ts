import type { OccurrenceContent, OccurrenceKey } from "../event/content.ts";
import { LIMITS } from "../limits.ts";

/**
 * One word of a text as search compares it (rule Q2): without case and accents, in an alphabet of
 * `a` to `z` and `0` to `9` alone, so that no database splits, folds or drops it by rules of its
 * own. One word begins with another where its code begins with the other's code.
 */
export type SearchWord = string;

/** A word that a text is asked for: the word itself, or any that begins with it. */
export interface WantedWord {
  readonly word: SearchWord;
  readonly prefix: boolean;
}

type SearchedField = "title" | "location" | "description";
type SearchedTexts = { readonly [field in SearchedField]?: OccurrenceContent[field] | undefined };

/** What search reads of an event's content. */
export interface SearchedContent extends SearchedTexts {
  readonly overrides: { readonly [key: OccurrenceKey]: SearchedTexts };
}

/**
 * The words of an event that search finds it by: of its title, location and description, and of
 * those of its overrides. Each once; titles and locations first, and of more than
 * `LIMITS.searchWordsPerEvent` the first.
 */
export function searchWordsOf(content: SearchedContent): SearchWord[] {
  const overrides = Object.values(content.overrides);
  const texts = [
    ...[content, ...overrides].flatMap(({ title, location }) => [title, location]),
    ...[content, ...overrides].map(({ description }) => description),
  ];
  const words = new Set<SearchWord>();
  for (const text of texts) {
    for (const run of runsOf(text ?? "")) {
      for (const word of indexedWords(run)) {
        if (words.size === LIMITS.searchWordsPerEvent) return [...words];
        words.add(word);
      }
    }
  }
  return [...words];
}

/** Whether an edit leaves what search reads as it was: then the words need not be made. */
export function sameSearchedText(before: SearchedContent, after: SearchedContent): boolean {
  if (!sameTexts(before, after)) return false;
  if (before.overrides === after.overrides) return true;
  const keys = Object.keys(before.overrides);
  return (
    keys.length === Object.keys(after.overrides).length &&
    keys.every((key) => sameTexts(before.overrides[key], after.overrides[key]))
  );
}

function sameTexts(before: SearchedTexts | undefined, after: SearchedTexts | undefined): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    before.title === after.title &&
    before.location === after.location &&
    before.description === after.description
  );
}

/**
 * The words that a query asks for, each once: an event is found that has all of them (rule Q2).
 * None where there is neither letter nor digit in it.
 */
export function wantedWords(query: string): WantedWord[] {
  const runs = [...runsOf(query)];
  const wanted = runs.flatMap((run, i) => wantedOf(run, i === runs.length - 1));
  return [...new Map(wanted.map((want) => [`${want.prefix} ${want.word}`, want])).values()];
}

/** Whether an event with these words is one that a query finds. */
export function hasWantedWords(
  words: Iterable<SearchWord>,
  wanted: readonly WantedWord[],
): boolean {
  const all = new Set(words);
  return wanted.every(({ word, prefix }) =>
    prefix ? all.values().some((candidate) => candidate.startsWith(word)) : all.has(word),
  );
}

/** Letters and digits that follow each other, folded: a word, or a stretch of writing without blanks. */
interface Run {
  readonly text: string;
  readonly unspaced: boolean;
}

const LETTERS_AND_DIGITS = "[\\p{L}\\p{N}\\p{M}]";

/** Scripts that put no blanks between words, with the marks of Japanese, which belong to two. */
const UNSPACED_SCRIPTS =
  "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Bopomofo}\\p{sc=Yi}" +
  "\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}\\p{sc=Tibetan}\\u30fc\\u3099\\u309a]";

const RUN = new RegExp(
  `([${LETTERS_AND_DIGITS}&&${UNSPACED_SCRIPTS}]+)|[${LETTERS_AND_DIGITS}--${UNSPACED_SCRIPTS}]+`,
  "gv",
);
const ASCII = /^[\0-\x7f]*$/;
const ASCII_RUN = /[a-z0-9]+/g;

/** One after the other: of a long text no more than is asked for. */
function* runsOf(text: string): Generator<Run> {
  if (ASCII.test(text)) {
    for (const [word] of text.toLowerCase().matchAll(ASCII_RUN)) {
      yield { text: word, unspaced: false };
    }
    return;
  }
  for (const [run, unspaced] of fold(text).matchAll(RUN)) {
    yield { text: run, unspaced: unspaced !== undefined };
  }
}

/**
 * Accents: the marks that any script may wear, and the points of Hebrew and Arabic. The vowels of
 * Thai and of Indian scripts are marks too, and no accents; nor is what makes か into が.
 */
const ACCENTS = /[[\p{M}&&[\p{sc=Inherited}\p{sc=Hebrew}\p{sc=Arabic}]]--[\u3099\u309a]]/gv;

/** Characters that are not seen: soft hyphens, joiners, variation selectors. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** Letters that Unicode does not take apart, and that are written with others where they are missing. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
  ŧ: "t",
  ς: "σ",
};

const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");

/** An apostrophe that Unicode takes for a letter; the others end a word. */
const APOSTROPHE = /\u02bc/gu;

/** Two texts that differ in case, accents and forms of letters alone become one. */
function fold(text: string): string {
  return (
    text
      .normalize("NFKD")
      .replace(UNSEEN, "")
      .toLowerCase()
      // Lower case may bring accents along: İ.
      .normalize("NFKD")
      .replace(ACCENTS, "")
      .replace(APOSTROPHE, "'")
      .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
      .normalize("NFC")
  );
}

/**
 * What an event is found by. Of writing without blanks: each letter with the next one, and the last
 * by itself, so that any part of it is found.
 */
function* indexedWords(run: Run): Generator<SearchWord> {
  if (!run.unspaced) {
    yield encode(run.text);
    return;
  }
  let previous = "";
  for (const letter of run.text) {
    const code = encodeLetter(letter);
    if (previous !== "") yield previous + code;
    previous = code;
  }
  yield previous;
}

function wantedOf(run: Run, isLast: boolean): WantedWord[] {
  if (!run.unspaced) return [{ word: encode(run.text), prefix: isLast }];
  const letters = Array.from(run.text);
  // One letter is the beginning of a pair.
  if (letters.length === 1) return [{ word: encode(run.text), prefix: true }];
  return letters.slice(1).map((letter, i) => {
    // Indices run one behind: the pair begins at i.
    const pair = (letters[i] as string) + letter;
    return { word: encode(pair), prefix: false };
  });
}

/** The most characters of a word's code; what is longer is found by its beginning. */
const CODE_LENGTH = 64;

/**
 * The code of a word. `a` to `w` and digits stand for themselves, a letter of few scripts becomes
 * three characters, any other five. No letter's code begins with another's.
 */
function encode(text: string): SearchWord {
  if (ASCII.test(text)) {
    const whole = text.replace(ESCAPED, "z$&");
    if (whole.length <= CODE_LENGTH) return whole;
  }
  let code = "";
  for (const letter of text) {
    const next = encodeLetter(letter);
    if (code.length + next.length > CODE_LENGTH) break;
    code += next;
  }
  return code;
}

/** Letters that the codes of others begin with. */
const ESCAPED = /[xyz]/g;

/** Code points that two digits to the base 36 tell apart, after `x` and after `y`. */
const SHORT = 36 * 36;
const FIRST = 0x80;

function encodeLetter(letter: string): string {
  // A letter is one code point.
  const point = letter.codePointAt(0) as number;
  if (point < FIRST) return letter.replace(ESCAPED, "z$&");
  if (point < FIRST + SHORT) return `x${digits(point - FIRST, 2)}`;
  if (point < FIRST + 2 * SHORT) return `y${digits(point - FIRST - SHORT, 2)}`;
  // The last code point is nvnj: the first digit is none of x, y, z.
  return `z${digits(point, 4)}`;
}

function digits(value: number, length: number): string {
  return value.toString(36).padStart(length, "0");
}
