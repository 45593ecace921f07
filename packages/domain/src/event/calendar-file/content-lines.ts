const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Longest unfolded line that is kept, in UTF-16 code units: a description of the largest length
 * with every character escaped, and room to spare. Longer ones (attachments held in the file)
 * lose their value.
 */
export const MAX_CONTENT_LINE = 262_144;

/** One unfolded line of a calendar file (RFC 5545 §3.1). */
export interface ContentLine {
  /** 1-based physical line where it begins. */
  readonly line: number;
  readonly text: string;
  /** The line was longer than {@link MAX_CONTENT_LINE}; `text` is its beginning. */
  readonly cut: boolean;
}

/**
 * The content lines of a calendar file: CRLF, LF or CR end a line, a line that begins with a
 * space or a tab continues the one before it, empty lines are passed over. One pass; a line of
 * any length and any number of folds cost their length.
 */
export function* contentLines(ics: string): Generator<ContentLine, void, undefined> {
  const length = ics.length;
  let position = ics.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  let physicalLine = 0;

  let text = "";
  let line = 0;
  let cut = false;

  while (position < length) {
    const start = position;
    let end = position;
    let code = ics.charCodeAt(end);
    while (code !== LINE_FEED && code !== CARRIAGE_RETURN && end < length) {
      end += 1;
      code = ics.charCodeAt(end);
    }
    position = end + 1;
    if (code === CARRIAGE_RETURN && ics.charCodeAt(position) === LINE_FEED) position += 1;
    physicalLine += 1;
    if (end === start) continue;

    const first = ics.charCodeAt(start);
    const isContinuation = (first === SPACE || first === TAB) && line > 0;
    if (!isContinuation) {
      if (line > 0) yield { line, text, cut };
      text = "";
      line = physicalLine;
      cut = false;
    }
    const from = isContinuation ? start + 1 : start;
    const room = MAX_CONTENT_LINE - text.length;
    if (end - from > room) cut = true;
    if (room > 0) text += ics.slice(from, Math.min(end, from + room));
  }
  if (line > 0) yield { line, text, cut };
}
