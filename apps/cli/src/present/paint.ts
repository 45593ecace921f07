import { styleText } from "node:util";

/**
 * Colours by what they mean here. Without colours every function gives its text back, but for the
 * two that mark words within a text: colour is all that tells these apart.
 */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  note(text: string): string;
  /** Words within a text that are no longer there: struck out, or `[-…-]` as git marks them. */
  removed(text: string): string;
  /** Words within a text that are new: green, or `{+…+}`. */
  added(text: string): string;
}

const plain = (text: string): string => text;

export const UNPAINTED: Paint = {
  strong: plain,
  faint: plain,
  good: plain,
  bad: plain,
  note: plain,
  removed: (text) => `[-${text}-]`,
  added: (text) => `{+${text}+}`,
};

export function createPaint(coloured: boolean): Paint {
  if (!coloured) {
    return UNPAINTED;
  }
  // Whether the stream shows colours was decided by the caller.
  const style =
    (...formats: ("bold" | "dim" | "green" | "red" | "yellow" | "strikethrough")[]) =>
    (text: string) =>
      styleText(formats, text, { validateStream: false });
  return {
    strong: style("bold"),
    faint: style("dim"),
    good: style("green"),
    bad: style("red"),
    note: style("yellow"),
    removed: style("red", "strikethrough"),
    added: style("green"),
  };
}
