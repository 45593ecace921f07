/** Feeds as the programs meet that subscribe to them: over HTTP, without signing in. */
import ICAL from "ical.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../testing/server-process.ts";
import { type Answer, ask, dataOf, errorOf, get, post, register, type Session } from "./_http.ts";

let server: ServerProcess;
beforeAll(async () => {
  // Requests for feeds that are not there are counted by address; each test has its own.
  server = await startServer({ env: { TRUST_PROXY: "1" } });
});
afterAll(() => server[Symbol.asyncDispose]());

interface Subscribed {
  readonly session: Session;
  readonly calendarId: string;
  readonly feed: { readonly id: string; readonly url: string };
}

/** A new user with a calendar of one series and one day off, and a feed of it. */
async function subscribed(): Promise<Subscribed> {
  const session = await register(server);
  const call = async <T>(procedure: string, input: unknown) =>
    dataOf<T>(await post(server, procedure, input, { token: session.accessToken }));
  const { id: calendarId } = await call<{ id: string }>("calendars.create", {
    name: "Team",
    timeZone: "Europe/Berlin",
  });
  const { id } = await call<{ id: string }>("events.create", {
    calendarId,
    title: "Stand-up",
    start: "2026-03-02T09:00:00",
    end: "2026-03-02T09:15:00",
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=DAILY;COUNT=5" },
  });
  const occurrenceKey = "2026-03-04T09:00:00";
  await call("events.update", { id, scope: "this", occurrenceKey, patch: { title: "Review" } });
  await call("events.create", { calendarId, title: "Day off", start: "2026-03-10", allDay: true });
  const feed = await call<{ id: string; url: string }>("feeds.create", { calendarId });
  return { session, calendarId, feed };
}

const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

test("[F1] a feed is a calendar file that another program reads", async () => {
  const { feed } = await subscribed();
  expect(feed.url.startsWith(`${server.url}/feeds/`)).toBe(true);
  const answer = await ask(feed.url);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/calendar; charset=utf-8",
    "cache-control": "private, no-cache",
    "x-content-type-options": "nosniff",
    etag: expect.stringMatching(/^"[\w-]{22}"$/),
  });
  const calendar = new ICAL.Component(ICAL.parse(answer.text));
  expect(calendar.getFirstPropertyValue("x-wr-calname")).toBe("Team");
  const zone = calendar.getFirstSubcomponent("vtimezone");
  expect(zone?.getFirstPropertyValue("tzid")).toBe("Europe/Berlin");
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  expect(events.map(({ summary }) => summary)).toEqual(["Stand-up", "Review", "Day off"]);
  const [series] = events;
  const starts: string[] = [];
  const occurrences = series?.iterator();
  for (let next = occurrences?.next(); next; next = occurrences?.next()) {
    starts.push(next.toString());
  }
  expect(starts).toEqual([2, 3, 4, 5, 6].map((day) => `2026-03-0${day}T09:00:00`));
});

test("[F1] what has not changed is not sent again, and a change is", async () => {
  const { feed, session, calendarId } = await subscribed();
  const { headers } = await ask(feed.url);
  const etag = headers.get("etag") ?? "";
  for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = await ask(feed.url, { headers: { "if-none-match": tags } });
    expect(again).toMatchObject({ status: 304, text: "" });
    expect(again.headers.get("etag")).toBe(etag);
  }
  const input = { calendarId, title: "Tea", start: "2026-03-02T15:00:00" };
  await post(server, "events.create", input, { token: session.accessToken });
  const changed = await ask(feed.url, { headers: { "if-none-match": etag } });
  expect(changed.status).toBe(200);
  expect(changed.headers.get("etag")).not.toBe(etag);
  expect(changed.text).toContain("SUMMARY:Tea");
});

test("[F1] HEAD answers the headers alone, and other methods are refused", async () => {
  const { feed } = await subscribed();
  const whole = await ask(feed.url);
  const head = await ask(feed.url, { method: "HEAD" });
  expect(head).toMatchObject({ status: 200, text: "" });
  for (const name of ["etag", "content-type", "cache-control"]) {
    expect(head.headers.get(name)).toBe(whole.headers.get(name));
  }
  const refused = await ask(feed.url, { method: "PROPFIND" });
  expect(refused.status).toBe(405);
  expect(refused.headers.get("allow")).toBe("GET, HEAD");
});

test("[F1] [S3] a feed that never was and one that is gone are answered alike", async () => {
  const { feed, session } = await subscribed();
  await post(server, "feeds.revoke", { feedId: feed.id }, { token: session.accessToken });
  const told = ({ status, text }: Answer) => ({
    status,
    text: text.replaceAll(/"requestId":"[^"]*"/g, ""),
  });
  const address = from("198.51.100.1");
  const revoked = told(await ask(feed.url, address));
  expect(revoked.status).toBe(404);
  const unknown = feed.url.replace(/dbf_[\w-]{43}/, `dbf_${"x".repeat(43)}`);
  for (const url of [unknown, `${server.url}/feeds/nothing.ics`, `${server.url}/feeds/.ics`]) {
    expect(told(await ask(url, address))).toEqual(revoked);
  }
});

test("[F1] who asks for too many feeds that are not there waits; others' feeds are answered", async () => {
  const { feed } = await subscribed();
  const address = from("198.51.100.2");
  const unknown = `${server.url}/feeds/dbf_${"y".repeat(43)}.ics`;
  const statuses = new Set<number>();
  for (let asked = 0; asked < 60; asked += 1) {
    statuses.add((await ask(unknown, address)).status);
  }
  expect([...statuses]).toEqual([404]);
  const refused = await ask(unknown, address);
  expect(errorOf(refused).data.reason).toBe("RATE_LIMITED");
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ask(unknown, from("198.51.100.3"))).status).toBe(404);
  expect((await ask(feed.url, address)).status).toBe(200);
});

test("[F1] the secret of a feed never reaches the log, and its last use is kept", async () => {
  const { feed, session } = await subscribed();
  const token = /dbf_[\w-]+/.exec(feed.url)?.[0] ?? "";
  const wrong = [`${server.url}/FEEDS/${token}.ics`, `${server.url}/${token}`, `${feed.url}/more`];
  for (const url of [feed.url, `${feed.url}?x=${token}`, ...wrong]) {
    await ask(url, from("198.51.100.4"));
  }
  const { stdout, stderr } = server.output();
  expect(stdout).toContain('"path":"/feeds/[removed].ics"');
  expect(stdout + stderr).not.toContain(token.slice(0, 20));
  await expect
    .poll(async () => {
      const answer = await get(server, "feeds.list", {}, { token: session.accessToken });
      return dataOf<{ items: { lastUsedAt: string | null }[] }>(answer).items[0]?.lastUsedAt;
    })
    .toMatch(/Z$/);
});

test("[F1] a large calendar is sent whole, and others are answered meanwhile", async () => {
  const { feed, session, calendarId } = await subscribed();
  const events = Array.from({ length: 500 }, (_, i) => ({
    title: `Event ${i}`,
    description: "word ".repeat(200),
    start: "2026-05-04T09:00:00",
  }));
  for (let i = 0; i < 4; i += 1) {
    await post(server, "events.createMany", { calendarId, events }, { token: session.accessToken });
  }
  let reading = true;
  const whole = ask(feed.url).finally(() => {
    reading = false;
  });
  let answers = 0;
  while (reading) {
    expect((await ask(`${server.url}/livez`)).status).toBe(200);
    answers += 1;
  }
  const { text } = await whole;
  expect(text.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(2_003);
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  expect(answers).toBeGreaterThan(3);
});
