import { setTimeout as delay } from "node:timers/promises";
import { DomainError } from "@daybook/domain/errors";
import { sql } from "kysely";
import type { Kysely } from "kysely";
import type { Database, Transaction } from "../database.ts";
import type { Engine } from "../engines/engine.ts";
import { column, nullable } from "../engines/table-definition.ts";
import { newId } from "../ids.ts";
import { ALL_MIGRATIONS } from "./all-migrations.ts";
import type { Migration } from "./migration.ts";

/** A process that holds the lease and does not renew it is taken for dead after so long. */
const LEASE_MS = 60_000;
const RENEWAL_MS = 15_000;
/** How long to wait for another process that migrates, and how often to look. */
const WAIT_LIMIT_MS = 120_000;
const LOOK_MS = 50;

interface MigrationTables {
  schema_migrations: { name: string; applied_at: number };
  /** One row: who may change the schema now. Locks with names are not there on every cluster. */
  schema_lease: { id: number; holder: string | null; expires_at: number };
}

export interface MigrationStatus {
  readonly name: string;
  /** Epoch milliseconds; null for a step that is still to come. */
  readonly appliedAt: number | null;
  /** False for a step of a newer version, which this one can neither run nor take back. */
  readonly known: boolean;
}

/**
 * Runs the steps that the database does not have yet, and answers their names. Any number of
 * processes may do this at once: one migrates, the others wait for it.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = ALL_MIGRATIONS,
): Promise<string[]> {
  if (pendingOf(await listApplied(database), migrations).length === 0) return [];
  return withLease(database, async (assertHeld) => {
    const done: string[] = [];
    for (const migration of pendingOf(await listApplied(database), migrations)) {
      assertHeld();
      await database.transaction(async (trx) => {
        await migration.up(untyped(trx), database.engine);
        if (migration.fill === undefined) await noteApplied(trx, migration, database.engine);
      });
      if (migration.fill !== undefined) {
        await migration.fill(database, assertHeld);
        assertHeld();
        await database.transaction((trx) => noteApplied(trx, migration, database.engine));
      }
      done.push(migration.name);
    }
    return done;
  });
}

/**
 * Takes back the latest step and answers its name, or undefined where there is none.
 *
 * @throws Error when this version does not know the latest step.
 */
export async function rollback(
  database: Database,
  migrations: readonly Migration[] = ALL_MIGRATIONS,
): Promise<string | undefined> {
  return withLease(database, async (assertHeld) => {
    const latest = [...(await listApplied(database)).keys()].toSorted().at(-1);
    if (latest === undefined) return undefined;
    const migration = migrations.find(({ name }) => name === latest);
    if (migration === undefined) {
      throw new Error(`The step ${latest} belongs to a newer version and cannot be taken back.`);
    }
    assertHeld();
    await database.transaction(async (trx) => {
      await migration.down(untyped(trx), database.engine);
      await bookkeeping(trx)
        .deleteFrom("schema_migrations")
        .where("name", "=", migration.name)
        .execute();
    });
    return migration.name;
  });
}

/** Every step, known or applied, in order. */
export async function listMigrations(
  database: Database,
  migrations: readonly Migration[] = ALL_MIGRATIONS,
): Promise<MigrationStatus[]> {
  const applied = await listApplied(database);
  const known = new Set(migrations.map(({ name }) => name));
  return [...known.union(applied)].toSorted().map((name) => ({
    name,
    appliedAt: applied.get(name) ?? null,
    known: known.has(name),
  }));
}

function pendingOf(
  applied: ReadonlyMap<string, number>,
  migrations: readonly Migration[],
): readonly Migration[] {
  return migrations.filter(({ name }) => !applied.has(name));
}

async function noteApplied(trx: Transaction, { name }: Migration, { now }: Engine): Promise<void> {
  await bookkeeping(trx)
    .insertInto("schema_migrations")
    .values({ name, applied_at: now })
    .execute();
}

