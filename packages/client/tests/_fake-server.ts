/** A real HTTP server that speaks just enough tRPC to say to the client what a test wants said. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One procedure call as it arrived. */
export interface ReceivedCall {
  readonly path: string;
  readonly input: unknown;
}

/** One HTTP request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly headers: IncomingMessage["headers"];
  readonly calls: readonly ReceivedCall[];
  /** The bearer token, if any. */
  readonly token: string | undefined;
}

/** What to answer to one call. */
export type Reply =
  | { readonly data: unknown }
  | { readonly refusal: Refusal }
  | "never"
  | "hang-up"
  | "cut-off";

export interface Refusal {
  readonly reason: string;
  readonly status: number;
  readonly details?: object;
  readonly fieldErrors?: readonly object[];
  readonly retryAfterSeconds?: number;
}

export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Requests whose connection the client closed before an answer. */
  readonly abandoned: ReceivedRequest[];
  /** How many times a procedure was called. */
  timesCalled(path: string): number;
}

export type Answering = (call: ReceivedCall, request: ReceivedRequest) => Reply | Promise<Reply>;

export async function startFakeServer(answer: Answering): Promise<FakeServer> {
  const requests: ReceivedRequest[] = [];
  const abandoned: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    void respond(incoming, response);
  });

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = parseRequest(incoming, await text(incoming));
    requests.push(request);
    response.on("close", () => {
      if (!response.writableFinished) {
        abandoned.push(request);
      }
    });
    const replies = await Promise.all(request.calls.map(async (call) => answer(call, request)));
    send(response, replies, isBatch(incoming));
  }

  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    abandoned,
    timesCalled: (path) =>
      requests.flatMap(({ calls }) => calls).filter((call) => call.path === path).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function isBatch(incoming: IncomingMessage): boolean {
  return (incoming.url ?? "").includes("batch=1");
}

function parseRequest(incoming: IncomingMessage, body: string): ReceivedRequest {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const paths = url.pathname.replace("/trpc/", "").split(",");
  const json = body === "" ? url.searchParams.get("input") : body;
  const input: unknown = json === null ? undefined : JSON.parse(json);
  return {
    method: incoming.method ?? "",
    headers: incoming.headers,
    token: incoming.headers.authorization?.replace("Bearer ", ""),
    calls: paths.map((path, index) => ({
      path,
      input: isBatch(incoming) ? (input as Record<number, unknown> | undefined)?.[index] : input,
    })),
  };
}

function send(response: ServerResponse, replies: readonly Reply[], batch: boolean): void {
  if (replies.includes("never")) {
    return;
  }
  if (replies.includes("hang-up")) {
    response.destroy();
    return;
  }
  if (replies.includes("cut-off")) {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('[{"result":');
    setTimeout(() => response.destroy(), 20);
    return;
  }
  const envelopes = replies.map(envelopeOf);
  const refusals = replies.flatMap((reply) =>
    typeof reply === "object" && "refusal" in reply ? [reply.refusal] : [],
  );
  const retryAfter = refusals.find((refusal) => refusal.retryAfterSeconds !== undefined);
  response.writeHead(statusOf(refusals, replies.length), {
    "content-type": "application/json",
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter.retryAfterSeconds) }),
  });
  response.end(JSON.stringify(batch ? envelopes : envelopes[0]));
}

function statusOf(refusals: readonly Refusal[], calls: number): number {
  const [first] = refusals;
  if (first === undefined) {
    return 200;
  }
  return refusals.length === calls ? first.status : 207;
}

function envelopeOf(reply: Reply): object {
  if (typeof reply !== "object") {
    throw new TypeError(`No envelope for ${reply}`);
  }
  if ("data" in reply) {
    return { result: { data: reply.data } };
  }
  const { reason, status, details = {}, fieldErrors = [] } = reply.refusal;
  return {
    error: {
      message: `Refused: ${reason}`,
      code: -32_000,
      data: {
        code: "REFUSED",
        httpStatus: status,
        reason,
        details,
        fieldErrors,
        requestId: "request-1",
      },
    },
  };
}
