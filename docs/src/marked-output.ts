/** What a process writes, in the parts that it marks the ends of. */
import type { Readable } from "node:stream";

/** Written around a mark, and never by a program that people read. */
export const RECORD_SEPARATOR = "\u001e";

export interface MarkedPart {
  readonly text: string;
  /** What the process says at its end; undefined where it ended without. */
  readonly mark: string | undefined;
}

export interface MarkedOutput {
  /** All so far, without the marks. */
  read(): string;
  /** The next part, as soon as it has ended. */
  next(): Promise<MarkedPart>;
}

export function readMarkedOutput(stream: Readable): MarkedOutput {
  let rest = "";
  let all = "";
  let ended = false;
  let wake = (): void => undefined;
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    rest += text;
    all += text;
    wake();
  });
  stream.on("close", () => {
    ended = true;
    wake();
  });

  function take(): MarkedPart | undefined {
    const found = MARK.exec(rest);
    if (found !== null) {
      const text = rest.slice(0, found.index);
      rest = rest.slice(found.index + found[0].length);
      return { text, mark: found[1] };
    }
    if (!ended) return undefined;
    const text = rest;
    rest = "";
    return { text, mark: undefined };
  }

  return {
    read: () => all.replaceAll(new RegExp(MARK, "g"), ""),
    async next() {
      for (;;) {
        const part = take();
        if (part !== undefined) return part;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

const MARK = new RegExp(`${RECORD_SEPARATOR}([^${RECORD_SEPARATOR}]*)${RECORD_SEPARATOR}\n`);
