import type { Database } from "@daybook/db/database";
import {
  listSigningKeys,
  type PublicJwk,
  registerSigningKey,
} from "@daybook/db/queries/signing-keys.queries";
import { DomainError } from "@daybook/domain/errors";
import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import { createPrivateKey, createPublicKey } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../rpc/logger.ts";

/** The one algorithm of access tokens (rule U2). */
export const SIGNING_ALGORITHM = "EdDSA";

const MINUTE_MS = 60_000;
/** How long a registration holds: what a process signed before it stopped stays good meanwhile. */
const REGISTERED_FOR_MS = 120 * MINUTE_MS;
const RENEW_EVERY_MS = 15 * MINUTE_MS;
/** No token is signed with a key that has less than this left; tokens live for 15 minutes. */
const RENEW_BELOW_MS = 60 * MINUTE_MS;
/** Unknown key ids cause at most this many reloads: one each second, shared by all who wait. */
const RELOAD_EVERY_MS = 1_000;

/** An Ed25519 private key as a JWK (RFC 8037 §2). */
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
}

/** A new private key, for a process that was given none. */
export async function newPrivateJwk(): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, {
    crv: "Ed25519",
    extractable: true,
  });
  return parsePrivateJwk(JSON.stringify(await exportJWK(privateKey)));
}

/**
 * Reads a private key from its JSON text.
 *
 * @throws Error with a sentence that never shows the key
 */
export function parsePrivateJwk(text: string): PrivateJwk {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's message would quote the key.
    throw new Error("the key is not JSON");
  }
  if (!isPrivateJwk(parsed)) {
    throw new Error('the key is not an Ed25519 private JWK (kty "OKP", crv "Ed25519", x and d)');
  }
  return parsed;
}

function isPrivateJwk(value: unknown): value is PrivateJwk {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { kty, crv, d, x } = value as Record<string, unknown>;
  return (
    kty === "OKP" &&
    crv === "Ed25519" &&
    typeof d === "string" &&
    typeof x === "string" &&
    Buffer.from(d, "base64url").length === 32
  );
}

/** The public half, computed from the private one whatever the given JWK says about it. */
function publicJwkOf({ kty, crv, d, x: given }: PrivateJwk): PublicJwk {
  const privateKey = createPrivateKey({ key: { kty, crv, d, x: given }, format: "jwk" });
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (x === undefined) {
    throw new Error("an Ed25519 key has no public half");
  }
  return { kty, crv, x };
}

export interface SigningKeysOptions {
  readonly database: Database;
  readonly privateJwk: PrivateJwk;
  readonly log: Logger;
  /** Milliseconds; the tests move it. */
  readonly now?: () => number;
}

export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

interface KnownKey {
  readonly jwk: PublicJwk;
  readonly key: CryptoKey;
  /** By this process's clock. */
  readonly expiresAt: number;
}

/**
 * The keys of access tokens (rule U2). Every process signs with its own key, registers the public
 * half in the database, and accepts every key that is registered there and has not expired.
 */
export class SigningKeys {
  readonly #database: Database;
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #own: SigningKey;
  readonly #ownPublicJwk: PublicJwk;
  readonly #timer: NodeJS.Timeout;
  #known: ReadonlyMap<string, KnownKey> = new Map();
  /** When an unknown key id last caused a reload, by the monotonic clock. */
  #lastCausedAt = Number.NEGATIVE_INFINITY;
  #pendingReload: Promise<void> | undefined;

  private constructor(options: SigningKeysOptions, own: SigningKey, ownPublicJwk: PublicJwk) {
    this.#database = options.database;
    this.#log = options.log;
    this.#now = options.now ?? Date.now;
    this.#own = own;
    this.#ownPublicJwk = ownPublicJwk;
    this.#timer = setInterval(() => {
      this.#renew().catch((error: unknown) => {
        this.#log.error({ err: error }, "the signing key could not be renewed");
      });
    }, RENEW_EVERY_MS).unref();
  }

  /** Registers this process's key and loads the accepted ones. */
  static async open(options: SigningKeysOptions): Promise<SigningKeys> {
    const publicJwk = publicJwkOf(options.privateJwk);
    const kid = await calculateJwkThumbprint(publicJwk);
    const key = await importKey({ ...publicJwk, d: options.privateJwk.d });
    const keys = new SigningKeys(options, { kid, key }, publicJwk);
    try {
      await keys.#renew();
    } catch (error) {
      keys.stop();
      throw error;
    }
    return keys;
  }

  /** The key to sign with: registered, and for longer than any token that it signs lives. */
  async signingKey(): Promise<SigningKey> {
    const registered = this.#known.get(this.#own.kid);
    if (registered === undefined || registered.expiresAt - this.#now() < RENEW_BELOW_MS) {
      await this.#renew();
    }
    return this.#own;
  }

  /**
   * The key of that id. One that is not known causes a reload, since another process may have
   * registered it a moment ago.
   *
   * @throws TOKEN_INVALID
   */
  async verificationKey(kid: string): Promise<CryptoKey> {
    const found = this.#find(kid);
    if (found !== undefined) {
      return found;
    }
    await this.#reloadSoon();
    const key = this.#find(kid);
    if (key === undefined) {
      throw new DomainError("TOKEN_INVALID");
    }
    return key;
  }

  /** The accepted keys, as `/.well-known/jwks.json` shows them. */
  jwks(): { keys: JWK[] } {
    const now = this.#now();
    const keys = [...this.#known]
      .filter(([, known]) => known.expiresAt > now)
      .map(([kid, known]) => ({ ...known.jwk, kid, alg: SIGNING_ALGORITHM, use: "sig" }));
    return { keys };
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #find(kid: string): CryptoKey | undefined {
    const known = this.#known.get(kid);
    return known !== undefined && known.expiresAt > this.#now() ? known.key : undefined;
  }

  async #renew(): Promise<void> {
    await this.#database.transaction((trx) =>
      registerSigningKey(trx, {
        kid: this.#own.kid,
        publicJwk: this.#ownPublicJwk,
        lifetimeMs: REGISTERED_FOR_MS,
      }),
    );
    await this.#reload();
  }

  /**
   * Whoever asks while a reload is due shares it. It begins at the earliest a second after the
   * last one of its kind began, so that made-up key ids neither load the database nor keep a key
   * that was just registered from being found.
   */
  #reloadSoon(): Promise<void> {
    this.#pendingReload ??= this.#reloadInTurn().finally(() => {
      this.#pendingReload = undefined;
    });
    return this.#pendingReload;
  }

  async #reloadInTurn(): Promise<void> {
    const wait = this.#lastCausedAt + RELOAD_EVERY_MS - performance.now();
    if (wait > 0) {
      await delay(wait);
    }
    this.#lastCausedAt = performance.now();
    await this.#reload();
  }

  async #reload(): Promise<void> {
    const rows = await listSigningKeys(this.#database.read);
    const now = this.#now();
    const entries = rows.map(async (row): Promise<[string, KnownKey]> => {
      const jwk = row.publicJwk;
      const key = this.#known.get(row.kid)?.key ?? (await importKey(jwk));
      return [row.kid, { jwk, key, expiresAt: now + row.expiresInMs }];
    });
    this.#known = new Map(await Promise.all(entries));
  }
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, SIGNING_ALGORITHM);
  if (key instanceof Uint8Array) {
    throw new TypeError("an Ed25519 key was read as a shared secret");
  }
  return key;
}
