/** Runs in a thread of its own: reads calendar files, one at a time, for `CalendarFileThread`. */
import { readCalendarFile } from "@daybook/domain/event/calendar-file";
import { DomainError } from "@daybook/domain/errors";
import { parentPort } from "node:worker_threads";
import { READY, type ReadReply, type ReadRequest } from "./calendar-file-thread.ts";
import { toImportItem } from "./import-item.ts";

function answer({ ics, timeZone }: ReadRequest): ReadReply {
  try {
    const { events, problems } = readCalendarFile(ics, { timeZone });
    return { file: { items: events.map(toImportItem), problems } };
  } catch (error) {
    if (!(error instanceof DomainError)) {
      return { fault: error };
    }
    const { reason, message, details, fieldErrors } = error;
    return { refusal: { reason, message, details, field: fieldErrors[0]?.path } };
  }
}

parentPort?.on("message", (request: ReadRequest) => {
  parentPort?.postMessage(answer(request));
});
parentPort?.postMessage(READY);
