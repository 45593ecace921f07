import type { ColumnDefinition, ColumnType, TableDefinition } from "../table-definition.ts";

/** The statement that makes a table with its indexes, harmless where it is there already. */
export function createTableStatement(definition: TableDefinition): string {
  const lines = [
    ...Object.entries(definition.columns).map(([column, of]) => columnLine(column, of)),
    `primary key (${list(definition.primaryKey)})`,
    ...indexLines("unique index", definition.unique ?? {}),
    ...indexLines("index", definition.indexes ?? {}),
  ];
  return (
    `create table if not exists ${quote(definition.name)} (${lines.join(", ")}) ` +
    `engine = InnoDB default character set utf8mb4 collate utf8mb4_bin`
  );
}

function indexLines(
  kind: "index" | "unique index",
  indexes: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.entries(indexes).map(
    ([name, columns]) => `${kind} ${quote(name)} (${list(columns)})`,
  );
}

/** A column as the statements say it that make tables and columns. */
export function columnLine(name: string, definition: ColumnDefinition): string {
  const { type, nullable, defaultValue } = definition;
  const fallback = defaultValue === undefined ? "" : ` default ${defaultValue}`;
  return `${quote(name)} ${dataType(type)} ${nullable ? "null" : "not null"}${fallback}`;
}

/** Every text says its collation: MySQL's own default compares without case and accents. */
function dataType(type: ColumnType): string {
  switch (type.kind) {
    case "id":
      return "binary(16)";
    case "hash":
      return "binary(32)";
    case "bytes":
      return `varbinary(${type.max})`;
    case "instant":
    case "counter":
      return "bigint";
    case "integer":
      return "int";
    case "small":
      return "tinyint";
    case "word":
      return `varchar(${type.max}) character set ascii collate ascii_bin`;
    case "name":
      return `varchar(${type.max}) character set utf8mb4 collate utf8mb4_bin`;
    case "text":
      return "mediumtext character set utf8mb4 collate utf8mb4_bin";
  }
}

function list(columns: readonly string[]): string {
  return columns.map(quote).join(", ");
}

function quote(name: string): string {
  return `\`${name}\``;
}
