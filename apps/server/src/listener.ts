import { getRequestListener } from "@hono/node-server";
import { DomainError } from "@daybook/domain/errors";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import { LIMITS } from "@daybook/domain/limits";
import type { Hono } from "hono";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Config } from "./environment.ts";
import type { HttpEnv } from "./http-context.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { StartError } from "./start-error.ts";

/** Time-outs are enforced when connections are looked at, which Node does every 30 s by itself. */
const LOOK_AT_CONNECTIONS_EVERY_MS = 1_000;
/** A request that the application has not answered by then is cut off by Node. */
const RECEIVE_MARGIN_MS = 5_000;
/** Longer than the 60 s that load balancers usually keep an idle connection. */
const KEEP_ALIVE_MS = 65_000;
const CLOSE_IDLE_EVERY_MS = 50;

type ListenerConfig = Pick<Config, "headersTimeoutMs" | "host" | "port" | "requestTimeoutMs">;

export interface Listener {
  /** Where it listens, as in `http://127.0.0.1:3000`. */
  readonly url: string;
  /**
   * Accepts no more connections and waits for the answers that are under way, as long as the grace
   * allows; what is left is cut off.
   *
   * @returns whether every answer went out
   */
  close(graceMs: number): Promise<boolean>;
}

/**
 * Listens for HTTP.
 *
 * @throws StartError when the address cannot be taken
 */
export async function listen(http: Hono<HttpEnv>, config: ListenerConfig): Promise<Listener> {
  const answer = getRequestListener(http.fetch, {
    // What is not a request for the application: a broken URL or host.
    errorHandler: (error) => toResponse(refusalOf(unreadable(error), randomUUID())),
  });
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    // RFC 9112 §3.2 asks it of HTTP/1.1; the probes of load balancers speak 1.0, and do without.
    if (incoming.httpVersion === "1.0") incoming.headers.host ??= "localhost";
    void answer(incoming, outgoing);
  };
  const server = createServer(
    {
      connectionsCheckingInterval: LOOK_AT_CONNECTIONS_EVERY_MS,
      headersTimeout: config.headersTimeoutMs,
      requestTimeout: config.requestTimeoutMs + RECEIVE_MARGIN_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: LIMITS.headerBytes,
      // A request without one is refused by us, in the form of all refusals.
      requireHostHeader: false,
    },
    onRequest,
  );
  // Node would refuse an unknown `Expect` without a reason; RFC 9110 §10.1.1 lets us ignore it.
  server.on("checkExpectation", onRequest);
  server.on("clientError", refuseConnection);
  await startListening(server, config);
  return { url: urlOf(server, config.host), close: (graceMs) => close(server, graceMs) };
}

async function startListening(server: Server, { host, port }: ListenerConfig): Promise<void> {
  try {
    server.listen({ host, port });
    await once(server, "listening");
  } catch (error) {
    throw new StartError(sentenceFor(error, host, port), { cause: error });
  }
}

function sentenceFor(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is taken by another program; choose another one with PORT.`;
    case "EACCES":
      return `Port ${port} needs more rights than this process has; choose another one with PORT.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST names no address of this machine: ${host}.`;
    default:
      return `The server cannot listen on ${host}, port ${port}: ${String(error)}.`;
  }
}

function urlOf(server: Server, host: string): string {
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function close(server: Server, graceMs: number): Promise<boolean> {
  const closed = once(server, "close");
  server.close();
  // Connections that become idle only now are not closed by `close`.
  const sweep = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  let complete = true;
  const cut = setTimeout(() => {
    complete = false;
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
  return complete;
}

function unreadable(error: unknown): DomainError {
  return new DomainError("INVALID_INPUT", {
    message: "The request's address or host cannot be read.",
    cause: error,
  });
}

/** Answers what never became a request: bytes that are not HTTP, headers that are late or long. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, headers, body } = refusalOfConnection(error);
  const lines = Object.entries({
    ...headers,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}

function refusalOfConnection(error: NodeJS.ErrnoException): Refusal {
  const requestId = randomUUID();
  if (error.code === "HPE_HEADER_OVERFLOW") {
    const refusal = limitRefusal("headerBytes", {
      message: `URL and headers are longer than ${LIMITS.headerBytes} bytes.`,
    });
    return { ...refusalOf(refusal, requestId), status: 431 };
  }
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    const refusal = new DomainError("TIMEOUT", { message: "The request did not arrive in time." });
    // Nothing of it was carried out: this is the time-out that 408 is for (RFC 9110 §15.5.9).
    return { ...refusalOf(refusal, requestId), status: 408 };
  }
  const refusal = new DomainError("INVALID_INPUT", { message: "This is not an HTTP request." });
  return refusalOf(refusal, requestId);
}

function toResponse({ status, headers, body }: Refusal): Response {
  return new Response(body, { status, headers });
}
