/** A process of two-processes.test.ts: raises the sequence of one scope again and again. */
import { toStoredId } from "../src/codec.ts";
import { openDatabase } from "../src/database.ts";

const [url = "", scopeId = "", howOften = "0", inFlight = "1"] = process.argv.slice(2);
const database = await openDatabase({ url });
let left = Number(howOften);
let longestPauseMs = 0;
let lastTick = performance.now();
const ticking = setInterval(() => {
  longestPauseMs = Math.max(longestPauseMs, performance.now() - lastTick);
  lastTick = performance.now();
}, 5);

await Promise.all(
  Array.from({ length: Number(inFlight) }, async () => {
    while (left > 0) {
      left -= 1;
      await increment();
    }
  }),
);
clearInterval(ticking);
await database.close();
process.stdout.write(JSON.stringify({ longestPauseMs }));

async function increment(): Promise<void> {
  await database.transaction(async (trx) => {
    const query = trx.selectFrom("scopes").select("seq").where("id", "=", toStoredId(scopeId));
    const { seq } = await database.engine.forUpdate(query).executeTakeFirstOrThrow();
    await trx
      .updateTable("scopes")
      .set({ seq: seq + 1 })
      .where("id", "=", toStoredId(scopeId))
      .execute();
  });
}
