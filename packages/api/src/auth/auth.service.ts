import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { listBlockedSince } from "@daybook/db/queries/blocklist.queries";
import { DomainError } from "@daybook/domain/errors";
import type { JWK } from "jose";
import { type Actor, credentialIds } from "../rpc/actor.ts";
import type { Logger } from "../rpc/logger.ts";
import { AccessTokens } from "./access-token.ts";
import { AfterAnswer } from "./after-answer.ts";
import { Blocklist } from "./blocklist.ts";
import { PERSONAL_TOKEN_PREFIX } from "./opaque-token.ts";
import { PasswordHasher } from "./password-hasher.ts";
import { PersonalTokens } from "./personal-tokens.ts";
import { SignInLimits } from "./sign-in-limits.ts";
import { type PrivateJwk, SigningKeys } from "./signing-keys.ts";

/**
 * Issuer and audience name the product and not an address: all processes on one database accept
 * each other's tokens, whatever they are called from outside. Installations are told apart by
 * their keys.
 */
const DEFAULT_ISSUER = "daybook";
const DEFAULT_AUDIENCE = "daybook-api";

export interface AuthServiceOptions {
  readonly database: Database;
  /** An Ed25519 private key; each process may have its own. */
  readonly privateJwk: PrivateJwk;
  readonly log: Logger;
  readonly issuer?: string;
  readonly audience?: string;
  readonly passwords?: PasswordHasher;
  /** Milliseconds; the tests move it. */
  readonly now?: () => number;
}

/** Who is calling? What answers that lives as long as the process (rules U1 to U5). */
export interface AuthService {
  readonly passwords: PasswordHasher;
  readonly signInLimits: SignInLimits;
  readonly accessTokens: AccessTokens;
  readonly blocklist: Blocklist;
  readonly afterAnswer: AfterAnswer;

  /**
   * Who sent a request with this `Authorization` header; undefined without one.
   *
   * @throws TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED; UNAVAILABLE when the blocklist could not
   *   be read for a second
   */
  authenticate(authorization: string | undefined): Promise<Actor | undefined>;

  /** The key set for `/.well-known/jwks.json`. */
  jwks(): { keys: JWK[] };

  /** Whether the blocklist was read within the last second: without it nobody gets in. */
  isFresh(): boolean;

  /**
   * Calls back with each session, personal token or `jti` that ends, in whichever process: live
   * streams end with theirs. Answers what ends the subscription.
   */
  onRevoked(listener: (id: Id) => void): () => void;

  /** Ends the timers, and writes what was left for after the answers. */
  stop(): Promise<void>;
}

/** Registers this process's key, and loads the keys and the blocklist of all others. */
export async function openAuthService(options: AuthServiceOptions): Promise<AuthService> {
  const { database, log } = options;
  const now = options.now === undefined ? {} : { now: options.now };
  const keys = await SigningKeys.open({ database, log, privateJwk: options.privateJwk, ...now });
  const blocklist = await Blocklist.open({
    read: (since) => listBlockedSince(database.read, since),
    log,
  }).catch((error: unknown) => {
    keys.stop();
    throw error;
  });
  const afterAnswer = new AfterAnswer(log);
  const personalTokens = new PersonalTokens({ database, afterAnswer, ...now });
  const accessTokens = new AccessTokens({
    keys,
    issuer: options.issuer ?? DEFAULT_ISSUER,
    audience: options.audience ?? DEFAULT_AUDIENCE,
    ...now,
  });
  return {
    passwords: options.passwords ?? new PasswordHasher(),
    signInLimits: new SignInLimits(database),
    accessTokens,
    blocklist,
    afterAnswer,
    async authenticate(authorization) {
      const token = bearerToken(authorization);
      if (token === undefined) {
        return undefined;
      }
      if (token.startsWith(PERSONAL_TOKEN_PREFIX)) {
        const actor = await personalTokens.verify(token);
        await blocklist.refuseBlocked(...credentialIds(actor));
        personalTokens.noteUse(actor.tokenId);
        return actor;
      }
      const actor = await accessTokens.verify(token);
      await blocklist.refuseBlocked(...credentialIds(actor));
      return actor;
    },
    jwks: () => keys.jwks(),
    isFresh: () => blocklist.isFresh(),
    onRevoked: (listener) => blocklist.onRevoked(listener),
    async stop() {
      keys.stop();
      blocklist.stop();
      await afterAnswer.settle();
    },
  };
}

/** The token of an `Authorization` header (RFC 6750 §2.1); the scheme is read without case. */
function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) {
    return undefined;
  }
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new DomainError("TOKEN_INVALID");
  }
  return token;
}
