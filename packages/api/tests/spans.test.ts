import type { Database } from "@daybook/db/database";
import { expect, test } from "vitest";
import { type Caller, newUser, startWorld } from "./auth/_processes.ts";

const DAY_MS = 86_400_000;
const MOVED = 50;

/** The n-th day of a daily series. */
function key(day: number): string {
  return `${new Date(Date.UTC(2026, 2, 2 + day)).toISOString().slice(0, 10)}T09:00:00`;
}

/** A daily series all of whose first fifty occurrences have been moved years away. */
async function seriesWithMoved(caller: Caller) {
  return caller.events.create({
    title: "Stand-up",
    start: key(0),
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=DAILY;COUNT=60" },
    overrides: Object.fromEntries(
      Array.from({ length: MOVED }, (_, i) => [key(i), { start: key(i + 3_000) }]),
    ),
  });
}

test("[R5] [V7] an edit of one moved occurrence rewrites its span alone, in each scope", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const guest = await newUser(world);
  const { id } = await seriesWithMoved(ada);
  const resource = { type: "event", id } as const;
  await ada.sharing.share({ resource, users: [{ userId: guest.user.id, role: "viewer" }] });

  const scopes = 2;
  const rows = (1 + MOVED) * scopes;
  expect(await spanRows(world.database)).toEqual({ present: rows, past: 0 });
  for (const days of [3_500, 3_600, 3_700]) {
    const patch = { start: key(days) };
    await ada.events.update({ id, scope: "this", occurrenceKey: key(7), patch });
  }
  expect(await spanRows(world.database)).toEqual({ present: rows, past: 3 * scopes });

  for (const caller of [ada, world.as(guest.accessToken)]) {
    expect(await keysFound(caller, 3_700)).toEqual([key(7)]);
    // Where it was before, and between the two edits.
    expect(await keysFound(caller, 3_007)).toEqual([]);
    expect(await keysFound(caller, 3_600)).toEqual([]);
    expect(await keysFound(caller, 3_008)).toEqual([key(8)]);
  }

  await ada.events.restore({ id, occurrenceKey: key(7) });
  expect(await spanRows(world.database)).toEqual({ present: rows - scopes, past: 4 * scopes });
  expect(await keysFound(ada, 3_700)).toEqual([]);
  expect(await keysFound(ada, 7)).toEqual([key(7)]);
});

test("[R5] [V7] a series that moves rewrites its own span, not those of moved occurrences", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await seriesWithMoved(ada);
  await ada.events.update({ id, scope: "all", patch: { start: key(0).replace("09", "10") } });
  expect(await spanRows(world.database)).toEqual({ present: 1 + MOVED, past: 1 });
  await ada.events.delete({ id, scope: "all" });
  expect(await spanRows(world.database)).toEqual({ present: 0, past: 2 + MOVED });
  await ada.events.restore({ id });
  expect(await spanRows(world.database)).toEqual({ present: 1 + MOVED, past: 2 + MOVED });
  expect(await keysFound(ada, 3_008)).toEqual([key(8).replace("09", "10")]);
});

async function spanRows(database: Database): Promise<{ present: number; past: number }> {
  const present = await database.read.selectFrom("event_spans").select("starts").execute();
  const past = await database.read.selectFrom("event_span_history").select("starts").execute();
  return { present: present.length, past: past.length };
}

/** What is found around 09:00 of a day. */
async function keysFound(caller: Caller, day: number): Promise<string[]> {
  const from = Date.parse(`${key(day).slice(0, 10)}T00:00:00Z`);
  const { items } = await caller.events.occurrences({
    from: new Date(from).toISOString(),
    to: new Date(from + DAY_MS).toISOString(),
  });
  return items.map((item) => item.key);
}
