import { listReachableCalendarIds } from "@daybook/db/queries/event-pages.queries";
import type { Call } from "../rpc/context.ts";

/** Scopes that one statement asks about: it has a branch for each class of length and names them all. */
export const SCOPES_AT_A_TIME = 100;

/**
 * Everything by which events reach the caller: calendars, and their own shelf. What is deleted now
 * was there in the past, and stands in calendars that may be deleted too.
 */
export async function reachingScopes(
  { app, actor: { userId } }: Call,
  { past }: { readonly past: boolean },
): Promise<string[]> {
  const { read } = app.database;
  return [...(await listReachableCalendarIds(read, userId, { includeDeleted: past })), userId];
}
