import { type Id, isId, newId } from "@daybook/db/ids";
import { DomainError } from "@daybook/domain/errors";
import { errors, jwtVerify, SignJWT } from "jose";
import { hash } from "node:crypto";
import type { SessionActor } from "../rpc/actor.ts";
import { BoundedCache } from "../caching/bounded-cache.ts";
import { SIGNING_ALGORITHM, type SigningKeys } from "./signing-keys.ts";

/** How long an access token holds (rule U2). */
export const ACCESS_TOKEN_MS = 15 * 60_000;

const TOKEN_TYPE = "at+jwt";
/** Ours have about 400 characters; longer texts are not looked at. */
const MAX_TOKEN_LENGTH = 2_048;
const CACHED_TOKENS = 10_000;

export interface AccessTokensOptions {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds; the tests move it. */
  readonly now?: () => number;
}

export interface IssuedAccessToken {
  readonly token: string;
  readonly expiresAt: number;
}

interface VerifiedToken {
  readonly actor: SessionActor;
  readonly expiresAt: number;
}

/** Issues and verifies access tokens: JWTs (RFC 9068) signed with Ed25519 (rule U2). */
export class AccessTokens {
  readonly #keys: SigningKeys;
  readonly #issuer: string;
  readonly #audience: string;
  readonly #now: () => number;
  /**
   * Tokens whose signature was verified, by their hash: verifying costs more than the rest of a
   * call. Never past their expiry, and never instead of the blocklist, which every caller of
   * {@link verify} asks as well.
   */
  readonly #verified = new BoundedCache<string, VerifiedToken>(CACHED_TOKENS);

  constructor(options: AccessTokensOptions) {
    this.#keys = options.keys;
    this.#issuer = options.issuer;
    this.#audience = options.audience;
    this.#now = options.now ?? Date.now;
  }

  /** @param session whose token it is; the token never outlives it */
  async issue(session: {
    readonly id: Id;
    readonly userId: Id;
    readonly expiresAt: number;
  }): Promise<IssuedAccessToken> {
    const { kid, key } = await this.#keys.signingKey();
    const issuedAt = Math.floor(this.#now() / 1_000);
    const expiresAt = Math.min(
      issuedAt + ACCESS_TOKEN_MS / 1_000,
      Math.floor(session.expiresAt / 1_000),
    );
    const token = await new SignJWT({ sid: session.id })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: TOKEN_TYPE, kid })
      .setIssuer(this.#issuer)
      .setAudience(this.#audience)
      .setSubject(session.userId)
      .setJti(newId())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key);
    return { token, expiresAt: expiresAt * 1_000 };
  }

  /**
   * Whose token it is. Says nothing about revocation: the caller asks the blocklist.
   *
   * @throws TOKEN_EXPIRED, TOKEN_INVALID
   */
  async verify(token: string): Promise<SessionActor> {
    if (token.length > MAX_TOKEN_LENGTH) {
      throw new DomainError("TOKEN_INVALID");
    }
    const digest = hash("sha256", token, "base64url");
    const cached = this.#verified.get(digest);
    if (cached !== undefined) {
      if (cached.expiresAt <= this.#now()) {
        this.#verified.delete(digest);
        throw new DomainError("TOKEN_EXPIRED");
      }
      return cached.actor;
    }
    const verified = await this.#verifySignature(token);
    this.#verified.set(digest, verified);
    return verified.actor;
  }

  async #verifySignature(token: string): Promise<VerifiedToken> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#keyOf(kid), {
        algorithms: [SIGNING_ALGORITHM],
        typ: TOKEN_TYPE,
        issuer: this.#issuer,
        audience: this.#audience,
        requiredClaims: ["sub", "sid", "jti", "exp", "iat"],
        currentDate: new Date(this.#now()),
      });
      const { sub, sid, jti, exp } = payload;
      if (!isIdClaim(sub) || !isIdClaim(sid) || !isIdClaim(jti) || exp === undefined) {
        throw new DomainError("TOKEN_INVALID");
      }
      return {
        actor: { kind: "session", userId: sub, sessionId: sid, tokenId: jti },
        expiresAt: exp * 1_000,
      };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  #keyOf(kid: string | undefined) {
    if (kid === undefined) {
      throw new DomainError("TOKEN_INVALID");
    }
    return this.#keys.verificationKey(kid);
  }
}

/** What jose refuses is the token's fault; anything else (a database that is away) is not. */
function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return new DomainError("TOKEN_EXPIRED", { cause: error });
  }
  if (error instanceof errors.JOSEError) {
    return new DomainError("TOKEN_INVALID", { cause: error });
  }
  return error;
}

function isIdClaim(claim: unknown): claim is Id {
  return typeof claim === "string" && isId(claim);
}
