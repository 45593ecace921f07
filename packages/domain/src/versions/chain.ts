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

/**
 * The bytes whose hash is a version's content hash (rule V8): of the stored text as it is stored,
 * and a random salt, so that a removed content cannot be guessed from its hash.
 */
export function contentHashInput(salt: Uint8Array, storedContent: string): Uint8Array {
  return new HashInput().ofContent(salt, storedContent).slice();
}

/**
 * The bytes whose hash is a version's chain hash (rule V8). They hold the content's hash and not
 * the content, which can therefore be removed one day without breaking the chain.
 */
export function chainHashInput(link: ChainLink): Uint8Array {
  return new HashInput().ofLink(link).slice();
}

// In every runtime that Daybook knows, but in none of the language's own type libraries.
declare class TextEncoder {
  encodeInto(text: string, into: Uint8Array): { readonly written: number };
}

const utf8 = new TextEncoder();

const LENGTH_BYTES = 4;
/** Of UTF-8 for one UTF-16 code unit. */
const MOST_BYTES_PER_UNIT = 3;
const NO_BYTES = new Uint8Array();

/**
 * Writes {@link contentHashInput} and {@link chainHashInput} into the same bytes again and again,
 * for whoever hashes many. What it returns is good until it is asked for the next.
 */
export class HashInput {
  #bytes = new Uint8Array(1_024);
  #length = 0;

  ofContent(salt: Uint8Array, storedContent: string): Uint8Array {
    this.#length = 0;
    this.#addText(CONTENT_TAG);
    this.#addBytes(salt);
    this.#addText(storedContent);
    return this.#bytes.subarray(0, this.#length);
  }

  ofLink(link: ChainLink): Uint8Array {
    this.#length = 0;
    this.#addText(CHAIN_TAG);
    this.#addBytes(link.previousChainHash ?? NO_BYTES);
    this.#addText(link.eventId);
    this.#addText(String(link.version));
    this.#addText(link.kind);
    this.#addText(String(link.at));
    this.#addText(link.actorId);
    this.#addText(link.deleted ? "deleted" : "live");
    this.#addBytes(link.contentHash);
    return this.#bytes.subarray(0, this.#length);
  }

  #addBytes(part: Uint8Array): void {
    this.#reserve(part.length);
    this.#bytes.set(part, this.#length + LENGTH_BYTES);
    this.#addLength(part.length);
  }

  #addText(text: string): void {
    this.#reserve(text.length * MOST_BYTES_PER_UNIT);
    const start = this.#length + LENGTH_BYTES;
    const ascii = text.length <= SHORT_TEXT ? this.#writeAscii(text, start) : undefined;
    this.#addLength(ascii ?? utf8.encodeInto(text, this.#bytes.subarray(start)).written);
  }

  /** Short texts are written faster so. Undefined where there is more in it than ASCII. */
  #writeAscii(text: string, start: number): number | undefined {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return undefined;
      this.#bytes[start + index] = unit;
    }
    return text.length;
  }

  /** The length of a part, in four bytes before it. */
  #addLength(length: number): void {
    const bytes = this.#bytes;
    bytes[this.#length] = length >>> 24;
    bytes[this.#length + 1] = length >>> 16;
    bytes[this.#length + 2] = length >>> 8;
    bytes[this.#length + 3] = length;
    this.#length += LENGTH_BYTES + length;
  }

  #reserve(most: number): void {
    const needed = this.#length + LENGTH_BYTES + most;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(needed * 2);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Up to how long a text is short; ids, numbers and words are. */
const SHORT_TEXT = 64;
