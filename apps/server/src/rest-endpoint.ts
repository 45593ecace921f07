import { answerRoute } from "@daybook/api/rest/answer";
import { factsOf } from "@daybook/api/reference/procedures";
import { isKnownTag } from "@daybook/api/rest/entity-tag";
import { inputOf } from "@daybook/api/rest/input";
import { openApiDocument } from "@daybook/api/rest/openapi";
import { ALL_ROUTES, type Method } from "@daybook/api/rest/routes";
import type { App } from "@daybook/api/rpc/context";
import { DomainError } from "@daybook/domain/errors";
import { Hono } from "hono";
import { within } from "./deadline.ts";
import type { Config } from "./environment.ts";
import type { HttpContext, HttpEnv } from "./http-context.ts";
import type { InFlight } from "./in-flight.ts";
import { methodNotAllowed, problemOf } from "./refusal.ts";
import { readJsonBody, requireJson } from "./request-body.ts";
import { refuseUnfitKey, requestContext } from "./request-context.ts";
import { answerCalls, TRPC_PATH } from "./trpc-endpoint.ts";

export const REST_PATH = "/api";

export interface RestParts {
  readonly app: App;
  readonly config: Pick<Config, "publicUrl" | "requestTimeoutMs" | "trustedProxies">;
  readonly inFlight: InFlight;
}

/** The REST face: the procedures by the paths and methods of its table. */
export function createRestApp(parts: RestParts): Hono<HttpEnv> {
  const { app, config, inFlight } = parts;
  const rest = new Hono<HttpEnv>();
  // Printed once: it takes longer than most calls, and whoever asks need not have signed in.
  let document: string | undefined;
  rest.get("/openapi.json", (c) => {
    document ??= JSON.stringify(
      openApiDocument({ url: app.publicUrl(), version: app.serverVersion }),
    );
    return c.body(document, 200, { "content-type": "application/json" });
  });
  for (const route of ALL_ROUTES) {
    const work = factsOf(route.procedure).type === "subscription" ? answerStream : answer;
    rest.on(route.method, honoPath(route.path), (c) =>
      // What outlasts its answer is still waited for when the server stops.
      within(config.requestTimeoutMs, inFlight.track(work(c, parts, route))),
    );
  }
  const methods = Map.groupBy(ALL_ROUTES, ({ path }) => path);
  for (const [path, routes] of methods) {
    const allowed = new Set(routes.flatMap(({ method }) => methodsOf(method)));
    rest.all(honoPath(path), () => {
      throw methodNotAllowed([...allowed]);
    });
  }
  rest.onError((error, c) => {
    const problem = problemOf(error, c.get("requestId"));
    if (problem.status === 500) {
      app.log.error({ err: error, requestId: c.get("requestId") }, "unexpected failure");
    }
    return new Response(problem.body, { status: problem.status, headers: problem.headers });
  });
  return rest;
}

async function answer(
  c: HttpContext,
  { app, config }: RestParts,
  route: (typeof ALL_ROUTES)[number],
): Promise<Response> {
  refuseUnfitKey(c.req.header("idempotency-key"));
  const url = new URL(c.req.url);
  const { body, status, entityTag, location, nextCursor } = await answerRoute(
    requestContext(c, app, { ...config, channel: "rest" }),
    route,
    {
      params: c.req.param(),
      query: url.searchParams,
      body: route.method === "GET" ? undefined : await bodyOf(c),
      ifMatch: c.req.header("if-match"),
    },
  );
  const headers = new Headers({ etag: entityTag });
  const outside = pathBefore(config);
  if (location !== undefined) headers.set("location", `${outside}${REST_PATH}${location}`);
  if (nextCursor !== undefined && route.method === "GET") {
    // RFC 8288
    url.searchParams.set("cursor", nextCursor);
    headers.set("link", `<${outside}${url.pathname}${url.search}>; rel="next"`);
  }
  if (route.method !== "GET") return c.json(body as object, status, Object.fromEntries(headers));
  headers.set("cache-control", "private, no-cache");
  if (isKnownTag(c.req.header("if-none-match"), entityTag)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(body), { status, headers });
}

/** A live stream is the same as over tRPC, and resumed as every stream of events is. */
async function answerStream(
  c: HttpContext,
  { app, config }: RestParts,
  route: (typeof ALL_ROUTES)[number],
): Promise<Response> {
  const { searchParams: query } = new URL(c.req.url);
  const request = { params: c.req.param(), query, body: undefined, ifMatch: undefined };
  const input = JSON.stringify(inputOf(route.procedure, route, request) ?? {});
  const url = new URL(`${TRPC_PATH}/${route.procedure}`, c.req.url);
  url.searchParams.set("input", input);
  const lastEventId = c.req.header("last-event-id");
  const call = new Request(url, {
    headers: {
      accept: "text/event-stream",
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
    signal: c.req.raw.signal,
  });
  return answerCalls(c, call, requestContext(c, app, { ...config, channel: "rest" }));
}

/** The parsed body; undefined where the request has none. */
async function bodyOf(c: HttpContext): Promise<unknown> {
  const { headers } = c.env.incoming;
  if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) {
    return undefined;
  }
  requireJson(c);
  await readJsonBody(c.env);
  try {
    return await c.req.json();
  } catch (cause) {
    throw new DomainError("INVALID_INPUT", { message: "The body is not valid JSON.", cause });
  }
}

/** The path under which a proxy shows this server to the outside, and which it takes away. */
function pathBefore({ publicUrl }: RestParts["config"]): string {
  return publicUrl === undefined ? "" : new URL(publicUrl).pathname.replace(/\/$/, "");
}

function methodsOf(method: Method): string[] {
  return method === "GET" ? ["GET", "HEAD"] : [method];
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
