import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toStoredId } from "../src/codec.ts";
import { newId } from "../src/ids.ts";
import { insertScope } from "../src/queries/scopes.queries.ts";
import { createTestDatabase } from "../src/testing/test-database.ts";

test("what a process acknowledged before it was killed is there, and others go on at once", async () => {
  await using test = await createTestDatabase();
  const { database } = test;
  const scopeId = newId();
  await database.transaction((trx) => insertScope(trx, { id: scopeId, kind: "calendar" }));

  for (let round = 0; round < 3; round += 1) {
    const acknowledged = await writeUntilKilled(test.url, scopeId);
    const row = await database.read
      .selectFrom("scopes")
      .select("seq")
      .where("id", "=", toStoredId(scopeId))
      .executeTakeFirstOrThrow();
    // One more may have been kept without a chance to say so.
    expect(row.seq - acknowledged).toBeGreaterThanOrEqual(0);
    expect(row.seq - acknowledged).toBeLessThanOrEqual(1);
    const next = await database.transaction((trx) =>
      database.engine.advanceScope(trx, { scopeId, by: 1 }),
    );
    expect(next).toBeGreaterThan(acknowledged);
  }
});

/** The last number that a writing process said before it was killed in the middle of its work. */
function writeUntilKilled(url: string, scopeId: string): Promise<number> {
  const program = join(import.meta.dirname, "_acknowledgements.ts");
  const child = spawn(process.execPath, [program, url, scopeId], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  return new Promise((resolve, reject) => {
    child.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      if (said.split("\n").length > 40) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", () => {
      // The last line is empty, or was cut short.
      const last = said.split("\n").at(-2);
      resolve(Number(last));
    });
  });
}
