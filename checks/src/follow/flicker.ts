/** Gives somebody rights and takes them away again, while others write. */
import { isDaybookError } from "@daybook/client";
import { setTimeout as delay } from "node:timers/promises";
import { type Account, clientAt } from "../accounts.ts";
import type { Random } from "../random.ts";
import type { World } from "../history/world.ts";

export async function flicker(
  world: World,
  { grantee, random, signal }: { grantee: Account; random: Random; signal: AbortSignal },
): Promise<number> {
  let changes = 0;
  while (!signal.aborted) {
    const client = clientAt(world.owner.clients, random.below(1_000));
    const resource = random.chance(0.5)
      ? ({ type: "calendar", id: random.pick(world.calendarIds) } as const)
      : ({ type: "event", id: random.pick(world.eventIds) } as const);
    const userId = grantee.user.id;
    try {
      if (random.chance(0.45)) {
        await client.sharing.revoke({ resource, userId });
      } else {
        const role = random.pick(["viewer", "editor"] as const);
        const expiry = random.chance(0.3)
          ? { expiresAt: new Date(Date.now() + 200 + random.below(2_000)).toISOString() }
          : {};
        await client.sharing.share({ resource, users: [{ userId, role, ...expiry }] });
      }
      changes += 1;
    } catch (error) {
      // A server that is down, and a crowd that makes a call late, are no reason to stop.
      if (!isDaybookError(error) || !PASSING.has(error.reason)) throw error;
    }
    await delay(random.below(150));
  }
  return changes;
}

const PASSING: ReadonlySet<string> = new Set([
  "NETWORK",
  "TIMEOUT",
  "UNAVAILABLE",
  "BUSY",
  "EXPIRY_IN_PAST",
]);
