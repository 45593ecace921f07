import { type Id, newId } from "@daybook/db/ids";
import {
  countFeeds,
  deleteFeeds,
  type FeedRecord,
  findFeed,
  insertFeed,
  listFeeds as listFeedRecords,
} from "@daybook/db/queries/feeds.queries";
import { readClock } from "@daybook/db/queries/clock.queries";
import { findActorStanding } from "@daybook/db/queries/sessions.queries";
import { lockAccount } from "@daybook/db/queries/users.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { limitRefusal } from "@daybook/domain/limit-refusal";
import {
  FEED_TOKEN_PREFIX,
  hashToken,
  newOpaqueToken,
  openUnderKey,
  sealUnderKey,
} from "../auth/opaque-token.ts";
import type { App, Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant } from "../rpc/instant.ts";
import { id } from "../rpc/wire.schema.ts";
import { requireCalendar } from "../write/access.ts";
import { performWrite, type Write } from "../write/write.ts";
import type {
  CreateFeedInput,
  CreateFeedOutput,
  ListFeedsInput,
  ListFeedsOutput,
  RevokeFeedInput,
  RevokeFeedOutput,
} from "./feeds.schema.ts";

interface CreatedReceipt {
  readonly feedId: Id;
  /** The secret, which only the holder of the idempotency key can read; null without a key. */
  readonly sealed: string | null;
}

/**
 * Makes a secret address under which the caller's view of a calendar can be subscribed to (rule
 * F1). Whoever may read the calendar may make one; the answer is the only place that shows it.
 *
 * @throws NOT_FOUND, CALENDAR_DELETED; LIMIT_EXCEEDED for too many
 */
export function createFeed(call: Call, input: CreateFeedInput): Promise<CreateFeedOutput> {
  const feedId = newId();
  const token = newOpaqueToken(FEED_TOKEN_PREFIX);
  const { userId } = call.actor;
  return performWrite<CreatedReceipt, CreateFeedOutput>(call, input, {
    async perform(write) {
      const { trx } = write;
      // One at a time, so that they can be counted.
      await lockAccount(trx, userId);
      const found = await requireCalendar(write, { calendarId: input.calendarId }, "read");
      if ((await countFeeds(trx, userId)) >= LIMITS.feedsPerUser) {
        throw limitRefusal("feedsPerUser");
      }
      const { calendar, accessEpoch, now } = found;
      const feed = {
        id: feedId,
        calendarId: calendar.id,
        name: input.name ?? calendar.name,
        createdAt: now,
      };
      await insertFeed(trx, { ...feed, userId, hash: hashToken(token) });
      // The right to read must still be there at the commit (rule S4).
      write.log({ scopeId: calendar.id, accessEpoch, entries: [] });
      auditFeed(write, feed, now);
      return {
        receipt: { feedId, sealed: sealedFor(call, token, feedId) },
        answer: toCreatedView(call.app, feed, token),
      };
    },
    async replay(trx, receipt) {
      const feed = await findFeed(trx, { id: receipt.feedId, userId });
      const { idempotencyKey } = call;
      if (feed === undefined || receipt.sealed === null || idempotencyKey === undefined) {
        throw new DomainError("NOT_FOUND");
      }
      await requireCalendar({ trx, call, locks: false }, { calendarId: feed.calendarId }, "read");
      const sealed = Buffer.from(receipt.sealed, "base64url");
      return toCreatedView(call.app, feed, openUnderKey(sealed, idempotencyKey, feed.id));
    },
  });
}

/** The caller's feeds, the newest first, without their addresses. */
export async function listFeeds(call: Call, input: ListFeedsInput): Promise<ListFeedsOutput> {
  const { calendarId, cursor, limit } = input;
  const format = cursorFormat("feeds.list", { calendarId }, id);
  const rows = await listFeedRecords(call.app.database.read, {
    userId: call.actor.userId,
    calendarId,
    before: cursor === undefined ? undefined : format.decode(cursor),
    limit: limit + 1,
  });
  return pageOf(rows, limit, { item: toFeedView, cursor: (last) => format.encode(last.id) });
}

/**
 * Ends a feed of the caller at once.
 *
 * @throws NOT_FOUND when the caller has no such feed
 */
export function revokeFeed(call: Call, { feedId }: RevokeFeedInput): Promise<RevokeFeedOutput> {
  const { userId } = call.actor;
  const revoked = { revoked: true } as const;
  return performWrite<RevokeFeedOutput, RevokeFeedOutput>(
    call,
    { feedId },
    {
      async perform(write) {
        const { trx } = write;
        await lockAccount(trx, userId);
        if (!(await findActorStanding(trx, call.actor))) {
          throw new DomainError("TOKEN_REVOKED");
        }
        const feed = await findFeed(trx, { id: feedId, userId });
        if (feed === undefined) {
          throw new DomainError("NOT_FOUND");
        }
        await deleteFeeds(trx, { id: feedId });
        auditFeed(write, feed, await readClock(trx));
        return { receipt: revoked, answer: revoked };
      },
      replay: () => Promise.resolve(revoked),
    },
  );
}

function auditFeed(
  write: Write,
  { id: feedId, calendarId }: Pick<FeedRecord, "id" | "calendarId">,
  at: number,
): void {
  write.audit({ at, resource: { type: "feed", id: feedId }, calendarId });
}

function sealedFor({ idempotencyKey }: Call, token: string, feedId: Id): string | null {
  return idempotencyKey === undefined
    ? null
    : sealUnderKey(token, idempotencyKey, feedId).toString("base64url");
}

function toCreatedView(
  app: App,
  feed: Pick<FeedRecord, "id" | "calendarId" | "name" | "createdAt">,
  token: string,
): CreateFeedOutput {
  return {
    id: feed.id,
    calendarId: feed.calendarId,
    name: feed.name,
    url: `${app.publicUrl()}/feeds/${token}.ics`,
    createdAt: formatInstant(feed.createdAt),
  };
}

function toFeedView(feed: FeedRecord): ListFeedsOutput["items"][number] {
  return {
    id: feed.id,
    calendarId: feed.calendarId,
    name: feed.name,
    createdAt: formatInstant(feed.createdAt),
    lastUsedAt: feed.lastUsedAt === null ? null : formatInstant(feed.lastUsedAt),
  };
}
