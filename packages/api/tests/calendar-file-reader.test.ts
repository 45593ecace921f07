import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { CalendarFileReader } from "../src/calendar-files/calendar-file-reader.ts";
import { startWorld, newUser, reasonOf, refusalOf } from "./auth/_processes.ts";

const ONE = { ics: fileOf(1), timeZone: "Europe/Berlin" };
const MANY = { ics: fileOf(5_000), timeZone: "Europe/Berlin" };

/** A file of so many weekly series. */
function fileOf(events: number): string {
  const lines = Array.from({ length: events }, (_, i) => [
    "BEGIN:VEVENT",
    `UID:${i}@example.com`,
    "DTSTART;TZID=Europe/Berlin:20260302T090000",
    "RRULE:FREQ=WEEKLY;COUNT=500",
    `SUMMARY:Event ${i}`,
    `DESCRIPTION:${"word ".repeat(160)}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", ...lines.flat(), "END:VCALENDAR", ""].join("\r\n");
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test("[F1] a file that takes too long is stopped and refused, and the next one is read", async () => {
  await using opened = new AsyncDisposableStack();
  const reader = new CalendarFileReader({ cpuMs: 30 });
  opened.defer(() => reader.close());
  expect(await failureOf(reader.read(MANY))).toMatchObject({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "importParseMs", limit: 30 },
  });
  expect((await reader.read(ONE)).items).toHaveLength(1);
});

test("[F1] a file that takes too much memory is refused, and the next one is read", async () => {
  await using opened = new AsyncDisposableStack();
  const reader = new CalendarFileReader({ heapMb: 18, cpuMs: 60_000 });
  opened.defer(() => reader.close());
  expect(await failureOf(reader.read(MANY))).toMatchObject({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "importMemoryMb", limit: 18 },
  });
  expect((await reader.read(ONE)).items).toHaveLength(1);
});

test.each(["exit", "throw"])(
  "[F1] a thread that fails by itself is a fault with its cause: %s; the next file is read",
  async (ics) => {
    await using opened = new AsyncDisposableStack();
    const program = new URL("./_failing-worker.ts", import.meta.url);
    const reader = new CalendarFileReader({ program });
    opened.defer(() => reader.close());
    const failure = await failureOf(reader.read({ ...ONE, ics }));
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toHaveProperty("reason");
    expect(await reader.read(ONE)).toEqual({ items: [], problems: [] });
  },
);

test("[F1] as many files as the queue holds wait their turn, one more is told BUSY", async () => {
  await using opened = new AsyncDisposableStack();
  const reader = new CalendarFileReader({ threads: 1, queue: 2 });
  opened.defer(() => reader.close());
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => reader.read(ONE)));
  expect(outcomes.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
  ]);
  expect(outcomes[3]).toMatchObject({ reason: { reason: "BUSY" } });
});

test("[F1] a reader that closes stops what it is reading, and tells those who wait", async () => {
  const reader = new CalendarFileReader({ threads: 1, cpuMs: 60_000 });
  await reader.read(ONE);
  const outcomes = [reader.read(MANY), reader.read(ONE)].map(failureOf);
  // The thread, which runs already, has the first of them when the event loop has turned once.
  await new Promise((resolve) => setImmediate(resolve));
  await reader.close();
  expect(await Promise.all(outcomes)).toMatchObject([
    { reason: "UNAVAILABLE" },
    { reason: "UNAVAILABLE" },
  ]);
  expect(await failureOf(reader.read(ONE))).toMatchObject({ reason: "UNAVAILABLE" });
});

test("[F1] while a file is read, the same process answers others", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  let answers = 0;
  let reading = true;
  const file = ada.events.import({ ics: MANY.ics, dryRun: true }).finally(() => {
    reading = false;
  });
  while (reading) {
    await ada.auth.me();
    answers += 1;
    // Lets the thread's messages in, as a request over the network would.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await file).toMatchObject({ created: 5_000, skipped: [] });
  expect(answers).toBeGreaterThan(20);
});

test("[F1] a file beyond the limit of bytes is refused before it reaches a thread", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const refusal = await refusalOf(ada.events.import({ ics: "x".repeat(LIMITS.importBytes + 1) }));
  expect(refusal).toMatchObject({ reason: "LIMIT_EXCEEDED", fieldErrors: [{ path: "ics" }] });
  expect(await reasonOf(ada.events.import({ ics: "<html>" }))).toBe("INVALID_CALENDAR_FILE");
});
