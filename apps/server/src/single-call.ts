import { httpStatusOf } from "@daybook/api/rpc/errors";
import { factsOf, PROCEDURE_NAMES } from "@daybook/api/reference/procedures";
import { appRouter } from "@daybook/api/router";
import type { RequestContext } from "@daybook/api/rpc/context";
import { callTRPCProcedure, getTRPCErrorFromUnknown, TRPCError } from "@trpc/server";
import type { HttpContext } from "./http-context.ts";
import { refusalOf } from "./refusal.ts";
import { bodyThatWasRead } from "./request-body.ts";

/** One call of a query or a mutation, and nothing else: what almost every request is. */
export interface SingleCall {
  readonly procedure: string;
  readonly type: "query" | "mutation";
  /** JSON text, of which the call's input is all or the member "0"; empty where there is none. */
  readonly input: string;
  /** Whether it comes in the form of a batch, and is answered so. */
  readonly batched: boolean;
}

/** Of each procedure that answers once, by its dotted name. */
const TYPES: ReadonlyMap<string, "query" | "mutation"> = new Map(
  PROCEDURE_NAMES.flatMap((name) => {
    const { type } = factsOf(name);
    return type === "subscription" ? [] : [[name, type]];
  }),
);

const VARY = { vary: "trpc-accept, accept" };

/**
 * The call that a request holds in one of the two plain forms; undefined where it is anything else:
 * a stream, several calls, an unfit method, or what names no procedure.
 */
export function singleCallOf(c: HttpContext, endpoint: string): SingleCall | undefined {
  const { method, path } = c.req;
  const procedure = path.slice(endpoint.length + 1);
  const type = TYPES.get(procedure);
  if (type === undefined || (type === "mutation" && method !== "POST")) return undefined;
  if (asksForStream(c)) return undefined;
  const { url } = c.req;
  const mark = url.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark));
  const batch = query.get("batch");
  const input = query.get("input");
  const known = (batch === null ? 0 : 1) + (input === null ? 0 : 1);
  if (query.size !== known || (batch !== null && batch !== "1")) return undefined;
  return {
    procedure,
    type,
    input: method === "POST" ? bodyThatWasRead(c.env) : (input ?? ""),
    batched: batch === "1",
  };
}

/**
 * Runs a call and answers as tRPC's own adapter would. That one is made for streams and batches, and
 * costs more for each request than the HTTP server, routing, authentication and log together.
 */
export async function answerSingleCall(
  { procedure: path, type, input, batched }: SingleCall,
  context: RequestContext,
): Promise<Response> {
  // Asked for by more than one, and not before somebody has a use for it.
  let read: Promise<unknown> | undefined;
  try {
    const data = await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx: context,
      getRawInput: () => (read ??= Promise.try(readInput, input, batched)),
      signal: undefined,
      batchIndex: 0,
    });
    const headers = { "content-type": "application/json", ...VARY };
    return new Response(inForm(JSON.stringify({ result: { data } }), batched), { headers });
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    const { headers, body } = refusalOf(error, context.requestId);
    return new Response(inForm(body, batched), {
      status: httpStatusOf(error),
      headers: { ...headers, ...VARY },
    });
  }
}

/** Answers that come in pieces are the adapter's. */
function asksForStream(c: HttpContext): boolean {
  const accept = c.req.header("accept");
  return c.req.header("trpc-accept") !== undefined || accept?.includes("jsonl") === true;
}

function readInput(text: string, batched: boolean): unknown {
  if (text === "") return undefined;
  const input = parse(text);
  if (!batched) return input;
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new TRPCError({ code: "BAD_REQUEST", message: "The input of a batch is an object." });
  }
  return Reflect.get(input, "0");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", cause });
  }
}

function inForm(answer: string, batched: boolean): string {
  return batched ? `[${answer}]` : answer;
}
