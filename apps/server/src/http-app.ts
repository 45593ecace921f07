import { ServiceLimits } from "@daybook/api/limits/service-limits";
import type { App } from "@daybook/api/rpc/context";
import { DomainError } from "@daybook/domain/errors";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { Config } from "./environment.ts";
import { within } from "./deadline.ts";
import { isEventStream } from "./event-stream.ts";
import { answerFeed, FEEDS_PATH } from "./feed-endpoint.ts";
import type { HttpContext, HttpEnv } from "./http-context.ts";
import type { InFlight } from "./in-flight.ts";
import { answerLivez, answerReadyz, type Readiness } from "./probes.ts";
import { setRateLimitHeaders } from "./rate-limit-headers.ts";
import { methodNotAllowed, problemOf, type Refusal, refusalOf } from "./refusal.ts";
import { requestIdFrom } from "./request-id.ts";
import { logRequest } from "./request-log.ts";
import { createReferencePage, REFERENCE_PATH, REFERENCE_POLICY } from "./reference-page.ts";
import { createRestApp, REST_PATH } from "./rest-endpoint.ts";
import { answerTrpc, TRPC_PATH } from "./trpc-endpoint.ts";

const ONE_HOUR_SECONDS = 3_600;
/** How long others may keep the key set: a new process's key is known to them after this. */
const KEY_SET_SECONDS = 60;

export interface HttpAppParts {
  readonly app: App;
  readonly config: Pick<
    Config,
    "corsOrigins" | "publicUrl" | "requestTimeoutMs" | "trustedProxies"
  >;
  readonly readiness: Readiness;
  readonly inFlight: InFlight;
}

/** The HTTP face: what every answer has in common, and who answers which path. */
export function createHttpApp(parts: HttpAppParts): Hono<HttpEnv> {
  const { app, config, readiness, inFlight } = parts;
  const http = new Hono<HttpEnv>();

  http.use(async (c, next) => {
    const startedAt = performance.now();
    const requestId = requestIdFrom(c.req.header("x-request-id"));
    c.set("requestId", requestId);
    const serviceLimits = new ServiceLimits();
    c.set("serviceLimits", serviceLimits);
    await next();
    const { headers } = c.res;
    headers.set("x-request-id", requestId);
    setRateLimitHeaders(headers, serviceLimits.list());
    if (!headers.has("cache-control")) {
      headers.set("cache-control", "no-store");
    }
    if (readiness.draining) {
      // RFC 9112 §9.6: the client must not send the next request on this connection.
      headers.set("connection", "close");
    }
    const log = (): void => logRequest(app.log, c, performance.now() - startedAt);
    if (isEventStream(c.res)) {
      // One line as for every other answer, once it has ended.
      c.env.outgoing.once("close", log);
    } else {
      log();
    }
  });
  const headersOfAnswers = securityHeaders(config, {
    defaultSrc: ["'none'"],
    frameAncestors: ["'none'"],
  });
  const headersOfReference = securityHeaders(config, REFERENCE_POLICY);
  http.use((c, next) =>
    c.req.path.startsWith(REFERENCE_PATH) ? headersOfReference(c, next) : headersOfAnswers(c, next),
  );
  if (config.corsOrigins === "*" || config.corsOrigins.length > 0) {
    const answerOtherOrigins = corsFor(config.corsOrigins);
    http.use((c, next) => (isQuestionAboutMethods(c) ? next() : answerOtherOrigins(c, next)));
  }

  http.all(`${TRPC_PATH}/*`, (c) =>
    // What outlasts its answer is still waited for when the server stops.
    within(config.requestTimeoutMs, inFlight.track(answerTrpc(c, app, config))),
  );
  http.route(REST_PATH, createRestApp({ app, config, inFlight }));
  http.route(REFERENCE_PATH, createReferencePage());
  http.get(`${REFERENCE_PATH}/`, (c) => c.redirect(`..${REFERENCE_PATH}`, 308));
  answerGet(http, `${FEEDS_PATH}/:file`, (c) =>
    within(config.requestTimeoutMs, inFlight.track(answerFeed(c, app, config))),
  );
  answerGet(http, "/livez", answerLivez);
  answerGet(http, "/readyz", (c) => answerReadyz(c, readiness));
  answerGet(http, "/.well-known/jwks.json", (c) =>
    c.json(app.auth.jwks(), 200, { "cache-control": `public, max-age=${KEY_SET_SECONDS}` }),
  );
  answerGet(http, "/", (c) =>
    c.json({
      name: "Daybook",
      version: app.serverVersion,
      api: TRPC_PATH,
      rest: REST_PATH,
      openapi: `${REST_PATH}/openapi.json`,
      reference: REFERENCE_PATH,
      limits: `${TRPC_PATH}/meta.limits`,
      keys: "/.well-known/jwks.json",
      health: { alive: "/livez", ready: "/readyz" },
    }),
  );

  http.notFound((c) => {
    const nothing = new DomainError("NOT_FOUND", { message: "There is nothing at this path." });
    const isRest = `${c.req.path}/`.startsWith(`${REST_PATH}/`);
    const word = isRest ? problemOf : refusalOf;
    return toResponse(word(nothing, c.get("requestId")));
  });
  http.onError((error, c) => {
    const refusal = refusalOf(error, c.get("requestId"));
    if (refusal.status === 500) {
      app.log.error({ err: error, requestId: c.get("requestId") }, "unexpected failure");
    }
    return toResponse(refusal);
  });
  return http;
}

function answerGet(
  http: Hono<HttpEnv>,
  path: string,
  answer: (c: HttpContext) => Response | Promise<Response>,
): void {
  http.get(path, (c) => answer(c));
  http.all(path, () => {
    throw methodNotAllowed(["GET", "HEAD"]);
  });
}

type ContentPolicy = NonNullable<
  NonNullable<Parameters<typeof secureHeaders>[0]>["contentSecurityPolicy"]
>;

function securityHeaders({ publicUrl }: HttpAppParts["config"], policy: ContentPolicy) {
  return secureHeaders({
    contentSecurityPolicy: policy,
    xFrameOptions: "DENY",
    strictTransportSecurity: publicUrl?.startsWith("https:") === true,
  });
}

/** An OPTIONS that no browser sent ahead of a request of another origin: it wants `Allow`. */
function isQuestionAboutMethods(c: HttpContext): boolean {
  return c.req.method === "OPTIONS" && c.req.header("access-control-request-method") === undefined;
}

function corsFor(origins: "*" | readonly string[]) {
  return cors({
    origin: origins === "*" ? origins : [...origins],
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: [
      "authorization",
      "content-type",
      "daybook-client",
      "idempotency-key",
      "if-match",
      "if-none-match",
      "last-event-id",
      "trpc-accept",
      "x-request-id",
      // What carries a trace on (W3C Trace Context and Baggage).
      "baggage",
      "traceparent",
      "tracestate",
    ],
    exposeHeaders: [
      "allow",
      "etag",
      "link",
      "location",
      "ratelimit",
      "ratelimit-policy",
      "retry-after",
      "www-authenticate",
      "x-request-id",
    ],
    maxAge: ONE_HOUR_SECONDS,
  });
}

function toResponse({ status, headers, body }: Refusal): Response {
  return new Response(body, { status, headers });
}
