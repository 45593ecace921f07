import { Agent, request } from "node:http";

/** One kept-alive connection pool to the server, as lean as Node's own client allows. */
export class HttpLoad {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #url: string;
  #token: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Every later call carries this access token. */
  signIn(token: string): void {
    this.#token = token;
  }

  query<T>(procedure: string, input: unknown): Promise<T> {
    const search = `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return this.#send<T>("GET", `/trpc/${procedure}${search}`, undefined);
  }

  mutate<T>(procedure: string, input: unknown): Promise<T> {
    return this.#send<T>("POST", `/trpc/${procedure}`, JSON.stringify(input));
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send<T>(method: string, path: string, body: string | undefined): Promise<T> {
    const text = await new Promise<string>((resolve, reject) => {
      const outgoing = request(
        `${this.#url}${path}`,
        {
          method,
          agent: this.#agent,
          headers: {
            ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
            ...(body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
          response.on("error", reject);
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
    const answer = JSON.parse(text) as { result?: { data: T }; error?: unknown };
    if (answer.result === undefined) {
      throw new Error(`${method} ${path.slice(0, 80)}: ${text.slice(0, 500)}`);
    }
    return answer.result.data;
  }
}

/** Runs `calls` calls, `inFlight` at a time; answers how long they took together. */
export async function runCalls(
  { calls, inFlight }: { readonly calls: number; readonly inFlight: number },
  call: (i: number) => Promise<unknown>,
): Promise<{ seconds: number; perSecond: number }> {
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (next < calls) {
        const i = next;
        next += 1;
        await call(i);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { seconds, perSecond: calls / seconds };
}
