import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const LOCKFILE = readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8");
const BINARIES = readFileSync(join(ROOT, "runtimes/binaries/pnpm-lock.yaml"), "utf8");
const [, CATALOG = ""] =
  /^catalog:$(.*?)^\w/ms.exec(readFileSync(join(ROOT, "pnpm-workspace.yaml"), "utf8")) ?? [];

/** The first version without the known weaknesses of earlier ones. */
const SAFE_FROM = {
  hono: "4.12.25",
  "@hono/node-server": "1.19.15",
  "@trpc/server": "11.8.0",
  kysely: "0.28.17",
  mysql2: "3.9.8",
  jose: "4.15.5",
  zod: "3.22.3",
};

/** Every version of a package in the lockfile's list of packages. */
function lockedVersions(name: string): string[] {
  const key = name.replaceAll(/[/.]/g, String.raw`\$&`);
  return [...LOCKFILE.matchAll(new RegExp(`^  '?${key}@(\\d[^:('\\s]*)'?:$`, "gm"))].map(
    ([, version = ""]) => version,
  );
}

function isAtLeast(version: string, minimum: string): boolean {
  return version.localeCompare(minimum, "en", { numeric: true }) >= 0;
}

test.each(Object.entries(SAFE_FROM))("%s is locked at %s or newer", (name, minimum) => {
  const versions = lockedVersions(name);
  expect(versions).not.toEqual([]);
  expect(versions.filter((version) => !isAtLeast(version, minimum))).toEqual([]);
});

test("versions are compared as numbers", () => {
  expect(isAtLeast("3.10.0", "3.9.8")).toBe(true);
  expect(isAtLeast("3.9.7", "3.9.8")).toBe(false);
});

test.each([
  ["lockfile", LOCKFILE],
  ["lockfile of the runtimes", BINARIES],
])("the %s names no registry, no address and no path of a machine", (_, lockfile) => {
  const suspicious = /https?:|\bregistry|tarball:|\bfile:|\/(home|root|work|tmp|Users)\//;
  expect(lockfile.split("\n").filter((line) => suspicious.test(line))).toEqual([]);
});

test("no runtime that only the tests need is installed for a server", () => {
  expect(BINARIES).toMatch(/workerd/);
  expect(LOCKFILE).not.toMatch(/workerd|@deno\/|@oven\//);
});

test("every dependency is pinned to an exact version", () => {
  const entries = [...CATALOG.matchAll(/^ {2}"?[@\w/.-]+"?: (.+)$/gm)].map(
    ([, version]) => version,
  );
  expect(entries.length).toBeGreaterThan(10);
  // A second version of a package has a name of its own: `npm:typescript@5.5.4`.
  const exact = /^(?:npm:[\w/@-]+@)?\d+\.\d+\.\d+$/;
  expect(entries.filter((version) => !exact.test(version ?? ""))).toEqual([]);
});
