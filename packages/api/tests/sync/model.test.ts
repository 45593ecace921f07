import { expect, test } from "vitest";
import { newUser, startWorld } from "../auth/_processes.ts";
import { expectSame, follow, LocalCopy, readPage } from "./_local-copy.ts";
import { expireSomeGrant, type Person, RandomLife } from "./_random-life.ts";

const STEPS = Number(process.env["DAYBOOK_SYNC_STEPS"] ?? 150);
const SEED = Number(process.env["DAYBOOK_SYNC_SEED"] ?? 4);

test("[L1] [L2] [S4] a copy that follows the cursor is what the lists show, whatever comes and goes, and nothing is told of what is gone", async () => {
  await using world = await startWorld();
  const people: Person[] = [];
  for (let i = 0; i < 4; i += 1) {
    const { accessToken, user } = await newUser(world);
    people.push({ id: user.id, token: accessToken });
  }
  const life = new RandomLife([world], people, { seed: SEED });
  const copies = new Map(people.map((person) => [person, new LocalCopy()]));

  for (let step = 0; step < STEPS; step += 1) {
    await life.step();
    const person = life.pick(people);
    if (life.random() < 0.1) await expireSomeGrant(world, life, person);
    if (life.random() < 0.5) {
      // One page, of any size: what follows is read after more has happened.
      const copy = copies.get(person) as LocalCopy;
      const page = await readPage(life.as(person), copy, 1 + life.below(12));
      copy.apply(page);
      for (const item of page.items) {
        if (item.type === "event" && item.event !== null) {
          expect(await life.as(person).events.get({ id: item.eventId })).toEqual(item.event);
        }
      }
    }
    if (step % 25 === 24) {
      for (const [reader, copy] of copies) {
        await follow(life.as(reader), copy, () => 1 + life.below(12));
        await expectSame(life.as(reader), copy);
      }
    }
  }
}, 120_000);
