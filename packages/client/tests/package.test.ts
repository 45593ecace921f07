/** The package as somebody gets it who has nothing else of Daybook: packed, unpacked elsewhere, compiled, measured. */
import { execFile } from "node:child_process";
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { rolldown } from "rolldown";
import ts from "typescript-6.0";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pack } from "../scripts/pack.ts";
import { packed } from "../testing/packed.ts";
import { run } from "../scripts/run.ts";
import { startFakeServer } from "./_fake-server.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Bytes, as section 7 of the design has them. */
const RUNTIME_GZIP = 15_000;
/** What the compiler reads for the main entry, but for what is there for people. */
const DECLARATIONS = 40_000;
/** The same with the words that an editor shows for every procedure and field, and packed. */
const DECLARATIONS_WITH_WORDS = 98_000;
const DECLARATIONS_GZIP = 24_000;

let project: string;
let tarball: string;
let installed: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "daybook-consumer-"));
  tarball = await packed(project);
  installed = join(project, "node_modules/@daybook/client");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed], project);
  await copyFile(join(import.meta.dirname, "consumer/program.ts"), join(project, "program.ts"));
  await writeFile(join(project, "in-tests.ts"), await exampleOf("@daybook/client/testing"));
  await writeFile(
    join(project, "postponed.ts"),
    `import { Temporal } from "temporal-polyfill";\n${await exampleOf("@daybook/client/temporal")}`,
  );
  const polyfill = dirname(createRequire(import.meta.url).resolve("temporal-polyfill"));
  await symlink(polyfill, join(project, "node_modules/temporal-polyfill"));
  await writeFile(join(project, "package.json"), '{ "type": "module", "private": true }\n');
});

afterAll(() => rm(project, { recursive: true, force: true }));

const COMPILERS = ["typescript-5.5", "typescript-5.9", "typescript-6.0", "typescript"];
const RESOLUTIONS = [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
];

test.for([
  // Modules find modules by `node16` as by `nodenext`: the oldest compiler speaks for all.
  ["typescript-5.5", "node16", "node16"],
  ...COMPILERS.flatMap((compiler) => RESOLUTIONS.map((how) => [compiler, ...how])),
])(
  "a strict program compiles with %s, modules %s, resolution %s, its libraries checked",
  async ([compiler = "", module = "", moduleResolution = ""]) => {
    const options = {
      module,
      moduleResolution,
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      verbatimModuleSyntax: true,
      isolatedModules: true,
      skipLibCheck: false,
      noEmit: true,
    };
    const config = join(project, `tsconfig.${compiler}.${moduleResolution}.json`);
    await writeFile(
      config,
      JSON.stringify({
        compilerOptions: options,
        files: ["program.ts", "in-tests.ts", "postponed.ts"],
      }),
    );
    expect(await compile(compiler, config)).toBe("");
  },
);

/** The example in the package's README that imports this entry. What it prints is held to the page elsewhere. */
async function exampleOf(entry: string): Promise<string> {
  const readme = await readFile(join(import.meta.dirname, "../README.md"), "utf8");
  const examples = [...readme.matchAll(/^```ts alone\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const example = examples.find((code) => code.includes(`from "${entry}"`));
  return example ?? expect.unreachable(`no example of ${entry}`);
}

test("its README has no link that leads nowhere once it is published", async () => {
  const readme = await readFile(join(installed, "README.md"), "utf8");
  const targets = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const headings = [...readme.matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = ""]) => `#${heading.toLowerCase().replaceAll(" ", "-")}`,
  );
  expect(targets.length).toBeGreaterThan(0);
  const published = [...(await readdir(installed)), ...headings];
  const lost = targets.filter(
    (target) => !target.startsWith("https:") && !published.includes(target),
  );
  expect(lost).toEqual([]);
});

test("who makes a client gets nothing of what is for tests", async () => {
  const bundled = await rolldown({ input: join(installed, "index.js"), platform: "browser" });
  const { output } = await bundled.generate({ format: "esm", minify: true });
  await bundled.close();
  const code = output.map((part) => ("code" in part ? part.code : "")).join("");
  const inTests = /has no answer|a-refresh-token/;
  expect(code).not.toMatch(inTests);
  expect((await texts(/^testing\.js$/))[0]?.[1]).toMatch(inTests);
});

/** What the compiler complains about. */
async function compile(compiler: string, config: string): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve(`${compiler}/package.json`);
  const tsc = join(dirname(manifest), "bin/tsc");
  return promisify(execFile)(process.execPath, [tsc, "-p", config], { cwd: project }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

/** What single files of entries of their own may import. */
const MAY_IMPORT: Readonly<Record<string, RegExp>> = {
  "node.js": /^node:/,
  "queries.d.ts": /^@tanstack\/react-query$/,
  "follow-changes.d.ts": /^@tanstack\/react-query$/,
};

test("it is packed into a folder that is made where it is missing, and a file in its place is told", async () => {
  const made = await pack(join(project, "packed/here"));
  expect(await readdir(join(project, "packed/here"))).toEqual([basename(made)]);
  const script = join(import.meta.dirname, "../scripts/pack.ts");
  const failed: unknown = await promisify(execFile)(process.execPath, [script, tarball]).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^EEXIST: [^\n]*\n$/),
  });
});

