/**
 * How values are stored: ids as 16 bytes, instants as epoch milliseconds, flags as 0 or 1, JSON as
 * text. The stored types are branded, so that a value which did not pass through here does not
 * compile as a column.
 */
import { isId } from "./ids.ts";
import type { Id } from "./ids.ts";

declare const stored: unique symbol;

/** An id as its 16 bytes. */
export type StoredId = Uint8Array & { readonly [stored]: "id" };

/** An id as a query may answer it: its bytes in 32 hexadecimal digits, of either case. */
export type HexId = string & { readonly [stored]: "hex-id" };

/** A SHA-256 digest: 32 bytes. */
export type StoredHash = Uint8Array & { readonly [stored]: "hash" };

/** Bytes of any other kind: a salt, a sealed secret. */
export type StoredBytes = Uint8Array & { readonly [stored]: "bytes" };

/** A boolean. */
export type StoredFlag = 0 | 1;

/** JSON as text. */
export type StoredJson = string & { readonly [stored]: "json" };

/** An instant in epoch milliseconds, by the database's clock unless its column says otherwise. */
export type StoredInstant = number;

/** @throws TypeError if the text is not an id in its one form. */
export function toStoredId(id: Id): StoredId {
  if (!isId(id)) throw new TypeError(`Not an id: ${JSON.stringify(id)}`);
  const hex = id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
  return brand<StoredId>(Buffer.from(hex, "hex"));
}

export function toStoredIdOrNull(id: Id | null): StoredId | null {
  return id === null ? null : toStoredId(id);
}

/** @throws TypeError if there are not 16 bytes. */
export function fromStoredId(bytes: StoredId): Id {
  if (bytes.byteLength !== 16) throw new TypeError(`Not an id: ${bytes.byteLength} bytes`);
  return fromHex(bytes.toHex());
}

/** @throws TypeError if there are not 32 digits. */
export function fromHexId(hex: HexId): Id {
  if (hex.length !== 32) throw new TypeError(`Not an id: ${hex.length} digits`);
  return fromHex(hex);
}

/**
 * Ids that were read before, by their last two digits: the rows of a list name the same calendar and
 * the same people again and again.
 */
const ID_SLOTS = 256;
const slotDigits: string[] = Array.from({ length: ID_SLOTS }, () => "");
const slotIds: Id[] = Array.from({ length: ID_SLOTS }, () => "");

function fromHex(hex: string): Id {
  const slot = (hex.charCodeAt(30) * 16 + hex.charCodeAt(31)) & (ID_SLOTS - 1);
  if (slotDigits[slot] !== hex) {
    // Joined in one go: pieces added up are put together later, each time that JSON is made of them.
    const small = hex.toLowerCase();
    slotIds[slot] = [
      small.slice(0, 8),
      small.slice(8, 12),
      small.slice(12, 16),
      small.slice(16, 20),
      small.slice(20),
    ].join("-");
    slotDigits[slot] = hex;
  }
  return slotIds[slot] ?? "";
}

export function fromStoredIdOrNull(bytes: StoredId | null): Id | null {
  return bytes === null ? null : fromStoredId(bytes);
}

/** @throws TypeError if the digest does not have 32 bytes. */
export function toStoredHash(digest: Uint8Array): StoredHash {
  if (digest.byteLength !== 32) throw new TypeError(`Not a digest: ${digest.byteLength} bytes`);
  return brand<StoredHash>(asBuffer(digest));
}

export function toStoredBytes(bytes: Uint8Array): StoredBytes {
  return brand<StoredBytes>(asBuffer(bytes));
}

export function toStoredFlag(value: boolean): StoredFlag {
  return value ? 1 : 0;
}

export function fromStoredFlag(flag: StoredFlag): boolean {
  return flag !== 0;
}

export function toStoredJson(value: unknown): StoredJson {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError("undefined is not JSON");
  return text as StoredJson;
}

/** The value as it was stored. The caller names its type: only this package writes these columns. */
export function fromStoredJson<T>(text: StoredJson): T {
  return JSON.parse(text) as T;
}

/** Two byte strings by their order in the database's indexes. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** mysql2 tells bytes by the class Buffer; a plain Uint8Array would be sent as text. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Brands exist for the compiler alone: there is no such property at run time. */
function brand<T extends Uint8Array>(bytes: Buffer): T {
  return bytes as Uint8Array as T;
}
