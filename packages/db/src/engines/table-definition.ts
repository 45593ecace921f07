/**
 * What a migration says of a table. Each engine turns it into its own statements; old migrations
 * must keep their meaning, so kinds are added here and never changed.
 */
export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly primaryKey: readonly string[];
  /**
   * Rows lie in the order of the primary key. InnoDB does so with every table; SQLite where the
   * table asks for it, which suits short rows and makes long ones slow.
   */
  readonly clustered?: boolean;
  /** Unique indexes by name. */
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  /** Other indexes by name. */
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/** An index that a later step adds to a table. */
export interface IndexDefinition {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

export interface ColumnDefinition {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** What rows have that do not say: those, above all, that are older than the column. */
  readonly defaultValue?: number;
}

export type ColumnType =
  /** 16 bytes. */
  | { readonly kind: "id" }
  /** 32 bytes. */
  | { readonly kind: "hash" }
  | { readonly kind: "bytes"; readonly max: number }
  /** Epoch milliseconds, or a counter of 64 bits. */
  | { readonly kind: "instant" | "counter" }
  /** 32 bits. */
  | { readonly kind: "integer" }
  /** -128 to 127; flags are 0 or 1. */
  | { readonly kind: "small" }
  /** One word of a fixed vocabulary: ASCII, compared byte by byte. */
  | { readonly kind: "word"; readonly max: number }
  /** A short text of any script, compared byte by byte: with case and accents. */
  | { readonly kind: "name"; readonly max: number }
  /** A text of up to 16 MB, compared byte by byte. */
  | { readonly kind: "text" };

export const column = {
  id: required({ kind: "id" }),
  hash: required({ kind: "hash" }),
  bytes: (max: number) => required({ kind: "bytes", max }),
  instant: required({ kind: "instant" }),
  counter: required({ kind: "counter" }),
  integer: required({ kind: "integer" }),
  small: required({ kind: "small" }),
  word: (max: number) => required({ kind: "word", max }),
  name: (max: number) => required({ kind: "name", max }),
  text: required({ kind: "text" }),
} as const;

export function nullable(definition: ColumnDefinition): ColumnDefinition {
  return { ...definition, nullable: true };
}

export function withDefault(definition: ColumnDefinition, defaultValue: number): ColumnDefinition {
  return { ...definition, defaultValue };
}

function required(type: ColumnType): ColumnDefinition {
  return { type, nullable: false };
}
