/** A program on the client that @hey-api/openapi-ts makes. */
import assert from "node:assert/strict";
import {
  authLogin,
  authRegister,
  eventsCreate,
  eventsDelete,
  eventsList,
  eventsUpdate,
  type Event,
} from "./hey-api/index.ts";
import { createClient } from "./hey-api/client/index.ts";

const [, , url = "", username = ""] = process.argv;
const login = username;
const password = "correct horse battery staple";
let accessToken = "";
const client = createClient({ baseUrl: `${url}/api`, auth: () => accessToken });

const email = `${username}@example.org`;
const registered = await authRegister({ client, body: { username, email, password } });
assert.equal(registered.response?.status, 201);
const refused = await authLogin({ client, body: { login, password: "wrong" } });
// Narrowed: another reason of this call would be a mistake of types.
assert.equal(refused.error?.reason === "INVALID_CREDENTIALS" ? refused.error.status : 0, 401);
const { data: session } = await authLogin({ client, body: { login, password } });
assert.ok(session !== undefined);
accessToken = session.accessToken;

const created = await eventsCreate({
  client,
  body: { title: "Tea", start: "2026-03-02T09:00:00", timeZone: "Europe/Berlin" },
});
assert.ok(created.data !== undefined);
const path = { id: created.data.id };
const headers = { "If-Match": created.response?.headers.get("etag") ?? "" };

const edited = await eventsUpdate({ client, path, headers, body: { title: "Chai" } });
assert.equal(edited.data?.event.title, "Chai");
const late = await eventsUpdate({ client, path, headers, body: { title: "Coffee" } });
if (late.error?.reason !== "VERSION_CONFLICT") throw new Error("not a conflict");
// The details are those of the reason.
const current: number = late.error.details.currentVersion;
assert.equal(current, 2);

for (const title of ["One", "Two"]) {
  await eventsCreate({ client, body: { title, start: "2026-03-03" } });
}
const found: Event[] = [];
let cursor: string | undefined;
do {
  const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
  const page = await eventsList({ client, query });
  assert.ok(page.data !== undefined);
  found.push(...page.data.items);
  cursor = page.data.nextCursor ?? undefined;
} while (cursor !== undefined);
assert.deepEqual(found.map(({ title }) => title).toSorted(), ["Chai", "One", "Two"]);

await eventsDelete({ client, path });
const gone = await eventsUpdate({ client, path, body: { title: "Milk" } });
assert.equal(gone.error?.reason, "EVENT_DELETED");

// @ts-expect-error what is required is missing
await eventsCreate({ client, body: { title: "Tea" } });
