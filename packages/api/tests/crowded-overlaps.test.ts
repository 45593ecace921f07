import type { Database } from "@daybook/db/database";
import { LIMITS } from "@daybook/domain/limits";
import { expect, test } from "vitest";
import { contentsOf } from "./_database-contents.ts";
import { turnsDuring } from "./_turns.ts";
import { newUser, refusalOf, startProcess, startWorld } from "./auth/_processes.ts";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour).join();

/** Ninety-six times a day, for ever. */
function quarterHourly(start: string, minutes = 15) {
  const end = start.replace("00:00:00", `00:${String(minutes).padStart(2, "0")}:00`);
  const rrule = `FREQ=DAILY;BYHOUR=${HOURS};BYMINUTE=0,15,30,45`;
  return { title: "Pulse", start, end, timeZone: "UTC", recurrence: { rrule } };
}

test("[C6] [R4] a batch that is too dense is refused at the limit, and others are answered until then", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const before = await contentsOf(world.database);
  const dense = Array.from({ length: 200 }, () => quarterHourly("2027-03-02T00:00:00"));
  const sparse = { title: "First", start: "2026-03-02T09:00:00", timeZone: "UTC" };
  const events = [sparse, ...dense];
  const call = refusalOf(ada.events.createMany({ events, onOverlap: "reject" }));
  const turns = await turnsDuring(call);
  expect(await call).toMatchObject({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "busyOccurrences", limit: LIMITS.busyOccurrences },
  });
  expect(turns).toBeGreaterThan(5);
  expect(await contentsOf(world.database)).toEqual(before);
});

test("[C6] what has more occurrences than may be looked at is refused before any is, as its rule says", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const asked = (start: string, rrule?: string) => {
    const given = quarterHourly(start);
    const recurrence = rrule === undefined ? given.recurrence : { rrule };
    return ada.events.create({ ...given, recurrence, onOverlap: "reject" });
  };
  const { reason, details } = await refusalOf(asked("1700-01-01T00:00:00"));
  // With a horizon it would have been looked at up to there.
  expect({ reason, details }).toEqual({
    reason: "LIMIT_EXCEEDED",
    details: { limitName: "overlapOccurrences", limit: LIMITS.overlapOccurrences },
  });
  await asked("1700-01-01T00:00:00", "FREQ=DAILY;COUNT=10000");
  await asked("1700-01-01T00:15:00", "FREQ=MONTHLY");
});

/** Counts the runs of work in transactions beyond the first of each. */
function countRestarts(database: Database): { restarts: number } {
  const counted = { restarts: 0 };
  const transaction = database.transaction.bind(database);
  database.transaction = (work, options) => {
    let runs = 0;
    return transaction((trx) => {
      runs += 1;
      if (runs > 1) counted.restarts += 1;
      return work(trx);
    }, options);
  };
  return counted;
}

test("[C6] [L1] [C4] writes that refuse overlaps and writes that allow them do not wait for each other in a ring", async () => {
  await using world = await startWorld();
  await using second = await startProcess(world.on);
  // Their shelves stand before the calendar in the order of scopes, and that of the last after it.
  const guests = [await newUser(world), await newUser(world)];
  const { accessToken } = await newUser(world);
  const owner = world.as(accessToken);
  guests.push(await newUser(world));
  const timeZone = "UTC";
  const other = await owner.calendars.create({ name: "Other", timeZone });
  const { items } = await owner.events.createMany({
    events: Array.from({ length: 12 }, (_, i) => {
      const hour = String(i).padStart(2, "0");
      const [start, end] = [`2026-03-02T${hour}:00:00`, `2026-03-02T${hour}:30:00`];
      return { title: `${i}`, start, end, timeZone, recurrence: { rrule: "FREQ=DAILY" } };
    }),
  });
  for (const { id } of items) {
    const users = guests.map(({ user }) => ({ userId: user.id, role: "viewer" as const }));
    await owner.sharing.share({ resource: { type: "event", id }, users });
  }
  const counts = [world, second].map(({ database }) => countRestarts(database));
  const home = items[0]?.calendarId ?? expect.fail();
  for (let round = 0; round < 4; round += 1) {
    await Promise.all(
      items.map(({ id }, i) => {
        const onOverlap = i % 2 === 0 ? "reject" : "allow";
        const caller = (i % 4 < 2 ? world : second).as(accessToken);
        const patch = { title: `${i} in round ${round}` };
        if (i === 0) {
          return caller.events.move({ id, calendarId: round % 2 ? home : other.id, onOverlap });
        }
        if (i < 5) {
          const occurrenceKey = `2026-03-2${8 - round}T${String(i).padStart(2, "0")}:00:00`;
          const split = { scope: "thisAndFollowing", occurrenceKey } as const;
          return caller.events.update({ id, patch, ...split, onOverlap });
        }
        return caller.events.update({ id, patch, scope: "all", onOverlap });
      }),
    );
  }
  expect(counts).toEqual([{ restarts: 0 }, { restarts: 0 }]);
});
