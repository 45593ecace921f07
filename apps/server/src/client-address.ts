import { isIP } from "node:net";
import type { Config } from "./environment.ts";
import type { HttpContext } from "./http-context.ts";

/** An IPv6 address that only wraps an IPv4 one. */
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The network address that a request came from; see {@link clientAddress}. */
export function callerAddress(
  c: HttpContext,
  { trustedProxies }: Pick<Config, "trustedProxies">,
): string {
  const peer = c.env.incoming.socket.remoteAddress;
  return clientAddress(peer, c.req.header("x-forwarded-for"), trustedProxies);
}

/**
 * The caller's network address. `X-Forwarded-For` is believed only as far as proxies of ours
 * wrote it: each adds the address that it saw to the end, and what stands before is the caller's
 * own claim.
 *
 * @param peer the address of the other end of the connection
 * @param trustedProxies how many proxies of ours stand before the server
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: number,
): string {
  const seen = normaliseAddress(peer ?? "") ?? "unknown";
  if (trustedProxies === 0 || forwardedFor === undefined) {
    return seen;
  }
  // The last proxy's address is the peer; the one before it stands last in the header.
  const claimed = forwardedFor.split(",").reverse().slice(0, trustedProxies);
  let address = seen;
  for (const text of claimed) {
    const next = normaliseAddress(text.trim());
    if (next === undefined) {
      return address;
    }
    address = next;
  }
  return address;
}

function normaliseAddress(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  const address = MAPPED_IPV4.exec(bare)?.[1] ?? bare;
  return isIP(address) === 0 ? undefined : address.toLowerCase();
}
