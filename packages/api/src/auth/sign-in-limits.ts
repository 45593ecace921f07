import type { Database } from "@daybook/db/database";
import { deleteBucket, listBucketCounts } from "@daybook/db/queries/rate-limits.queries";
import { LIMITS } from "@daybook/domain/limits";
import { createHash } from "node:crypto";
import type { ServiceLimits } from "../limits/service-limits.ts";
import { countAgainst, refuseExhausted, type WindowLimit } from "../limits/window-limits.ts";
import { networkOf } from "../limits/network-address.ts";

const OF_NAME = {
  policy: "sign-in-failures",
  quota: LIMITS.signInFailures,
  windowSeconds: LIMITS.signInWindowMinutes * 60,
};
const OF_ADDRESS = {
  policy: "sign-in-failures-of-address",
  quota: LIMITS.signInFailuresPerAddress,
  windowSeconds: LIMITS.signInWindowMinutes * 60,
};

/** One attempt to prove a password: by which name, from which network address. */
export interface Attempt {
  /** The name in the form in which names are compared. */
  readonly name: string;
  readonly address: string;
  readonly serviceLimits: ServiceLimits;
}

/**
 * Counts failed sign-ins (rule U5): those of one name from one address, and all from one address,
 * each over 15 minutes. A name that does not exist is counted like one that does. Who is shut out
 * is an address and not an account, so the right password from elsewhere still works.
 */
export class SignInLimits {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws RATE_LIMITED with the seconds to wait */
  refuseExhausted(attempt: Attempt): Promise<void> {
    return refuseExhausted(this.#counting(attempt), limitsOf(attempt));
  }

  countFailure(attempt: Attempt): Promise<void> {
    return countAgainst(this.#counting(attempt), limitsOf(attempt));
  }

  /**
   * The name's count from this address begins anew. The address's does not: whoever has one
   * account could otherwise try the passwords of all others.
   */
  async forgetFailures(attempt: Attempt): Promise<void> {
    const [{ bucket, ...quota }] = limitsOf(attempt);
    const counts = await listBucketCounts(this.#database.read, [bucket]);
    if (counts.length > 0) {
      await this.#database.transaction((trx) => deleteBucket(trx, bucket));
    }
    attempt.serviceLimits.note({ ...quota, remaining: quota.quota });
  }

  #counting({ serviceLimits }: Attempt) {
    return { database: this.#database, serviceLimits };
  }
}

/** Buckets are named by digests: the table holds neither names nor addresses. */
function limitsOf({ name, address }: Attempt): readonly [WindowLimit, WindowLimit] {
  const network = networkOf(address);
  return [
    { ...OF_NAME, bucket: `sign-in:${digest(JSON.stringify([name, network]))}` },
    { ...OF_ADDRESS, bucket: `sign-in:${digest(JSON.stringify([network]))}` },
  ];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
