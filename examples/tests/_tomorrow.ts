/** What a newer server may answer: everything that the present one does, and more (rule C5). */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface Tomorrow extends AsyncDisposable {
  readonly url: string;
  /** How many objects have got a key that nobody knows. */
  readonly added: () => number;
}

/** Passes calls on, and adds a key to every object of the answers and of the messages of streams. */
export async function serverOfTomorrow(today: { readonly url: string }): Promise<Tomorrow> {
  let count = 0;

  function withMore(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withMore);
    if (typeof value !== "object" || value === null) return value;
    count += 1;
    const members = Object.entries(value).map(([name, member]) => [name, withMore(member)]);
    return { ...Object.fromEntries(members), ofTomorrow: { kind: "unknown", of: [1] } };
  }

  /** The data of an event comes in one line. */
  function lineWithMore(line: string): string {
    const [, data] = /^data: (.+)$/.exec(line) ?? [];
    return data === undefined ? line : `data: ${JSON.stringify(withMore(JSON.parse(data)))}`;
  }

  async function passOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const body = await buffer(incoming);
    const leaving = new AbortController();
    response.on("close", () => leaving.abort());
    const answer = await fetch(`${today.url}${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: headers as Record<string, string>,
      signal: leaving.signal,
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    const type = answer.headers.get("content-type") ?? "";
    response.writeHead(answer.status, { "content-type": type });
    if (!type.startsWith("text/event-stream") || answer.body === null) {
      response.end(JSON.stringify(withMore(await answer.json())));
      return;
    }
    let rest = "";
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) response.write(`${lineWithMore(line)}\n`);
    }
    response.end();
  }

  const server = createServer((incoming, response) => {
    // Who has left gets no answer any more.
    passOn(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    added: () => count,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
