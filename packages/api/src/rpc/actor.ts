import type { Id } from "@daybook/db/ids";

/** What a personal token may be used for (rule U4). A session may do all of them. */
export type TokenScope = "read" | "write" | "share" | "admin";

export const TOKEN_SCOPES: readonly TokenScope[] = ["read", "write", "share", "admin"];

/** Who is calling, proven by a session's access token or by a personal token. */
export type Actor = SessionActor | TokenActor;

export interface SessionActor {
  readonly kind: "session";
  readonly userId: Id;
  readonly sessionId: Id;
  /** `jti` of the access token, which can be revoked on its own. */
  readonly tokenId: Id;
}

export interface TokenActor {
  readonly kind: "token";
  readonly userId: Id;
  /** The personal token's id. */
  readonly tokenId: Id;
  readonly scopes: readonly TokenScope[];
}

/** The id of the caller's session or personal token, for the audit trail. */
export function credentialOf(actor: Actor): { sessionId: Id | null; tokenId: Id | null } {
  return actor.kind === "session"
    ? { sessionId: actor.sessionId, tokenId: null }
    : { sessionId: null, tokenId: actor.tokenId };
}

/** The ids any of which may be revoked, so that the caller is refused (rule U3). */
export function credentialIds(actor: Actor): readonly Id[] {
  return actor.kind === "session" ? [actor.sessionId, actor.tokenId] : [actor.tokenId];
}
