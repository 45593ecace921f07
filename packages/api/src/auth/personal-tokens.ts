import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findPresentedToken, noteTokenUse } from "@daybook/db/queries/access-tokens.queries";
import { DomainError } from "@daybook/domain/errors";
import { TOKEN_SCOPES, type TokenActor } from "../rpc/actor.ts";
import type { AfterAnswer } from "./after-answer.ts";
import { BoundedCache } from "../caching/bounded-cache.ts";
import { hashToken, isOpaqueToken, PERSONAL_TOKEN_PREFIX } from "./opaque-token.ts";

const CACHED_TOKENS = 5_000;
/** How exactly `lastUsedAt` is kept. */
const NOTE_USE_EVERY_MS = 60_000;

interface VerifiedToken {
  readonly actor: TokenActor;
  readonly expiresAt: number;
}

export interface PersonalTokensOptions {
  readonly database: Database;
  readonly afterAnswer: AfterAnswer;
  /** Milliseconds; the tests move it. */
  readonly now?: () => number;
}

/** Verifies personal access tokens (rule U4). */
export class PersonalTokens {
  readonly #database: Database;
  readonly #afterAnswer: AfterAnswer;
  readonly #now: () => number;
  /** By hash. Never past their expiry, and never instead of the blocklist (rule U3). */
  readonly #verified = new BoundedCache<string, VerifiedToken>(CACHED_TOKENS);
  /** When this process last noted the use of each token. */
  readonly #useNoted = new BoundedCache<Id, number>(CACHED_TOKENS);

  constructor(options: PersonalTokensOptions) {
    this.#database = options.database;
    this.#afterAnswer = options.afterAnswer;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Whose token it is. A token that was verified a moment ago may have been revoked since: the
   * caller asks the blocklist.
   *
   * @throws TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED
   */
  async verify(token: string): Promise<TokenActor> {
    if (!isOpaqueToken(PERSONAL_TOKEN_PREFIX, token)) {
      throw new DomainError("TOKEN_INVALID");
    }
    const hash = hashToken(token);
    const key = hash.toString("base64url");
    const verified = this.#verified.get(key) ?? (await this.#lookUp(hash));
    if (verified.expiresAt <= this.#now()) {
      this.#verified.delete(key);
      throw new DomainError("TOKEN_EXPIRED");
    }
    this.#verified.set(key, verified);
    return verified.actor;
  }

  /** Notes the use of a token that was accepted, after the answer and at most once a minute. */
  noteUse(tokenId: Id): void {
    const now = this.#now();
    if (now - (this.#useNoted.get(tokenId) ?? Number.NEGATIVE_INFINITY) < NOTE_USE_EVERY_MS) {
      return;
    }
    this.#useNoted.set(tokenId, now);
    this.#afterAnswer.run("the last use of a personal token", () =>
      this.#database.transaction((trx) => noteTokenUse(trx, tokenId, NOTE_USE_EVERY_MS)),
    );
  }

  async #lookUp(hash: Buffer): Promise<VerifiedToken> {
    const found = await findPresentedToken(this.#database.read, hash);
    if (found === undefined) {
      throw new DomainError("TOKEN_INVALID");
    }
    if (found.revoked) {
      throw new DomainError("TOKEN_REVOKED");
    }
    return {
      actor: {
        kind: "token",
        userId: found.userId,
        tokenId: found.id,
        scopes: TOKEN_SCOPES.filter((scope) => found.scopes.includes(scope)),
      },
      expiresAt: this.#now() + found.expiresInMs,
    };
  }
}
