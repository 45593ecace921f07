import { styleText } from "node:util";

/** Colours by what they mean here. Without colours every function gives its text back. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  note(text: string): string;
}

const plain = (text: string): string => text;

export const UNPAINTED: Paint = {
  strong: plain,
  faint: plain,
  good: plain,
  bad: plain,
  note: plain,
};

export function createPaint(coloured: boolean): Paint {
  if (!coloured) {
    return UNPAINTED;
  }
  // Whether the stream shows colours was decided by the caller.
  const style = (format: "bold" | "dim" | "green" | "red" | "yellow") => (text: string) =>
    styleText(format, text, { validateStream: false });
  return {
    strong: style("bold"),
    faint: style("dim"),
    good: style("green"),
    bad: style("red"),
    note: style("yellow"),
  };
}
