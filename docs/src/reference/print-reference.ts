/** Prints `docs/reference` from the code anew. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { REFERENCE, referencePages } from "./reference-pages.ts";

const pages = await referencePages();
await rm(REFERENCE, { recursive: true, force: true });
await mkdir(REFERENCE);
await Promise.all([...pages].map(([name, page]) => writeFile(join(REFERENCE, name), page)));
