import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { newId } from "../src/ids.ts";
import type { Id } from "../src/ids.ts";
import { countDenial, insertAuditEntry, listAuditEntries } from "../src/queries/audit.queries.ts";
import type { AuditEntry, AuditFilter } from "../src/queries/audit.queries.ts";
import { claimKey, deleteKeysBefore, setReceipt } from "../src/queries/idempotency.queries.ts";
import { countInBucket, listBucketCounts } from "../src/queries/rate-limits.queries.ts";
import { createTestDatabase, testEngine } from "../src/testing/test-database.ts";
import { MADE_AT } from "./_builders.ts";
import { count } from "./_queries.ts";

describe("[C2] an idempotency key", () => {
  test("is claimed once; a copy waits for the first and finds its receipt", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const key = newKey();
    const claimed = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = database.transaction(async (trx) => {
      expect(await claimKey(trx, key)).toBeUndefined();
      claimed.resolve();
      await new Promise((resolve) => setTimeout(resolve, 100));
      await setReceipt(trx, { ...key, receipt: '{"v":2}' });
      order.push("first");
    });
    await claimed.promise;
    const copy = database.transaction(async (trx) => {
      const earlier = await claimKey(trx, key);
      order.push("copy");
      return earlier;
    });
    await first;
    const earlier = await copy;
    expect(order).toEqual(["first", "copy"]);
    expect(earlier?.receipt).toBe('{"v":2}');
    expect(Buffer.from(earlier?.inputHash ?? [])).toEqual(key.inputHash);
  });

  test("is free again when the first call fails, and the copy that waited goes on", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const key = newKey();
    const claimed = Promise.withResolvers<void>();
    const first = database
      .transaction(async (trx) => {
        await claimKey(trx, key);
        claimed.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
        throw new Error("refused");
      })
      .catch(() => "failed");
    await claimed.promise;
    const copy = database.transaction((trx) => claimKey(trx, key));
    expect(await first).toBe("failed");
    expect(await copy).toBeUndefined();
    expect(await count(database, "idempotency_keys")).toBe(1);
  });

  test("belongs to a user and a procedure, and is forgotten after its time", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const key = newKey();
    for (const other of [key, { ...key, userId: newId() }, { ...key, procedure: "events.x" }]) {
      expect(await database.transaction((trx) => claimKey(trx, other))).toBeUndefined();
    }
    await database.transaction((trx) => deleteKeysBefore(trx, Date.now() - 60_000));
    expect(await count(database, "idempotency_keys")).toBe(3);
    await database.transaction((trx) => deleteKeysBefore(trx, Date.now() + 60_000));
    expect(await count(database, "idempotency_keys")).toBe(0);
  });

  test("of fifty copies at once, one is first", async () => {
    await using test = await createTestDatabase();
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => test.database.transaction((trx) => claimKey(trx, key))),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
  });
});

describe("[A1] the trail", () => {
  test("is read backwards in pages, whole or by what it concerns", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const [actorId, eventId, calendarId] = [newId(), newId(), newId()];
    const entries = Array.from({ length: 25 }, (_, index) =>
      auditEntry({
        // Several in each millisecond, so that the id decides.
        at: MADE_AT + Math.floor(index / 4),
        actorId: index % 2 === 0 ? actorId : newId(),
        eventId: index % 3 === 0 ? eventId : null,
        calendarId: index % 5 === 0 ? calendarId : null,
      }),
    );
    await database.transaction(async (trx) => {
      for (const entry of entries) await insertAuditEntry(trx, entry);
    });
    const newestFirst = entries.toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    const ids = (wanted: (entry: AuditEntry) => boolean) =>
      newestFirst.filter(wanted).map(({ id }) => id);
    expect(await allEntries(database, {})).toEqual(ids(() => true));
    expect(await allEntries(database, { actorId })).toEqual(ids((e) => e.actorId === actorId));
    expect(await allEntries(database, { eventId })).toEqual(ids((e) => e.eventId === eventId));
    expect(await allEntries(database, { calendarId })).toEqual(
      ids((e) => e.calendarId === calendarId),
    );
    const range = { from: MADE_AT + 2, to: MADE_AT + 4 };
    expect(await allEntries(database, range)).toEqual(
      ids((e) => e.at >= range.from && e.at < range.to),
    );
  });

  test("counts denials of one caller, procedure and minute in one entry", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const denial = {
      at: MADE_AT,
      actorId: newId(),
      sessionId: newId(),
      tokenId: null,
      channel: "web",
      procedure: "events.get",
      requestId: "r1",
      resource: { type: "event", id: newId() },
      reason: "NOT_FOUND",
      count: 1,
    };
    await database.transaction((trx) => countDenial(trx, denial));
    await database.transaction((trx) => countDenial(trx, { ...denial, count: 4 }));
    await database.transaction((trx) => countDenial(trx, { ...denial, at: MADE_AT + 60_000 }));
    await database.transaction((trx) => countDenial(trx, { ...denial, procedure: "events.list" }));
    const entries = await listAuditEntries(database.read, { limit: 10 });
    expect(entries.map((entry) => entry.count).toSorted((a, b) => a - b)).toEqual([1, 1, 5]);
    expect(entries.every((entry) => entry.outcome === "denied")).toBe(true);
  });
});

