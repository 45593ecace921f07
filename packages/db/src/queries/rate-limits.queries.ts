import { type Kysely, sql, type Transaction } from "kysely";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";

/** How often something happened in the present window of a bucket. */
export interface BucketCount {
  readonly bucket: string;
  readonly count: number;
  /** How long the window still lasts. */
  readonly endsInMs: number;
}

/** The buckets among these whose window has not ended. */
export async function listBucketCounts(
  db: Kysely<Schema>,
  buckets: readonly string[],
): Promise<BucketCount[]> {
  const { now } = engineOf(db);
  const rows = await db
    .selectFrom("rate_limits")
    .select(["bucket", "count", sql<number>`expires_at - ${now}`.as("ends_in_ms")])
    .where("bucket", "in", buckets)
    .where("expires_at", ">", now)
    .execute();
  return rows.map((row) => ({
    bucket: row.bucket,
    count: row.count,
    endsInMs: row.ends_in_ms,
  }));
}

/** Counts one more; a window that ended begins anew. */
export async function countInBucket(
  trx: Transaction<Schema>,
  bucket: string,
  windowMs: number,
): Promise<void> {
  const engine = engineOf(trx);
  const { now } = engine;
  const end = sql<number>`${now} + ${windowMs}`;
  // Every expression reads expires_at, which therefore is assigned last.
  const whileItLasts = (during: string, otherwise: unknown) =>
    sql<number>`case when rate_limits.expires_at > ${now} then ${sql.raw(during)} else ${otherwise} end`;
  await engine
    .upsert(
      trx
        .insertInto("rate_limits")
        .values({ bucket, window_start: now, count: 1, expires_at: end }),
      {
        key: ["bucket"],
        update: {
          count: whileItLasts("rate_limits.count + 1", 1),
          window_start: whileItLasts("rate_limits.window_start", now),
          expires_at: whileItLasts("rate_limits.expires_at", end),
        },
      },
    )
    .execute();
}

/** Begins anew, as after a sign-in that succeeded. */
export async function deleteBucket(trx: Transaction<Schema>, bucket: string): Promise<void> {
  await trx.deleteFrom("rate_limits").where("bucket", "=", bucket).execute();
}
