import type { ColumnDefinition, ColumnType, TableDefinition } from "../table-definition.ts";

/** The statements that make a table, all of them harmless where it is there already. */
export function createTableStatements(definition: TableDefinition): string[] {
  const { name } = definition;
  const lines = [
    ...Object.entries(definition.columns).map(([column, of]) => columnLine(column, of)),
    `primary key (${list(definition.primaryKey)})`,
  ];
  const options = definition.clustered === true ? "strict, without rowid" : "strict";
  return [
    `create table if not exists ${quote(name)} (${lines.join(", ")}) ${options}`,
    ...indexStatements(name, "unique index", definition.unique ?? {}),
    ...indexStatements(name, "index", definition.indexes ?? {}),
  ];
}

function indexStatements(
  table: string,
  kind: "index" | "unique index",
  indexes: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.entries(indexes).map(
    ([name, columns]) =>
      `create ${kind} if not exists ${quote(name)} on ${quote(table)} (${list(columns)})`,
  );
}

/** A column as the statements say it that make tables and columns. */
export function columnLine(name: string, definition: ColumnDefinition): string {
  const { type, nullable, defaultValue } = definition;
  const fallback = defaultValue === undefined ? "" : ` default ${defaultValue}`;
  return `${quote(name)} ${storageClass(type)}${nullable ? "" : " not null"}${fallback}`;
}

/** SQLite ignores lengths; texts compare byte by byte (BINARY) by default. */
function storageClass(type: ColumnType): string {
  switch (type.kind) {
    case "id":
    case "hash":
    case "bytes":
      return "blob";
    case "instant":
    case "counter":
    case "integer":
    case "small":
      return "integer";
    case "word":
    case "name":
    case "text":
      return "text";
  }
}

function list(columns: readonly string[]): string {
  return columns.map(quote).join(", ");
}

function quote(name: string): string {
  return `"${name}"`;
}
