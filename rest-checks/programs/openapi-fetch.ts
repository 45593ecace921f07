/** A program on the types that openapi-typescript makes, with openapi-fetch. */
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./openapi-typescript.ts";

type Event = components["schemas"]["Event"];

const [, , url = "", username = ""] = process.argv;
const client = createClient<paths>({ baseUrl: `${url}/api` });
const login = username;
const password = "correct horse battery staple";

const registered = await client.POST("/auth/register", {
  body: { username, email: `${username}@example.org`, password },
});
assert.equal(registered.response.status, 201);
const refused = await client.POST("/auth/login", { body: { login, password: "wrong" } });
// Narrowed: another reason of this call would be a mistake of types.
assert.equal(refused.error?.reason === "INVALID_CREDENTIALS" ? refused.error.status : 0, 401);
const { data: session } = await client.POST("/auth/login", { body: { login, password } });
assert.ok(session !== undefined);
const headers = { authorization: `Bearer ${session.accessToken}` };

const created = await client.POST("/events", {
  headers,
  body: { title: "Tea", start: "2026-03-02T09:00:00", timeZone: "Europe/Berlin" },
});
assert.ok(created.data !== undefined);
const path = { id: created.data.id };
const stale = created.response.headers.get("etag") ?? "";

const edited = await client.PATCH("/events/{id}", {
  headers,
  params: { path, header: { "If-Match": stale } },
  body: { title: "Chai" },
});
assert.equal(edited.data?.event.title, "Chai");
const late = await client.PATCH("/events/{id}", {
  headers,
  params: { path, header: { "If-Match": stale } },
  body: { title: "Coffee" },
});
if (late.error?.reason !== "VERSION_CONFLICT") throw new Error("not a conflict");
// The details are those of the reason.
const current: number = late.error.details.currentVersion;
assert.equal(current, 2);

for (const title of ["One", "Two"]) {
  await client.POST("/events", { headers, body: { title, start: "2026-03-03" } });
}
const found: Event[] = [];
let cursor: string | undefined;
do {
  const page = await client.GET("/events", {
    headers,
    params: { query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } },
  });
  assert.ok(page.data !== undefined);
  found.push(...page.data.items);
  cursor = page.data.nextCursor ?? undefined;
} while (cursor !== undefined);
assert.deepEqual(found.map(({ title }) => title).toSorted(), ["Chai", "One", "Two"]);

await client.DELETE("/events/{id}", { headers, params: { path } });
const gone = await client.PATCH("/events/{id}", {
  headers,
  params: { path },
  body: { title: "Milk" },
});
assert.equal(gone.error?.reason, "EVENT_DELETED");

// @ts-expect-error what is required is missing
await client.POST("/events", { headers, body: { title: "Tea" } });
// @ts-expect-error there is no such path
await client.GET("/nothing", { headers });
