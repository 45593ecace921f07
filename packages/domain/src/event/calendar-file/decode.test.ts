import { expect, test } from "vitest";
import { contentLines } from "./content-lines.ts";
import { decodeCalendarFile } from "./decode.ts";

/** Folds a text within every character of more than one byte. */
function foldedWithin(text: string, fold: string): Uint8Array {
  const breaks = new TextEncoder().encode(fold);
  const bytes = [...new TextEncoder().encode(text)].flatMap((byte) =>
    (byte & 0xc0) === 0x80 ? [...breaks, byte] : [byte],
  );
  return new Uint8Array(bytes);
}

test.each(["\r\n ", "\n ", "\r\n\t"])("[F1] a fold within a character is undone (%j)", (fold) => {
  // Two bytes each, as more folds would leave nothing but continuation bytes on a line.
  const text = decodeCalendarFile(foldedWithin("SUMMARY:Süß und schön", fold));
  expect([...contentLines(text)].map((line) => line.text)).toEqual(["SUMMARY:Süß und schön"]);
});

test("[F1] a character of four bytes is put together over a fold at any byte", () => {
  const bytes = new TextEncoder().encode("SUMMARY:🥖!\r\nX:1");
  const start = "SUMMARY:".length;
  for (const cut of [1, 2, 3]) {
    const folded = new Uint8Array([
      ...bytes.subarray(0, start + cut),
      ...new TextEncoder().encode("\r\n "),
      ...bytes.subarray(start + cut),
    ]);
    const lines = [...contentLines(decodeCalendarFile(folded))];
    expect(lines).toEqual([
      { line: 1, text: "SUMMARY:🥖!", cut: false },
      { line: 3, text: "X:1", cut: false },
    ]);
  }
});

test("[F1] a file without such a fold is decoded as it is, its byte order mark taken off", () => {
  const text = "BEGIN:VCALENDAR\r\n X\r\nEND:VCALENDAR\r\n";
  expect(decodeCalendarFile(new TextEncoder().encode(`\uFEFF${text}`))).toBe(text);
});
