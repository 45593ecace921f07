import { openFeed } from "@daybook/api/feeds/open-feed.service";
import { isKnownTag } from "@daybook/api/rest/entity-tag";
import type { App } from "@daybook/api/rpc/context";
import { callerAddress } from "./client-address.ts";
import type { Config } from "./environment.ts";
import type { HttpContext } from "./http-context.ts";

export const FEEDS_PATH = "/feeds";

/** A reader that takes longer for one file is cut off: it holds a place in the server. */
const LONGEST_ANSWER_MS = 5 * 60_000;

/**
 * Answers `/feeds/{token}.ics` (rule F1): a calendar for programs that subscribe to it. Who has the
 * address needs no other right. A program that has the newest file already is told so (304), which
 * costs one small read.
 */
export async function answerFeed(
  c: HttpContext,
  app: App,
  config: Pick<Config, "trustedProxies">,
): Promise<Response> {
  const token = c.req.path.slice(FEEDS_PATH.length + 1).replace(/\.ics$/, "");
  const feed = await openFeed(app, token, {
    address: callerAddress(c, config),
    serviceLimits: c.get("serviceLimits"),
  });
  const headers = {
    etag: feed.etag,
    // Kept by the program that subscribes, asked for again each time, and by nobody between.
    "cache-control": "private, no-cache",
    "content-type": "text/calendar; charset=utf-8",
  };
  if (isKnownTag(c.req.header("if-none-match"), feed.etag)) {
    return new Response(null, { status: 304, headers });
  }
  if (c.req.method === "HEAD") {
    return new Response(null, { headers });
  }
  const parts = feed.parts();
  // What fails before the first part can still be answered as a failure.
  const first = await parts.next();
  cutOffAfter(LONGEST_ANSWER_MS, c);
  return new Response(ReadableStream.from(encoded(first, parts)), { headers });
}

async function* encoded(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  for (let next = first; next.done !== true; next = await rest.next()) {
    yield encoder.encode(next.value);
  }
}

/** Node has no limit for how long an answer may be taken. */
function cutOffAfter(ms: number, { env: { outgoing } }: HttpContext): void {
  const timer = setTimeout(() => outgoing.destroy(), ms);
  outgoing.once("close", () => clearTimeout(timer));
}
