import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** One event of a stream as it came over the wire. */
export interface WireEvent {
  readonly type: string;
  readonly data: unknown;
  readonly id: string;
}

/** A connection that follows `sync.subscribe`, and reads only when it is told to. */
export interface RawStream extends Disposable {
  readonly socket: Socket;
  /** The events that have come whole. */
  readonly events: readonly WireEvent[];
  /** Waits until what has come is what was waited for. */
  until(holds: (events: readonly WireEvent[]) => boolean): Promise<readonly WireEvent[]>;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
}

export interface RawStreamOptions {
  readonly token: string;
  readonly input?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing is read before `socket.resume()`. */
  readonly paused?: boolean;
}

/** Opens a stream as the plainest of clients does: one request, and what comes back for it. */
export function openRawStream(server: { url: string }, options: RawStreamOptions): RawStream {
  const { hostname, port, host } = new URL(server.url);
  const query = `input=${encodeURIComponent(JSON.stringify(options.input ?? {}))}`;
  const headers = { host, authorization: `Bearer ${options.token}`, ...options.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const answer = new ChunkedEvents();
  const socket = connect(Number(port), hostname);
  socket.setEncoding("latin1").on("error", () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => resolve());
  });
  const read = (): void => void socket.on("data", (text: string) => answer.push(text));
  if (options.paused === true) {
    socket.pause();
    socket.once("resume", read);
  } else {
    read();
  }
  socket.write(`GET /trpc/sync.subscribe?${query} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return {
    socket,
    events: answer.events,
    async until(holds) {
      while (!holds(answer.events)) {
        if (socket.destroyed) throw new Error("the stream is over");
        await delay(20);
      }
      return answer.events;
    },
    closed,
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

/** Takes a chunked answer apart (RFC 9112 §7.1), and its body into events. */
class ChunkedEvents {
  readonly events: WireEvent[] = [];
  #bytes = "";
  #hasHeaders = false;
  #body = "";

  push(bytes: string): void {
    this.#bytes += bytes;
    if (!this.#hasHeaders) {
      const end = this.#bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.#hasHeaders = true;
      this.#bytes = this.#bytes.slice(end + 4);
    }
    for (;;) {
      const [size = "0"] = /^[\da-f]+(?=\r\n)/.exec(this.#bytes) ?? [];
      const begin = size.length + 2;
      const end = begin + Number.parseInt(size, 16);
      if (end === begin || this.#bytes.length < end + 2) return;
      this.#read(this.#bytes.slice(begin, end));
      this.#bytes = this.#bytes.slice(end + 2);
    }
  }

  #read(bytes: string): void {
    this.#body += Buffer.from(bytes, "latin1").toString();
    if (!this.#body.endsWith("\n\n")) return;
    this.events.push(...this.#body.split("\n\n").flatMap(eventIn));
    this.#body = "";
  }
}

function eventIn(block: string): WireEvent[] {
  const fields = new Map(
    block.split("\n").flatMap((line): [string, string][] => {
      const match = /^(data|event|id): (.*)$/.exec(line);
      return match === null ? [] : [[match[1] ?? "", match[2] ?? ""]];
    }),
  );
  const data = fields.get("data");
  if (data === undefined) return [];
  return [
    {
      type: fields.get("event") ?? "message",
      data: data === "" ? null : (JSON.parse(data) as unknown),
      id: fields.get("id") ?? "",
    },
  ];
}
