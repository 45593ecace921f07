import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { type Reach, readReach } from "@daybook/db/queries/sync.queries";
import { DomainError } from "@daybook/domain/errors";
import type { Call } from "../rpc/context.ts";
import { decodeCursor, encodeCursor } from "./sync-cursor.ts";
import { type Page, pageOf } from "./sync-page.ts";
import { SyncProgress } from "./sync-progress.ts";
import { readStretch } from "./sync-stretch.ts";
import type { SyncItem } from "./sync.schema.ts";
import { tellCalendars } from "./tell-calendars.ts";
import { tellStretch } from "./tell-stretch.ts";

export interface Changes {
  readonly items: SyncItem[];
  /** Where to go on; it tells nobody but this caller anything. */
  readonly nextCursor: string;
  /** Whether there is more to be told at once. */
  readonly hasMore: boolean;
  /** The scopes whose logs concern the caller now, the own shelf included. */
  readonly scopeIds: readonly Id[];
  /** When the next grant that reaches the caller ends by itself, by the database's clock. */
  readonly nextExpiryAt: number | null;
}

/**
 * What has changed since a cursor in everything that the caller can see, or without a cursor all
 * that is there (rules L1, L2, L3). Everything is read in one snapshot, the rights too: nobody is
 * told of what does not reach them any more, whatever their cursor says.
 *
 * A place in a log that is read here is safe to go on from. The scope's row is locked from the
 * taking of places until the commit, so that whatever commits later has later places.
 *
 * @throws DomainError INVALID_CURSOR, CURSOR_EXPIRED
 */
export async function readChanges(
  call: Call,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Changes> {
  const { userId } = call.actor;
  const from = cursor === undefined ? undefined : decodeCursor(userId, cursor);
  return call.app.database.snapshot(async (trx) => {
    const reach = await readReach(trx, userId, { expiredSince: from?.expiry.at ?? null });
    if (reach === undefined) {
      throw new DomainError("TOKEN_REVOKED");
    }
    const progress =
      from === undefined ? SyncProgress.beginning(reach) : SyncProgress.from(from, reach);
    const page = pageOf({ userId, reach, progress, limit });
    await fill(trx, page);
    const hasMore = !progress.isDone(reach);
    if (!hasMore) progress.since = reach.now;
    return {
      items: page.items,
      nextCursor: encodeCursor(userId, progress),
      hasMore,
      scopeIds: scopesOf(userId, reach),
      nextExpiryAt: reach.nextExpiryAt,
    };
  });
}

/** Rights first: what comes and goes with them is told before anything that they let see. */
async function fill(trx: Transaction, page: Page): Promise<void> {
  await tellCalendars(trx, page);
  if (page.room === 0) return;
  tellStretch(page, await readStretch(trx, page));
}

function scopesOf(userId: Id, { calendars }: Reach): Id[] {
  return [userId, ...calendars.keys()];
}
