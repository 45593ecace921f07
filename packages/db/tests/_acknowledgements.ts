/** A process of crash.test.ts: raises the sequence of a scope for ever, and says each that is kept. */
import { writeSync } from "node:fs";
import { openDatabase } from "../src/database.ts";

const [url = "", scopeId = ""] = process.argv.slice(2);
const database = await openDatabase({ url });
for (;;) {
  const seq = await database.transaction((trx) =>
    database.engine.advanceScope(trx, { scopeId, by: 1 }),
  );
  writeSync(1, `${seq}\n`);
}
