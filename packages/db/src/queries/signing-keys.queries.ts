import type { Kysely, Transaction } from "kysely";
import { fromStoredJson, toStoredJson } from "../codec.ts";
import { engineOf } from "../engines/engine.ts";
import type { Schema } from "../schema.ts";
import { sql } from "kysely";

/** An Ed25519 public key as a JWK. */
export interface PublicJwk {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
}

export interface RegisteredKey {
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  /** How long the registration still holds; the clocks of processes may differ. */
  readonly expiresInMs: number;
}

/** Registers a public key, or prolongs its registration (rule U2). */
export async function registerSigningKey(
  trx: Transaction<Schema>,
  key: { readonly kid: string; readonly publicJwk: PublicJwk; readonly lifetimeMs: number },
): Promise<void> {
  const engine = engineOf(trx);
  const expiresAt = sql<number>`${engine.now} + ${key.lifetimeMs}`;
  await engine
    .upsert(
      trx.insertInto("signing_keys").values({
        kid: key.kid,
        public_jwk: toStoredJson(key.publicJwk),
        created_at: engine.now,
        expires_at: expiresAt,
      }),
      { key: ["kid"], update: { expires_at: expiresAt } },
    )
    .execute();
}

/** The registered keys that have not expired. */
export async function listSigningKeys(db: Kysely<Schema>): Promise<RegisteredKey[]> {
  const { now } = engineOf(db);
  const rows = await db
    .selectFrom("signing_keys")
    .select(["kid", "public_jwk", sql<number>`expires_at - ${now}`.as("expires_in_ms")])
    .where("expires_at", ">", now)
    .execute();
  return rows.map((row) => ({
    kid: row.kid,
    publicJwk: fromStoredJson<PublicJwk>(row.public_jwk),
    expiresInMs: row.expires_in_ms,
  }));
}
