/** The types as they were released before, beside the present ones: what was written with them still fits (rule C5). */
import { execFile } from "node:child_process";
import { copyFile, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { knownInputs } from "../scripts/known-inputs.ts";
import { packed } from "../testing/packed.ts";
import { run } from "../scripts/run.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PREVIOUS = join(import.meta.dirname, "previous");

/** Inputs only widen, answers only gain; reasons may be added (C1), which an import's report names. */
const COMPARISON = `
import type * as Before from "@daybook/before";
import type * as Now from "@daybook/client";

type Api = { readonly events: { readonly import: unknown } };
type WithoutImport<A extends Api> = Omit<A, "events"> & { readonly events: Omit<A["events"], "import"> };
type Open<T> = T extends string ? string : T extends object ? { [K in keyof T]: Open<T[K]> } : T;

declare const now: Now.DaybookApi;
export const before: WithoutImport<Before.DaybookApi> = now;
export const importing: (
  ...args: Parameters<Before.DaybookApi["events"]["import"]>
) => Promise<Open<Before.ImportReport>> = now.events.import;

declare const details: { [R in keyof Before.ErrorDetails]: Now.Details<R> };
export const detailsBefore: { [R in keyof Before.ErrorDetails]: Before.Details<R> } = details;
`;

let folder: string;
let before: string;
let now: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daybook-before-"));
  before = join(folder, "node_modules/@daybook/before");
  now = join(folder, "node_modules/@daybook/client");
  const [tarball = ""] = await Array.fromAsync(glob(join(PREVIOUS, "*.tgz")));
  await unpack(tarball, before);
  await unpack(await packed(folder), now);
  await writeFile(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
  await unpack(tarball, join(folder, "former/node_modules/@daybook/client"));
  await copyFile(join(PREVIOUS, "program.ts"), join(folder, "program.ts"));
  await copyFile(join(PREVIOUS, "program.ts"), join(folder, "former/program.ts"));
  await writeFile(join(folder, "comparison.ts"), COMPARISON);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function unpack(tarball: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", target], folder);
}

test("[C5] the present procedures and details fit where the previous ones did", async () => {
  expect(await complaintsOf("comparison.ts")).toBe("");
});

test.for([
  ["an input that is needed now", /(interface EventsUpdateInput [^{]*\{)/, "$1 why: string;"],
  ["a value that an input takes no more", /"thisAndFollowing" \| undefined/, "undefined"],
  ["an answer that is not there any more", /\n\tuid: string;/, ""],
  ["an answer that may be null now", /startsAt: string;/, "startsAt: string | null;"],
  ["a detail of another type", /(SPLIT_SINCE: \{[^}]*rightPartId: )string/, "$1number"],
  ["a reason without its details", /OWNER_REQUIRED: \{/, "OWNER_NEEDED: {"],
] as const)("[C5] it is noticed: %s", async ([, what, instead]) => {
  const file = join(now, "contract.d.ts");
  const contract = await readFile(file, "utf8");
  expect(contract).toMatch(what);
  try {
    await writeFile(file, contract.replace(what, instead));
    expect(await complaintsOf("comparison.ts")).toContain("comparison.ts");
  } finally {
    await writeFile(file, contract);
  }
});

test("[C5] no key of an input has gone", () => {
  const present = knownInputs(now);
  const gone = Object.entries(knownInputs(before)).flatMap(([procedure, keys]) =>
    keys
      .filter((key) => present[procedure]?.includes(key) !== true)
      .map((key) => `${procedure} ${key}`),
  );
  expect(gone).toEqual([]);
});

test("[C5] no name that programs may have imported has gone", async () => {
  const present = await exportedNames(now);
  const former = await exportedNames(before);
  expect(former.size).toBeGreaterThan(0);
  expect([...former].filter((name) => !present.has(name))).toEqual([]);
});

test("[C5] a program that was written with the previous types compiles with the present ones", async () => {
  expect(await complaintsOf("former/program.ts")).toBe("");
  expect(await complaintsOf("program.ts")).toBe("");
});

/** What the main entry exports. */
async function exportedNames(installed: string): Promise<Set<string>> {
  const contract = await readFile(join(installed, "contract.d.ts"), "utf8");
  const index = await readFile(join(installed, "index.d.ts"), "utf8");
  const types = [...contract.matchAll(/^export (?:interface|type) (\w+)/gm)];
  const lists = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)];
  return new Set([
    ...types.map(([, name = ""]) => name),
    ...lists.flatMap(([, list = ""]) => list.match(/\w+(?=\s*(?:,|$))/g) ?? []),
  ]);
}

/** What the compiler complains about. */
async function complaintsOf(file: string): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const compiler = join(dirname(manifest), "bin/tsc");
  const options = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--types", ""];
  const target = ["--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
  return promisify(execFile)(process.execPath, [compiler, ...options, ...target, file], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}
