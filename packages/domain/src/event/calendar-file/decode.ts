const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * The text of a calendar file's bytes, which are UTF-8 (RFC 5545 §3.1.4). Lines are folded by
 * bytes, and programs fold within a character: its second half is put before the fold, so that
 * the character is read and every line keeps its number. What is no UTF-8 becomes U+FFFD.
 */
export function decodeCalendarFile(bytes: Uint8Array): string {
  return new TextDecoder().decode(joinFoldedCharacters(bytes));
}

function joinFoldedCharacters(bytes: Uint8Array): Uint8Array {
  let joined: Uint8Array | undefined;
  for (
    let fold = bytes.indexOf(LINE_FEED);
    fold !== -1;
    fold = bytes.indexOf(LINE_FEED, fold + 1)
  ) {
    const space = bytes[fold + 1];
    if (space !== SPACE && space !== TAB) continue;
    let end = fold + 2;
    while (isContinuation(bytes[end])) end += 1;
    if (end === fold + 2) continue;

    const breakStart = bytes[fold - 1] === CARRIAGE_RETURN ? fold - 1 : fold;
    joined ??= bytes.slice();
    joined.set(bytes.subarray(fold + 2, end), breakStart);
    joined.set(bytes.subarray(breakStart, fold + 2), breakStart + end - (fold + 2));
  }
  return joined ?? bytes;
}

/** Whether a byte is not the first of its character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
