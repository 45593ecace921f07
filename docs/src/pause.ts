/** Loaded before the program of a page: after each block it waits until the blocks between are done. */
import { RECORD_SEPARATOR } from "./marked-output.ts";

async function pauseAfter(line: number): Promise<void> {
  const told = Promise.withResolvers<void>();
  process.once("message", () => told.resolve());
  process.stdout.write(`${RECORD_SEPARATOR}${line}${RECORD_SEPARATOR}\n`);
  await told.promise;
}

Object.assign(globalThis, { pauseAfter });
