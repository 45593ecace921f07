/** A page that is not true is found, by page and line. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parsePage } from "../src/page.ts";
import { installTools, type Library } from "../src/reader.ts";
import { runPage } from "../src/run-page.ts";
import { typeErrors } from "../src/type-check.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let library: Library;
beforeAll(async () => void (library = await installTools()));
afterAll(() => library[Symbol.asyncDispose]());

const pageOf = (...lines: string[]) => parsePage("docs/how-to/probe.md", lines.join("\n"));

/** What is wrong with a page. */
async function outcomeOf(...lines: string[]): Promise<string> {
  try {
    await runPage(pageOf(...lines), library);
    return "nothing";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const HEALTH = [
  "```ts",
  'const health = await fetch("http://127.0.0.1:3000/api/meta/health");',
  "```",
];

test("commands and the page's program take turns, and files are where the reader is", async () => {
  const outcome = await outcomeOf(
    "<!--",
    ...HEALTH,
    "-->",
    "```sh",
    "export NAME=ada && mkdir kept && cd kept",
    "```",
    '```json file=kept.json\n{ "name": 1 }\n```',
    "```ts",
    'console.log((await import("node:fs")).readFileSync("kept/kept.json", "utf8"));',
    "```",
    '```text\n{ "name": 1 }\n```',
    '```ts file=more.ts\nimport { basename } from "node:path";\n```',
    "```ts file=more.ts\nprocess.stdout.write(typeof basename);\n```",
    '```sh\nnode --import "data:text/javascript," -p 1\necho "$NAME"; ls\n```',
    "```text\n1\nada\nkept.json\nmore.ts\n```",
    "```sh terminal=second\nls\n```",
    "```text\n…\nkept\nnode_modules\npackage.json\n```",
    "```sh exit=3\nfalse; (exit 3)\n```",
    "```ts\nconsole.log(health.status);\n```",
    "```text\n200\n```",
    "```ts alone\nconst health = 1;\nconsole.log(health);\n```",
    "```text\n1\n```",
  );
  expect(outcome).toBe("nothing");
});

test("a server that the page starts is the page's", async () => {
  const outcome = await outcomeOf(
    "<!-- page: from=clone -->",
    "```sh server\nnode_modules/.bin/node apps/server/src/main.ts\n```",
    "```text\n…\nDaybook runs at http://127.0.0.1:3000\n…\n```",
    "```sh terminal=second\nnode -e 'fetch(\"http://127.0.0.1:3000/api/meta/health\").then(async (answer) => console.log(await answer.text()))'\n```",
    '```text\n{"status":"ok"…}\n```',
  );
  expect(outcome).toBe("nothing");
});

test.each([
  [
    "what is printed",
    "it says\n\nyes\n\nand was\n\nno",
    5,
    ["```sh", "echo no", "```", "", "```text", "yes", "```"],
  ],
  ["a command", "line 3: false: exit code 1", 3, ["```sh", "true", "false", "true", "```"]],
  ["an exit code", "exit code 0, and not 2", 2, ["", "```sh exit=2", "true", "```"]],
  ["the program", "Error: no", 6, [...HEALTH, "```ts", "", 'throw new Error("no");', "```"]],
  ["a program without an end", "does not end", 1, ["```ts", "setInterval(() => 0, 1000);", "```"]],
  ["a language", "“py” is none of", 1, ["```py", "```"]],
  ["an information", "sh knows no skip", 1, ["```sh skip", "```"]],
  ["a fence", "not closed", 1, ["```sh"]],
  ["a page of React", "tsx cannot be run", 1, ["```tsx", "```"]],
  ["a missing reason", "not-run says why", 1, ["```sh not-run", "```"]],
])("of %s the page and the line are named", async (_, what, line, page) => {
  const outcome = await outcomeOf(...page);
  expect(outcome).toContain(`docs/how-to/probe.md:${line}: `);
  expect(outcome).toContain(what);
});

test("of a wrong type the page and the line are named", async () => {
  const page = pageOf(...HEALTH, "```ts", 'const titel: number = "Choir";', "```");
  expect(await typeErrors([page], library)).toMatch(/^docs\/how-to\/probe\.md:5 .* error TS/);
});
