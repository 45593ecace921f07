/**
 * Control characters, and the marks that turn the direction of text. Titles are written by others:
 * on a terminal they could move the cursor, hide a line or change the window's title.
 */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text of others on one line, harmless on a terminal. */
export function printable(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, " ").replace(UNPRINTABLE, "\ufffd");
}

/** The lines of a text of others, harmless on a terminal. */
export function printableLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replaceAll("\t", "    ").replace(UNPRINTABLE, "\ufffd"));
}
