/** Requests of one call are answered without tRPC's adapter: alike in everything a client can see. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { type Answer, ask, register } from "./_http.ts";

let server: ServerProcess;
let token: string;
beforeAll(async () => {
  server = await startServer();
  token = (await register(server)).accessToken;
});
afterAll(() => server[Symbol.asyncDispose]());

const NOBODY = "00000000-0000-7000-8000-000000000000";

interface Sent {
  readonly procedure: string;
  /** As it stands in the query string, or in the body of a mutation. */
  readonly input?: string;
  readonly post?: boolean;
  readonly batch?: boolean;
  readonly anonymous?: boolean;
}

const REQUESTS: Readonly<Record<string, Sent>> = {
  "a question": { procedure: "calendars.list", input: "{}" },
  "a question without input": { procedure: "meta.limits" },
  "a question in a body": { procedure: "calendars.list", input: "{}", post: true },
  "a question in a batch of one": { procedure: "calendars.list", input: '{"0":{}}', batch: true },
  "a question that is not JSON": { procedure: "calendars.list", input: "{" },
  "a question that is null": { procedure: "calendars.list", input: "null" },
  "a question with an unknown key": { procedure: "calendars.list", input: '{"colour":1}' },
  "a question about nothing": { procedure: "events.get", input: `{"id":"${NOBODY}"}` },
  "a question about nothing in a batch": {
    procedure: "events.get",
    input: `{"0":{"id":"${NOBODY}"}}`,
    batch: true,
  },
  "a batch of one that is a list": { procedure: "calendars.list", input: "[]", batch: true },
  "a batch of one without its member": { procedure: "events.get", input: "{}", batch: true },
  "a question by nobody": { procedure: "calendars.list", input: "{}", anonymous: true },
  "a change that is refused": { procedure: "calendars.create", input: '{"name":1}', post: true },
  "a change in a batch": { procedure: "auth.login", input: '{"0":{}}', post: true, batch: true },
  "a change with an empty body": { procedure: "calendars.create", input: "", post: true },
  "a change by GET": { procedure: "calendars.create", input: "{}" },
  "a question with a foreign cursor": { procedure: "sync.changes", input: '{"cursor":"old"}' },
};

describe("[C1] answered as tRPC's own adapter answers", () => {
  test.each(Object.keys(REQUESTS))("%s", async (name) => {
    const request = REQUESTS[name] as Sent;
    const alone = await send(request, "");
    // A parameter that no procedure has is what a single call is never sent with.
    const adapted = await send(request, "through=adapter");
    expect(shown(alone)).toEqual(shown(adapted));
  });
});

function send(
  { procedure, input, post = false, batch = false, anonymous = false }: Sent,
  further: string,
): Promise<Answer> {
  const query = [
    ...(post || input === undefined ? [] : [`input=${encodeURIComponent(input)}`]),
    ...(batch ? ["batch=1"] : []),
    ...(further === "" ? [] : [further]),
  ];
  return ask(`${server.url}/trpc/${procedure}?${query.join("&")}`, {
    method: post ? "POST" : "GET",
    headers: {
      "x-request-id": "the-same",
      ...(anonymous ? {} : { authorization: `Bearer ${token}` }),
      ...(post ? { "content-type": "application/json" } : {}),
    },
    ...(post && input !== undefined ? { body: input } : {}),
  });
}

/** All that a client can see, but for when it was answered. */
function shown({ status, headers, json }: Answer): unknown {
  const { date: _, ...others } = Object.fromEntries(headers);
  return { status, headers: others, json };
}
