import type { Id } from "@daybook/db/ids";
import { hashContent, hashLink } from "@daybook/db/chain-hash";
import type { ChainLink } from "@daybook/domain/versions/chain";
import { randomBytes } from "node:crypto";

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
