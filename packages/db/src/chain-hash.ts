import { hash } from "node:crypto";
import { type ChainLink, chainHashInput, contentHashInput } from "@daybook/domain/versions/chain";

/** The hash of a version's content as it is stored (rule V8). */
export function hashContent(salt: Uint8Array, storedContent: string): Uint8Array {
  return sha256(contentHashInput(salt, storedContent));
}

/** The hash that binds a version to the one before it (rule V8). */
export function hashLink(link: ChainLink): Uint8Array {
  return sha256(chainHashInput(link));
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}
