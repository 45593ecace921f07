/** What the types of the router cost the compiler. They grow quietly: each procedure is paid for by everybody. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PROCEDURE_NAMES } from "./reference/procedures.ts";

const PACKAGE = join(import.meta.dirname, "..");
const ROUTER = join(import.meta.dirname, "router.ts");

/** Instantiations for each procedure, as section 7 of the design has it. */
const MOST = 4_500;

test("a procedure costs the compiler no more instantiations than the design admits", async () => {
  const files = await reachableFrom(ROUTER);
  const routers = /(?:\.router|\/router|\/rpc\/procedures)\.ts$/;
  const others = files.filter((file) => !routers.test(file));
  expect(others.length).toBeLessThan(files.length);
  const [all, without] = [await instantiations(files), await instantiations(others)];
  const each = (all - without) / PROCEDURE_NAMES.length;
  expect(each).toBeGreaterThan(0);
  expect(each).toBeLessThan(MOST);
}, 240_000);

/** A file of this package and all that it imports within. */
async function reachableFrom(root: string): Promise<string[]> {
  const found = new Set([root]);
  // What is added meanwhile is visited too.
  for (const file of found) {
    for (const [, specifier] of (await readFile(file, "utf8")).matchAll(/ from "(\.[^"]+)"/g)) {
      if (specifier !== undefined) found.add(join(dirname(file), specifier));
    }
  }
  return [...found];
}

async function instantiations(files: string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-types-"));
  try {
    const project = join(folder, "tsconfig.json");
    const typeRoots = [join(PACKAGE, "node_modules/@types")];
    const config = {
      extends: join(PACKAGE, "tsconfig.json"),
      compilerOptions: { typeRoots },
      files,
      include: [],
    };
    await writeFile(project, JSON.stringify(config));
    // Checked by one thread, a type that two files need is made once: the count is the same each time.
    const how = ["-p", project, "--extendedDiagnostics", "--singleThreaded"];
    const { stdout } = await promisify(execFile)("tsc", how, { cwd: PACKAGE });
    const [, count = ""] = /^Instantiations:\s+(\d+)$/m.exec(stdout) ?? [];
    return Number(count);
  } finally {
    await rm(folder, { recursive: true });
  }
}
