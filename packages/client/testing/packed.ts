/** For tests of what is published: `node testing/packed.ts <folder>` prints where its tarball is. */
import { pack } from "../scripts/pack.ts";

/**
 * The package that `npm test` has packed once for all of its suites; else one that is packed now.
 *
 * @param folder where it is packed to
 * @returns the path of the tarball
 */
export async function packed(folder: string): Promise<string> {
  return process.env["DAYBOOK_PACKED_CLIENT"] ?? pack(folder);
}

if (import.meta.main) {
  process.stdout.write(`${await packed(process.argv[2] ?? ".")}\n`);
}
