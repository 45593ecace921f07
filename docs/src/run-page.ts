/** Does what a page says, in its order, and holds what comes of it against what the page shows. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createEmptyTestDatabase } from "@daybook/db/testing/test-database";
import { runServer } from "@daybook/server/testing/server-process";
import {
  examplesOf,
  fileOf,
  isLeftOut,
  onTheirLines,
  programsOf,
  type Example,
} from "./example.ts";
import type { Block, Page } from "./page.ts";
import { isPrinted, tidy } from "./printed.ts";
import { createProgram, pauseAt, type Program } from "./program.ts";
import { createReader, type Library, type Reader } from "./reader.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** What pages call the server and the database; each run has its own. */
const SERVER = "127.0.0.1:3000";
const MYSQL = "mysql://daybook:secret@127.0.0.1:3306/daybook";
const START_LIMIT_MS = 60_000;

/** A page is not as it says it is. */
export class PageError extends Error {
  override readonly name = "PageError";

  constructor(page: Page, line: number, what: string) {
    super(`${page.path}:${line}: ${what}`);
  }
}

interface Run {
  readonly page: Page;
  readonly reader: Reader;
  readonly databaseUrl: string;
  readonly resources: AsyncDisposableStack;
  readonly terminals: Map<string, Terminal>;
  /** The name of the terminal that the reader is in. */
  terminal: string;
  program: Program | undefined;
  /** `127.0.0.1:41234`, once there is a server. */
  server: string | undefined;
}

/** How long a block took. */
export interface Timing {
  readonly block: Block;
  readonly durationMs: number;
}

/**
 * @returns what was run, in its order
 * @throws PageError that names the line
 */
export async function runPage(page: Page, library: Library): Promise<readonly Timing[]> {
  await using resources = new AsyncDisposableStack();
  const { database, url } = resources.use(await createEmptyTestDatabase());
  // The server opens it by its address.
  await database.close();
  const made = resources.use(await createReader(page, library));
  const reader = { ...made, env: { ...made.env, DATABASE_URL: url } };
  const examples = examplesOf(page);
  const run: Run = {
    page,
    reader,
    databaseUrl: url,
    resources,
    terminals: new Map(),
    terminal: "",
    program: undefined,
    server: undefined,
  };
  if (!examples.some(({ block }) => block.info["server"] !== undefined)) {
    const server = resources.use(await runServer({ env: { DATABASE_URL: url } }));
    run.server = new URL(await server.started).host;
  }
  const timings: Timing[] = [];
  for (const example of examples) {
    const { block, printed } = example;
    const began = performance.now();
    try {
      const text = shown(run, await perform(run, example));
      timings.push({ block, durationMs: performance.now() - began });
      if (printed !== undefined && !isPrinted(printed.lines.join("\n"), text)) {
        const expected = tidy(printed.lines.join("\n"));
        throw new PageError(
          page,
          printed.line,
          `it says\n\n${expected}\n\nand was\n\n${tidy(text)}`,
        );
      }
    } catch (error) {
      if (error instanceof PageError) throw error;
      const what = error instanceof Error ? error.message : String(error);
      throw new PageError(page, lineIn(page, what) ?? block.line, shown(run, what));
    }
  }
  await run.program?.finish().catch((error: Error) => {
    throw new PageError(page, examples.at(-1)?.block.line ?? 1, error.message);
  });
  return timings;
}

async function perform(run: Run, { block, printed }: Example): Promise<string> {
  if (block.info["file"] !== undefined) return writeBlock(run, block, block.info["file"]);
  if (block.info["alone"] !== undefined) return runAlone(run, block);
  if (block.language === "ts") return (await programOf(run)).nextBlock();
  run.terminal = block.info["terminal"] ?? run.terminal;
  const terminal = terminalOf(run);
  const script = put(run, onTheirLines([block]));
  if (block.info["server"] !== undefined) return beginServer(run, terminal, { script, printed });
  const exit = block.info["exit"];
  return terminal.run({ script, exitCode: exit === undefined ? undefined : Number(exit) });
}

/** The text of a file grows by the blocks that name it. */
async function writeBlock(run: Run, block: Block, name: string): Promise<string> {
  const file = join(terminalOf(run).folder(), name);
  const blocks = run.page.blocks.filter(
    ({ info, line }) => info["file"] === name && line <= block.line,
  );
  const text =
    block.language === "ts"
      ? onTheirLines(blocks)
      : `${blocks.flatMap(({ lines }) => lines).join("\n")}\n`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, put(run, text));
  return "";
}

async function programOf(run: Run): Promise<Program> {
  run.program ??= await makeProgram(run, `${run.page.slug}.ts`);
  return run.program;
}

async function runAlone(run: Run, block: Block): Promise<string> {
  const program = await makeProgram(run, fileOf(run.page, block));
  const text = await program.nextBlock();
  await program.finish();
  return text;
}

async function makeProgram(run: Run, name: string): Promise<Program> {
  const { page, reader, resources } = run;
  const file = join(reader.project, name);
  const blocks = (programsOf(page).get(name) ?? []).filter((block) => !isLeftOut(block));
  await writeFile(file, put(run, onTheirLines(blocks, pauseAt)));
  return resources.use(createProgram({ file, cwd: reader.project, env: reader.env }));
}

function terminalOf({ terminals, terminal, reader, server, resources }: Run): Terminal {
  const found = terminals.get(terminal);
  if (found !== undefined) return found;
  const { start, scratch } = reader;
  // The command line goes to port 3000 unless it is told.
  const env = server === undefined ? {} : { DAYBOOK_URL: `http://${server}` };
  const opened = resources.use(
    openTerminal({ cwd: start, env: { ...reader.env, ...env }, scripts: scratch }),
  );
  terminals.set(terminal, opened);
  return opened;
}

interface ServerStart {
  readonly script: string;
  readonly printed: Block | undefined;
}

/** Waits until the server has said where it runs, and whatever else the page says it says. */
async function beginServer(
  run: Run,
  terminal: Terminal,
  { script, printed }: ServerStart,
): Promise<string> {
  const begun = await terminal.begin({ script });
  const until = performance.now() + START_LIMIT_MS;
  while (performance.now() < until && !begun.ended()) {
    run.server = /Daybook runs at http:\/\/(\S+)/.exec(begun.read())?.[1];
    const text = shown(run, begun.read());
    if (run.server !== undefined && isPrinted(printed?.lines.join("\n") ?? "…", text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return begun.read();
}

/** The page's text with the addresses of this run. */
function put({ server, databaseUrl }: Run, text: string): string {
  return text.replaceAll(MYSQL, databaseUrl).replaceAll(SERVER, server ?? SERVER);
}

/** What came of it with the addresses of the page. */
function shown({ server, databaseUrl }: Run, text: string): string {
  const addressed = server === undefined ? text : text.replaceAll(server, SERVER);
  return databaseUrl.startsWith("mysql:") ? addressed.replaceAll(databaseUrl, MYSQL) : addressed;
}

/** The line that a complaint names of one of the page's files. */
function lineIn(page: Page, complaint: string): number | undefined {
  const names = [...programsOf(page).keys()].map((part) => RegExp.escape(part)).join("|");
  const found = new RegExp(`(?:(?:${names}):|^line )(\\d+)`, "m").exec(complaint)?.[1];
  return found === undefined ? undefined : Number(found);
}
