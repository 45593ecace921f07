import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import {
  hasWantedWords,
  sameSearchedText,
  searchWordsOf,
  wantedWords,
} from "../src/search/words.ts";
import { eventContent } from "./_content.ts";

function finds(query: string, title: string): boolean {
  const wanted = wantedWords(query);
  return wanted.length > 0 && hasWantedWords(searchWordsOf(eventContent({ title })), wanted);
}

describe("[Q2] all words are found, without case and accents, the last as a prefix", () => {
  test.each([
    ["team lunch", "Lunch with the TEAM"],
    ["team lun", "Lunch with the team"],
    ["the", "Lunch with the team"],
    ["a", "Plan A"],
    ["q3", "Budget Q3/2026"],
    ["20", "Budget Q3/2026"],
    ["foo bar", "foo_bar"],
    ["c", "C++"],
    ["creme brulee", "CRÈME BRÛLÉE"],
    ["Crème", "creme"],
    ["cre\u0301", "Crème"],
    ["STRASSE", "Straße 7"],
    ["straß", "STRASSE"],
    ["istanbul", "İSTANBUL"],
    ["ISTANBUL", "ıstanbul"],
    ["İstanbul", "ISTANBUL"],
    ["lodz", "Łódź"],
    ["orsted", "Ørsted"],
    ["aether", "Æther"],
    ["final", "ﬁnal"],
    ["office", "O\u00adffice"],
    ["οδος", "ΟΔΟΣ"],
    ["οδο", "ΟΔΟΣ"],
    ["елка", "ЁЛКА"],
    ["йога", "ЙОГА"],
    ["שלום", "שָׁלוֹם"],
    ["محمد", "مُحَمَّد"],
    ["कु", "कुमार"],
    ["ＡＢＣ１", "abc123"],
    ["x2", "x²"],
    ["東京", "東京タワー"],
    ["京タ", "東京タワー"],
    ["ー", "東京タワー"],
    ["ﾀﾜｰ", "東京タワー"],
    ["がっこう", "がっこう"],
    ["か\u3099っ", "がっこう"],
    ["室 会", "会議室"],
    ["กำหนด", "วันกำหนดส่ง"],
    ["한국", "한국어 수업"],
    ["年2024", "2024年"],
    ["don't", "I don’t know"],
    ["xyz", "xyz"],
    ["zx", "zx"],
    ["𠮷", "𠮷野家"],
  ])("%s finds %s", (query, title) => {
    expect(finds(query, title)).toBe(true);
  });

  test.each([
    ["tea lunch", "Lunch with the team"],
    ["unch", "Lunch"],
    ["lunch dinner", "Lunch"],
    ["京東", "東京"],
    ["かっこう", "がっこう"],
    ["कि", "कुमार"],
    ["x", "zx"],
    ["z", "x"],
    ["xz", "ёz"],
    ["dont", "don't"],
    ["lun*h", "Lunch"],
  ])("%s does not find %s", (query, title) => {
    expect(finds(query, title)).toBe(false);
  });
});

test("[Q2] title, location, description and those of overrides are searched, nothing else", () => {
  const event = eventContent({
    title: "alpha",
    location: "beta",
    description: "gamma",
    tags: ["delta"],
    metadata: { key: "epsilon" },
    recurrence: { rrule: "FREQ=DAILY", rdates: [], exdates: [] },
    overrides: { "2026-03-03T09:00:00": { title: "zeta", location: "eta", description: "theta" } },
  });
  expect(searchWordsOf(event).toSorted()).toEqual(
    ["alpha", "beta", "gamma", "eta", "theta", "zzeta"].toSorted(),
  );
});

test("[Q2] a query without letters and digits has no words", () => {
  for (const query of ["", "  ", '+-*"()~<>@', "🎂", "\u00ad", "\u0301"]) {
    expect(wantedWords(query)).toEqual([]);
  }
});

test("[Q2] the words of an event are bounded, and titles come before descriptions", () => {
  const long = Array.from({ length: 30_000 }, (_, i) => `d${i}`).join(" ");
  const words = searchWordsOf(
    eventContent({
      title: "first",
      description: long.slice(0, 65_000) + long,
      overrides: { "2026-03-03T09:00:00": { title: "second" } },
    }),
  );
  expect(words.slice(0, 2)).toEqual(["first", "second"]);
  expect(words).toHaveLength(LIMITS.searchWordsPerEvent);
});

test("[Q2] a long word is found by its beginning, and its code stays short", () => {
  const title = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnung".repeat(3);
  expect(finds(title, title)).toBe(true);
  expect(finds("donaudampfschifffahrtsgesellschaft", title)).toBe(true);
  for (const text of [title, "администрирование".repeat(9), "경제협력개발기구".repeat(9)]) {
    for (const word of searchWordsOf(eventContent({ title: text }))) {
      expect(word).toMatch(/^[a-z0-9]{1,64}$/);
    }
  }
});

/** Letters of every kind, with what lies between them. */
const text = fc
  .array(fc.constantFrom(...Array.from("abxyzßéÉëıİ1²東京がカーกำ한й \u0301\u3099-_*+\"'")), {
    maxLength: 12,
  })
  .map((letters) => letters.join(""));

test("[Q2] a text is found by itself, in capitals, with other forms of its letters", () => {
  fc.assert(
    fc.property(text, text, (title, more) => {
      fc.pre(wantedWords(title).length > 0);
      const event = eventContent({ title: `${more} ${title}` });
      for (const form of [title, title.toUpperCase(), title.normalize("NFD"), `${title} `]) {
        expect(hasWantedWords(searchWordsOf(event), wantedWords(form))).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("[Q2] a word begins with another where its code does", () => {
  const letters = fc.array(fc.constantFrom(...Array.from("axyzéшش경𐌀0")), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(letters, letters, (a, b) => {
      const fold = (word: readonly string[]) => word.join("").replaceAll("é", "e");
      expect(finds(a.join(""), b.join(""))).toBe(fold(b).startsWith(fold(a)));
    }),
    { numRuns: 3_000 },
  );
});

test("[Q2] an edit that leaves what is searched leaves the words", () => {
  const before = eventContent({ overrides: { "2026-03-03T09:00:00": { title: "x" } } });
  const moved = { ...before, start: "2026-03-02T08:00:00" };
  expect(sameSearchedText(before, moved)).toBe(true);
  expect(sameSearchedText(before, { ...before, overrides: { ...before.overrides } })).toBe(true);
  expect(sameSearchedText(before, { ...before, title: "y" })).toBe(false);
  expect(sameSearchedText(before, { ...before, overrides: {} })).toBe(false);
  const other = { "2026-03-03T09:00:00": { title: "y" } };
  expect(sameSearchedText(before, { ...before, overrides: other })).toBe(false);
});
