import type {
  Dialect,
  DialectAdapter,
  Expression,
  InsertQueryBuilder,
  Kysely,
  RawBuilder,
  SelectQueryBuilder,
  Transaction,
} from "kysely";
import type { UniqueConstraint } from "../constraints.ts";
import type { StoredId } from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import type { ColumnDefinition, IndexDefinition, TableDefinition } from "./table-definition.ts";

/**
 * What differs between the engines. Everything else in this package is the same SQL on both; a
 * query module asks {@link engineOf} for the engine of the handle that it was given.
 */
export interface Engine {
  readonly kind: "sqlite" | "mysql";

  /** The database's clock in epoch milliseconds, at the start of the statement. */
  readonly now: RawBuilder<number>;

  /** Whether the error is a duplicate key: of this constraint, or of any where none is named. */
  isUniqueViolation(error: unknown, constraint?: UniqueConstraint): boolean;

  /**
   * Whether the whole transaction may run again because the database took nothing of it: deadlock,
   * lock time-out, lost race, also when it came at COMMIT.
   */
  isRetryable(error: unknown): boolean;

  /** Whether the connection failed or the database cannot take work at the moment. */
  isTransientConnection(error: unknown): boolean;

  /** Locks the rows that a query reads until the transaction ends, where rows can be locked. */
  forUpdate<TB extends keyof Schema, O>(
    query: SelectQueryBuilder<Schema, TB, O>,
  ): SelectQueryBuilder<Schema, TB, O>;

  /**
   * Reads the tables of a query in the order in which it names them, from the few rows that are
   * known to the many that are looked up by key. A planner with statistics of yesterday may begin
   * at the other end: after an import, a window was read through all events of its calendar.
   *
   * @NOTE SQLite keeps to the order of cross joins alone: say `crossJoin` and `where`.
   */
  inWrittenOrder<DB, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
  ): SelectQueryBuilder<DB, TB, O>;

  /**
   * An insert that changes the existing row instead where one has the same key.
   *
   * @NOTE MySQL assigns from left to right and lets a later expression see an earlier one's result;
   * SQLite shows the old row to all. An expression must not read a column that stands before it.
   * The count of affected rows says nothing here.
   */
  upsert<T extends keyof Schema, O>(
    query: InsertQueryBuilder<Schema, T, O>,
    options: {
      readonly key: readonly (keyof Schema[T] & string)[];
      readonly update: UpsertAssignments<Schema[T]>;
    },
  ): InsertQueryBuilder<Schema, T, O>;

  /** An insert that leaves an existing row with the same key as it is. */
  insertIfAbsent<T extends keyof Schema, O>(
    query: InsertQueryBuilder<Schema, T, O>,
    key: readonly (keyof Schema[T] & string)[],
  ): InsertQueryBuilder<Schema, T, O>;

  /**
   * Takes `by` places in a scope's log, in one round trip, and holds the scope's row until the
   * transaction ends. Answers the last place taken; undefined when there is no such scope at that
   * access epoch.
   */
  advanceScope(trx: Transaction<Schema>, options: ScopeAdvance): Promise<number | undefined>;

  /** How words are kept beside the events and found again (rule Q2). */
  readonly search: SearchEngine;

  /** Creates a table with its indexes unless it is there; safe to repeat after a crash. */
  createTable(db: Kysely<unknown>, definition: TableDefinition): Promise<void>;

  /** Adds an index to a table, unless it is there; safe to repeat after a crash. */
  addIndex(db: Kysely<unknown>, index: IndexDefinition): Promise<void>;

  dropIndex(db: Kysely<unknown>, index: IndexDefinition): Promise<void>;

  /** How a statement that makes a column says it: its name, its type and what it holds at first. */
  columnLine(name: string, definition: ColumnDefinition): string;
}

/**
 * FULLTEXT and FTS5 behind one set of functions. The words are our own, of letters and digits that
 * neither splits, folds or drops, so that both find the same.
 */
export interface SearchEngine {
  /** Makes the index of `events.words`, before any row has words; safe to repeat. */
  createIndex(db: Kysely<unknown>): Promise<void>;

  dropIndex(db: Kysely<unknown>): Promise<void>;

  /** Brings the index up to date with words that were written to `events`, unless it is by itself. */
  indexWords(trx: Transaction<Schema>, events: readonly IndexedWords[]): Promise<void>;

  /** The same of one event that was there before. */
  reindexWords(trx: Transaction<Schema>, event: IndexedWords): Promise<void>;

  /** What {@link eventsWithWords} takes for: of each list at least one of its words. */
  expression(allOf: readonly (readonly SearchTerm[])[]): string;

  /** The events whose words an expression asks for, deleted ones too; rights are not looked at. */
  eventsWithWords(
    db: Kysely<Schema>,
    expression: string,
  ): SelectQueryBuilder<Schema, "events", object>;
}

/** What stands in `events.words`: words with a blank before and after each. */
export interface IndexedWords {
  readonly eventId: StoredId;
  readonly words: string;
}

export interface SearchTerm {
  readonly word: string;
  /** Whether any word that begins so will do. */
  readonly prefix: boolean;
}

export type UpsertAssignments<Table> = {
  readonly [Column in keyof Table]?: Table[Column] | Expression<Table[Column]>;
};

export interface ScopeAdvance {
  readonly scopeId: Id;
  /** How many places; zero where only the epoch matters. */
  readonly by: number;
  /** The epoch at which the rights were read (S4). */
  readonly accessEpoch?: number;
  /** Raises the epoch as well: this transaction changes who may do what in the scope. */
  readonly raiseEpoch?: boolean;
}

/** One call of a driver: a statement, or the end of a transaction. */
export interface QueryEvent {
  readonly sql: string;
  readonly connection: "read" | "write";
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface EngineOptions {
  readonly url: string;
  readonly onQuery: ((event: QueryEvent) => void) | undefined;
  /** Called before a statement outside a transaction; throws where it must not run. */
  readonly assertReadAllowed: () => void;
}

/** An engine at work. Its dialects share connections; closing it closes them. */
export interface OpenEngine {
  readonly engine: Engine;
  /** For single statements that only read. */
  readonly readDialect: Dialect;
  /** For transactions that only read, and see one state throughout. */
  readonly snapshotDialect: Dialect;
  /** For transactions at READ COMMITTED. */
  readonly writeDialect: Dialect;
  /**
   * Writes a copy of the whole database, as it is at one moment, to a file that is not there yet,
   * while others read and write.
   *
   * @throws Error that says what to do instead, where the database is not a file
   */
  copyTo(file: string): Promise<void>;
  close(): Promise<void>;
}

/** COMMIT failed in a way that does not tell whether the changes are there. */
export class CommitOutcomeUnknown extends Error {
  override readonly name = "CommitOutcomeUnknown";

  constructor(cause: unknown) {
    super("The connection failed during COMMIT; whether the changes were made is not known.", {
      cause,
    });
  }
}

/** A dialect's adapter that knows its engine. */
export interface EngineAdapter extends DialectAdapter {
  readonly engine: Engine;
}

/** The engine behind a handle, a transaction's too. */
export function engineOf(handle: Kysely<Schema>): Engine {
  const { adapter } = handle.getExecutor();
  if (!isEngineAdapter(adapter)) throw new TypeError("The handle was not made by openDatabase.");
  return adapter.engine;
}

function isEngineAdapter(adapter: DialectAdapter): adapter is EngineAdapter {
  return "engine" in adapter;
}
