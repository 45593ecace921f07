import {
  findPresentedFeed,
  noteFeedUse,
  type PresentedFeed,
} from "@daybook/db/queries/feeds.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { timeZoneDataVersion } from "@daybook/domain/time/zone";
import { createHash } from "node:crypto";
import { networkOf } from "../limits/network-address.ts";
import { FEED_TOKEN_PREFIX, hashToken, isOpaqueToken } from "../auth/opaque-token.ts";
import { exportsOf, writeCalendarFile } from "../calendar-files/calendar-file-writer.ts";
import type { ServiceLimits } from "../limits/service-limits.ts";
import { countAgainst, refuseExhausted } from "../limits/window-limits.ts";
import type { App } from "../rpc/context.ts";

/** Raised when the same events are written into a file in another way than before. */
const FORMAT = 1;

/** How exactly the last use of a feed is kept. */
const NOTE_USE_EVERY_MS = 60_000;

const QUOTA = {
  policy: "unknown-feeds",
  quota: LIMITS.unknownFeeds,
  windowSeconds: LIMITS.unknownFeedWindowMinutes * 60,
};

/** Whoever presents the secret of a feed. */
export interface FeedReader {
  /** The network address, for the limit. */
  readonly address: string;
  readonly serviceLimits: ServiceLimits;
}

/** A calendar as whoever subscribes to it is answered. */
export interface OpenFeed {
  /** Changes whenever the file would: an entity tag with its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
  /** The iCalendar file in parts, read as it is taken. */
  parts(): AsyncGenerator<string, void, undefined>;
}

/**
 * Opens the feed of a secret that somebody presents, with the rights that its owner has now (rule
 * F1). It costs one small read: nothing is written out until `parts` is asked for.
 *
 * @throws NOT_FOUND, the same for what never was, was revoked or is not the owner's to read any
 *   more (rule S3); RATE_LIMITED for too many of those from one address
 */
export async function openFeed(app: App, token: string, reader: FeedReader): Promise<OpenFeed> {
  const { database } = app;
  const feed = isOpaqueToken(FEED_TOKEN_PREFIX, token)
    ? await findPresentedFeed(database.read, hashToken(token))
    : undefined;
  if (feed === undefined) {
    return refuseUnknown(app, reader);
  }
  noteUse(app, feed);
  const { id, name, timeZone } = feed.calendar;
  const source = () => exportsOf(database.read, id);
  return { etag: etagOf(feed), parts: () => writeCalendarFile(source, { name, timeZone }) };
}

/** The calendar's log says that nothing in it has changed; the file depends on no more than this. */
function etagOf({ calendar: { id, seq, version } }: PresentedFeed): string {
  const state = JSON.stringify([FORMAT, timeZoneDataVersion(), id, seq, version]);
  return `"${createHash("sha256").update(state).digest("base64url").slice(0, 22)}"`;
}

/** After the answer, and at most once a minute. */
function noteUse({ auth, database }: App, { id, lastUsedAt, now }: PresentedFeed): void {
  if (lastUsedAt === null || now - lastUsedAt >= NOTE_USE_EVERY_MS) {
    auth.afterAnswer.run("the last use of a feed", () =>
      database.transaction((trx) => noteFeedUse(trx, id, NOTE_USE_EVERY_MS)),
    );
  }
}

/** Counts a request for a feed that is not there, and refuses it. */
async function refuseUnknown(
  { database }: App,
  { address, serviceLimits }: FeedReader,
): Promise<never> {
  const digest = createHash("sha256").update(networkOf(address)).digest("base64url");
  const counting = { database, serviceLimits };
  const limits = [{ ...QUOTA, bucket: `unknown-feeds:${digest}` }];
  await refuseExhausted(counting, limits);
  await countAgainst(counting, limits);
  throw new DomainError("NOT_FOUND");
}
