/** The REST face: the same procedures by paths and methods, with the means of HTTP. */
import { ALL_ROUTES, type Method } from "@daybook/api/rest/routes";
import { createTestDatabase, type TestDatabase } from "@daybook/db/testing/test-database";
import { LIMITS } from "@daybook/domain/limits";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenApiDocument, RestContract } from "../testing/rest-contract.ts";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { type Answer, ask, dataOf, errorOf, get, post, register, type Session } from "./_http.ts";

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly reason: string;
  readonly details: Record<string, unknown>;
  readonly fieldErrors: { path: string; reason: string; message: string }[];
  readonly requestId: string;
}

interface EventAnswer {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

let fresh: TestDatabase;
let server: ServerProcess;
let contract: RestContract;
let ada: Session;
let bea: Session;
beforeAll(async () => {
  fresh = await createTestDatabase();
  server = await startServer({ databaseUrl: fresh.url });
  const document = (await ask(`${server.url}/api/openapi.json`)).json as OpenApiDocument;
  contract = new RestContract(document);
  ada = await register(server);
  bea = await register(server);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

interface RestCall {
  readonly body?: unknown;
  readonly as?: Session | undefined;
  readonly headers?: Record<string, string>;
}

/** Asks, and holds the answer to what the document says of it. */
async function rest(
  method: Method | "HEAD" | "OPTIONS",
  path: string,
  call: RestCall = {},
): Promise<Answer> {
  const { body, as, headers } = call;
  const answer = await ask(`${server.url}/api${path}`, {
    method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${as.accessToken}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (path !== "/openapi.json" && method !== "OPTIONS") {
    expect(contract.problemsIn({ method, path, body, answer })).toEqual([]);
  }
  return answer;
}

function problemIn(answer: Answer): Problem {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const problem = answer.json as Problem;
  expect(problem.status).toBe(answer.status);
  expect(answer.headers.get("x-request-id")).toBe(problem.requestId);
  return problem;
}

const TEA = { title: "Tea", start: "2026-03-02T09:00:00", timeZone: "Europe/Berlin" };

async function createTea(as: Session): Promise<EventAnswer> {
  const answer = await rest("POST", "/events", { as, body: TEA });
  expect(answer.status).toBe(201);
  return answer.json as EventAnswer;
}

describe("[C1] [S3] both faces refuse alike", () => {
  /** A path with something in each of its places. */
  const filled = (path: string): string =>
    path.replace(/\{version\d?\}/g, "1").replace(/\{\w+\}/g, () => randomUUID());

  const kinds = ALL_ROUTES.map((route) => [route.procedure, route] as const);

  test.each(kinds)("%s without a sign-in", async (procedure, route) => {
    const body = route.method === "GET" || route.method === "DELETE" ? {} : { body: {} };
    const answer = await rest(route.method, filled(route.path), body);
    const isWrite = route.method !== "GET" || procedure.startsWith("events.conf");
    const over = await (isWrite ? post : get)(server, procedure, {});
    if (over.status === 405) return;
    if (answer.status < 300) {
      expect(over.status).toBe(200);
      return;
    }
    const { reason, status } = problemIn(answer);
    const { data } = errorOf(over);
    expect({ reason, status }).toEqual({ reason: data.reason, status: data.httpStatus });
  });

  test.each(kinds.filter(([, { path }]) => path.includes("{")))(
    "%s of what is not there, as of what is hidden",
    async (_procedure, route) => {
      const hidden = await createTea(ada);
      const there = filled(route.path.replace("{id}", hidden.id));
      const body = route.method === "GET" || route.method === "DELETE" ? {} : { body: {} };
      const missing = await rest(route.method, filled(route.path), { as: bea, ...body });
      const foreign = await rest(route.method, there, { as: bea, ...body });
      const told = ({ status, json }: Answer): object => ({
        status,
        ...(json as object),
        requestId: null,
      });
      expect(told(foreign)).toEqual(told(missing));
      if (missing.status !== 200) problemIn(missing);
    },
  );
});

describe("[C1] both faces have the same effects", () => {
  test("what one wrote, the other reads, with the same answer", async () => {
    const created = await createTea(ada);
    const { accessToken: token } = ada;
    const seen = await get(server, "events.get", { id: created.id }, { token });
    expect(dataOf(seen)).toEqual(created);
    await post(server, "events.update", { id: created.id, patch: { title: "Chai" } }, { token });
    const again = await rest("GET", `/events/${created.id}`, { as: ada });
    expect(again.json).toMatchObject({ title: "Chai", version: 2 });

    const changed = await rest("PATCH", `/events/${created.id}?message=hotter`, {
      as: ada,
      body: { location: "Kitchen" },
    });
    expect(changed.json).toMatchObject({ changed: true, event: { location: "Kitchen" } });
    const log = await rest("GET", `/events/${created.id}/changelog`, { as: ada });
    const list = await get(server, "versions.list", { eventId: created.id }, { token });
    expect(log.json).toEqual(dataOf(list));
    expect(log.json).toMatchObject({ items: [{ version: 3, message: "hotter" }, {}, {}] });
    const diff = await rest("GET", `/events/${created.id}/diff/1/3`, { as: ada });
    expect((diff.json as { fields: { field: string }[] }).fields.map(({ field }) => field)).toEqual(
      ["title", "location"],
    );
    const back = await rest("POST", `/events/${created.id}/rollback/1`, { as: ada, body: {} });
    expect(back.json).toMatchObject({ event: { title: "Tea", version: 4 } });
    const then = await rest("GET", `/events/${created.id}/history/2`, { as: ada });
    expect(then.json).toMatchObject({ version: 2, event: { title: "Chai" } });
    expect((await rest("DELETE", `/events/${created.id}`, { as: ada })).status).toBe(200);
  });

  test("[A1] the trail says that it was REST", async () => {
    const { id } = await createTea(ada);
    const trail = await rest("GET", `/audit?resource.type=event&resource.id=${id}`, { as: ada });
    expect(trail.json).toMatchObject({
      items: [{ procedure: "events.create", channel: "rest", outcome: "allowed" }],
    });
  });

  test("[S1] shares, changes and withdraws by the paths of permissions", async () => {
    const { id } = await createTea(ada);
    const users = [{ userId: bea.user.id, role: "viewer" }];
    const shared = await rest("POST", `/events/${id}/share`, { as: ada, body: { users } });
    expect(shared.json).toMatchObject({ items: [{ role: "viewer" }] });
    expect((await rest("GET", `/events/${id}`, { as: bea })).status).toBe(200);
    const refused = await rest("PATCH", `/events/${id}`, { as: bea, body: { title: "Mine" } });
    expect(problemIn(refused)).toMatchObject({
      reason: "FORBIDDEN",
      status: 403,
      details: { required: "editor", actual: "viewer" },
    });
    const path = `/events/${id}/permissions/${bea.user.id}`;
    const raised = await rest("PUT", path, { as: ada, body: { role: "editor" } });
    expect(raised.json).toMatchObject({ items: [{ role: "editor" }] });
    expect(
      (await rest("PATCH", `/events/${id}`, { as: bea, body: { title: "Ours" } })).status,
    ).toBe(200);
    const list = await rest("GET", `/events/${id}/permissions`, { as: ada });
    expect((list.json as { items: unknown[] }).items).toHaveLength(2);
    expect((await rest("DELETE", path, { as: ada })).json).toEqual({ revoked: true });
    expect(problemIn(await rest("GET", `/events/${id}`, { as: bea })).reason).toBe("NOT_FOUND");
  });
});

describe("[V3] entity tags", () => {
  test("a change says its new tag, which is that of the event read again", async () => {
    const created = await rest("POST", "/events", { as: ada, body: TEA });
    const { id } = created.json as EventAnswer;
    expect(created.headers.get("location")).toBe(`/api/events/${id}`);
    const read = await rest("GET", `/events/${id}`, { as: ada });
    expect(read.headers.get("etag")).toMatch(/^"1-/);
    expect(read.headers.get("etag")).toBe(created.headers.get("etag"));
    const changed = await rest("PUT", `/events/${id}`, { as: ada, body: { title: "Chai" } });
    const again = await rest("GET", `/events/${id}`, { as: ada });
    expect(again.headers.get("etag")).toBe(changed.headers.get("etag"));
  });

  test("If-Match of an older version is a conflict, and nothing is merged", async () => {
    const created = await rest("POST", "/events", { as: ada, body: TEA });
    const { id } = created.json as EventAnswer;
    const ifMatch = { "if-match": created.headers.get("etag") ?? "" };
    const edit = (body: object) =>
      rest("PATCH", `/events/${id}`, { as: ada, body, headers: ifMatch });
    expect((await edit({ title: "Chai" })).status).toBe(200);
    const late = problemIn(await edit({ location: "Kitchen" }));
    expect(late).toMatchObject({
      status: 412,
      reason: "VERSION_CONFLICT",
      details: { baseVersion: 1, currentVersion: 2 },
    });
    const any = { as: ada, body: { location: "Kitchen" }, headers: { "if-match": "*" } };
    expect((await rest("PATCH", `/events/${id}`, any)).status).toBe(200);
    const stale = await rest("DELETE", `/events/${id}`, { as: ada, headers: ifMatch });
    expect(problemIn(stale).reason).toBe("VERSION_CONFLICT");
    const unread = await rest("DELETE", `/events/${id}`, {
      as: ada,
      headers: { "if-match": 'W/"3"' },
    });
    expect(problemIn(unread)).toMatchObject({
      status: 400,
      fieldErrors: [{ path: "if-match" }],
    });
  });

  test("If-Match is refused where nothing is held against it, rather than overlooked", async () => {
    const created = await rest("POST", "/calendars", {
      as: ada,
      body: { name: "Choir", timeZone: "UTC" },
    });
    const { id } = created.json as { id: string };
    const tag = created.headers.get("etag") ?? "";
    const change = { as: ada, body: { name: "Chorus" }, headers: { "if-match": tag } };
    expect((await rest("PATCH", `/calendars/${id}`, change)).status).toBe(200);
    const remove = (ifMatch: string) =>
      rest("DELETE", `/calendars/${id}`, { as: ada, headers: { "if-match": ifMatch } });
    expect(problemIn(await remove(tag))).toMatchObject({
      status: 400,
      fieldErrors: [{ path: "if-match" }],
    });
    expect((await rest("GET", `/calendars/${id}`, { as: ada })).status).toBe(200);
    expect((await remove("*")).status).toBe(200);
  });

  test("[S3] If-None-Match is answered 304, but never to whom the event is hidden", async () => {
    const { id } = await createTea(ada);
    await rest("POST", `/events/${id}/share`, {
      as: ada,
      body: { users: [{ userId: bea.user.id, role: "viewer" }] },
    });
    const read = await rest("GET", `/events/${id}`, { as: bea });
    const headers = { "if-none-match": read.headers.get("etag") ?? "" };
    const known = await rest("GET", `/events/${id}`, { as: bea, headers });
    expect(known).toMatchObject({ status: 304, text: "" });
    expect(known.headers.get("etag")).toBe(read.headers.get("etag"));
    // Another role is another answer, though the version is the same.
    const path = `/events/${id}/permissions/${bea.user.id}`;
    await rest("PUT", path, { as: ada, body: { role: "editor" } });
    expect((await rest("GET", `/events/${id}`, { as: bea, headers })).status).toBe(200);
    await rest("DELETE", path, { as: ada });
    expect((await rest("GET", `/events/${id}`, { as: bea, headers })).status).toBe(404);
  });
});

describe("[C2] [C3] [C5] the means of HTTP", () => {
  test("a copy of a call with the same key gives the same answer; another input is refused", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const first = await rest("POST", "/events", { as: ada, body: TEA, headers });
    const copy = await rest("POST", "/events", { as: ada, body: TEA, headers });
    expect(copy.json).toEqual(first.json);
    expect(copy.status).toBe(201);
    const other = await rest("POST", "/events", { as: ada, body: { ...TEA, title: "X" }, headers });
    expect(problemIn(other)).toMatchObject({ status: 422, reason: "KEY_REUSED" });
    const long = { "idempotency-key": "k".repeat(256) };
    const refused = await rest("POST", "/events", { as: ada, body: TEA, headers: long });
    expect(problemIn(refused).fieldErrors).toMatchObject([{ path: "idempotency-key" }]);
  });

  test("pages are linked, to the last one", async () => {
    const cleo = await register(server);
    const events = Array.from({ length: 5 }, (_, i) => ({ ...TEA, title: `Tea ${i}` }));
    const made = await rest("POST", "/events/batch", { as: cleo, body: { events } });
    expect(made.status).toBe(201);
    const titles: string[] = [];
    let next: string | undefined = "/events?limit=2&includeDeleted=false";
    while (next !== undefined) {
      const page: Answer = await rest("GET", next, { as: cleo });
      titles.push(...(page.json as { items: EventAnswer[] }).items.map(({ title }) => title));
      const link = page.headers.get("link");
      next = link === null ? undefined : /^<\/api([^>]+)>; rel="next"$/.exec(link)?.[1];
    }
    expect(titles.toSorted()).toEqual(events.map(({ title }) => title));
    const first = await rest("GET", "/events?limit=2", { as: cleo });
    const known = { "if-none-match": first.headers.get("etag") ?? "" };
    const again = await rest("GET", "/events?limit=2", { as: cleo, headers: known });
    expect([again.status, again.headers.get("link")]).toEqual([304, null]);
  });

  test("addresses lie where a proxy shows the server", async () => {
    const env = { PUBLIC_URL: "https://example.org/daybook" };
    await using behind = await startServer({ env });
    const { accessToken } = await register(behind);
    const headers = {
      authorization: `Bearer ${accessToken}`,
      "content-type": "application/json",
    };
    const create = { method: "POST", headers, body: JSON.stringify(TEA) };
    const made = await ask(`${behind.url}/api/events`, create);
    const { id } = made.json as EventAnswer;
    expect(made.headers.get("location")).toBe(`/daybook/api/events/${id}`);
    await ask(`${behind.url}/api/events`, create);
    const page = await ask(`${behind.url}/api/events?limit=1`, { headers });
    expect(page.headers.get("link")).toMatch(/^<\/daybook\/api\/events\?limit=1&cursor=/);
  });

  test("texts of a query string are read as what they stand for", async () => {
    const dan = await register(server);
    const [one, two] = await Promise.all(
      ["One", "Two"].map(async (name) => {
        const made = await rest("POST", "/calendars", { as: dan, body: { name, timeZone: "UTC" } });
        return (made.json as { id: string }).id;
      }),
    );
    for (const calendarId of [one, two]) {
      await rest("POST", "/events", { as: dan, body: { ...TEA, calendarId } });
    }
    const count = async (query: string): Promise<number> => {
      const { json } = await rest("GET", `/events?${query}`, { as: dan });
      return (json as { items: unknown[] }).items.length;
    };
    expect(await count(`calendarIds=${one}`)).toBe(1);
    expect(await count(`calendarIds=${one},${two}`)).toBe(2);
    expect(await count(`calendarIds=${one}&calendarIds=${two}&limit=10`)).toBe(2);
    const week = "from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z";
    const occurrences = await rest("GET", `/events/occurrences?${week}&limit=1`, { as: dan });
    expect((occurrences.json as { items: unknown[] }).items).toHaveLength(1);
  });

  test.each([
    ["GET", "/events?colour=red", undefined, "UNKNOWN_KEY", "colour"],
    ["GET", "/meta/limits?colour=red", undefined, "UNKNOWN_KEY", "colour"],
    ["GET", "/events?limit=many", undefined, "INVALID_INPUT", "limit"],
    ["GET", "/events?limit=1&limit=2", undefined, "INVALID_INPUT", "limit"],
    ["GET", "/events?__proto__=1", undefined, "UNKNOWN_KEY", "__proto__"],
    ["GET", "/events/not-an-id", undefined, "INVALID_INPUT", "id"],
    ["POST", "/events", { ...TEA, colour: "red" }, "UNKNOWN_KEY", "colour"],
    ["POST", "/events", { title: "Tea" }, "INVALID_INPUT", "start"],
    ["POST", "/events", { ...TEA, start: "noon" }, "INVALID_TIME", "start"],
  ] as const)("%s %s is refused with its field", async (method, path, body, reason, field) => {
    const answer = await rest(method, path, { as: ada, ...(body === undefined ? {} : { body }) });
    const problem = problemIn(answer);
    expect(problem).toMatchObject({ status: 400, reason });
    expect(problem.fieldErrors.map((error) => error.path)).toContain(field);
  });

  test("what is no JSON object, of another kind, or where none belongs is refused", async () => {
    const list = await rest("POST", "/events", { as: ada, body: [TEA] });
    expect(problemIn(list)).toMatchObject({ status: 400, reason: "INVALID_INPUT" });
    const xml = { "content-type": "text/xml" };
    const kind = await rest("POST", "/events", { as: ada, body: TEA, headers: xml });
    expect(problemIn(kind).status).toBe(415);
    const { id } = await createTea(ada);
    const remove = await rest("DELETE", `/events/${id}`, { as: ada, body: { scope: "all" } });
    expect(problemIn(remove)).toMatchObject({ status: 400, reason: "INVALID_INPUT" });
    const broken = await ask(`${server.url}/api/events`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${ada.accessToken}`,
        "content-type": "application/json",
      },
      body: "{",
    });
    expect(problemIn(broken)).toMatchObject({ status: 400, reason: "INVALID_INPUT" });
  });

  test.each(["__proto__", "__proto__.limit", "constructor.prototype"])(
    "[C5] a query string cannot give the input a prototype: %s",
    async (name) => {
      const answer = await rest("GET", `/events?${name}=1`, { as: ada });
      expect(problemIn(answer)).toMatchObject({ status: 400, reason: "UNKNOWN_KEY" });
    },
  );

  test("[C5] nor can a body: its __proto__ is a key that is not known", async () => {
    const body: unknown = JSON.parse(`{"__proto__":{"location":"Moon"},"title":"Tea"}`);
    const answer = await rest("POST", "/events", {
      as: ada,
      body: { ...TEA, ...(body as object) },
    });
    expect(problemIn(answer)).toMatchObject({
      reason: "UNKNOWN_KEY",
      fieldErrors: [{ path: "__proto__" }],
    });
  });

  test("another method is 405 with those that there are; another path is 404", async () => {
    const wrong = await rest("PUT", "/events", { as: ada, body: {} });
    expect(problemIn(wrong)).toMatchObject({ status: 405, reason: "METHOD_NOT_ALLOWED" });
    expect(wrong.headers.get("allow")?.split(", ").toSorted()).toEqual([
      "GET",
      "HEAD",
      "OPTIONS",
      "POST",
    ]);
    expect(problemIn(await rest("GET", "/nothing", { as: ada })).status).toBe(404);
    expect(problemIn(await rest("GET", "", { as: ada })).status).toBe(404);
    const options = await rest("OPTIONS", "/events", { as: ada });
    expect(options).toMatchObject({ status: 204, text: "" });
    expect(options.headers.get("allow")).toBe(wrong.headers.get("allow"));
    const { id } = await createTea(ada);
    const head = await rest("HEAD", `/events/${id}`, { as: ada });
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers.get("etag")).toMatch(/^"1-/);
  });
});

describe("[F1] calendar files as they are", () => {
  const FILE = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Example//Example//EN",
    "BEGIN:VEVENT",
    "UID:tea@example.org",
    "DTSTAMP:20260301T120000Z",
    "DTSTART:20260302T090000Z",
    "SUMMARY:Tea",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");

  /** A file goes as it is, and what the call says besides stands in the query string. */
  async function importFile(as: Session, query: string, type = "text/calendar; charset=utf-8") {
    const path = `/events/import${query}`;
    const answer = await ask(`${server.url}/api${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${as.accessToken}`, "content-type": type },
      body: FILE,
    });
    expect(contract.problemsIn({ method: "POST", path, body: FILE, answer })).toEqual([]);
    return answer;
  }

  test("a body of text/calendar is imported, and an event answers as one", async () => {
    const fay = await register(server);
    const tried = await importFile(fay, "?dryRun=true");
    expect(tried.json).toMatchObject({ created: 1, changeSetId: null });
    expect((await importFile(fay, "")).json).toMatchObject({ created: 1 });
    expect((await importFile(fay, "", "text/xml")).status).toBe(415);
    const [event] = ((await rest("GET", "/events", { as: fay })).json as { items: EventAnswer[] })
      .items;
    const path = `/events/${event?.id}`;
    const file = await rest("GET", path, { as: fay, headers: { accept: "text/calendar" } });
    expect(file.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(file.headers.get("vary")).toMatch(/\baccept\b/i);
    expect(file.text).toContain("UID:tea@example.org\r\n");
    const exported = await rest("GET", `/events/export?eventId=${event?.id}`, {
      as: fay,
      headers: { accept: "text/calendar" },
    });
    expect(exported.text).toContain("SUMMARY:Tea\r\n");
    for (const accept of ["*/*", "application/json, text/calendar;q=0.5"]) {
      const json = await rest("GET", path, { as: fay, headers: { accept } });
      expect(json.json).toMatchObject({ title: "Tea" });
    }
    expect(
      (await rest("GET", path, { as: bea, headers: { accept: "text/calendar" } })).status,
    ).toBe(404);
  });

  test("[K1] [C1] a deleted event is read as JSON, and as a file refused as the document says", async () => {
    const hal = await register(server);
    const path = `/events/${(await createTea(hal)).id}`;
    await rest("DELETE", path, { as: hal });
    expect((await rest("GET", path, { as: hal })).status).toBe(200);
    const file = await rest("GET", path, { as: hal, headers: { accept: "text/calendar" } });
    expect(problemIn(file)).toMatchObject({ status: 409, reason: "EVENT_DELETED" });
  });

  test("the JSON of an export and its file have tags of their own, and neither passes for the other", async () => {
    const gil = await register(server);
    const tea = await createTea(gil);
    const [json, ics] = ["application/json", "text/calendar"];
    const exported = (accept: string, tag?: string | null) =>
      rest("GET", `/events/export?eventId=${tea.id}`, {
        as: gil,
        headers: { accept, ...(typeof tag === "string" ? { "if-none-match": tag } : {}) },
      });
    const tags = {
      json: (await exported(json)).headers.get("etag"),
      ics: (await exported(ics)).headers.get("etag"),
    };
    expect((await exported(json, tags.json)).status).toBe(304);
    expect((await exported(ics, tags.ics)).status).toBe(304);
    expect((await exported(json, tags.ics)).status).toBe(200);
    expect((await exported(ics, tags.json)).status).toBe(200);
  });
});

describe("browsers of other origins", () => {
  test("may send what the face takes, and read what it says in headers", async () => {
    await using open = await startServer({ env: { CORS_ORIGINS: "https://app.example" } });
    const origin = "https://app.example";
    const preflight = await ask(`${open.url}/api/events/${randomUUID()}`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "authorization,content-type,if-match,idempotency-key",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PATCH");
    const allowed = preflight.headers.get("access-control-allow-headers")?.split(",");
    expect(allowed).toEqual(expect.arrayContaining(["if-match", "idempotency-key"]));
    // Who asks about the methods alone is answered as where no origin is allowed.
    const asked = await ask(`${open.url}/api/events`, { method: "OPTIONS" });
    expect(asked.headers.get("allow")).toBe("OPTIONS, GET, HEAD, POST");
    const answer = await ask(`${open.url}/api/auth/me`, { headers: { origin } });
    const exposed = answer.headers.get("access-control-expose-headers")?.split(",");
    expect(exposed).toEqual(
      expect.arrayContaining([
        "etag",
        "link",
        "location",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
      ]),
    );
  });
});

describe("[L3] the live stream", () => {
  /** The messages of a stream, read until so many have come. */
  async function messages(
    path: string,
    count: number,
    headers: Record<string, string> = {},
    asked?: object,
  ) {
    const leaving = new AbortController();
    const { body, headers: answered } = await fetch(`${server.url}/api${path}`, {
      headers: { authorization: `Bearer ${ada.accessToken}`, ...headers },
      signal: leaving.signal,
      ...(asked === undefined ? {} : { method: "POST", body: JSON.stringify(asked) }),
    });
    expect(answered.get("content-type")).toBe("text/event-stream");
    let text = "";
    for await (const part of (body ?? expect.fail("no body")).pipeThrough(
      new TextDecoderStream(),
    )) {
      text += part;
      const found = [...text.matchAll(/^data: (.+)\nid: (.+)$/gm)];
      if (found.length < count) continue;
      leaving.abort();
      return found.map(([, data = "", id = ""]) => ({ message: JSON.parse(data) as object, id }));
    }
    throw new Error(`the stream ended with ${text}`);
  }

  test("begins with what there is, and goes on from the id that was seen last", async () => {
    const [first] = await messages("/sync/stream?limit=1", 1);
    expect(first?.message).toMatchObject({ type: "changes", cursor: first?.id });
    const level = (await rest("GET", "/sync/changes?limit=200", { as: ada })).json;
    const { nextCursor } = level as { nextCursor: string };
    const { id } = await createTea(ada);
    const [resumed] = await messages("/sync/stream", 1, { "last-event-id": nextCursor });
    expect(resumed?.message).toMatchObject({ items: [{ type: "event", eventId: id }] });
  });

  test("[L1] a cursor that is too long for a URL goes in a body", async () => {
    const { nextCursor } = (await rest("GET", "/sync/changes?limit=200", { as: ada })).json as {
      nextCursor: string;
    };
    const { id } = await createTea(ada);
    const body = { cursor: nextCursor, limit: 10 };
    const asked = await rest("POST", "/sync/changes", { as: ada, body });
    expect(asked.json).toMatchObject({ items: [{ type: "event", eventId: id }] });
    const [streamed] = await messages(
      "/sync/stream",
      1,
      { "content-type": "application/json" },
      body,
    );
    expect(streamed?.message).toMatchObject({ items: [{ type: "event", eventId: id }] });
    const long = { cursor: "x".repeat(60_000) };
    expect(problemIn(await rest("POST", "/sync/stream", { as: ada, body: long }))).toMatchObject({
      status: 400,
      reason: "INVALID_CURSOR",
    });
  });

  test("a HEAD is told that there is one, and leaves none behind", async () => {
    const eve = await register(server);
    for (let i = 0; i <= LIMITS.streamsPerSession; i += 1) {
      const head = await rest("HEAD", "/sync/stream", { as: eve });
      expect(head).toMatchObject({ status: 200, text: "" });
      expect(head.headers.get("content-type")).toBe("text/event-stream");
    }
  });

  test("that is refused is a problem like any other", async () => {
    const refused = await rest("GET", "/sync/stream?cursor=nonsense", { as: ada });
    expect(problemIn(refused)).toMatchObject({ status: 400, reason: "INVALID_CURSOR" });
    expect(problemIn(await rest("GET", "/sync/stream")).status).toBe(401);
  });
});

describe("the OpenAPI document", () => {
  interface Operation {
    readonly operationId: string;
    readonly parameters: {
      $ref?: string;
      name: string;
      in: string;
      schema: Record<string, unknown>;
    }[];
    readonly requestBody?: {
      required: boolean;
      content: Record<string, { schema: { properties: Record<string, unknown> } }>;
    };
    readonly responses: Record<string, { headers?: Record<string, unknown> }>;
  }

  interface Document {
    readonly openapi: string;
    readonly servers: { url: string }[];
    readonly paths: Record<string, Record<string, Operation>>;
  }

  const operation = async (method: string, path: string): Promise<Operation> => {
    const { paths } = (await rest("GET", "/openapi.json")).json as Document;
    return paths[path]?.[method] ?? expect.fail(`${method} ${path} is not there`);
  };

  const namesIn = ({ parameters }: Operation, place: string): string[] =>
    parameters.flatMap(({ name, in: where }) => (where === place ? [name] : []));

  test("has every route, each operation by a name of its own", async () => {
    const document = (await rest("GET", "/openapi.json")).json as Document;
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.servers).toEqual([{ url: `${server.url}/api` }]);
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.toSorted()).toEqual(
      ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
    const names = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test("is sent once to who asks whether it has changed", async () => {
    const first = await ask(`${server.url}/api/openapi.json`);
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    const again = await ask(`${server.url}/api/openapi.json`, { headers });
    expect(again).toMatchObject({ status: 304, text: "" });
  });

  test("refers to nothing that is not there", async () => {
    const { text, json } = await rest("GET", "/openapi.json");
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, place = ""]) => place);
    expect(references.length).toBeGreaterThan(50);
    const at = (place: string): unknown =>
      place
        .split("/")
        .reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], json);
    expect(references.filter((place) => typeof at(place) !== "object")).toEqual([]);
  });

  test("names members of what stands in a query string as they are asked for", async () => {
    const { paths } = (await rest("GET", "/openapi.json")).json as Document;
    const inQuery = Object.values(paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ parameters }) => parameters.filter((parameter) => parameter.in === "query"));
    expect(inQuery.filter(({ schema }) => schema["type"] === "object")).toEqual([]);
    const diff = await operation("get", "/events/{id}/diff/{version1}/{version2}");
    expect(namesIn(diff, "query")).toEqual(["window.from", "window.to", "window.timeZone"]);
    const { id } = await createTea(ada);
    const window = "window.from=2026-03-01T00:00:00Z&window.to=2026-03-08T00:00:00Z";
    const answer = await rest("GET", `/events/${id}/diff/1/1?${window}`, { as: ada });
    expect(answer.status).toBe(200);
  });

  test("has of two ways to a procedure what means something there", async () => {
    const undoOne = await operation("post", "/events/{id}/undo/{version}");
    const undoSet = await operation("post", "/change-sets/{id}/undo");
    for (const { requestBody } of [undoOne, undoSet]) {
      expect(requestBody?.required).toBe(false);
      const { properties } = requestBody?.content["application/json"]?.schema ?? expect.fail();
      expect(Object.keys(properties).filter((name) => /Id$|^version$/.test(name))).toEqual([]);
    }
    expect(namesIn(await operation("get", "/events/{id}/verify"), "query")).toEqual([]);
    expect(namesIn(await operation("get", "/calendars/{id}/verify"), "query")).toEqual(["cursor"]);
  });

  test("promises headers where there are any", async () => {
    const stream = await operation("get", "/sync/stream");
    expect(stream.parameters.map((parameter) => parameter.$ref)).toContain(
      "#/components/parameters/LastEventId",
    );
    const headersOf = ({ responses }: Operation, status: string): string[] =>
      Object.keys(responses[status]?.headers ?? {});
    const common = ["X-Request-Id", "RateLimit-Policy", "RateLimit"];
    expect(headersOf(stream, "200")).toEqual(common);
    const events = await operation("post", "/events");
    expect(headersOf(events, "201")).toEqual([...common, "ETag", "Location"]);
    expect(headersOf(await operation("post", "/feeds"), "201")).toEqual([...common, "ETag"]);
    expect(headersOf(await operation("get", "/events"), "200")).toEqual([
      ...common,
      "ETag",
      "Link",
    ]);
  });
});

describe("the reference page", () => {
  test("has all its files on this server, and may load from no other", async () => {
    const page = await ask(`${server.url}/docs`);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    const files = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).toMatch(/^\.\/docs\/[\w.-]+$/);
      const { status, headers } = await ask(new URL(file, `${server.url}/docs`).href);
      expect({ file, status }).toEqual({ file, status: 200 });
      expect(headers.get("content-type")).toMatch(/^(text\/(css|javascript)|image\/png)/);
    }
    expect((await ask(`${server.url}/docs/`)).text).toBe(page.text);
    expect((await ask(`${server.url}/docs/package.json`)).status).toBe(404);
    expect((await ask(`${server.url}/docs/..%2fpackage.json`)).status).toBe(404);
  });
});
