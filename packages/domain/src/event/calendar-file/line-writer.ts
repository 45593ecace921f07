const MAX_OCTETS = 75;

/** A text as the value of a property (RFC 5545 §3.3.11). */
export function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n?|\n/g, "\\n");
}

/** A parameter's value, in quotes where it needs them; it cannot hold a quote (RFC 5545 §3.1). */
export function quoteParameter(value: string): string {
  const bare = value.replaceAll('"', "'");
  return /[;:,]/.test(bare) ? `"${bare}"` : bare;
}

/**
 * A content line with its line end, folded after 75 octets of UTF-8 and never within a character
 * (RFC 5545 §3.1).
 */
export function foldedLine(line: string): string {
  // Most lines are short, and no code unit takes more than three octets.
  if (line.length * 3 <= MAX_OCTETS) return `${line}\r\n`;
  let folded = "";
  let from = 0;
  let octets = 0;
  for (let index = 0; index < line.length;) {
    const code = line.codePointAt(index) ?? 0;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + width > MAX_OCTETS) {
      folded += `${line.slice(from, index)}\r\n `;
      from = index;
      octets = 1;
    }
    octets += width;
    index += code < 0x10000 ? 1 : 2;
  }
  return `${folded}${line.slice(from)}\r\n`;
}
