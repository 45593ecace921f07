import type { Transaction, TransactionOptions } from "@daybook/db/database";
import type { KyselyPlugin } from "kysely";
import type { TestProcess } from "./auth/_processes.ts";

export interface HeldWrite {
  /** Fulfilled once the write has read its rights and stands still. */
  readonly reached: Promise<unknown>;
  release(): void;
  /** How often the write has begun. */
  runs(): number;
}

/**
 * Stops the process's next write where it has read the rights that it relies on, and has written
 * nothing yet. It runs for real, in its own transaction; only the answer of the database is late.
 *
 * @param reads how often the write reads rights before it has read them all
 * @param column what tells that it reads what it is to be stopped at
 */
export function holdNextWrite(
  { database }: TestProcess,
  reads: number,
  column = "access_epoch",
): HeldWrite {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let [runs, seen] = [0, 0];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (result.rows.some((row) => column in row)) {
        seen += 1;
        if (seen === reads) {
          reached.resolve();
          await released.promise;
        }
      }
      return result;
    },
  };
  const transaction = database.transaction.bind(database);
  database.transaction = <T>(
    work: (trx: Transaction) => Promise<T>,
    options?: TransactionOptions,
  ) => {
    // What follows is another write: that of a denial to the trail, for one.
    database.transaction = transaction;
    return transaction((trx) => {
      runs += 1;
      return work(trx.withPlugin(plugin));
    }, options);
  };
  return { reached: reached.promise, release: () => released.resolve(), runs: () => runs };
}
