/** A real HTTP server that streams to the client what a test wants streamed. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One request for a stream, and what can be done about it. */
export interface Subscriber {
  /** The n-th, from 1. */
  readonly number: number;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly token: string | undefined;
  readonly input: { readonly cursor?: string; readonly lastEventId?: string };
  /** Begins the stream, and greets as the server does. */
  greet(options?: { reconnectAfterInactivityMs?: number }): void;
  /** Sends one message whose id is its cursor. */
  say(
    cursor: string,
    items?: readonly unknown[],
    more?: { type?: string; hasMore?: boolean },
  ): void;
  /** Sends text as it is. */
  write(text: string): void;
  /** Sends a refusal in the middle, and ends. */
  fail(reason: string, status: number, details?: object): void;
  /** Refuses the request. */
  refuse(reason: string, status: number, headers?: Record<string, string>): void;
  end(): void;
  breakOff(): void;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
}

export interface FakeStream extends AsyncDisposable {
  readonly url: string;
  readonly subscribers: readonly Subscriber[];
}

export async function startFakeStream(
  answer: (subscriber: Subscriber) => void | Promise<void>,
): Promise<FakeStream> {
  const subscribers: Subscriber[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const subscriber = subscriberOf(subscribers.length + 1, body, { incoming, response });
      subscribers.push(subscriber);
      return answer(subscriber);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    subscribers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function subscriberOf(
  number: number,
  body: string,
  { incoming, response }: { incoming: IncomingMessage; response: ServerResponse },
): Subscriber {
  const closed = Promise.withResolvers<void>();
  response.on("close", closed.resolve);
  const write = (part: string): void => void response.write(part);
  const errorOf = (reason: string, status: number, details: object = {}) => ({
    message: `Refused: ${reason}`,
    code: -32_000,
    data: {
      code: "REFUSED",
      httpStatus: status,
      reason,
      details,
      fieldErrors: [],
      requestId: "request-1",
    },
  });
  return {
    number,
    path: incoming.url ?? "",
    headers: incoming.headers,
    token: incoming.headers.authorization?.replace("Bearer ", ""),
    input: JSON.parse(body) as Subscriber["input"],
    greet(options = {}) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      write(`event: connected\ndata: ${JSON.stringify(options)}\n\n\n`);
    },
    say(cursor, items = [], more = {}) {
      const data = JSON.stringify({ type: "changes", items, cursor, hasMore: false, ...more });
      write(`data: ${data}\nid: ${cursor}\n\n\n`);
    },
    write,
    fail(reason, status, details) {
      const data = JSON.stringify(errorOf(reason, status, details));
      response.end(`event: serialized-error\ndata: ${data}\n\n\n`);
    },
    refuse(reason, status, headers = {}) {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ error: errorOf(reason, status) }));
    },
    end: () => void response.end(),
    breakOff: () => void response.destroy(),
    closed: closed.promise,
  };
}
