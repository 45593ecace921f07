/** What a reader is told of a database that was put back to an earlier state (L3). */
import { endEverySession, leavePlacesOut } from "@daybook/db/queries/restoration.queries";
import { expect, test } from "vitest";
import { newUser, reasonOf, refusalOf, startWorld } from "../auth/_processes.ts";

test("[L3] after a restoration every cursor of before is expired, and a new one misses nothing", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const first = await ada.sync.changes({});
  const midway = await ada.sync.changes({ limit: 1 });
  const tea = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const later = await ada.sync.changes({ cursor: first.nextCursor });

  await world.database.transaction(leavePlacesOut);
  // As many changes as one likes: no place of before is given out again.
  for (const title of ["Milk", "Sugar", "Lemon"]) {
    await ada.events.update({ id: tea.id, patch: { title } });
  }
  for (const { nextCursor } of [first, midway, later]) {
    // None of them is old: the sentence has to say what else it may be.
    expect(await refusalOf(ada.sync.changes({ cursor: nextCursor }))).toMatchObject({
      reason: "CURSOR_EXPIRED",
      message: expect.stringContaining("from before a restoration"),
    });
  }
  const anew = await ada.sync.changes({});
  expect(anew.items).toContainEqual(expect.objectContaining({ eventId: tea.id, version: 4 }));
  await ada.events.update({ id: tea.id, patch: { title: "Honey" } });
  const { items } = await ada.sync.changes({ cursor: anew.nextCursor });
  expect(items).toMatchObject([{ type: "event", eventId: tea.id, version: 5 }]);
});

test("[L3] a backup that is put back twice expires what the first restoration gave out, too", async () => {
  await using world = await startWorld();
  const { accessToken } = await newUser(world);
  const ada = world.as(accessToken);
  const { database } = world;
  const tea = await ada.events.create({ title: "Tea", start: "2026-03-02" });
  const backup = await database.read.selectFrom("scopes").select(["id", "seq"]).execute();

  await database.transaction(leavePlacesOut);
  await ada.events.update({ id: tea.id, patch: { title: "Milk" } });
  const { nextCursor: cursor } = await ada.sync.changes({});
  // As the backup had it.
  await database.transaction(async (trx) => {
    for (const { id, seq } of backup) {
      await trx.updateTable("scopes").set({ seq }).where("id", "=", id).execute();
      await trx.deleteFrom("log").where("scope_id", "=", id).where("seq", ">", seq).execute();
    }
  });
  await database.transaction(leavePlacesOut);
  for (const title of ["Sugar", "Lemon"]) {
    await ada.events.update({ id: tea.id, patch: { title } });
  }
  expect(await reasonOf(ada.sync.changes({ cursor }))).toBe("CURSOR_EXPIRED");
});

test("[U3] after a restoration nobody goes on with a session of before, neither to read nor to write", async () => {
  await using world = await startWorld();
  const { accessToken, refreshToken } = await newUser(world);
  const ended = await world.database.transaction(endEverySession);
  expect(ended).toBe(1);
  expect(await world.database.transaction(endEverySession)).toBe(0);
  const writing = world.as(accessToken).events.create({ title: "Tea", start: "2026-03-02" });
  expect(await reasonOf(writing)).toBe("TOKEN_REVOKED");
  expect(await reasonOf(world.as().auth.refresh({ refreshToken }))).toBe("TOKEN_REVOKED");
  // Other processes read the blocklist every 100 ms.
  const reading = () => reasonOf(world.as(accessToken).auth.me({})).catch(() => "not refused");
  await expect.poll(reading).toBe("TOKEN_REVOKED");
});

test("[U3] a session that began after the backup, and is not there, writes nothing and is not renewed", async () => {
  await using world = await startWorld();
  const { accessToken, refreshToken } = await newUser(world);
  await world.database.transaction((trx) => trx.deleteFrom("sessions").execute());
  const writing = world.as(accessToken).events.create({ title: "Tea", start: "2026-03-02" });
  expect(await reasonOf(writing)).toBe("TOKEN_REVOKED");
  expect(await reasonOf(world.as().auth.refresh({ refreshToken }))).toBe("TOKEN_INVALID");
});
