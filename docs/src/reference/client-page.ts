/** The page of what `@daybook/client` exports, from its declarations. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript-6.0";
import { ROOT } from "../page.ts";
import { code, link, paragraphs, table, withRules } from "./markdown.ts";

const PACKAGE = join(ROOT, "packages/client");
/** Its types have pages of their own. */
const CONTRACT = join(PACKAGE, "src/contract.ts");

export function clientPage(): string {
  const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as {
    exports: Record<string, string>;
  };
  const entries = Object.entries(manifest.exports).map(([name, file]) => ({
    specifier: `@daybook/client${name.slice(1)}`,
    file: join(PACKAGE, file),
  }));
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    {
      target: ts.ScriptTarget.ESNext,
      lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.NodeNext,
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      types: [],
    },
  );
  return paragraphs(
    `# ${code("@daybook/client")}`,
    `What the client's entries export. How it is used is in ${link("its README", "../../packages/client/README.md")}. The procedures are functions of the client, ${code("daybook.events.update(…)")}; the types of what they take and answer, such as ${code("Event")}, are exported too and described under ${link("shapes", "shapes.md")}.`,
    ...entries.map(({ specifier, file }) => entrySection(program, specifier, file)),
  );
}

function entrySection(program: ts.Program, specifier: string, file: string): string {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (source === undefined || module === undefined) throw new Error(`${file} is no module`);
  const exported = checker
    .getExportsOfModule(module)
    .map((symbol) => ({ name: symbol.name, symbol: original(checker, symbol) }))
    .filter(({ symbol }) => symbol.declarations?.[0]?.getSourceFile().fileName !== CONTRACT)
    .toSorted((a, b) => kindOf(a.symbol).localeCompare(kindOf(b.symbol)));
  const rows = exported.map(({ name, symbol }) => [
    code(name),
    kindOf(symbol),
    withRules(sentences(symbol.getDocumentationComment(checker))),
  ]);
  return paragraphs(
    `## ${code(specifier)}`,
    // The file's first comment says what the entry is for.
    commentOf(source),
    table(["export", "is a", "meaning"], rows),
    ...exported.map(({ name, symbol }) => membersOf(checker, name, symbol)),
  ).trimEnd();
}

function original(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function kindOf({ flags }: ts.Symbol): string {
  if (flags & ts.SymbolFlags.Function) return "function";
  if (flags & ts.SymbolFlags.Class) return "class";
  return flags & ts.SymbolFlags.Variable ? "value" : "type";
}

/** The members of options and of handles: what a caller writes or calls. */
function membersOf(checker: ts.TypeChecker, name: string, symbol: ts.Symbol): string {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined || !ts.isInterfaceDeclaration(declaration)) return "";
  const rows = declaration.members.filter(ts.isPropertySignature).map((member) => {
    const of = checker.getSymbolAtLocation(member.name);
    const optional = member.questionToken === undefined ? "" : "?";
    return [
      `${code(member.name.getText())}${optional}`,
      code((member.type?.getText() ?? "").replace(/ \| undefined$/, "")),
      withRules(sentences(of?.getDocumentationComment(checker) ?? [])),
    ];
  });
  return rows.length === 0
    ? ""
    : `### ${code(name)}\n\n${table(["member", "type", "meaning"], rows)}`;
}

function sentences(parts: ts.SymbolDisplayPart[]): string {
  return ts.displayPartsToString(parts).split("\n\n")[0] ?? "";
}

function commentOf(source: ts.SourceFile): string {
  const [, text = ""] = /^\/\*\*([\s\S]*?)\*\//.exec(source.text) ?? [];
  return text.replaceAll(/\n? +\* ?/g, " ").trim();
}
