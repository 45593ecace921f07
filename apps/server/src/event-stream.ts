import { LIMITS } from "@daybook/domain/limits";
import type { HttpContext } from "./http-context.ts";

const LOOK_EVERY_MS = 5_000;
const STALL_MS = LIMITS.streamStallSeconds * 1_000;

export function isEventStream(response: Response): boolean {
  return response.headers.get("content-type") === "text/event-stream";
}

/**
 * Makes a stream of events out of an answer: kept by nobody on its way, changed by nobody, and cut
 * off when its reader takes nothing for too long.
 */
export function asEventStream(c: HttpContext, response: Response): Response {
  // Beside what tRPC says: proxies pass on what they get at once, and do not compress it.
  response.headers.set("cache-control", "no-store, no-transform");
  const { outgoing } = c.env;
  const { body } = response;
  if (outgoing.writableEnded || outgoing.destroyed) {
    leaveUnread(body);
  } else {
    outgoing.once("close", () => leaveUnread(body));
    cutOffStalled(outgoing);
  }
  return response;
}

/**
 * Ends a stream that nobody has begun to read by the time that its connection is done with it: the
 * answer to a HEAD has no body, and after a time-out another answer has gone out.
 */
function leaveUnread(body: Response["body"]): void {
  // One that has failed by then has nobody to tell it to.
  if (body?.locked === false) body.cancel().catch(() => undefined);
}

/** Node itself waits for ever for a reader that does not read. */
function cutOffStalled(outgoing: HttpContext["env"]["outgoing"]): void {
  let taken = 0;
  let progressAt = performance.now();
  const timer = setInterval(() => {
    const written = outgoing.socket?.bytesWritten ?? 0;
    if (written > taken || !outgoing.writableNeedDrain) {
      taken = written;
      progressAt = performance.now();
    } else if (performance.now() - progressAt > STALL_MS) {
      outgoing.destroy();
    }
  }, LOOK_EVERY_MS).unref();
  outgoing.once("close", () => clearInterval(timer));
}
