import { DomainError } from "@daybook/domain/errors";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { toStoredId } from "../src/codec.ts";
import { openDatabase } from "../src/database.ts";
import type { Database, Transaction } from "../src/database.ts";
import { engineOf } from "../src/engines/engine.ts";
import { newId } from "../src/ids.ts";
import type { Id } from "../src/ids.ts";
import { insertScope } from "../src/queries/scopes.queries.ts";
import { RestartTransaction } from "../src/restart-transaction.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { describeOn } from "./_engines.ts";
import { count } from "./_queries.ts";

describe("a transaction", () => {
  test("keeps what it wrote when the work returns", async () => {
    await using test = await createTestDatabase();
    const id = newId();
    const answer = await test.database.transaction(async (trx) => {
      await insertScope(trx, { id, kind: "calendar" });
      return "done";
    });
    expect(answer).toBe("done");
    expect(await seqOf(test.database, id)).toBe(0);
  });

  test("leaves nothing when the work throws, and passes the error on", async () => {
    await using test = await createTestDatabase();
    const refusal = new DomainError("FORBIDDEN");
    const work = test.database.transaction(async (trx) => {
      await insertScope(trx, { id: newId(), kind: "calendar" });
      throw refusal;
    });
    await expect(work).rejects.toBe(refusal);
    expect(await count(test.database, "scopes")).toBe(0);
  });

  test("survives a statement that fails and is caught", async () => {
    await using test = await createTestDatabase();
    const id = newId();
    await test.database.transaction(async (trx) => {
      await insertScope(trx, { id, kind: "calendar" });
      const error: unknown = await insertScope(trx, { id, kind: "shelf" }).catch((e: unknown) => e);
      expect(engineOf(trx).isUniqueViolation(error)).toBe(true);
    });
    expect(await seqOf(test.database, id)).toBe(0);
  });

  test("[C4] starts again as a whole when the work lost a race", async () => {
    await using test = await createTestDatabase();
    let runs = 0;
    await test.database.transaction(async (trx) => {
      await insertScope(trx, { id: newId(), kind: "calendar" });
      runs += 1;
      if (runs < 4) throw new RestartTransaction();
    });
    expect(runs).toBe(4);
    expect(await count(test.database, "scopes")).toBe(1);
  });

  test("[C4] gives up with BUSY after eight runs", async () => {
    await using test = await createTestDatabase();
    let runs = 0;
    const work = test.database.transaction(async () => {
      runs += 1;
      throw new RestartTransaction();
    });
    await expect(work).rejects.toMatchObject({ reason: "BUSY" });
    expect(runs).toBe(8);
  });

  test("refuses a second transaction, a snapshot and the reading handle inside", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const inside = (misuse: () => Promise<unknown>) => database.transaction(() => misuse());
    const refusal = /inside a transaction/;
    await expect(inside(() => database.transaction(async () => {}))).rejects.toThrow(refusal);
    await expect(inside(() => database.snapshot(async () => {}))).rejects.toThrow(refusal);
    await expect(inside(() => count(database, "users"))).rejects.toThrow(refusal);
    await expect(database.snapshot(() => count(database, "users"))).rejects.toThrow(refusal);
  });

  test("does not hold on to what it started and did not await", async () => {
    await using test = await createTestDatabase();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    let later: Promise<number> | undefined;
    await test.database.transaction(async () => {
      later = ended.then(() => count(test.database, "users"));
    });
    end();
    expect(await later).toBe(0);
  });

  test("is over for its handle when it is over", async () => {
    await using test = await createTestDatabase();
    let committed: Transaction | undefined;
    await test.database.transaction(async (trx) => {
      committed = trx;
    });
    let rolledBack: Transaction | undefined;
    await test.database
      .transaction(async (trx) => {
        rolledBack = trx;
        throw new Error("no");
      })
      .catch(() => {});
    for (const handle of [committed, rolledBack]) {
      const use = handle && insertScope(handle, { id: newId(), kind: "calendar" });
      await expect(use).rejects.toThrow(/committed|rolled back/);
    }
    expect(await count(test.database, "scopes")).toBe(0);
  });

  test("of two that compare and set the same row, one finds it changed", async () => {
    await using test = await createTestDatabase();
    const id = newId();
    await test.database.transaction((trx) => insertScope(trx, { id, kind: "calendar" }));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () =>
        test.database.transaction(async (trx) => {
          const result = await trx
            .updateTable("scopes")
            .set({ seq: 1 })
            .where("id", "=", toStoredId(id))
            .where("seq", "=", 0)
            .executeTakeFirst();
          return result.numUpdatedRows;
        }),
      ),
    );
    expect(outcomes.filter((changed) => changed === 1n)).toHaveLength(1);
    expect(outcomes.filter((changed) => changed === 0n)).toHaveLength(7);
  });

  test("loses no increment among fifty at once", async () => {
    await using test = await createTestDatabase();
    const id = newId();
    await test.database.transaction((trx) => insertScope(trx, { id, kind: "calendar" }));
    await Promise.all(Array.from({ length: 50 }, () => increment(test.database, id)));
    expect(await seqOf(test.database, id)).toBe(50);
  });

  test("is refused what a codec should have handled", async () => {
    await using test = await createTestDatabase();
    for (const value of [new Date(), true, undefined, {}, 1n, Number.NaN]) {
      const use = test.database.transaction((trx) =>
        sql`update users set created_at = ${value}`.execute(trx),
      );
      await expect(use).rejects.toThrow(/codec/);
    }
  });
});

