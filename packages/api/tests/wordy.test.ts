import { openDatabase } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import { expect, test } from "vitest";
import { ServiceLimits } from "../src/limits/service-limits.ts";
import { createCaller } from "../src/router.ts";
import { newUser, startWorld } from "./auth/_processes.ts";

/** Letters of which no two that follow each other come a second time in any of the texts. */
function manyWords(length: number, seed: number): string {
  return Array.from({ length }, (_, i) =>
    String.fromCodePoint(0x4e00 + (i % 2 === 0 ? seed : i)),
  ).join("");
}

test("[Q2] wordy events are written in parts of bounded length, short ones many at a time", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const inserts: string[] = [];
  const database = await openDatabase({
    url: world.on.url,
    onQuery: ({ sql }) => {
      if (/^insert into .events. /.test(sql)) inserts.push(sql);
    },
  });
  const caller = createCaller({
    app: { ...world.app, database },
    requestId: newId(),
    channel: "web",
    address: "192.0.2.1",
    userAgent: "a test",
    serviceLimits: new ServiceLimits(),
    idempotencyKey: undefined,
    authenticate: () => world.auth.authenticate(`Bearer ${accessToken}`),
  });
  const start = "2026-03-02";
  const title = "Minutes";
  try {
    const short = Array.from({ length: 100 }, () => ({ title, start }));
    await caller.events.createMany({ events: short });
    expect(inserts).toHaveLength(1);

    inserts.length = 0;
    const wordy = short.map((event, i) => ({ ...event, description: manyWords(4_000, i) }));
    const { items } = await caller.events.createMany({ events: wordy });
    expect(items).toHaveLength(100);
    // Each has 1,000 words of 10 letters, and a description of 4,000: 17 or so at a time.
    expect(inserts).toHaveLength(6);
    const query = manyWords(8, 50);
    const found = await caller.events.search({ query });
    expect(found.items.map(({ description }) => description.slice(0, 8))).toEqual([query]);
  } finally {
    await database.close();
  }
});
