/** Following the log over HTTP: what a cursor may be, and what is said of one that is too old. */
import { decodeCursor, encodeCursor } from "@daybook/api/sync/sync-cursor";
import { newId } from "@daybook/db/ids";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { ask, dataOf, errorOf, get, register } from "./_http.ts";

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test("[L3] a cursor that is too old is answered with 410, as everything is to be asked for anew", async () => {
  const { accessToken: token, user } = await register(server);
  const first = await get(server, "sync.changes", {}, { token });
  const { nextCursor } = dataOf<{ nextCursor: string }>(first);
  const at = decodeCursor(user.id, nextCursor);
  const since = at.since - 31 * 24 * 60 * 60_000;
  const cursor = encodeCursor(user.id, { ...at, since, expiry: { at: since, after: null } });
  const refused = await get(server, "sync.changes", { cursor }, { token });
  expect(refused.status).toBe(410);
  expect(errorOf(refused).data).toMatchObject({ reason: "CURSOR_EXPIRED", httpStatus: 410 });
});

test("[L3] a cursor that names a thousand calendars travels in a body", async () => {
  const { accessToken: token, user } = await register(server);
  const first = await get(server, "sync.changes", {}, { token });
  const at = decodeCursor(user.id, dataOf<{ nextCursor: string }>(first).nextCursor);
  const calendars = new Map(at.calendars);
  const calendar = { seq: 0, untold: false, paging: null, knownTo: 0 };
  for (let i = 0; i < 1_000; i += 1) calendars.set(newId(), calendar);
  const cursor = encodeCursor(user.id, { ...at, calendars });
  const answer = await ask(`${server.url}/trpc/sync.changes`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ cursor }),
  });
  expect(dataOf<{ items: unknown[]; hasMore: boolean }>(answer)).toMatchObject({ hasMore: true });
});
