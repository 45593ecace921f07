import type { Logger } from "@daybook/api/rpc/logger";
import type { HttpContext } from "./http-context.ts";

const MAX_PATH_LENGTH = 200;
/** Probes come every few seconds and say nothing unless they fail. */
const PROBES = new Set(["/livez", "/readyz"]);

/** What opens something to whoever has it: the secrets of feeds, and what is put there by mistake. */
const OPAQUE_TOKENS = /\bdb[a-z]_[\w-]+/gi;

/**
 * One line for each answer. The query string stays out: tRPC carries inputs in it, and inputs hold
 * what people write.
 */
export function logRequest(log: Logger, c: HttpContext, durationMs: number): void {
  const { method } = c.req;
  const path = c.req.path.replace(OPAQUE_TOKENS, "[removed]");
  const { status } = c.res;
  if (PROBES.has(path) && status < 500) {
    return;
  }
  log.info(
    {
      requestId: c.get("requestId"),
      method,
      path: path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH)}…` : path,
      status,
      ms: Math.round(durationMs * 10) / 10,
    },
    "answered",
  );
}