describe("[U5] a bucket", () => {
  test("counts what happens in its window, whoever counts", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const hit = () => database.transaction((trx) => countInBucket(trx, "sign-in:anna", 60_000));
    await Promise.all([hit(), hit(), hit()]);
    const [bucket, ...others] = await listBucketCounts(database.read, ["sign-in:anna", "other"]);
    expect(others).toEqual([]);
    expect(bucket).toMatchObject({ bucket: "sign-in:anna", count: 3 });
    expect(bucket?.endsInMs).toBeGreaterThan(50_000);
  });

  test("begins anew when its window has ended", async () => {
    await using test = await createTestDatabase();
    const { database } = test;
    const hit = (windowMs: number) =>
      database.transaction((trx) => countInBucket(trx, "b", windowMs));
    await hit(1);
    await hit(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await listBucketCounts(database.read, ["b"])).toEqual([]);
    await hit(60_000);
    expect(await listBucketCounts(database.read, ["b"])).toMatchObject([{ count: 1 }]);
  });
});

test("[A1] what does not fit a column is refused, not cut short", async () => {
  await using test = await createTestDatabase();
  const tooLong = auditEntry({ requestId: "r".repeat(100) });
  const insert = test.database.transaction((trx) => insertAuditEntry(trx, tooLong));
  const outcome = await insert.then(() => "kept", String);
  // SQLite has no lengths and keeps it whole.
  expect(outcome).toMatch(testEngine() === "mysql" ? /too long/i : /kept/);
  const entries = await listAuditEntries(test.database.read, { limit: 2 });
  expect(entries.map(({ requestId }) => requestId)).toEqual(
    testEngine() === "mysql" ? [] : [tooLong.requestId],
  );
});

async function allEntries(
  database: Database,
  filter: Omit<AuditFilter, "limit" | "before">,
): Promise<Id[]> {
  const limit = 4;
  const ids: Id[] = [];
  let before: AuditFilter["before"];
  for (;;) {
    const page = await listAuditEntries(database.read, { ...filter, before, limit });
    ids.push(...page.slice(0, limit).map(({ id }) => id));
    if (page.length <= limit) return ids;
    before = page[limit - 1];
  }
}

function auditEntry(entry: Partial<AuditEntry>): AuditEntry {
  return {
    id: newId(),
    at: MADE_AT,
    actorId: null,
    sessionId: null,
    tokenId: null,
    channel: "web",
    procedure: "events.update",
    requestId: "r",
    resourceType: "event",
    resourceId: newId(),
    calendarId: null,
    eventId: null,
    version: 1,
    outcome: "allowed",
    reason: null,
    ...entry,
  };
}

function newKey() {
  return {
    userId: newId(),
    procedure: "events.create",
    keyHash: createHash("sha256").update(newId()).digest(),
    inputHash: createHash("sha256").update("input").digest(),
    receipt: null,
  };
}