test("nothing is installed with it, and nothing outside it is imported", async () => {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  expect(Object.keys(manifest)).not.toContain("dependencies");
  expect(Object.keys(manifest)).not.toContain("scripts");
  for (const [name, text] of await texts(/\.(?:js|d\.ts)$/)) {
    const imports = [
      ...text.matchAll(/(?:\bfrom\s*|^import\s*|\bimport\()["']([^"'\n]+)["']/gm),
    ].map(([, specifier = ""]) => specifier);
    const foreign = imports.filter((specifier) => !specifier.startsWith("./"));
    const allowed = MAY_IMPORT[name];
    expect(foreign.filter((specifier) => allowed?.test(specifier) !== true)).toEqual([]);
  }
});

test("its source maps name no place on the machine that built it", async () => {
  for (const [, text] of await texts(/\.js\.map$/)) {
    const { sources } = JSON.parse(text) as { sources: string[] };
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !/^(?:src|@trpc)\//.test(source))).toEqual([]);
  }
});

test("its types leave nothing open: no `any`, and `unknown` only where a failure of any kind is taken", async () => {
  // What TanStack Query is given is told by types that it knows better.
  for (const [name, text] of await texts(/^(?!queries).*\.d\.ts$/)) {
    const code = withoutComments(text);
    expect(code, `in ${name}`).not.toMatch(/\bany\b/);
    const open = code.split("\n").filter((line) => /\bunknown\b(?!:)/.test(line));
    expect(
      open.filter(
        (line) =>
          !/\(error: unknown\)|error: unknown,?$|(?:cause|error)\?: unknown|details\?: Readonly<Record<string, unknown>>|Page<unknown>/.test(
            line,
          ),
      ),
    ).toEqual([]);
  }
});

test("it is as small as the design asks", async () => {
  const bundled = await rolldown({ input: join(installed, "index.js"), platform: "browser" });
  const { output } = await bundled.generate({ format: "esm", minify: true });
  await bundled.close();
  const runtime = output.map((part) => ("code" in part ? part.code : "")).join("");
  expect(gzipSync(runtime, { level: 9 }).length).toBeLessThan(RUNTIME_GZIP);

  const declarations = await declarationsOf("index.d.ts");
  expect(declarations.map(withoutComments).join("").length).toBeLessThan(DECLARATIONS);
  const all = declarations.join("");
  expect(all.length).toBeLessThan(DECLARATIONS_WITH_WORDS);
  expect(gzipSync(all, { level: 9 }).length).toBeLessThan(DECLARATIONS_GZIP);
});

test("what is not used of it is left out by a bundler", async () => {
  await writeFile(
    join(project, "little.js"),
    'import { isNotFound } from "@daybook/client";\nexport { isNotFound };\n',
  );
  const bundled = await rolldown({ input: join(project, "little.js"), platform: "browser" });
  const { output } = await bundled.generate({ format: "esm", minify: true });
  await bundled.close();
  expect(output[0].code.length).toBeLessThan(1_500);
});

test("a refusal that nobody catches is printed as its class and its facts, told once, in short lines", async () => {
  await using server = await startFakeServer(() => ({
    refusal: { reason: "USERNAME_TAKEN", status: 409 },
  }));
  const program = `
    import { createDaybookClient } from "@daybook/client";
    await createDaybookClient({ url: ${JSON.stringify(server.url)} }).meta.limits();
  `;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", program],
    { cwd: project },
  ).catch((failure: { stderr: string }) => failure);
  expect(stderr).toMatch(/^DaybookError: /m);
  expect(stderr.match(/USERNAME_TAKEN/g)).toHaveLength(2);
  expect(stderr).not.toContain("cause");
  const longest = Math.max(...stderr.split("\n").map((line) => line.length));
  expect(longest).toBeLessThan(200);
});

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: installed, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test("its types are found by every way of resolution that knows modules", async () => {
  const { types, ...result } = await checkPackage(
    createPackageFromTarballData(await readFile(tarball)),
  ).then((analysis) => ({ problems: [], ...analysis }));
  expect(types).toMatchObject({ kind: "included" });
  // The package is made of modules alone: CommonJS may import it, and old ways know no entries.
  const problems = result.problems.filter(
    ({ kind, ...where }) =>
      kind !== "CJSResolvesToESM" &&
      !("resolutionKind" in where && where.resolutionKind === "node10"),
  );
  expect(problems).toEqual([]);
});

/** What a compiler reads where this entry is imported. */
async function texts(names: RegExp): Promise<[name: string, text: string][]> {
  const files = (await readdir(installed)).filter((name) => names.test(name));
  return Promise.all(
    files.map(async (name): Promise<[string, string]> => [
      name,
      await readFile(join(installed, name), "utf8"),
    ]),
  );
}

/** The declarations of an entry, and all that they refer to. */
async function declarationsOf(entry: string): Promise<string[]> {
  const files = new Map(await texts(/\.d\.ts$/));
  const wanted = new Set([entry]);
  // What is added meanwhile is visited too.
  for (const name of wanted) {
    for (const [, other] of files.get(name)?.matchAll(/ from "\.\/([\w-]+)\.js"/g) ?? []) {
      wanted.add(`${other}.d.ts`);
    }
  }
  return [...wanted].map((name) => files.get(name) ?? "");
}

/** The same without comments, and without the lines that these leave empty. */
function withoutComments(text: string): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, undefined, text);
  let code = "";
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const isComment =
      kind === ts.SyntaxKind.SingleLineCommentTrivia ||
      kind === ts.SyntaxKind.MultiLineCommentTrivia;
    if (!isComment) code += scanner.getTokenText();
  }
  return code.replaceAll(/^\s*\n/gm, "");
}
