import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { noteRefusals } from "./_reasons.ts";

/** What a server answered; `json` is undefined when the text is none. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** The part of a refusal that every one has (rule C1). */
export interface ErrorData {
  readonly code: string;
  readonly httpStatus: number;
  readonly reason: string;
  readonly details: Record<string, unknown>;
  readonly fieldErrors: { path: string; reason: string; message: string }[];
  readonly requestId: string | null;
}

export interface Session {
  readonly user: { readonly id: string; readonly username: string };
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const PASSWORD = "correct horse battery staple";

/** Sends one request and reads the whole answer. */
export async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const json = parsed(text);
  noteRefusals(url, init?.method ?? "GET", json);
  return { status: response.status, headers: response.headers, text, json };
}

export interface CallOptions {
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

/** Calls a mutation as any HTTP client would. */
export async function post(
  server: { url: string },
  procedure: string,
  input: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  return ask(`${server.url}/trpc/${procedure}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headersOf(options) },
    body: JSON.stringify(input),
  });
}

/** Calls a query as any HTTP client would. */
export async function get(
  server: { url: string },
  procedure: string,
  input: unknown = {},
  options: CallOptions = {},
): Promise<Answer> {
  const query = `input=${encodeURIComponent(JSON.stringify(input))}`;
  return ask(`${server.url}/trpc/${procedure}?${query}`, { headers: headersOf(options) });
}

/** A new account with a name of its own. */
export async function register(server: { url: string }): Promise<Session> {
  const username = `u${randomUUID().slice(0, 13)}`;
  const email = `${username}@example.org`;
  const answer = await post(server, "auth.register", { username, email, password: PASSWORD });
  return dataOf<Session>(answer);
}

/** The data of a call that went well. */
export function dataOf<T>(answer: Answer): T {
  const { result } = answer.json as { result?: { data: T } };
  if (result === undefined) {
    throw new Error(`HTTP ${answer.status}: ${answer.text}`);
  }
  return result.data;
}

/** What a refusal says. */
export function errorOf(answer: Answer): { message: string; data: ErrorData } {
  const { error } = answer.json as { error?: { message: string; data: ErrorData } };
  if (error === undefined) {
    throw new Error(`no refusal, but HTTP ${answer.status}: ${answer.text}`);
  }
  return error;
}

/** What came back on a connection until the other side closed it, and how long that took. */
export interface RawAnswer {
  readonly text: string;
  readonly ms: number;
}

/** Writes bytes to the server as they are, and reads until it closes the connection. */
export function sendRaw(
  server: { url: string },
  bytes: string | Uint8Array,
  { drip }: { drip?: { bytes: string; everyMs: number } } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(server.url);
  const startedAt = performance.now();
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  let text = "";
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  const timer =
    drip === undefined
      ? undefined
      : setInterval(() => socket.writable && socket.write(drip.bytes), drip.everyMs);
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => (text += chunk));
  // A reset is a way of closing, too.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    clearInterval(timer);
    resolve({ text, ms: performance.now() - startedAt });
  });
  return promise;
}

function headersOf({ token, headers }: CallOptions): Record<string, string> {
  return { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
