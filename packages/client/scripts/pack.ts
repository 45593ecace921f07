/** Packs what is published, as `npm publish` would: `node scripts/pack.ts [folder]`. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "./build.ts";
import { run } from "./run.ts";

/**
 * @param folder where the tarball goes; it is made where there is none
 * @returns the path of the tarball
 */
export async function pack(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const built = await mkdtemp(join(tmpdir(), "daybook-client-"));
  try {
    await build(built);
    const output = await run("npm", ["pack", "--json", "--pack-destination", folder], built);
    const [{ filename } = { filename: "" }] = JSON.parse(output) as { filename: string }[];
    return join(folder, filename);
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  try {
    process.stdout.write(`${await pack(resolve(process.argv[2] ?? "."))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
