import type { Database } from "@daybook/db/database";
import { countInBucket, listBucketCounts } from "@daybook/db/queries/rate-limits.queries";
import { DomainError } from "@daybook/domain/errors";
import type { Quota, ServiceLimits } from "./service-limits.ts";

/** A quota for a window of time, counted in the database: all processes count alike. */
export interface WindowLimit extends Quota {
  readonly windowSeconds: number;
  /** For whom it is counted, as a name in the table. */
  readonly bucket: string;
}

/** Where it is counted, and who is told. */
export interface Counting {
  readonly database: Database;
  readonly serviceLimits: ServiceLimits;
}

/** @throws RATE_LIMITED with the seconds to wait, when there is nothing left of any of them */
export async function refuseExhausted(
  counting: Counting,
  limits: readonly WindowLimit[],
): Promise<void> {
  const left = await noteWhatIsLeft(counting, limits, counting.database.read);
  const waits = left.flatMap(({ remaining, resetSeconds }) =>
    remaining === 0 && resetSeconds !== undefined ? [resetSeconds] : [],
  );
  if (waits.length > 0) {
    throw new DomainError("RATE_LIMITED", { details: { retryAfterSeconds: Math.max(...waits) } });
  }
}

/** Counts one more against each. */
export async function countAgainst(
  counting: Counting,
  limits: readonly WindowLimit[],
): Promise<void> {
  await counting.database.transaction(async (trx) => {
    for (const { bucket, windowSeconds } of limits) {
      await countInBucket(trx, bucket, windowSeconds * 1_000);
    }
    await noteWhatIsLeft(counting, limits, trx);
  });
}

async function noteWhatIsLeft(
  { serviceLimits }: Counting,
  limits: readonly WindowLimit[],
  db: Parameters<typeof listBucketCounts>[0],
) {
  const buckets = limits.map(({ bucket }) => bucket);
  const counts = new Map(
    (await listBucketCounts(db, buckets)).map((counted) => [counted.bucket, counted]),
  );
  return limits.map(({ bucket, ...quota }) => {
    const counted = counts.get(bucket);
    const left = {
      ...quota,
      remaining: Math.max(0, quota.quota - (counted?.count ?? 0)),
      ...(counted === undefined ? {} : { resetSeconds: Math.ceil(counted.endsInMs / 1_000) }),
    };
    serviceLimits.note(left);
    return left;
  });
}
