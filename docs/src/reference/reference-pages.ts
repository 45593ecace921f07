/** The reference as it is to lie in the repository. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "../page.ts";
import { cliPage } from "./cli-page.ts";
import { clientPage } from "./client-page.ts";
import { errorsPage } from "./errors-page.ts";
import { indexPage } from "./index-page.ts";
import { limitsPage } from "./limits-page.ts";
import { groupPage, groups } from "./procedure-pages.ts";
import { settingsPage } from "./settings-page.ts";
import { shapesPage } from "./shapes-page.ts";

export const REFERENCE = join(ROOT, "docs/reference");

/** Every page by its name. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const all = groups();
  const pages = {
    "README.md": indexPage(all),
    ...Object.fromEntries(all.map((group) => [`${group.name}.md`, groupPage(group)])),
    "shapes.md": shapesPage(),
    "errors.md": errorsPage(),
    "limits.md": limitsPage(),
    "settings.md": await settingsPage(),
    "cli.md": cliPage(),
    "client.md": clientPage(),
  };
  const formatted = Object.entries(pages).map(async ([name, page]): Promise<[string, string]> => [
    name,
    await format(name, page),
  ]);
  return new Map(await Promise.all(formatted));
}

async function format(name: string, page: string): Promise<string> {
  const formatter = execFile("oxfmt", ["--stdin-filepath", join(REFERENCE, name)], { cwd: ROOT });
  formatter.stdin?.end(page);
  if (formatter.stdout === null || formatter.stderr === null) throw new Error("no pipes");
  const [formatted, complaint] = await Promise.all([
    text(formatter.stdout),
    text(formatter.stderr),
  ]);
  if (formatted === "") throw new Error(`oxfmt: ${complaint}`);
  return formatted;
}
