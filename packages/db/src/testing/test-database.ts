import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import mysql from "mysql2/promise";
import { openDatabase } from "../database.ts";
import type { Database, DatabaseOptions } from "../database.ts";
import { migrate } from "../migrations/migrator.ts";

/** A database of a test's own; it is gone when the test disposes of it. */
export interface TestDatabase extends AsyncDisposable {
  readonly database: Database;
  /** For further connections, also from other processes. */
  readonly url: string;
}

/** The engine of this test run: `sqlite`, or `mysql` at the address in TEST_MYSQL_URL. */
export function testEngine(): "sqlite" | "mysql" {
  const engine = process.env["DAYBOOK_TEST_ENGINE"];
  if (engine !== "sqlite" && engine !== "mysql") {
    throw new Error("Set DAYBOOK_TEST_ENGINE to sqlite or mysql, or run the tests through vitest.");
  }
  return engine;
}

/** A fresh database with all tables, on the engine of this test run. */
export async function createTestDatabase(
  options: Omit<DatabaseOptions, "url"> = {},
): Promise<TestDatabase> {
  const empty = await createEmptyTestDatabase(options);
  await migrate(empty.database);
  return empty;
}

/** A fresh database without tables. */
export async function createEmptyTestDatabase(
  options: Omit<DatabaseOptions, "url"> = {},
): Promise<TestDatabase> {
  const place = testEngine() === "sqlite" ? await sqlitePlace() : await mysqlPlace();
  const database = await openDatabase({ ...options, url: place.url });
  return {
    database,
    url: place.url,
    async [Symbol.asyncDispose]() {
      await database.close();
      await place.remove();
    },
  };
}

interface Place {
  readonly url: string;
  remove(): Promise<void>;
}

async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-test-"));
  return {
    url: `sqlite:${join(folder, "daybook.db")}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function mysqlPlace(): Promise<Place> {
  const server = process.env["TEST_MYSQL_URL"];
  if (server === undefined) {
    throw new Error("Set TEST_MYSQL_URL to a server on which the tests may make databases.");
  }
  const url = await createDatabaseOn(server);
  return {
    url,
    remove: () => administer(server, `drop database ${new URL(url).pathname.slice(1)}`),
  };
}

/** Makes an empty database on a MySQL or MariaDB server, and answers its address. */
export async function createDatabaseOn(server: string): Promise<string> {
  const name = `daybook_test_${randomBytes(8).toString("hex")}`;
  await administer(server, `create database ${name} character set utf8mb4 collate utf8mb4_bin`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(server: string, statement: string): Promise<void> {
  const connection = await mysql.createConnection(server);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
