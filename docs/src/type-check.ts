/** Compiles the TypeScript of all pages as their readers would, strictly and with the libraries checked. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { onTheirLines, programsOf } from "./example.ts";
import type { Page } from "./page.ts";
import { COMPILER_OPTIONS, type Library } from "./reader.ts";

/** @returns what the compiler complains about, with the lines of the pages */
export async function typeErrors(pages: readonly Page[], library: Library): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-types-"));
  try {
    await symlink(library.nodeModules, join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), '{ "type": "module", "private": true }\n');
    const config = { compilerOptions: COMPILER_OPTIONS, include: ["**/*.ts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    for (const page of pages) {
      for (const [name, blocks] of programsOf(page)) {
        const file = join(folder, page.slug, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, onTheirLines(blocks));
      }
    }
    const complaints = await compile(folder);
    return pages.reduce(
      (text, { slug, path }) =>
        text.replaceAll(new RegExp(`^${slug}/.*?\\((\\d+)`, "gm"), `${path}:$1 (`),
      complaints,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function compile(folder: string): Promise<string> {
  return promisify(execFile)("tsc", ["-p", folder, "--pretty", "false"], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}
