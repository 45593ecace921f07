import { readClock } from "@daybook/db/queries/clock.queries";
import { expect, test } from "vitest";
import { runMaintenance } from "../../src/auth/maintenance.ts";
import { newUser, reasonOf, startWorld } from "./_processes.ts";

test("[U2] [U3] maintenance takes away what expired, and nothing that still means something", async () => {
  await using world = await startWorld();
  const kept = await newUser(world);
  const gone = await newUser(world);
  await world.as(gone.accessToken).auth.logout({});
  await reasonOf(world.as().auth.login({ login: "nobody", password: "wrong" }));
  const { database } = world;
  const tables = [
    "sessions",
    "refresh_tokens",
    "token_blocklist",
    "rate_limits",
    "signing_keys",
  ] as const;
  const count = async () => {
    const counts: Record<string, number> = {};
    for (const table of tables) {
      counts[table] = (await database.read.selectFrom(table).select("expires_at").execute()).length;
    }
    return counts;
  };
  await runMaintenance(database);
  expect(await count()).toEqual({
    sessions: 2,
    refresh_tokens: 2,
    token_blocklist: 1,
    rate_limits: 2,
    signing_keys: 1,
  });
  const now = await readClock(database.read);
  await database.transaction(async (trx) => {
    for (const table of ["sessions", "refresh_tokens", "token_blocklist", "rate_limits"] as const) {
      await trx
        .updateTable(table)
        .set({ expires_at: now - 1 })
        .execute();
    }
    await trx
      .updateTable("sessions")
      .set({ expires_at: now + 60_000 })
      .where("ended_at", "is", null)
      .execute();
  });
  await runMaintenance(database);
  expect(await count()).toEqual({
    sessions: 1,
    refresh_tokens: 0,
    token_blocklist: 0,
    rate_limits: 0,
    signing_keys: 1,
  });
  await world.as(kept.accessToken).auth.me({});
});

test("maintenance deletes in several transactions when there is much", async () => {
  await using world = await startWorld();
  const { database } = world;
  await database.transaction(async (trx) => {
    for (let row = 0; row < 1_200; row += 1) {
      await trx
        .insertInto("rate_limits")
        .values({ bucket: `test:${row}`, window_start: 1, count: 1, expires_at: 2 })
        .execute();
    }
  });
  await runMaintenance(database);
  expect(await database.read.selectFrom("rate_limits").select("bucket").execute()).toEqual([]);
});