describe("closing", () => {
  test("waits for the transactions under way and lets no more begin", async () => {
    await using test = await createTestDatabase();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: begun, resolve: tellBegun } = Promise.withResolvers<void>();
    const id = newId();
    const running = test.database.transaction(async (trx) => {
      tellBegun();
      await mayEnd;
      await insertScope(trx, { id, kind: "shelf" });
    });
    await begun;
    const closing = test.database.close();
    const late = test.database.transaction((trx) => insertScope(trx, { id, kind: "shelf" }));
    await expect(late).rejects.toThrow(/closed/);
    end();
    await Promise.all([running, closing]);
    const again = await openDatabase({ url: test.url });
    expect(await seqOf(again, id)).toBe(0);
    await again.close();
  });
});

describe("the reading handle", () => {
  test("refuses to write", async () => {
    await using test = await createTestDatabase();
    const write = test.database.read
      .insertInto("scopes")
      .values({ id: toStoredId(newId()), kind: "calendar", seq: 0, access_epoch: 0 })
      .execute();
    await expect(write).rejects.toThrow(/read.?only/i);
  });

  test("has no transactions of its own", async () => {
    await using test = await createTestDatabase();
    const misuse = test.database.read.transaction().execute(async () => {});
    await expect(misuse).rejects.toThrow(/snapshot/);
  });

  test("does not see what is not committed", async () => {
    await using test = await createTestDatabase();
    const { promise: written, resolve: tellWritten } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const writer = test.database.transaction(async (trx) => {
      await insertScope(trx, { id: newId(), kind: "calendar" });
      tellWritten();
      await mayEnd;
    });
    await written;
    expect(await count(test.database, "scopes")).toBe(0);
    end();
    await writer;
    expect(await count(test.database, "scopes")).toBe(1);
  });

  test("gives plain rows", async () => {
    await using test = await createTestDatabase();
    const [row] = await sql<object>`select 1 as one`
      .execute(test.database.read)
      .then((r) => r.rows);
    expect(row).toEqual({ one: 1 });
    expect(row).toBeInstanceOf(Object);
  });
});

describe("a snapshot", () => {
  test("sees one state, whatever commits meanwhile", async () => {
    await using test = await createTestDatabase();
    await test.database.snapshot(async (trx) => {
      expect(await countIn(trx)).toBe(0);
      // Another process, or another request: outside this snapshot's context.
      const other = await openDatabase({ url: test.url });
      await other.transaction((t) => insertScope(t, { id: newId(), kind: "shelf" }));
      await other.close();
      expect(await countIn(trx)).toBe(0);
    });
    expect(await count(test.database, "scopes")).toBe(1);
  });

  test("refuses to write", async () => {
    await using test = await createTestDatabase();
    const write = test.database.snapshot((trx) =>
      insertScope(trx, { id: newId(), kind: "calendar" }),
    );
    await expect(write).rejects.toThrow(/read.?only/i);
  });

  test("waits for its turn when many are open, and all get one", async () => {
    await using test = await createTestDatabase();
    const counts = await Promise.all(
      Array.from({ length: 30 }, () => test.database.snapshot((trx) => countIn(trx))),
    );
    expect(counts).toEqual(Array.from({ length: 30 }, () => 0));
  });
});

