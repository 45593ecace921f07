import { spawn } from "node:child_process";
import { mkdtempDisposable, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import { UNIQUE_CONSTRAINTS } from "../src/constraints.ts";
import type { UniqueConstraint } from "../src/constraints.ts";
import { readDatabaseAddress } from "../src/database-address.ts";
import { openDatabase } from "../src/database.ts";
import type { Database } from "../src/database.ts";
import { column } from "../src/engines/table-definition.ts";
import { ALL_MIGRATIONS } from "../src/migrations/all-migrations.ts";
import { createTables } from "../src/migrations/migration.ts";
import { listMigrations, migrate, rollback } from "../src/migrations/migrator.ts";
import { listAuditEntries } from "../src/queries/audit.queries.ts";
import {
  createEmptyTestDatabase,
  createTestDatabase,
  testEngine,
} from "../src/testing/test-database.ts";
import { addUser } from "./_builders.ts";

const NAMES = ALL_MIGRATIONS.map(({ name }) => name);
const BOOKKEEPING = ["schema_lease", "schema_migrations"];

test("the steps are in the order of their names", () => {
  expect(NAMES.toSorted()).toEqual(NAMES);
});

test("every step goes up, down one by one, and up again", async () => {
  await using test = await createEmptyTestDatabase();
  const { database } = test;
  expect(await migrate(database)).toEqual(NAMES);
  expect(await migrate(database)).toEqual([]);
  const tables = await tableNames(database);
  for (const name of NAMES.toReversed()) expect(await rollback(database)).toBe(name);
  expect(await rollback(database)).toBeUndefined();
  expect(await tableNames(database)).toEqual(BOOKKEEPING);
  expect(await migrate(database)).toEqual(NAMES);
  expect(await tableNames(database)).toEqual(tables);
});

test("the status says what is applied, what is to come and what is not known here", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  await rollback(database);
  const [newest] = NAMES.slice(-1);
  const known = ALL_MIGRATIONS.filter(({ name }) => name !== NAMES[0]);
  const status = await listMigrations(database, known);
  expect(status.map(({ name }) => name)).toEqual(NAMES);
  expect(status.find(({ name }) => name === newest)?.appliedAt).toBeNull();
  expect(status[0]).toMatchObject({ known: false, appliedAt: expect.any(Number) });
});

test("a step of a newer version is left alone, and cannot be taken back", async () => {
  await using test = await createEmptyTestDatabase();
  const newer = createTables("999912312359-later", [
    { name: "later", columns: { id: column.id }, primaryKey: ["id"] },
  ]);
  await migrate(test.database, [...ALL_MIGRATIONS, newer]);
  expect(await migrate(test.database)).toEqual([]);
  await expect(rollback(test.database)).rejects.toThrow(/newer version/);
});

test("a step that fails is not noted, lets the lease go, and is run again from its start", async () => {
  await using test = await createEmptyTestDatabase();
  const { database } = test;
  const [first, ...rest] = ALL_MIGRATIONS;
  if (first === undefined) throw new TypeError("There is a first step.");
  const broken = {
    ...first,
    async up(...args: Parameters<typeof first.up>) {
      await first.up(...args);
      throw new Error("cut off");
    },
  };
  await expect(migrate(database, [broken, ...rest])).rejects.toThrow("cut off");
  expect((await listMigrations(database)).every(({ appliedAt }) => appliedAt === null)).toBe(true);
  expect(await migrate(database)).toEqual(NAMES);
});

test("several that migrate at once all end well, and each step is run by one", async () => {
  await using test = await createEmptyTestDatabase();
  const others = await Promise.all(
    Array.from({ length: 3 }, () => openDatabase({ url: test.url })),
  );
  const done = await Promise.all([test.database, ...others].map((database) => migrate(database)));
  expect(done.flat().toSorted()).toEqual(NAMES);
  await Promise.all(others.map((database) => database.close()));
  await addUser(test.database);
});

test("[C4] a step of any length keeps its lease, and others wait for it", async () => {
  await using test = await createEmptyTestDatabase();
  const other = await openDatabase({ url: test.url });
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const [first, ...rest] = ALL_MIGRATIONS;
  if (first === undefined) throw new TypeError("There is a first step.");
  const long = {
    ...first,
    async up(...args: Parameters<typeof first.up>) {
      await first.up(...args);
      begin();
      await mayEnd;
    },
  };
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  try {
    const migrating = migrate(test.database, [long, ...rest]);
    await begun;
    const waiting = migrate(other);
    // Until it waits behind the lock of the step, or asks for the lease.
    for (let turns = 0; turns < 20; turns += 1) await setTimeout(2);
    // Longer than a transaction waits, and shorter than the lease runs: it is to be renewed.
    for (let looks = 0; looks < 5; looks += 1) {
      vi.advanceTimersByTime(11_000);
      await setTimeout(5);
    }
    end();
    expect(await migrating).toEqual(NAMES);
    expect(await waiting).toEqual([]);
  } finally {
    vi.useRealTimers();
    await other.close();
  }
});

test("several processes that migrate at once all end well", async () => {
  await using test = await createEmptyTestDatabase();
  const outputs = await Promise.all(Array.from({ length: 3 }, () => runCli(["migrate"], test.url)));
  expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0]);
  const applied = outputs.flatMap(({ stdout }) => stdout.match(/(?<=applied ).*/g) ?? []);
  expect(applied.toSorted()).toEqual(NAMES);
  expect((await runCli(["status"], test.url)).stdout).not.toContain("pending");
});

