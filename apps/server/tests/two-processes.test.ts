/** Two server processes on one database, each with a signing key of its own. */
import { createTestDatabase, type TestDatabase } from "@daybook/db/testing/test-database";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { type Answer, ask, dataOf, errorOf, get, post, register, type Session } from "./_http.ts";

/** What rule U3 allows between a logout in one process and refused reads in another. */
const READS_REFUSED_AFTER_MS = 250;

let fresh: TestDatabase;
let one: ServerProcess;
let other: ServerProcess;
beforeAll(async () => {
  fresh = await createTestDatabase();
  [one, other] = await Promise.all([
    startServer({ databaseUrl: fresh.url }),
    startServer({ databaseUrl: fresh.url }),
  ]);
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await fresh[Symbol.asyncDispose]();
});

const isSignedIn = async (server: ServerProcess, token: string) =>
  (await get(server, "auth.me", {}, { token })).status === 200;

const createCalendar = (server: ServerProcess, token: string) =>
  post(server, "calendars.create", { name: "Team", timeZone: "UTC" }, { token });

/** As clients do: the same call with its key again, a bounded number of times. */
async function untilNotBusy(call: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await call();
    if (answer.status !== 503 || attempt === 10) return answer;
  }
}

describe("two processes on one database", () => {
  test("[U2] accept each other's tokens, and show both keys", async () => {
    const session = await register(one);
    expect(await isSignedIn(other, session.accessToken)).toBe(true);
    const back = await register(other);
    expect(await isSignedIn(one, back.accessToken)).toBe(true);
    await delay(1_100);
    for (const server of [one, other]) {
      const { keys } = (await ask(`${server.url}/.well-known/jwks.json`)).json as {
        keys: unknown[];
      };
      expect(keys.length).toBeGreaterThanOrEqual(1);
    }
  });

  const endings: [string, (session: Session) => Promise<unknown>][] = [
    ["auth.logout", ({ accessToken: token }) => post(one, "auth.logout", {}, { token })],
    ["auth.logoutAll", ({ accessToken: token }) => post(one, "auth.logoutAll", {}, { token })],
  ];

  test.each(endings)(
    "[U3] %s in one refuses writes in the other at once, and reads within 250 ms",
    async (_name, end) => {
      for (let round = 0; round < 5; round += 1) {
        const session = await register(one);
        const token = session.accessToken;
        expect(await isSignedIn(other, token)).toBe(true);
        await end(session);
        const endedAt = performance.now();

        const write = await createCalendar(other, token);
        expect(errorOf(write).data.reason).toBe("TOKEN_REVOKED");
        expect(await isSignedIn(one, token)).toBe(false);

        await delay(Math.max(0, READS_REFUSED_AFTER_MS - (performance.now() - endedAt)));
        const read = await get(other, "auth.me", {}, { token });
        expect(errorOf(read).data.reason).toBe("TOKEN_REVOKED");
      }
    },
  );

  test("[U3] a revoked personal token is refused in the other, too", async () => {
    const { accessToken: token } = await register(one);
    const created = await post(
      one,
      "auth.tokens.create",
      { name: "script", scopes: ["read", "write"] },
      { token },
    );
    const personal = dataOf<{ id: string; token: string }>(created);
    expect(await isSignedIn(other, personal.token)).toBe(true);
    await post(one, "auth.tokens.revoke", { id: personal.id }, { token });
    const write = await createCalendar(other, personal.token);
    expect(errorOf(write).data.reason).toBe("TOKEN_REVOKED");
    await delay(READS_REFUSED_AFTER_MS);
    expect(await isSignedIn(other, personal.token)).toBe(false);
  });

  test("[S4] access that is withdrawn in one is gone in the other at once", async () => {
    const owner = await register(one);
    const guest = await register(other);
    const calendar = dataOf<{ id: string }>(await createCalendar(one, owner.accessToken));
    const resource = { type: "calendar", id: calendar.id };
    const asOwner = { token: owner.accessToken };
    await post(
      one,
      "sharing.share",
      { resource, users: [{ userId: guest.user.id, role: "editor" }] },
      asOwner,
    );
    const create = () =>
      post(
        other,
        "events.create",
        { calendarId: calendar.id, title: "Guest", start: "2026-03-02T09:00:00" },
        { token: guest.accessToken },
      );
    expect(await create()).toMatchObject({ status: 200 });
    await post(one, "sharing.revoke", { resource, userId: guest.user.id }, asOwner);
    expect(errorOf(await create()).data.reason).toBe("NOT_FOUND");
  });

  test("[C6] of twenty that ask for one slot in both exactly one gets it", async () => {
    const { accessToken: token } = await register(one);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        post(
          i % 2 === 0 ? one : other,
          "events.create",
          {
            title: `Room ${i}`,
            start: `2026-03-02T09:${String(i).padStart(2, "0")}:00`,
            end: "2026-03-02T10:00:00",
            recurrence: { rrule: "FREQ=WEEKLY;COUNT=10" },
            onOverlap: "reject",
          },
          { token, headers: { "idempotency-key": `room-${i}` } },
        ),
      ),
    );
    const created = answers.filter(({ status }) => status === 200);
    expect(created).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status !== 200) expect(errorOf(answer).data.reason).toBe("EVENT_OVERLAPS");
    }
  });

  test("[V1] writers in both make versions without a gap, and no acknowledged edit is missing", async () => {
    const { accessToken: token } = await register(one);
    const event = dataOf<{ id: string }>(
      await post(one, "events.create", { title: "0", start: "2026-03-02T09:00:00" }, { token }),
    );
    const titles = Array.from({ length: 30 }, (_, index) => `edit ${index + 1}`);
    const answers = await Promise.all(
      titles.map((title, index) =>
        post(
          index % 2 === 0 ? one : other,
          "events.update",
          { id: event.id, patch: { title } },
          { token, headers: { "idempotency-key": title.replace(" ", "-") } },
        ),
      ),
    );
    // Busy is an honest answer under a crowd; what was acknowledged has to be there.
    const acknowledged = titles.filter((_, index) => answers[index]?.status === 200);
    for (const answer of answers) {
      expect(answer.status === 200 || errorOf(answer).data.reason === "BUSY").toBe(true);
    }
    expect(acknowledged.length).toBeGreaterThan(0);

    const list = await get(one, "versions.list", { eventId: event.id, limit: 100 }, { token });
    const versions = dataOf<{ items: { version: number }[] }>(list).items.map(
      ({ version }) => version,
    );
    expect(versions.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: acknowledged.length + 1 }, (_, index) => index + 1),
    );
    const contents = await Promise.all(
      versions.map(async (version) => {
        const answer = await get(other, "versions.get", { eventId: event.id, version }, { token });
        return dataOf<{ event: { title: string } }>(answer).event.title;
      }),
    );
    expect(contents.toSorted()).toEqual(["0", ...acknowledged].toSorted());
  });

  test("[V3] edits of one version that arrive in both at once are merged: overrides, tags, a move of the whole", async () => {
    const { accessToken: token } = await register(one);
    const series = dataOf<{ id: string; version: number }>(
      await post(
        one,
        "events.create",
        {
          title: "Stand-up",
          start: "2026-03-02T09:00:00",
          end: "2026-03-02T09:30:00",
          timeZone: "Europe/Berlin",
          recurrence: { rrule: "FREQ=DAILY;COUNT=8" },
        },
        { token },
      ),
    );
    const keys = Array.from({ length: 8 }, (_, day) => `2026-03-0${day + 2}T09:00:00`);
    const edits = [
      ...keys.map((occurrenceKey, day) => ({
        scope: "this",
        occurrenceKey,
        patch: { title: `Day ${day}` },
      })),
      { scope: "all", patch: { location: "Room 4" } },
      { scope: "all", patch: { metadata: { colour: "red" } } },
      { scope: "all", patch: { start: "2026-03-02T10:00:00" } },
    ];
    const answers = await Promise.all(
      edits.map((edit, index) =>
        untilNotBusy(() =>
          post(
            index % 2 === 0 ? one : other,
            "events.update",
            { id: series.id, baseVersion: series.version, ...edit },
            { token, headers: { "idempotency-key": `edit-${index}` } },
          ),
        ),
      ),
    );
    const changes = answers.map((answer) =>
      dataOf<{ event: { version: number }; merged: boolean; mergedOver: number[] }>(answer),
    );
    for (const { event, merged, mergedOver } of changes) {
      // Whoever was first met nobody; all others say whom they were merged over.
      expect(mergedOver).toEqual(Array.from({ length: event.version - 2 }, (_, i) => i + 2));
      expect(merged).toBe(event.version > 2);
    }
    expect(dataOf(await get(other, "events.get", { id: series.id }, { token }))).toMatchObject({
      version: edits.length + 1,
      title: "Stand-up",
      location: "Room 4",
      metadata: { colour: "red" },
      start: "2026-03-02T10:00:00",
      end: "2026-03-02T10:30:00",
      // Overrides follow the move, whichever came first.
      overrides: Object.fromEntries(
        keys.map((key, day) => [key.replace("T09", "T10"), { title: `Day ${day}` }]),
      ),
    });
  });
});
