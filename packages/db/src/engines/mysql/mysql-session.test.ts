import { expect, test } from "vitest";
import { sessionSetUp } from "./mysql-session.ts";

const MYSQL = { isMariaDb: false, isGaleraNode: false };

test("a session that reads is limited under the name that its server knows", () => {
  expect(sessionSetUp("read", MYSQL).join()).toContain("max_execution_time = 10000");
  const mariaDb = { isMariaDb: true, isGaleraNode: false };
  expect(sessionSetUp("read", mariaDb).join()).toContain("max_statement_time = 10");
});

test("[L3] [U3] a cursor and a revoked token of one Galera node hold at the others: every session waits for what they have committed", () => {
  const node = { isMariaDb: true, isGaleraNode: true };
  for (const role of ["read", "write"] as const) {
    expect(sessionSetUp(role, node).join()).toContain("wsrep_sync_wait = 7");
    // MySQL knows no such variable.
    expect(sessionSetUp(role, MYSQL).join()).not.toContain("wsrep");
  }
});
