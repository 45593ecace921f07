import type { QueryClient } from "@tanstack/react-query";
import type { StreamOptions } from "./api-types.ts";
import type { DaybookClient } from "./client.ts";

/** Where answers may be other ones after a change of an event. */
const BEHIND_AN_EVENT = ["events", "schedule", "versions"];
/** And after one of a calendar or of a right. */
const BEHIND_ALL_ELSE = ["calendars", "sharing", ...BEHIND_AN_EVENT];

/**
 * Follows the live stream, and has TanStack Query ask anew for what is shown and may have changed.
 * Ends when the signal says so; rejects when the stream does, as it does when its session has ended.
 *
 * @example
 * useEffect(() => {
 *   const leaving = new AbortController();
 *   followChanges(daybook, queryClient, { signal: leaving.signal }).catch(reportError);
 *   return () => leaving.abort();
 * }, [queryClient]);
 */
export async function followChanges(
  daybook: DaybookClient,
  queryClient: Pick<QueryClient, "invalidateQueries">,
  options: StreamOptions = {},
): Promise<void> {
  // What is there comes first, and was asked for already: it matters once that is over.
  let isLevel = false;
  const behind = new Set<string>();
  try {
    for await (const { type, items, hasMore } of daybook.sync.subscribe({}, options)) {
      isLevel &&= type !== "resync";
      for (const item of items) {
        const groups = item.type === "event" ? BEHIND_AN_EVENT : BEHIND_ALL_ELSE;
        for (const group of groups) behind.add(group);
      }
      isLevel ||= !hasMore;
      if (isLevel) {
        const groups = [...behind];
        behind.clear();
        // Messages wait meanwhile: of many changes in a row some are told together.
        await Promise.all(
          groups.map((group) => queryClient.invalidateQueries({ queryKey: ["daybook", group] })),
        );
      }
    }
  } catch (error) {
    if (options.signal?.aborted !== true) {
      throw error;
    }
  }
}
