import { appRouter } from "@daybook/api/router";
import type { App, RequestContext } from "@daybook/api/rpc/context";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { channelOf } from "./channel.ts";
import type { Config } from "./environment.ts";
import { asEventStream, isEventStream } from "./event-stream.ts";
import type { HttpContext } from "./http-context.ts";
import { headersOfErrors, methodNotAllowed } from "./refusal.ts";
import { readTextBody, requireJson } from "./request-body.ts";
import { refuseUnfitKey, requestContext } from "./request-context.ts";
import { answerSingleCall, singleCallOf } from "./single-call.ts";

export const TRPC_PATH = "/trpc";

/** Answers the procedures, or throws what refuses the whole request. */
export async function answerTrpc(
  c: HttpContext,
  app: App,
  config: Pick<Config, "trustedProxies">,
): Promise<Response> {
  refuseUnfit(c);
  if (c.req.method === "POST") {
    await readTextBody(c.env);
  }
  const channel = channelOf(c.req.header("authorization"), c.req.header("daybook-client"));
  const context = requestContext(c, app, { ...config, channel });
  const call = singleCallOf(c, TRPC_PATH);
  return call === undefined ? answerCalls(c, c.req.raw, context) : answerSingleCall(call, context);
}

/** Answers calls that tRPC reads out of a request: the one that came, or one that stands for it. */
export async function answerCalls(
  c: HttpContext,
  request: Request,
  context: RequestContext,
): Promise<Response> {
  let refused: TRPCError | undefined;
  const response = await fetchRequestHandler({
    endpoint: TRPC_PATH,
    req: request,
    router: appRouter,
    createContext: () => context,
    maxBatchSize: LIMITS.batchCalls,
    // A question that is too long for a URL comes in a body.
    allowMethodOverride: true,
    responseMeta: ({ errors }) => ({ headers: new Headers(headersOfErrors(errors)) }),
    onError({ error, path, type }) {
      // Of no procedure: tRPC could not read the request as a whole, or not write the answer. A
      // stream that is refused would be one that begins well and has an error in it.
      if (path === undefined || type === "subscription") {
        refused = error;
      }
    },
  });
  if (refused !== undefined) {
    await response.body?.cancel();
    throw refused;
  }
  return isEventStream(response) ? asEventStream(c, response) : response;
}

/** What can be refused by looking at the request alone, before a byte of the body is read. */
function refuseUnfit(c: HttpContext): void {
  const { method, raw } = c.req;
  if (method !== "GET" && method !== "POST") {
    throw methodNotAllowed(["GET", "POST"]);
  }
  if (raw.url.length > LIMITS.urlLength) {
    throw limitRefusal("urlLength", {
      message: `The URL is longer than ${LIMITS.urlLength} characters; send the input in a body.`,
      given: raw.url.length,
    });
  }
  if (method === "POST") {
    requireJson(c);
  }
  const calls = countCalls(c);
  if (calls > LIMITS.batchCalls) {
    throw limitRefusal("batchCalls", { reason: "BATCH_TOO_LARGE", given: calls });
  }
  refuseUnfitKey(c.req.header("idempotency-key"), calls);
}

/** How many calls the path names, counted as tRPC will split it. */
function countCalls(c: HttpContext): number {
  const parts = c.req.path.split(/,|%2c/i).length;
  return parts > 1 && new URL(c.req.url).searchParams.get("batch") === "1" ? parts : 1;
}
