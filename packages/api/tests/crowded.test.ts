import { expect, test } from "vitest";
import { newUser, reasonOf, startWorld } from "./auth/_processes.ts";

const WINDOW = { from: "2026-03-02T00:00:00Z", to: "2026-12-31T00:00:00Z" };

test("[C3] [R4] a crowded window is paged in order, each occurrence once, without expanding it all", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { items: series } = await ada.events.createMany({
    events: Array.from({ length: 3 }, (_, i) => ({
      title: `Hourly ${i}`,
      start: "2026-03-02T00:00:00",
      end: "2026-03-02T00:20:00",
      timeZone: "UTC",
      recurrence: {
        rrule: `FREQ=DAILY;BYHOUR=${Array.from({ length: 24 }, (__, hour) => hour).join()};COUNT=240`,
      },
    })),
  });
  const seen: string[] = [];
  const lengths: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await ada.events.occurrences({ ...WINDOW, limit: 37, cursor });
    seen.push(...page.items.map(({ startsAt, eventId }) => `${startsAt} ${eventId}`));
    lengths.push(page.items.length);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  const expected = series
    .flatMap(({ id }) =>
      Array.from({ length: 240 }, (_, hour) => {
        const startsAt = new Date(Date.UTC(2026, 2, 2, hour)).toISOString().replace(".000Z", "Z");
        return `${startsAt} ${id}`;
      }),
    )
    .toSorted();
  expect(seen).toEqual(expected);
  expect(Math.max(...lengths)).toBe(37);
});

test("[C3] a user whom hundreds of calendars reach still lists events, in one order", async () => {
  await using world = await startWorld();
  const host = world.as((await newUser(world)).accessToken);
  const guestSession = await newUser(world);
  const guest = world.as(guestSession.accessToken);
  const titles: string[] = [];
  for (let i = 0; i < 120; i += 1) {
    const { id } = await host.calendars.create({ name: `Calendar ${i}`, timeZone: "UTC" });
    const users = [{ userId: guestSession.user.id, role: "viewer" as const }];
    await host.sharing.share({ resource: { type: "calendar", id }, users });
    if (i % 20 === 0) {
      const day = String(28 - i / 20).padStart(2, "0");
      await host.events.create({ calendarId: id, title: `Day ${day}`, start: `2026-03-${day}` });
      titles.unshift(`Day ${day}`);
    }
  }
  const first = await guest.events.list({ limit: 4 });
  const second = await guest.events.list({ limit: 4, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(titles);
  const { items } = await guest.events.occurrences(WINDOW);
  expect(items.map(({ title }) => title)).toEqual(titles);
});

test("[K1] [C3] events of a deleted calendar are listed with includeDeleted; a forged cursor is refused", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  const { id } = await ada.calendars.create({ name: "Garden", timeZone: "UTC" });
  await ada.events.create({ calendarId: id, title: "Weeding", start: "2026-03-02" });
  await ada.calendars.delete({ id });
  expect((await ada.events.list({})).items).toEqual([]);
  expect((await ada.events.list({ includeDeleted: true })).items).toMatchObject([
    { title: "Weeding" },
  ]);
  const forged = Buffer.from('{"of":"events.list","position":{"at":1,"id":"x"}}').toString(
    "base64url",
  );
  expect(await reasonOf(ada.events.list({ cursor: forged }))).toBe("INVALID_CURSOR");
});

test("[C5] a list whose input has no required member may be asked for without any", async () => {
  await using world = await startWorld();
  const ada = world.as((await newUser(world)).accessToken);
  expect(await ada.calendars.list()).toMatchObject({ items: [{ isDefault: true }] });
  expect(await ada.events.list()).toEqual({ items: [], nextCursor: null });
  expect((await ada.auth.sessions.list()).items).toHaveLength(1);
});
