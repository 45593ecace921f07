import type { Kysely, Transaction } from "kysely";
import {
  type StoredHash,
  type StoredId,
  type StoredJson,
  toStoredHash,
  toStoredId,
} from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { statement } from "../statement.ts";

export interface IdempotencyKey {
  readonly userId: Id;
  readonly procedure: string;
  readonly keyHash: Uint8Array;
  readonly inputHash: Uint8Array;
  /** JSON; null until the write knows it. */
  readonly receipt: string | null;
}

/**
 * Claims a key as the first write of a transaction (rule C2). A copy of the same call waits here
 * until the first has committed or failed.
 *
 * @returns undefined when the key is now ours, else what an earlier call left under it
 */
export async function claimKey(
  trx: Transaction<Schema>,
  key: IdempotencyKey,
): Promise<{ inputHash: Uint8Array; receipt: string | null } | undefined> {
  const engine = engineOf(trx);
  try {
    await newKey(trx, {
      user: toStoredId(key.userId),
      procedure: key.procedure,
      key_hash: toStoredHash(key.keyHash),
      input_hash: toStoredHash(key.inputHash),
      receipt: key.receipt as StoredJson | null,
    });
    return undefined;
  } catch (error) {
    if (!engine.isUniqueViolation(error)) {
      throw error;
    }
  }
  const earlier = await trx
    .selectFrom("idempotency_keys")
    .select(["input_hash", "receipt"])
    .where("user_id", "=", toStoredId(key.userId))
    .where("procedure", "=", key.procedure)
    .where("key_hash", "=", toStoredHash(key.keyHash))
    .executeTakeFirstOrThrow();
  return { inputHash: earlier.input_hash, receipt: earlier.receipt };
}

const newKey = statement(
  (
    db,
    p: {
      readonly user: StoredId;
      readonly procedure: string;
      readonly key_hash: StoredHash;
      readonly input_hash: StoredHash;
      readonly receipt: StoredJson | null;
    },
  ) =>
    db.insertInto("idempotency_keys").values({
      user_id: p.user,
      procedure: p.procedure,
      key_hash: p.key_hash,
      input_hash: p.input_hash,
      receipt: p.receipt,
      created_at: engineOf(db).now,
    }),
);

/** Notes under a claimed key what is needed to answer again. */
export async function setReceipt(trx: Transaction<Schema>, key: IdempotencyKey): Promise<void> {
  await trx
    .updateTable("idempotency_keys")
    .set({ receipt: key.receipt as StoredJson | null })
    .where("user_id", "=", toStoredId(key.userId))
    .where("procedure", "=", key.procedure)
    .where("key_hash", "=", toStoredHash(key.keyHash))
    .execute();
}

/** Forgets keys that are older than an instant (epoch milliseconds). */
export async function deleteKeysBefore(db: Kysely<Schema>, before: number): Promise<void> {
  await db.deleteFrom("idempotency_keys").where("created_at", "<", before).execute();
}
