import type { ErrorReason } from "@daybook/domain/errors";

/** The `type` of a problem (RFC 9457 §3.1.1): a name, and not an address. */
export function problemTypeOf(reason: ErrorReason): string {
  return `urn:daybook:problem:${reason.toLowerCase().replaceAll("_", "-")}`;
}
