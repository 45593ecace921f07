/** Packs what is published, as `npm publish` would: `node scripts/pack.ts [folder]`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "./build.ts";
import { run } from "./run.ts";

/** @returns the path of the tarball */
export async function pack(folder: string): Promise<string> {
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
  const tarball = await pack(resolve(process.argv[2] ?? "."));
  process.stdout.write(`${tarball}\n`);
}
