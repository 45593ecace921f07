/** What of a page is run, in its order, and what it is to print. */
import type { Block, Page } from "./page.ts";

/** A block with what the page says it prints. */
export interface Example {
  readonly block: Block;
  readonly printed: Block | undefined;
}

/** What a block of a language may say of itself. */
const KNOWN_INFO: Readonly<Record<string, readonly string[]>> = {
  ts: ["alone", "file", "not-run"],
  tsx: ["not-run"],
  sh: ["not-run", "server", "terminal", "exit"],
  text: [],
  json: ["file"],
  ics: ["file"],
  ini: ["file"],
  http: [],
  sql: [],
  mermaid: [],
};

/** @throws with page and line where a block is none that is known */
export function examplesOf(page: Page): readonly Example[] {
  const examples: { block: Block; printed: Block | undefined }[] = [];
  let last: (typeof examples)[number] | undefined;
  for (const block of page.blocks) {
    requireKnown(page, block);
    if (block.language === "text") {
      if (last !== undefined) last.printed = block;
      last = undefined;
    } else if (block.info["file"] !== undefined) {
      // Writing a file prints nothing.
      examples.push({ block, printed: undefined });
    } else if (isCode(block)) {
      last = isLeftOut(block) ? undefined : { block, printed: undefined };
      if (last !== undefined) examples.push(last);
    }
  }
  return examples;
}

/** Code that a reader would run, and that the tests do not. */
export function isLeftOut(block: Block): boolean {
  return block.info["not-run"] !== undefined;
}

export function isCode({ language }: Block): boolean {
  return language === "ts" || language === "tsx" || language === "sh";
}

function requireKnown(page: Page, { language, info, line }: Block): void {
  const place = `${page.path}:${line}`;
  const known = KNOWN_INFO[language];
  if (known === undefined) {
    throw new Error(`${place}: “${language}” is none of ${Object.keys(KNOWN_INFO).join(", ")}`);
  }
  const unknown = Object.keys(info).filter((key) => !known.includes(key));
  if (unknown.length > 0) throw new Error(`${place}: ${language} knows no ${unknown.join(", ")}`);
  if (language === "tsx" && info["not-run"] === undefined) {
    throw new Error(`${place}: tsx cannot be run here, and says why: not-run="…"`);
  }
  if (info["not-run"] === "") throw new Error(`${place}: not-run says why: not-run="…"`);
}

/** The TypeScript of a page by the file that it is in. */
export function programsOf(page: Page): ReadonlyMap<string, readonly Block[]> {
  const code = page.blocks.filter(({ language }) => language === "ts");
  return Map.groupBy(code, (block) => fileOf(page, block));
}

/** The page's own program is in `<slug>.ts`, and a block that stands alone in a file of its own. */
export function fileOf({ slug }: Page, { info, line }: Block): string {
  return info["file"] ?? (info["alone"] === undefined ? `${slug}.ts` : `${slug}-${line}.ts`);
}

/**
 * Blocks as one text in which every line has the number that it has on the page, so that whatever
 * complains of a line names the page's.
 *
 * @param closing what stands where the block's closing fence stands
 */
export function onTheirLines(
  blocks: readonly Block[],
  closing: (block: Block) => string = () => "",
): string {
  const text: string[] = [];
  for (const block of blocks) {
    while (text.length < block.line) text.push("");
    text.push(...block.lines, closing(block));
  }
  return `${text.join("\n")}\n`;
}
