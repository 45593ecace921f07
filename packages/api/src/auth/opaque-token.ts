import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** Tokens that say nothing of themselves. The prefix tells people, and scanners, what leaked. */
export type TokenPrefix = "dbr_" | "dbp_" | "dbf_";

export const REFRESH_TOKEN_PREFIX = "dbr_";
export const PERSONAL_TOKEN_PREFIX = "dbp_";
export const FEED_TOKEN_PREFIX = "dbf_";

const SECRET_BYTES = 32;
/** 32 bytes in base64url, without padding. */
const SECRET_FORM = /^[A-Za-z0-9_-]{43}$/;

/** A new token of 256 random bits. It is shown once; what is stored is its hash. */
export function newOpaqueToken(prefix: TokenPrefix): string {
  return prefix + randomBytes(SECRET_BYTES).toString("base64url");
}

/** Whether the text could be such a token; nothing is looked up for one that could not. */
export function isOpaqueToken(prefix: TokenPrefix, text: string): boolean {
  return text.startsWith(prefix) && SECRET_FORM.test(text.slice(prefix.length));
}

/** What is stored of a token: SHA-256 suffices, for there is nothing to guess in 256 random bits. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

const SUCCESSOR_LABEL = "daybook refresh token successor v1";
const KEY_LABEL = "daybook idempotency key v1";
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a refresh token so that only the holder of its predecessor can read it (rule U2). The
 * database holds the predecessor's hash, from which the key does not follow.
 */
export function sealSuccessor(successor: string, predecessor: string, sessionId: string): Buffer {
  return seal(successor, sealingKey(SUCCESSOR_LABEL, predecessor, sessionId));
}

/** Reads what {@link sealSuccessor} sealed; throws when it was changed or is another's. */
export function openSuccessor(sealed: Uint8Array, predecessor: string, sessionId: string): string {
  return open(sealed, sealingKey(SUCCESSOR_LABEL, predecessor, sessionId));
}

/**
 * Seals a secret that a call answered, so that whoever repeats the call with its idempotency key
 * is answered the same (rule C2) and the database alone does not tell it: it holds the key's hash.
 */
export function sealUnderKey(secret: string, idempotencyKey: string, id: string): Buffer {
  return seal(secret, sealingKey(KEY_LABEL, idempotencyKey, id));
}

/** Reads what {@link sealUnderKey} sealed; throws when it was changed or is another's. */
export function openUnderKey(sealed: Uint8Array, idempotencyKey: string, id: string): string {
  return open(sealed, sealingKey(KEY_LABEL, idempotencyKey, id));
}

function seal(text: string, key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]);
}

function open(sealed: Uint8Array, key: Uint8Array): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const text = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
}

function sealingKey(label: string, secret: string, id: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, id, label, 32));
}
