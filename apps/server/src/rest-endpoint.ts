import { answerRoute, type RestAnswer } from "@daybook/api/rest/answer";
import { factsOf } from "@daybook/api/reference/procedures";
import { entityTagOf, isKnownTag } from "@daybook/api/rest/entity-tag";
import { inputOf, type RestRequest } from "@daybook/api/rest/input";
import { openApiDocument } from "@daybook/api/rest/openapi";
import { ALL_ROUTES, type Method, type Route } from "@daybook/api/rest/routes";
import type { App } from "@daybook/api/rpc/context";
import { DomainError } from "@daybook/domain/errors";
import { Hono } from "hono";
import { accepts } from "hono/accepts";
import { within } from "./deadline.ts";
import type { Config } from "./environment.ts";
import type { HttpContext, HttpEnv } from "./http-context.ts";
import type { InFlight } from "./in-flight.ts";
import { methodNotAllowed, problemOf } from "./refusal.ts";
import { mediaTypeOf, readTextBody, requireJson } from "./request-body.ts";
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
  let document: { readonly text: string; readonly tag: string } | undefined;
  rest.get("/openapi.json", (c) => {
    document ??= printedDocument(app);
    const headers = { etag: document.tag, "cache-control": "public, no-cache" };
    return isKnownTag(c.req.header("if-none-match"), document.tag)
      ? new Response(null, { status: 304, headers })
      : c.body(document.text, 200, { ...headers, "content-type": "application/json" });
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
    const allowed = [...new Set(["OPTIONS", ...routes.flatMap(({ method }) => methodsOf(method))])];
    rest.options(honoPath(path), () => {
      return new Response(null, { status: 204, headers: { allow: allowed.join(", ") } });
    });
    rest.all(honoPath(path), () => {
      throw methodNotAllowed(allowed);
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

function printedDocument(app: App) {
  const text = JSON.stringify(
    openApiDocument({ url: app.publicUrl(), version: app.serverVersion }),
  );
  return { text, tag: entityTagOf(text) };
}

type CalledRoute = (typeof ALL_ROUTES)[number];

async function answer(c: HttpContext, parts: RestParts, called: CalledRoute): Promise<Response> {
  const { app, config } = parts;
  refuseUnfitKey(c.req.header("idempotency-key"));
  const asFile = wantsFile(c, called);
  const route = asFile ? { ...called, ...called.asFile } : called;
  const answered = await answerRoute(
    requestContext(c, app, { ...config, channel: "rest" }),
    route,
    await requestOf(c, route),
  );
  const { status, body } = answered;
  const file = asFile ? fileIn(answered) : undefined;
  // Another form of the same thing is other bytes, and has a strong tag of its own (RFC 9110 §8.8.1).
  const entityTag = file === undefined ? answered.entityTag : entityTagOf(file);
  const headers = headersOf(c, { ...answered, entityTag }, { route, outside: pathBefore(config) });
  if (called.asFile !== undefined) headers.set("vary", "accept");
  if (route.method === "GET") {
    headers.set("cache-control", "private, no-cache");
    if (isKnownTag(c.req.header("if-none-match"), entityTag)) {
      // RFC 9110 §15.4.5: nothing but what tells of the answer that is kept.
      headers.delete("link");
      return new Response(null, { status: 304, headers });
    }
  }
  headers.set("content-type", file === undefined ? "application/json" : CALENDAR_FILE);
  return new Response(file ?? JSON.stringify(body), { status, headers });
}

const CALENDAR_FILE = "text/calendar; charset=utf-8";

/** Whether the caller would rather have a calendar file than JSON; not where it takes anything. */
function wantsFile(c: HttpContext, { asFile }: CalledRoute): boolean {
  const supports = ["application/json", "text/calendar"];
  const wanted = accepts(c, { header: "Accept", supports, default: "application/json" });
  return asFile !== undefined && wanted === "text/calendar";
}

function fileIn({ body }: RestAnswer): string {
  // What answers as a file is an export.
  return (body as { readonly ics: string }).ics;
}

function headersOf(
  c: HttpContext,
  { entityTag, location, nextCursor }: RestAnswer,
  { route, outside }: { readonly route: CalledRoute; readonly outside: string },
): Headers {
  const headers = new Headers({ etag: entityTag });
  if (location !== undefined) headers.set("location", `${outside}${REST_PATH}${location}`);
  if (nextCursor !== undefined && route.method === "GET") {
    // RFC 8288
    const url = new URL(c.req.url);
    url.searchParams.set("cursor", nextCursor);
    headers.set("link", `<${outside}${url.pathname}${url.search}>; rel="next"`);
  }
  return headers;
}

async function requestOf(c: HttpContext, route: Route): Promise<RestRequest> {
  return {
    params: c.req.param(),
    query: new URL(c.req.url).searchParams,
    body: route.method === "GET" ? undefined : await bodyOf(c, route),
    ifMatch: c.req.header("if-match"),
  };
}

/** A live stream is the same as over tRPC, and resumed as every stream of events is. */
async function answerStream(
  c: HttpContext,
  { app, config }: RestParts,
  route: CalledRoute,
): Promise<Response> {
  const input = JSON.stringify(inputOf(route.procedure, route, await requestOf(c, route)) ?? {});
  const lastEventId = c.req.header("last-event-id");
  // In a body, since a cursor may be long, where the protocol would have it in the URL.
  const call = new Request(new URL(`${TRPC_PATH}/${route.procedure}`, c.req.url), {
    method: "POST",
    headers: {
      accept: "text/event-stream",
      "content-type": "application/json",
      ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
    },
    body: input,
    signal: c.req.raw.signal,
  });
  return answerCalls(c, call, requestContext(c, app, { ...config, channel: "rest" }));
}

/** The parsed body, or the text of a file; undefined where the request has none. */
async function bodyOf(c: HttpContext, { fileBody }: Route): Promise<unknown> {
  const { headers } = c.env.incoming;
  if (headers["transfer-encoding"] === undefined && Number(headers["content-length"] ?? 0) === 0) {
    return undefined;
  }
  const isFile = fileBody !== undefined && mediaTypeOf(c) === "text/calendar";
  if (!isFile) requireJson(c);
  await readTextBody(c.env);
  if (isFile) return c.req.text();
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
