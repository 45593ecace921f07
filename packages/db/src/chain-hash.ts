import { hash } from "node:crypto";
import { type ChainLink, HashInput } from "@daybook/domain/versions/chain";

/** Written anew for each hash, which is taken at once. */
const input = new HashInput();

/** The hash of a version's content as it is stored (rule V8). */
export function hashContent(salt: Uint8Array, storedContent: string): Uint8Array {
  return hash("sha256", input.ofContent(salt, storedContent), "buffer");
}

/** The hash that binds a version to the one before it (rule V8). */
export function hashLink(link: ChainLink): Uint8Array {
  return hash("sha256", input.ofLink(link), "buffer");
}

/** {@link hashContent} in hexadecimal digits, which are made faster than a Buffer. */
export function hexHashOfContent(salt: Uint8Array, storedContent: string): string {
  return hash("sha256", input.ofContent(salt, storedContent), "hex");
}

/** {@link hashLink} in hexadecimal digits. */
export function hexHashOfLink(link: ChainLink): string {
  return hash("sha256", input.ofLink(link), "hex");
}
