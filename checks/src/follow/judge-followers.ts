/** Whether somebody who followed was told everything, once, and has what there is (L1–L3). */
import { clientAt } from "../accounts.ts";
import type { Chain } from "../history/read-chain.ts";
import { type Follower, readOn } from "./followers.ts";
import { LocalCopy } from "./local-copy.ts";

type History = Pick<Chain, "eventId"> & {
  readonly versions: readonly Pick<Chain["versions"][number], "version" | "calendarId">[];
};

/**
 * Every version since the beginning must have been told once. Those of one calendar come in their
 * order; of an event that has moved, one calendar's may be told before the other's (L1).
 */
export function judgeTold(
  { name, first, copy }: Pick<Follower, "name" | "first" | "copy">,
  histories: readonly History[],
): string[] {
  return histories.flatMap(({ eventId, versions }) => {
    const before = first.get(eventId) ?? 1;
    const expected = versions.map(({ version }) => version).filter((version) => version >= before);
    const told = copy.told.get(eventId) ?? [];
    const place = new Map(versions.map(({ version, calendarId }) => [version, calendarId]));
    const isInOrder = told.every((version, index) => {
      const later = told.slice(index + 1);
      return !later.some((one) => one < version && place.get(one) === place.get(version));
    });
    return isInOrder && told.toSorted((a, b) => a - b).join() === expected.join()
      ? []
      : [`[L1] ${name} was told of ${eventId}: ${told.join()}, and there are ${expected.join()}`];
  });
}

/** A copy that has been kept equals one that is made anew. */
export async function judgeCopy({ name, account, copy }: Follower): Promise<string[]> {
  const fresh = new LocalCopy();
  await readOn(fresh, clientAt(account.clients, 1), { limit: 200 });
  return copy.differences(fresh).map((text) => `[L3] the copy of ${name}: ${text}`);
}
