/**
 * Makes `dist/`: the package as it is published, with nothing of the workspace in it. One bundle
 * for each entry, declarations that need no other package, and a package.json of its own.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { rolldown } from "rolldown";
import { run } from "./run.ts";

const PACKAGE = join(import.meta.dirname, "..");

/**
 * The public entries: `.` is for everywhere, `./node` for Node, Deno and Bun, `./react` for who has
 * TanStack Query, `./temporal` for who has Temporal, `./testing` for the tests of those who use it.
 */
const ENTRIES = {
  index: ".",
  node: "./node",
  react: "./react",
  temporal: "./temporal",
  testing: "./testing",
} as const;

/** Builds into a folder, which is replaced. */
export async function build(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await bundle(target);
  await declare(target);
  await describe(target);
}

async function bundle(target: string): Promise<void> {
  const sources = Object.keys(ENTRIES).map((name) => [name, join(PACKAGE, `src/${name}.ts`)]);
  const bundled = await rolldown({
    input: Object.fromEntries(sources),
    platform: "neutral",
    external: /^node:/,
    transform: { target: "es2022" },
  });
  await bundled.write({
    dir: target,
    format: "esm",
    // Not minified: who uses it does that, and an error that nobody catches is printed by Node with
    // the line that threw it and the names on its stack.
    minify: false,
    sourcemap: true,
    // As within the package, or under the name of another one: not as on the machine that builds.
    sourcemapPathTransform: (source, map) =>
      resolve(dirname(map), source)
        .replace(/^.*\/node_modules\//, "")
        .replace(`${PACKAGE}/`, ""),
    chunkFileNames: "[name].js",
    // A file of its own is left out by the bundlers of those who do not make a client.
    codeSplitting: { groups: [{ name: "links", test: /node_modules/ }] },
  });
  await bundled.close();
}

/** The declarations of the entries, and of what they refer to. */
async function declare(target: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), "daybook-declarations-"));
  try {
    await run("tsc", ["-p", "tsconfig.declarations.json", "--outDir", emitted], PACKAGE);
    const wanted = new Set(Object.keys(ENTRIES));
    // What is added meanwhile is visited too.
    for (const name of wanted) {
      const text = await declarationText(name, emitted);
      for (const [, other] of text.matchAll(/ from "\.\/([\w-]+)\.js"/g)) {
        if (other !== undefined) wanted.add(other);
      }
      await writeFile(join(target, `${name}.d.ts`), text);
    }
  } finally {
    await rm(emitted, { recursive: true });
  }
}

async function declarationText(name: string, emitted: string): Promise<string> {
  // The contract has types only: it is its own declaration, in the form in which it was printed.
  const [file, indent] =
    name === "contract"
      ? [join(PACKAGE, "src/contract.ts"), 2]
      : [join(emitted, `${name}.d.ts`), 4];
  const text = await readFile(file, "utf8");
  return text
    .replaceAll(
      /^ {2,}/gm,
      (blanks) => "\t".repeat(blanks.length / indent) + " ".repeat(blanks.length % indent),
    )
    .replaceAll(/(from "\.\/[\w-]+)\.ts"/g, '$1.js"');
}

async function describe(target: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8"));
  const { name, version, description, license, type, peerDependencies, peerDependenciesMeta } =
    manifest;
  const exports = Object.entries(ENTRIES).map(([file, entry]) => [
    entry,
    { types: `./${file}.d.ts`, default: `./${file}.js` },
  ]);
  const published = {
    name,
    version,
    description,
    license,
    keywords: ["calendar", "daybook", "client", "typescript"],
    type,
    sideEffects: false,
    engines: { node: ">=20" },
    peerDependencies,
    peerDependenciesMeta,
    types: "./index.d.ts",
    exports: { ...Object.fromEntries(exports), "./package.json": "./package.json" },
    files: ["*.js", "*.js.map", "*.d.ts", "THIRD-PARTY-LICENSES"],
  };
  await writeFile(join(target, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  await cp(join(PACKAGE, "README.md"), join(target, "README.md"));
  await cp(join(PACKAGE, "../../LICENSE"), join(target, "LICENSE"));
  const licence = await readFile(join(PACKAGE, "node_modules/@trpc/client/LICENSE"), "utf8");
  await writeFile(
    join(target, "THIRD-PARTY-LICENSES"),
    `The bundle contains parts of @trpc/client and @trpc/server:\n\n${licence}`,
  );
}

if (import.meta.main) {
  await build(join(PACKAGE, "dist"));
}
