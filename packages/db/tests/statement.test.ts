import { describe, expect, test } from "vitest";
import { toStoredHash, toStoredId } from "../src/codec.ts";
import type { StoredId } from "../src/codec.ts";
import type { QueryEvent } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import { insertRows } from "../src/queries/insert-rows.ts";
import { statement } from "../src/statement.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";
import { count } from "./_queries.ts";

describe("a statement", () => {
  test("is built once and filled in each time", async () => {
    await using test = await createTestDatabase();
    let built = 0;
    const pair = statement((db, p: { readonly a: number; readonly b: number }) => {
      built += 1;
      return db.selectNoFrom((eb) => [eb.val(p.b).as("b"), eb.val(p.a).as("a")]);
    });
    for (const [a, b] of [
      [5, 3],
      [7, 1],
    ] as const) {
      expect((await pair(test.database.read, { a, b })).rows).toEqual([{ a, b }]);
    }
    expect(built).toBe(1);
  });

  test("is built for each variant and each length of its lists", async () => {
    await using test = await createTestDatabase();
    const ids = [newId(), newId(), newId()].map(toStoredId);
    await test.database.transaction((trx) =>
      insertRows(
        trx,
        "scopes",
        ids.map((id, seq) => ({ id, kind: "shelf" as const, seq, access_epoch: 0 })),
      ),
    );
    let built = 0;
    const seqs = statement(
      (db, p: { readonly ids: readonly StoredId[] }, v: { readonly backwards: boolean }) => {
        built += 1;
        return db
          .selectFrom("scopes")
          .select("seq")
          .where("id", "in", p.ids)
          .orderBy("seq", v.backwards ? "desc" : "asc");
      },
    );
    const read = async (howMany: number, backwards: boolean) => {
      const { rows } = await seqs(
        test.database.read,
        { ids: ids.slice(0, howMany) },
        { backwards },
      );
      return rows.map(({ seq }) => seq);
    };
    expect(await read(2, false)).toEqual([0, 1]);
    expect(await read(3, false)).toEqual([0, 1, 2]);
    expect(await read(2, true)).toEqual([1, 0]);
    expect(await read(3, true)).toEqual([2, 1, 0]);
    expect(await read(2, false)).toEqual([0, 1]);
    expect(built).toBe(4);
  });

  test("does not let a value be computed from what has none yet", async () => {
    await using test = await createTestDatabase();
    const wrong = statement((db, p: { readonly limit: number }) =>
      db
        .selectFrom("scopes")
        .select("seq")
        .limit(p.limit + 1),
    );
    expect(() => wrong(test.database.read, { limit: 1 })).toThrow(/no value/);
  });
});

describe("rows", () => {
  test("are inserted in statements of bounded size", async () => {
    const queries: QueryEvent[] = [];
    await using test = await createTestDatabase({ onQuery: (query) => queries.push(query) });
    const rows = Array.from({ length: 600 }, (_, seq) => ({
      id: toStoredId(newId()),
      kind: "shelf" as const,
      seq,
      access_epoch: 0,
    }));
    queries.length = 0;
    await test.database.transaction((trx) => insertRows(trx, "scopes", rows));
    expect(queries.filter(({ sql }) => sql.startsWith("insert"))).toHaveLength(3);
    expect(await count(test.database, "scopes")).toBe(600);
  });

  test("with long texts go in fewer at a time, and none make no statement", async () => {
    const queries: QueryEvent[] = [];
    await using test = await createTestDatabase({ onQuery: (query) => queries.push(query) });
    const rows = Array.from({ length: 5 }, () => ({
      event_id: toStoredId(newId()),
      sequence: 0,
      content_hash: toStoredHash(new Uint8Array(32)),
      content_schema: 1,
      content: "x".repeat(1_000_000),
    }));
    queries.length = 0;
    await test.database.transaction(async (trx) => {
      await insertRows(trx, "event_imports", []);
      await insertRows(trx, "event_imports", rows);
    });
    expect(queries.filter(({ sql }) => sql.startsWith("insert"))).toHaveLength(3);
    expect(await count(test.database, "event_imports")).toBe(5);
  });
});
