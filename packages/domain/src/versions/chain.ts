/** What made a version (rule V1). */
export const VERSION_KINDS = [
  "create",
  "update",
  "delete",
  "restore",
  "rollback",
  "undo",
  "import",
  "split",
  "move",
] as const;

export type VersionKind = (typeof VERSION_KINDS)[number];

/** The facts of one version that its chain hash binds (rule V8). */
export interface ChainLink {
  /** Chain hash of the version before; null for version 1. */
  readonly previousChainHash: Uint8Array | null;
  readonly eventId: string;
  readonly version: number;
  readonly kind: VersionKind;
  /** Epoch milliseconds by the database's clock. */
  readonly at: number;
  readonly actorId: string;
  /** Whether the event is deleted from this version on. */
  readonly deleted: boolean;
  readonly contentHash: Uint8Array;
}

/*
 * Both inputs begin with a name of their own and give every part its length, so that no two
 * different sets of facts share bytes and a content can never pass for a link.
 */
const CONTENT_TAG = "daybook-content-1";
const CHAIN_TAG = "daybook-chain-1";

// In every runtime that Daybook knows, but in none of the language's own type libraries.
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

const utf8 = new TextEncoder();

/**
 * The bytes whose hash is a version's content hash (rule V8): of the stored text as it is stored,
 * and a random salt, so that a removed content cannot be guessed from its hash.
 */
export function contentHashInput(salt: Uint8Array, storedContent: string): Uint8Array {
  return lengthPrefixed([utf8.encode(CONTENT_TAG), salt, utf8.encode(storedContent)]);
}

/**
 * The bytes whose hash is a version's chain hash (rule V8). They hold the content's hash and not
 * the content, which can therefore be removed one day without breaking the chain.
 */
export function chainHashInput(link: ChainLink): Uint8Array {
  return lengthPrefixed([
    utf8.encode(CHAIN_TAG),
    link.previousChainHash ?? new Uint8Array(),
    utf8.encode(link.eventId),
    utf8.encode(String(link.version)),
    utf8.encode(link.kind),
    utf8.encode(String(link.at)),
    utf8.encode(link.actorId),
    utf8.encode(link.deleted ? "deleted" : "live"),
    link.contentHash,
  ]);
}

const LENGTH_BYTES = 4;

function lengthPrefixed(parts: readonly Uint8Array[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += LENGTH_BYTES + part.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const part of parts) {
    view.setUint32(offset, part.length);
    bytes.set(part, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + part.length;
  }
  return bytes;
}
