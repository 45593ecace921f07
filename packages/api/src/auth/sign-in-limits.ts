import type { Database } from "@daybook/db/database";
import {
  countInBucket,
  deleteBucket,
  listBucketCounts,
} from "@daybook/db/queries/rate-limits.queries";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { createHash } from "node:crypto";
import { networkOf } from "./network-address.ts";

const WINDOW_MS = LIMITS.signInWindowMinutes * 60_000;

/** One attempt to prove a password: by which name, from which network address. */
export interface Attempt {
  /** The name in the form in which names are compared. */
  readonly name: string;
  readonly address: string;
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
  async refuseExhausted(attempt: Attempt): Promise<void> {
    const { ofName, ofAddress } = bucketsOf(attempt);
    const counts = await listBucketCounts(this.#database.read, [ofName, ofAddress]);
    const exhausted = counts.filter(
      ({ bucket, count }) =>
        count >= (bucket === ofName ? LIMITS.signInFailures : LIMITS.signInFailuresPerAddress),
    );
    if (exhausted.length > 0) {
      const endsInMs = Math.max(...exhausted.map((bucket) => bucket.endsInMs));
      throw new DomainError("RATE_LIMITED", {
        details: { retryAfterSeconds: Math.ceil(endsInMs / 1_000) },
      });
    }
  }

  async countFailure(attempt: Attempt): Promise<void> {
    const { ofName, ofAddress } = bucketsOf(attempt);
    await this.#database.transaction(async (trx) => {
      await countInBucket(trx, ofName, WINDOW_MS);
      await countInBucket(trx, ofAddress, WINDOW_MS);
    });
  }

  /**
   * The name's count from this address begins anew. The address's does not: whoever has one
   * account could otherwise try the passwords of all others.
   */
  async forgetFailures(attempt: Attempt): Promise<void> {
    const { ofName } = bucketsOf(attempt);
    const counts = await listBucketCounts(this.#database.read, [ofName]);
    if (counts.length > 0) {
      await this.#database.transaction((trx) => deleteBucket(trx, ofName));
    }
  }
}

/** Buckets are named by digests: the table holds neither names nor addresses. */
function bucketsOf({ name, address }: Attempt): { ofName: string; ofAddress: string } {
  const network = networkOf(address);
  return {
    ofName: `sign-in:${digest(JSON.stringify([name, network]))}`,
    ofAddress: `sign-in:${digest(JSON.stringify([network]))}`,
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
