/** A program for the threads that read calendar files: some bring it down, all others are empty. */
import { parentPort } from "node:worker_threads";
import {
  READY,
  type ReadReply,
  type ReadRequest,
} from "../src/calendar-files/calendar-file-thread.ts";

parentPort?.on("message", ({ ics }: ReadRequest) => {
  if (ics === "exit") {
    process.exit(3);
  }
  if (ics === "throw") {
    throw new TypeError("nobody catches this");
  }
  parentPort?.postMessage({ file: { items: [], problems: [] } } satisfies ReadReply);
});
parentPort?.postMessage(READY);
