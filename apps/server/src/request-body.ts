import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { isUtf8 } from "node:buffer";
import type { HttpBindings } from "@hono/node-server";
import { TRPCError } from "@trpc/server";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpContext } from "./http-context.ts";

/** Where @hono/node-server looks for a body that was read before it. */
interface WithRawBody {
  rawBody?: Buffer;
}

/**
 * Reads a body of text whole, at most {@link LIMITS}.bodyBytes of it, whether its length was
 * announced or not, and leaves it where `Request.text()` finds it.
 *
 * @throws BODY_TOO_LARGE; INVALID_INPUT for what is not UTF-8, or was cut off
 */
export async function readTextBody({ incoming, outgoing }: HttpBindings): Promise<void> {
  const encoding = incoming.headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new DomainError("INVALID_INPUT", { message: "A compressed body is not accepted." });
  }
  if (Number(incoming.headers["content-length"] ?? 0) > LIMITS.bodyBytes) {
    throw tooLarge();
  }
  const body = await readAtMost(LIMITS.bodyBytes, incoming, outgoing);
  // Decoding would replace the broken bytes silently, and store what nobody wrote.
  if (!isUtf8(body)) {
    throw new DomainError("INVALID_INPUT", { message: "The body is not UTF-8 text." });
  }
  const place: IncomingMessage & WithRawBody = incoming;
  place.rawBody = body;
}

/** The text of a body that {@link readTextBody} has read. */
export function bodyThatWasRead({ incoming }: HttpBindings): string {
  const { rawBody }: IncomingMessage & WithRawBody = incoming;
  return rawBody?.toString("utf8") ?? "";
}

/**
 * @NOTE Iterating with `for await` would destroy the socket when it is left early, and with it the
 * answer; what remains unread is discarded by @hono/node-server after the answer.
 */
function readAtMost(
  limit: number,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limit) {
        settle(() => reject(tooLarge()));
      } else {
        chunks.push(chunk);
      }
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks)));
    const onCut = (): void =>
      settle(() => reject(new DomainError("INVALID_INPUT", { message: "The body was cut off." })));
    const settle = (finish: () => void): void => {
      incoming.off("data", onData).off("end", onEnd).off("error", onCut).off("close", onCut);
      outgoing.off("close", onCut);
      finish();
    };
    incoming.on("data", onData).on("end", onEnd).on("error", onCut).on("close", onCut);
    // After a time-out has answered, a request is not told any more that its connection is gone.
    outgoing.on("close", onCut);
    if (incoming.destroyed) {
      onCut();
    }
  });
}

function tooLarge(): DomainError {
  return limitRefusal("bodyBytes", { reason: "BODY_TOO_LARGE" });
}

/** @throws INVALID_INPUT with status 415 for a body of another kind */
export function requireJson(c: HttpContext): void {
  if (mediaTypeOf(c) === "application/json") {
    return;
  }
  throw new TRPCError({
    code: "UNSUPPORTED_MEDIA_TYPE",
    cause: new DomainError("INVALID_INPUT", {
      message: "The body must be JSON, with the header content-type: application/json.",
    }),
  });
}

/** The kind of a request's body, without its parameters; undefined where it is not said. */
export function mediaTypeOf(c: HttpContext): string | undefined {
  return c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
}