test("the command makes an account an administrator by either name", async () => {
  await using test = await createTestDatabase();
  await addUser(test.database, "Anna");
  expect(await runCli(["grant-admin", "anna"], test.url)).toMatchObject({ code: 0 });
  expect(await runCli(["grant-admin", "ANNA@example.org"], test.url)).toMatchObject({ code: 0 });
  expect(await runCli(["grant-admin", "nobody"], test.url)).toMatchObject({ code: 1 });
  expect(await runCli(["frobnicate"], test.url)).toMatchObject({ code: 2 });
  const roles = await test.database.read.selectFrom("users").select("role").execute();
  expect(roles).toEqual([{ role: "admin" }]);
});

test("[A1] who is made an administrator stands in the trail, once", async () => {
  await using test = await createTestDatabase();
  const { userId } = await addUser(test.database, "Anna");
  expect((await runCli(["grant-admin", "anna"], test.url)).stdout).toContain("Anna is an");
  expect((await runCli(["grant-admin", "anna"], test.url)).stdout).toContain("already");
  expect(await listAuditEntries(test.database.read, { limit: 10 })).toEqual([
    expect.objectContaining({
      actorId: null,
      channel: "cli",
      procedure: "db.grant-admin",
      resourceType: "user",
      resourceId: userId,
      outcome: "allowed",
    }),
  ]);
});

test("the command takes nothing back unless it is told so, and not with a word it does not know", async () => {
  await using test = await createTestDatabase();
  for (const [words, code] of [
    ["rollback", 2],
    ["rollback foo", 2],
    ["rollback --yes foo", 2],
    ["rollback --help", 0],
    ["migrate --dry-run", 2],
    ["status all", 2],
    ["grant-admin", 2],
    ["--help", 0],
    ["toString", 2],
  ] as const) {
    expect([words, (await runCli(words.split(" "), test.url)).code]).toEqual([words, code]);
  }
  const steps = await listMigrations(test.database);
  expect(steps.filter(({ appliedAt }) => appliedAt === null)).toEqual([]);

  expect((await runCli(["rollback"], test.url)).stdout).toContain(NAMES.at(-1));
  const taken = await runCli(["rollback", "--yes"], test.url);
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.stdout).toContain(`took back ${NAMES.at(-1)}`);
});

test("the command names the database it works on, without the password", async () => {
  await using test = await createEmptyTestDatabase();
  const { stdout } = await runCli(["status"], test.url);
  expect(stdout.split("\n")[0]).toBe(
    `database ${readDatabaseAddress({ DATABASE_URL: test.url }, "/").shown}`,
  );
});

test("the command makes no file where it is asked for the state alone", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "daybook-cli-"));
  const file = join(folder.path, "data", "daybook.db");
  const { code, stdout } = await runCli(["status"], `sqlite:${file}`);
  expect(code).toBe(1);
  expect(stdout).toBe(`database sqlite:${file}\n`);
  expect(await readdir(folder.path)).toEqual([]);
});

test("every unique constraint that is written down is there and is told from the others", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const user = await addUser(database, "anna");
  const other = await addUser(database, "berta");
  const names = Object.keys(UNIQUE_CONSTRAINTS) as UniqueConstraint[];
  const told = async (update: { username_key: string } | { email_key: string }) => {
    const error: unknown = await database
      .transaction((trx) =>
        trx
          .updateTable("users")
          .set(update)
          .where(sql`lower(hex(id))`, "=", other.userId.replaceAll("-", ""))
          .execute(),
      )
      .catch((e: unknown) => e);
    return names.filter((name) => database.engine.isUniqueViolation(error, name));
  };
  expect(await told({ username_key: "anna" })).toEqual(["users_username_key_unique"]);
  expect(await told({ email_key: "anna@example.org" })).toEqual(["users_email_key_unique"]);
  expect(user.userId).not.toBe(other.userId);

  for (const name of names) {
    const { table, columns } = UNIQUE_CONSTRAINTS[name];
    expect(await uniqueColumns(database, table, name)).toEqual(columns);
  }
});

test("texts compare byte by byte: with case and with accents", async () => {
  await using test = await createTestDatabase();
  await addUser(test.database, "anna");
  await addUser(test.database, "ännä");
  const find = async (key: string) => {
    const rows = await test.database.read
      .selectFrom("users")
      .select("username")
      .where("username_key", "=", key)
      .execute();
    return rows.map(({ username }) => username);
  };
  expect(await find("anna")).toEqual(["anna"]);
  expect(await find("ännä")).toEqual(["ännä"]);
  expect(await find("Anna")).toEqual([]);
});

async function tableNames(database: Database): Promise<string[]> {
  const tables = await database.read.introspection.getTables();
  return tables.map(({ name }) => name).toSorted();
}

async function uniqueColumns(database: Database, table: string, index: string): Promise<string[]> {
  if (testEngine() === "sqlite") {
    const { rows } = await sql<{ name: string }>`
      select info.name from pragma_index_list(${table}) as list
      join pragma_index_info(list.name) as info
      where list.name = ${index} and list."unique" = 1 order by info.seqno
    `.execute(database.read);
    return rows.map(({ name }) => name);
  }
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.statistics
    where table_schema = database() and table_name = ${table} and index_name = ${index}
      and non_unique = 0 order by seq_in_index
  `.execute(database.read);
  return rows.map(({ name }) => name);
}

function runCli(args: string[], url: string): Promise<{ code: number | null; stdout: string }> {
  const cli = join(import.meta.dirname, "../src/cli.ts");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...process.env, DATABASE_URL: url },
    });
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout }));
  });
}
