import { toStoredId } from "@daybook/db/codec";
import { testEngine } from "@daybook/db/testing/test-database";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { holdNextWrite } from "../_held-write.ts";
import { calendarRef, eventRef, give, people, type Person } from "../_people.ts";
import { PASSWORD, reasonOf, startProcess, startWorld, type TestWorld } from "./_processes.ts";

const TEA = { title: "Tea", start: "2026-03-02T15:00:00", timeZone: "Europe/Berlin" };

/** SQLite has one writer at a time: there one of the two comes wholly before the other. */
const WRITES_SIDE_BY_SIDE = testEngine() === "mysql";

/** An owner with two calendars, one of which the one who leaves can see. */
async function scene(world: TestWorld) {
  const { owner, leaver } = await people(world, ["owner", "leaver"]);
  const { calendars, events } = owner.caller;
  const seen = await calendars.create({ name: "Seen", timeZone: "UTC" });
  const other = await calendars.create({ name: "Other", timeZone: "UTC" });
  const { id } = await events.create({ ...TEA, calendarId: other.id });
  await give(owner, calendarRef(seen.id), leaver, { role: "viewer" });
  return {
    owner,
    leaver,
    seen: calendarRef(seen.id),
    other: calendarRef(other.id),
    event: eventRef(id),
  };
}

type Scene = Awaited<ReturnType<typeof scene>>;

function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error: unknown) => reasonOf(Promise.reject(error)),
  );
}

/** One sees the other. Who was handed a calendar has to say what becomes of it: its old owner edits there. */
const ORDERS = [
  "done, done",
  "USER_NOT_FOUND, done",
  "GRANT_REQUIRED, done",
  "TOKEN_REVOKED, done",
  "done, DISPOSITION_REQUIRED",
];

/** What a deleted account still owns or holds. */
async function leftTo(world: TestWorld, { id }: Person, outcome: string) {
  if (!outcome.endsWith(", done")) return [];
  const user = toStoredId(id);
  const { read } = world.database;
  const owned = await read
    .selectFrom("calendars")
    .select("name")
    .where("owner_id", "=", user)
    .where("deleted_at", "is", null)
    .execute();
  const held = [];
  for (const table of ["calendar_permissions", "event_permissions"] as const) {
    held.push(
      ...(await read.selectFrom(table).select("role").where("user_id", "=", user).execute()),
    );
  }
  return [...owned, ...held];
}

/** What may come to an account while it is deleted. */
const GIFTS: {
  name: string;
  /** What it reads of the account, or of what stands for it, before it writes. */
  reads: "username" | "access_epoch";
  given: (scene: Scene, leaver: Person) => Promise<unknown>;
}[] = [
  {
    name: "a calendar is shared with it",
    reads: "username",
    given: ({ owner, other, leaver }) => give(owner, other, leaver, { role: "viewer" }),
  },
  {
    name: "an event is shared with it",
    reads: "username",
    given: ({ owner, event, leaver }) => give(owner, event, leaver, { role: "viewer" }),
  },
  {
    name: "a calendar is handed to it",
    reads: "access_epoch",
    given: ({ owner, seen, leaver }) =>
      owner.caller.sharing.transfer({ resource: seen, userId: leaver.id }),
  },
  {
    name: "it makes a calendar",
    reads: "access_epoch",
    given: (_scene, { caller }) => caller.calendars.create({ name: "New", timeZone: "UTC" }),
  },
];

describe("[S7] an account that is deleted keeps nothing that came to it meanwhile", () => {
  test.each(GIFTS)("[S7] $name, seen by the deletion", async ({ given }) => {
    await using world = await startWorld();
    await using second = await startProcess(world.on);
    const made = await scene(world);
    const { leaver } = made;
    // It has looked at the calendars and the grants of the account, and not yet emptied it.
    const held = holdNextWrite(second, 3);
    const deletion = outcomeOf(
      second.as(leaver.session.accessToken).auth.deleteAccount({ password: PASSWORD }),
    );
    await held.reached;
    const gift = outcomeOf(given(made, leaver));
    if (WRITES_SIDE_BY_SIDE) await Promise.race([gift, delay(100)]);
    held.release();
    const outcome = `${await gift}, ${await deletion}`;
    expect(ORDERS).toContain(outcome);
    expect(await leftTo(world, leaver, outcome)).toEqual([]);
  });

  test.each(GIFTS)("[S7] $name, which sees the deletion", async ({ given, reads }) => {
    await using world = await startWorld();
    await using second = await startProcess(world.on);
    const made = await scene(world);
    const { owner, leaver } = made;
    const there = (who: Person) => ({ ...who, caller: second.as(who.session.accessToken) });
    // It has found the account, and given it nothing yet.
    const held = holdNextWrite(second, 1, reads);
    const gift = outcomeOf(given({ ...made, owner: there(owner) }, there(leaver)));
    await held.reached;
    const deletion = outcomeOf(leaver.caller.auth.deleteAccount({ password: PASSWORD }));
    if (WRITES_SIDE_BY_SIDE) await Promise.race([deletion, delay(500)]);
    held.release();
    const outcome = `${await gift}, ${await deletion}`;
    expect(ORDERS).toContain(outcome);
    expect(await leftTo(world, leaver, outcome)).toEqual([]);
  });
});
