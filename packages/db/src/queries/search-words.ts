import type { SearchWord } from "@daybook/domain/search/words";
import type { Id } from "../ids.ts";

/** Digits of an id that stand before each word: with them no word is short, and none is common. */
const KEY_DIGITS = 16;

/**
 * The digits of a calendar that stand before each word of its events: whoever searches asks the
 * index for words of the calendars that reach them, so that a word which is frequent elsewhere costs
 * nothing (Q2: rights before paging). Two calendars may have the same; rights decide in any case.
 */
export function calendarKey(calendarId: Id): string {
  return calendarId.replaceAll("-", "").slice(-KEY_DIGITS);
}

/** Words as `events.words` holds them: with a blank before and after each. */
export function toStoredWords(calendarId: Id, words: readonly SearchWord[]): string {
  const key = calendarKey(calendarId);
  return words.length === 0 ? "" : ` ${words.map((word) => key + word).join(" ")} `;
}
