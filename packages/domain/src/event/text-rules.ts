import { DomainError } from "../errors.ts";
import { limitRefusal } from "../limit-refusal.ts";
import { type LimitName, LIMITS } from "../limits.ts";

export interface TextRule {
  /** The limit of its length, in UTF-16 code units. */
  readonly limit: LimitName;
  /** Whether tabs and line breaks are part of the text. */
  readonly multiline: boolean;
}

// oxlint-disable-next-line no-control-regex -- these are what it looks for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const CONTROLS_BUT_LINES = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/**
 * Throws `LIMIT_EXCEEDED` for a text that is too long, and `INVALID_INPUT` for one that cannot be
 * stored and shown faithfully: a lone surrogate has no UTF-8, and a control character may steer
 * the terminal that prints it.
 */
export function requireText(text: string, field: string, rule: TextRule): void {
  if (text.length > LIMITS[rule.limit]) {
    throw limitRefusal(rule.limit, {
      field,
      message: `The text is longer than ${LIMITS[rule.limit]} characters.`,
      given: text.length,
    });
  }
  requireWellFormed(text, field);
  if ((rule.multiline ? CONTROLS_BUT_LINES : CONTROLS).test(text)) {
    throw new DomainError("INVALID_INPUT", {
      field,
      message: rule.multiline
        ? "The text holds a control character."
        : "The text holds a control character or a line break.",
    });
  }
}

/** Throws `INVALID_INPUT` for half a character, which cannot be stored. */
export function requireWellFormed(text: string, field: string): void {
  if (text.isWellFormed()) return;
  throw new DomainError("INVALID_INPUT", {
    field,
    message: "The text holds half a surrogate pair.",
  });
}

/** Whether a well-formed text takes more than `limit` bytes in UTF-8. */
export function exceedsBytes(text: string, limit: number): boolean {
  // A code unit takes one to three bytes, which settles most texts without looking at them.
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return utf8Bytes(text) > limit;
}

/** How many bytes a well-formed text takes in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair counts two of the pair's four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
