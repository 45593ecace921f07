import type { Id } from "@daybook/db/ids";
import { type ChainLink, chainHashInput, contentHashInput } from "@daybook/domain/versions/chain";
import { createHash, randomBytes } from "node:crypto";

/** The hashes of one version (rule V8). */
export interface VersionSeal {
  readonly salt: Uint8Array;
  readonly contentHash: Uint8Array;
  readonly chainHash: Uint8Array;
}

export type SealedFacts = Omit<ChainLink, "contentHash"> & { readonly eventId: Id };

/** Seals a new version: salts and hashes its stored bytes and links it to the one before. */
export function sealVersion(content: string, facts: SealedFacts): VersionSeal {
  const salt = randomBytes(16);
  const contentHash = hashContent(salt, content);
  return { salt, contentHash, chainHash: hashLink({ ...facts, contentHash }) };
}

export function hashContent(salt: Uint8Array, content: string): Uint8Array {
  return sha256(contentHashInput(salt, content));
}

export function hashLink(link: ChainLink): Uint8Array {
  return sha256(chainHashInput(link));
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}
