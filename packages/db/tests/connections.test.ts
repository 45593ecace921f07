import { sql } from "kysely";
import { expect, test } from "vitest";
import { toStoredId } from "../src/codec.ts";
import { newId } from "../src/ids.ts";
import { insertScope } from "../src/queries/scopes.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { describeOn } from "./_engines.ts";
import { count } from "./_queries.ts";

describeOn("sqlite", "the connection to a file", () => {
  test("does not go on outside the transaction that SQLite has rolled back by itself", async () => {
    await using test = await createTestDatabase();
    const id = newId();
    const work = test.database.transaction(async (trx) => {
      await insertScope(trx, { id, kind: "calendar" });
      // As a full disk would, this ends the transaction without asking.
      const bytes = toStoredId(id);
      await sql`insert or rollback into scopes values (${bytes}, 'shelf', 0, 0)`
        .execute(trx)
        .catch(() => {});
      await insertScope(trx, { id: newId(), kind: "calendar" });
    });
    await expect(work).rejects.toThrow(/rolled the transaction back/);
    expect(await count(test.database, "scopes")).toBe(0);
    await test.database.transaction((trx) => insertScope(trx, { id, kind: "calendar" }));
    expect(await count(test.database, "scopes")).toBe(1);
  });

  test("keeps its answers right over more statements than it keeps prepared", async () => {
    await using test = await createTestDatabase();
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 300; n += 1) {
        const { rows } = await sql`select ${sql.lit(n)} as n`.execute(test.database.read);
        expect(rows).toEqual([{ n }]);
      }
    }
  });

  test("writes to disk before it says that a transaction is kept", async () => {
    await using test = await createTestDatabase();
    const settings = await test.database.transaction(async (trx) => {
      const mode = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(trx);
      const level = await sql<{ synchronous: number }>`pragma synchronous`.execute(trx);
      return { ...mode.rows[0], ...level.rows[0] };
    });
    expect(settings).toEqual({ journal_mode: "wal", synchronous: 2 });
  });
});

describeOn("mysql", "the connections to a server", () => {
  test("are set up for what they do", async () => {
    await using test = await createTestDatabase();
    const read = sql<Record<string, unknown>>`
      select @@session.autocommit as autocommit, @@session.time_zone as time_zone,
        @@session.innodb_lock_wait_timeout as lock_wait,
        @@session.character_set_client as charset, @@session.collation_connection as collation,
        @@session.sql_mode like '%STRICT_TRANS_TABLES%' as strict
    `;
    const shared = {
      time_zone: "+00:00",
      charset: "utf8mb4",
      collation: "utf8mb4_bin",
      strict: 1,
    };
    const writing = await test.database.transaction((trx) => read.execute(trx));
    expect(writing.rows[0]).toMatchObject({ ...shared, autocommit: 0, lock_wait: 2 });
    const reading = await read.execute(test.database.read);
    expect(reading.rows[0]).toMatchObject({ ...shared, autocommit: 1 });
  });

  test("come back clean: a transaction that failed leaves nothing to the next", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    // More than there are connections, so that every one of them is used again.
    for (let round = 0; round < 30; round += 1) {
      await database
        .transaction(async (trx) => {
          await insertScope(trx, { id: newId(), kind: "calendar" });
          throw new Error("refused");
        })
        .catch(() => {});
    }
    await Promise.all(
      Array.from({ length: 30 }, () =>
        database.transaction((trx) => insertScope(trx, { id: newId(), kind: "shelf" })),
      ),
    );
    const kinds = await database.read.selectFrom("scopes").select("kind").distinct().execute();
    expect(kinds).toEqual([{ kind: "shelf" }]);
  });

  test("give 64-bit counters as exact numbers and take integers for a limit", async () => {
    await using test = await createTestDatabase();
    const big = Number.MAX_SAFE_INTEGER;
    await test.database.transaction(async (trx) => {
      await insertScope(trx, { id: newId(), kind: "calendar" });
      await trx.updateTable("scopes").set({ seq: big }).execute();
    });
    const rows = await test.database.read.selectFrom("scopes").select("seq").limit(1).execute();
    expect(rows).toEqual([{ seq: big }]);
  });
});