/** The steps that the database has, by name, with the time at which each was applied. */
async function listApplied(database: Database): Promise<Map<string, number>> {
  const tables = await database.read.introspection.getTables();
  if (!tables.some(({ name }) => name === "schema_migrations")) return new Map();
  const rows = await bookkeeping(database.read)
    .selectFrom("schema_migrations")
    .select(["name", "applied_at"])
    .execute();
  return new Map(rows.map((row) => [row.name, row.applied_at]));
}

async function withLease<T>(
  database: Database,
  work: (assertHeld: () => void) => Promise<T>,
): Promise<T> {
  const holder = newId();
  const deadline = performance.now() + WAIT_LIMIT_MS;
  // A step of another process may keep this one from writing for as long as it takes.
  const taken = unlessBusy(async () => {
    await database.transaction((trx) => createBookkeeping(untyped(trx), database.engine));
    await createLease(database);
    return takeLease(database, holder);
  });
  while (!(await taken())) {
    if (performance.now() > deadline) {
      throw new Error("Another process has held the lease on the schema for two minutes.");
    }
    await delay(LOOK_MS * (0.5 + Math.random()));
  }
  let lost: Error | undefined;
  const renewed = unlessBusy(() => takeLease(database, holder));
  const renewal = setInterval(() => {
    renewed().then(
      (held) => {
        // One that could not be renewed for once is held until somebody takes it.
        if (held === false) lost = new Error("Another process took the lease on the schema.");
      },
      (error: unknown) => {
        lost = new Error("The lease on the schema could not be renewed.", { cause: error });
      },
    );
  }, RENEWAL_MS);
  try {
    return await work(() => {
      if (lost !== undefined) throw lost;
    });
  } finally {
    clearInterval(renewal);
    // Nobody waits for longer than the lease runs.
    await unlessBusy(() => releaseLease(database, holder))();
  }
}

/** The same work, which answers undefined where the database cannot take it at the moment. */
function unlessBusy<T>(work: () => Promise<T>): () => Promise<T | undefined> {
  return async () => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError && error.reason === "BUSY") return undefined;
      throw error;
    }
  };
}

async function createBookkeeping(db: Kysely<unknown>, engine: Engine): Promise<void> {
  await engine.createTable(db, {
    name: "schema_migrations",
    columns: { name: column.word(128), applied_at: column.instant },
    primaryKey: ["name"],
  });
  await engine.createTable(db, {
    name: "schema_lease",
    columns: {
      id: column.small,
      holder: nullable(column.word(36)),
      expires_at: column.instant,
    },
    primaryKey: ["id"],
  });
}

/** Two processes may find the row missing at once; one of them makes it. */
async function createLease(database: Database): Promise<void> {
  const { engine } = database;
  try {
    await database.transaction((trx) =>
      bookkeeping(trx)
        .insertInto("schema_lease")
        .values({ id: 1, holder: null, expires_at: 0 })
        .execute(),
    );
  } catch (error) {
    if (!engine.isUniqueViolation(error)) throw error;
  }
}

/** Takes or renews the lease by compare-and-set; whether it is now held by `holder`. */
async function takeLease(database: Database, holder: string): Promise<boolean> {
  const { now } = database.engine;
  const result = await database.transaction((trx) =>
    bookkeeping(trx)
      .updateTable("schema_lease")
      .set({ holder, expires_at: sql<number>`${now} + ${LEASE_MS}` })
      .where("id", "=", 1)
      .where((eb) =>
        eb.or([eb("holder", "is", null), eb("holder", "=", holder), eb("expires_at", "<", now)]),
      )
      .executeTakeFirst(),
  );
  return result.numUpdatedRows === 1n;
}

async function releaseLease(database: Database, holder: string): Promise<void> {
  await database.transaction((trx) =>
    bookkeeping(trx)
      .updateTable("schema_lease")
      .set({ holder: null, expires_at: 0 })
      .where("id", "=", 1)
      .where("holder", "=", holder)
      .execute(),
  );
}

/** A handle for tables that the schema of the application does not name. */
function bookkeeping(handle: Database["read"]): Kysely<MigrationTables> {
  return untyped(handle);
}

function untyped(handle: Database["read"]): Kysely<unknown> {
  return handle as unknown as Kysely<unknown>;
}
