import { factsOf, type ProcedureName } from "@daybook/api/reference/procedures";
import { ALL_ROUTES } from "@daybook/api/rest/routes";
import { updateUserRole } from "@daybook/db/queries/users.queries";
import { createTestDatabase, type TestDatabase } from "@daybook/db/testing/test-database";
import {
  type Exchange,
  type OpenApiDocument,
  RestContract,
} from "@daybook/server/testing/rest-contract";
import { type ServerProcess, startServer } from "@daybook/server/testing/server-process";
import { requestOf } from "./requests.ts";

export type CalledRoute = (typeof ALL_ROUTES)[number];

export type Input = Readonly<Record<string, unknown>>;

/** What a call came to, by whichever face. */
export interface Outcome {
  readonly ok: boolean;
  readonly status: number;
  /** The answer; of a refusal its reason and the facts. Of a stream, its first message. */
  readonly value: unknown;
}

export interface Session {
  readonly user: { readonly id: string; readonly username: string };
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const PASSWORD = "correct horse battery staple";

/** The names of those who are there in every world, in the order in which they came. */
export const NAMES = ["ada", "bea", "cleo", "dan", "eve"] as const;
export type Name = (typeof NAMES)[number];

/** A server with a few people: ada owns, bea edits, cleo views, dan is a stranger, eve an administrator. */
export interface World extends AsyncDisposable {
  readonly server: ServerProcess;
  readonly database: TestDatabase["database"];
  readonly contract: RestContract;
  readonly people: Readonly<Record<Name, Session>>;
  /** Everything that went over REST and departs from the document. */
  readonly problems: string[];
  trpc(procedure: ProcedureName, input: Input, token?: string): Promise<Outcome>;
  rest(route: CalledRoute, input: Input, token?: string): Promise<Outcome>;
  /** A call over tRPC that has to go well. */
  do<T>(procedure: ProcedureName, input: Input, token?: string): Promise<T>;
  register(username: string): Promise<Session>;
}

export async function startWorld(): Promise<World> {
  await using opened = new AsyncDisposableStack();
  const fresh = opened.use(await createTestDatabase());
  const server = opened.use(await startServer({ databaseUrl: fresh.url }));
  const document = (await (
    await fetch(`${server.url}/api/openapi.json`)
  ).json()) as OpenApiDocument;
  const contract = new RestContract(document);
  const problems: string[] = [];
  const trpc = (procedure: ProcedureName, input: Input, token?: string): Promise<Outcome> =>
    callTrpc(server.url, { procedure, input, token });
  const rest = async (route: CalledRoute, input: Input, token?: string): Promise<Outcome> => {
    const { exchange, outcome } = await callRest(server.url, { route, input, token });
    problems.push(...contract.problemsIn(exchange));
    return outcome;
  };
  const call = async <T>(procedure: ProcedureName, input: Input, token?: string): Promise<T> => {
    const { ok, value } = await trpc(procedure, input, token);
    if (!ok) throw new Error(`${procedure}: ${JSON.stringify(value)}`);
    // What a procedure answers is known to whoever asks it.
    return value as T;
  };
  const register = (username: string): Promise<Session> =>
    call("auth.register", { username, email: `${username}@example.org`, password: PASSWORD });
  const people: Partial<Record<Name, Session>> = {};
  for (const name of NAMES) people[name] = await register(name);
  const { eve } = people;
  if (eve !== undefined) {
    await fresh.database.transaction((trx) => updateUserRole(trx, eve.user.id, "admin"));
  }
  const resources = opened.move();
  return {
    server,
    database: fresh.database,
    contract,
    // Each has registered.
    people: people as Record<Name, Session>,
    problems,
    trpc,
    rest,
    do: call,
    register,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The route that leads to a procedure for an input. */
export function routesOf(procedure: ProcedureName): readonly CalledRoute[] {
  return ALL_ROUTES.filter((route) => route.procedure === procedure);
}

interface TrpcCall {
  readonly procedure: ProcedureName;
  readonly input: Input;
  readonly token: string | undefined;
}

async function callTrpc(url: string, { procedure, input, token }: TrpcCall): Promise<Outcome> {
  const isWrite = factsOf(procedure).type === "mutation";
  const text = JSON.stringify(input);
  const address = `${url}/trpc/${procedure}`;
  const { status, text: answered } = isWrite
    ? await ask(address, { method: "POST", token, body: text })
    : await ask(`${address}?input=${encodeURIComponent(text)}`, { method: "GET", token });
  const { result, error, ...message } = JSON.parse(answered) as {
    result?: { data: unknown };
    error?: { message: string; data: Record<string, unknown> };
  };
  if (error !== undefined) {
    const { reason, details, fieldErrors, httpStatus } = error.data;
    const value = { reason, detail: error.message, details, fieldErrors, status: httpStatus };
    return { ok: false, status, value };
  }
  return { ok: status < 300, status, value: result === undefined ? message : result.data };
}

interface RestCall {
  readonly route: CalledRoute;
  readonly input: Input;
  readonly token: string | undefined;
}

async function callRest(
  url: string,
  { route, input, token }: RestCall,
): Promise<{ exchange: Exchange; outcome: Outcome }> {
  const { path, body } = requestOf(route, input);
  const answer = await ask(`${url}/api${path}`, {
    method: route.method,
    token,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status } = answer;
  const value = JSON.parse(answer.text) as Record<string, unknown>;
  const exchange = { method: route.method, path, body, answer };
  if (status < 300) return { exchange, outcome: { ok: true, status: 200, value } };
  const { reason, detail, details, fieldErrors, status: said } = value;
  const told = { reason, detail, details, fieldErrors, status: said };
  return { exchange, outcome: { ok: false, status, value: told } };
}

interface Asked {
  readonly method: string;
  readonly token: string | undefined;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request and reads the answer; of a stream of events, the first message. */
export async function ask(url: string, { method, token, body, headers: given }: Asked) {
  const leaving = new AbortController();
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      // What tRPC streams to who does not ask for events is nothing of ours.
      ...(url.includes("/sync") ? { accept: "text/event-stream" } : {}),
      ...given,
    },
    ...(body === undefined ? {} : { body }),
    signal: leaving.signal,
  });
  const { status, headers } = response;
  if (headers.get("content-type") !== "text/event-stream") {
    return { status, headers, text: await response.text() };
  }
  const text = await firstMessage(response);
  leaving.abort();
  return { status, headers, text };
}

async function firstMessage({ body }: Response): Promise<string> {
  let text = "";
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const [, data] = /^data: (.+)\nid: /m.exec(text) ?? [];
    if (data !== undefined) return data;
  }
  throw new Error(`the stream ended with ${text}`);
}
