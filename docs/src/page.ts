/** Reads a page of the documentation: what it shows, where it points, and what it is called. */
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** Where the reader of a page is when it begins. */
const PLACES = ["project", "clone", "beside"] as const;

/** A fenced piece of a page. */
export interface Block {
  /** The line of its opening fence, from 1. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language: `file=plan.ts`, `not-run="why"`, `server`. */
  readonly info: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

export interface Page {
  /** As seen from the root of the repository. */
  readonly path: string;
  /** The name of the page's program, and of its folder: `how-to-see-the-past`. */
  readonly slug: string;
  readonly from: (typeof PLACES)[number];
  /** The engines that it is about; undefined is all. */
  readonly engines: readonly string[] | undefined;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What a link may name behind `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** @throws with page and line where a page cannot be read */
export async function readPage(file: string): Promise<Page> {
  return parsePage(relative(ROOT, file), await readFile(file, "utf8"));
}

export function parsePage(path: string, text: string): Page {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  const settings: Record<string, string> = {};
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (fence !== null) {
      const end = lines.indexOf(fence[1] ?? "", index + 1);
      if (end === -1) throw new Error(`${path}:${index + 1}: this fence is not closed`);
      blocks.push(readBlock(fence[2] ?? "", index + 1, lines.slice(index + 1, end)));
      index = end;
      continue;
    }
    const heading = /^#{1,6} (.*)$/.exec(line);
    if (heading !== null) anchors.add(unused(anchors, anchorOf(heading[1] ?? "")));
    for (const [, id = ""] of line.matchAll(/<a id="([^"]+)">/g)) anchors.add(id);
    const said = /^<!-- page: (.*) -->$/.exec(line);
    if (said !== null) Object.assign(settings, readInfo(said[1] ?? ""));
    links.push(...readLinks(line).map((target) => ({ line: index + 1, target })));
  }
  const { from = "project", engines, ...unknown } = settings;
  const place = PLACES.find((one) => one === from);
  if (place === undefined || Object.keys(unknown).length > 0) {
    throw new Error(`${path}: its line “page:” says something that is not known`);
  }
  return {
    path,
    slug: path
      .replace(/^docs\//, "")
      .replace(/\.md$/, "")
      .replaceAll("/", "-")
      .toLowerCase(),
    from: place,
    engines: engines?.split(","),
    blocks,
    links,
    anchors,
  };
}

function readBlock(opening: string, line: number, lines: readonly string[]): Block {
  const [, language = "", info = ""] = /^(\S*)(.*)$/.exec(opening.trim()) ?? [];
  return { line, language, info: readInfo(info), lines };
}

/** `file=plan.ts not-run="it needs three machines" server` */
function readInfo(text: string): Record<string, string> {
  const parts = text.matchAll(/([\w-]+)(?:=(?:"([^"]*)"|(\S+)))?/g);
  return Object.fromEntries(
    [...parts].map(([, key = "", quoted, bare]) => [key, quoted ?? bare ?? ""]),
  );
}

/** The targets of a line's links, but for what stands in code. */
function readLinks(line: string): string[] {
  const text = line.replaceAll(/`[^`]*`/g, "");
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const references = [...text.matchAll(/^\[[^\]]+\]: (\S+)$/g)];
  return [...inline, ...references].map(([, target = ""]) => target);
}

/** As code hosts make an anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

function unused(taken: ReadonlySet<string>, anchor: string): string {
  let name = anchor;
  for (let count = 1; taken.has(name); count++) name = `${anchor}-${count}`;
  return name;
}
