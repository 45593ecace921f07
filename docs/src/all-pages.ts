import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readPage, ROOT, type Page } from "./page.ts";

const DOCS = join(ROOT, "docs");
/** Pages outside the folder that are held to the same rules. */
const OUTSIDE = ["README.md", "CONTRIBUTING.md", "packages/client/README.md"];
/** What is printed from the code and what records decisions has no examples to run. */
const WITHOUT_EXAMPLES = /^(?:CONTRIBUTING|docs\/(?:README|CONTRIBUTING|reference|decisions))/;

/** Every page of the documentation. */
export async function allPages(): Promise<readonly Page[]> {
  const files = await readdir(DOCS, { recursive: true });
  const pages = files.filter((file) => file.endsWith(".md") && !file.includes("node_modules"));
  return Promise.all(
    [...pages.map((file) => join(DOCS, file)), ...OUTSIDE.map((file) => join(ROOT, file))]
      .toSorted()
      .map(readPage),
  );
}

/** The pages whose examples are run. */
export async function pagesWithExamples(): Promise<readonly Page[]> {
  return (await allPages()).filter(({ path }) => !WITHOUT_EXAMPLES.test(path));
}
