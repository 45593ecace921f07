/**
 * Prints which keys the inputs of each procedure have in the types of a package that lies somewhere:
 * `node scripts/known-inputs.ts <folder>`. Names in records are no keys; what they hold is looked at.
 */
import { join, resolve } from "node:path";
import ts from "typescript-6.0";

/** By procedure, dotted where they are nested. */
export function knownInputs(folder: string): Record<string, string[]> {
  const file = join(folder, "contract.d.ts");
  const program = ts.createProgram([file], { strict: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const api = module?.exports?.get(ts.escapeLeadingUnderscores("DaybookApi"));
  if (source === undefined || api === undefined)
    throw new Error(`There is no DaybookApi in ${file}.`);
  const inputs: Record<string, string[]> = {};

  function walk(group: ts.Type, path: string): void {
    for (const property of group.getProperties()) {
      const member = checker.getTypeOfSymbolAtLocation(property, source as ts.SourceFile);
      const name = path === "" ? property.name : `${path}.${property.name}`;
      const [signature] = member.getCallSignatures();
      if (signature === undefined) {
        walk(member, name);
        continue;
      }
      const [input] = signature.getParameters();
      const keys = new Set<string>();
      if (input !== undefined) {
        const type = checker.getTypeOfSymbolAtLocation(input, source as ts.SourceFile);
        collect(type, { path: "", within: [] }, keys);
      }
      inputs[name] = [...keys];
    }
  }

  /** @param within the types that this one lies in: some lie in themselves */
  function collect(
    type: ts.Type,
    { path, within }: { path: string; within: readonly ts.Type[] },
    keys: Set<string>,
  ): void {
    if (within.includes(type)) return;
    const inside = { path, within: [...within, type] };
    if (type.isUnion()) {
      for (const part of type.types) collect(part, inside, keys);
      return;
    }
    if ((type.flags & ts.TypeFlags.Object) === 0) return;
    const held = type.getStringIndexType() ?? type.getNumberIndexType();
    if (held !== undefined) {
      collect(held, inside, keys);
      return;
    }
    for (const property of type.getProperties()) {
      const key = path === "" ? property.name : `${path}.${property.name}`;
      keys.add(key);
      const member = checker.getTypeOfSymbolAtLocation(property, source as ts.SourceFile);
      collect(member, { ...inside, path: key }, keys);
    }
  }

  walk(checker.getDeclaredTypeOfSymbol(api), "");
  return inputs;
}

if (import.meta.main) {
  const [, , folder = "."] = process.argv;
  process.stdout.write(`${JSON.stringify(knownInputs(resolve(folder)), null, 2)}\n`);
}