describeOn("mysql", "on a server", () => {
  test("[C4] a deadlock restarts the one that the server chose", async () => {
    await using test = await createTestDatabase();
    const [a, b] = [newId(), newId()].toSorted() as [Id, Id];
    await test.database.transaction(async (trx) => {
      await insertScope(trx, { id: a, kind: "calendar" });
      await insertScope(trx, { id: b, kind: "calendar" });
    });
    let runs = 0;
    const inOrder = (first: Id, second: Id) =>
      test.database.transaction(async (trx) => {
        runs += 1;
        await engineOf(trx).advanceScope(trx, { scopeId: first, by: 1 });
        await new Promise((resolve) => setTimeout(resolve, runs <= 2 ? 50 : 0));
        await engineOf(trx).advanceScope(trx, { scopeId: second, by: 1 });
      });
    await Promise.all([inOrder(a, b), inOrder(b, a)]);
    expect(runs).toBe(3);
    expect(await seqOf(test.database, a)).toBe(2);
    expect(await seqOf(test.database, b)).toBe(2);
  });

  test("a connection that breaks before COMMIT restarts the transaction", async () => {
    await using test = await createTestDatabase();
    let runs = 0;
    await test.database.transaction(async (trx) => {
      runs += 1;
      await insertScope(trx, { id: newId(), kind: "calendar" });
      if (runs === 1) await killConnectionOf(trx, test.url);
      await insertScope(trx, { id: newId(), kind: "calendar" });
    });
    expect(runs).toBe(2);
    expect(await count(test.database, "scopes")).toBe(2);
  });

  test("a connection that breaks during COMMIT is told as such and not tried again", async () => {
    await using test = await createTestDatabase();
    let runs = 0;
    const error: unknown = await test.database
      .transaction(async (trx) => {
        runs += 1;
        await killConnectionOf(trx, test.url);
      })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ reason: "UNAVAILABLE", details: { outcomeUnknown: true } });
    expect(runs).toBe(1);
  });

  test("a repeatable one is tried again after such a COMMIT", async () => {
    await using test = await createTestDatabase();
    let runs = 0;
    await test.database.transaction(
      async (trx) => {
        runs += 1;
        if (runs === 1) await killConnectionOf(trx, test.url);
      },
      { repeatable: true },
    );
    expect(runs).toBe(2);
  });

  test("a read finds its idle connection closed and takes another", async () => {
    await using test = await createTestDatabase();
    const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(
      test.database.read,
    );
    const admin = await openDatabase({ url: test.url });
    await admin.transaction((trx) => sql.raw(`kill ${rows[0]?.id}`).execute(trx));
    await admin.close();
    expect(await count(test.database, "scopes")).toBe(0);
  });

  test("a transaction reads what others have committed meanwhile (READ COMMITTED)", async () => {
    await using test = await createTestDatabase();
    const other = await openDatabase({ url: test.url });
    await test.database.transaction(async (trx) => {
      expect(await countIn(trx)).toBe(0);
      await other.transaction((t) => insertScope(t, { id: newId(), kind: "shelf" }));
      expect(await countIn(trx)).toBe(1);
    });
    await other.close();
  });
});

async function killConnectionOf(trx: Transaction, url: string): Promise<void> {
  const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(trx);
  const admin = await openDatabase({ url });
  await admin.transaction((other) => sql.raw(`kill ${rows[0]?.id}`).execute(other));
  await admin.close();
}

async function increment(database: Database, id: Id): Promise<void> {
  await database.transaction(async (trx) => {
    const query = trx.selectFrom("scopes").select("seq").where("id", "=", toStoredId(id));
    const { seq } = await engineOf(trx).forUpdate(query).executeTakeFirstOrThrow();
    await trx
      .updateTable("scopes")
      .set({ seq: seq + 1 })
      .where("id", "=", toStoredId(id))
      .execute();
  });
}

async function seqOf(database: Database, id: Id): Promise<number> {
  const row = await database.read
    .selectFrom("scopes")
    .select("seq")
    .where("id", "=", toStoredId(id))
    .executeTakeFirstOrThrow();
  return row.seq;
}

async function countIn(trx: Transaction): Promise<number> {
  const row = await trx
    .selectFrom("scopes")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return row.count;
}
