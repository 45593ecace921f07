import { isIPv6 } from "node:net";

const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;
const IPV4_IN_IPV6 = "0:0:0:0:0:ffff";

/**
 * What counts as one address for limits: an IPv4 address, however it is written, or the /64
 * network of an IPv6 address, for whoever holds one holds all of it.
 */
export function networkOf(address: string): string {
  const withoutZone = address.replace(/%.*$/, "");
  if (!isIPv6(withoutZone)) {
    return address;
  }
  const groups = groupsOf(withoutZone);
  return groups.slice(0, 6).join(":") === IPV4_IN_IPV6
    ? groups.slice(6).flatMap(bytesOf).join(".")
    : `${groups.slice(0, GROUPS_OF_NETWORK).join(":")}::/64`;
}

/** The eight groups of an IPv6 address, by way of the form into which URLs bring it. */
function groupsOf(address: string): string[] {
  const { hostname } = new URL(`http://[${address}]`);
  const [before, after] = hostname.slice(1, -1).split("::");
  const head = split(before);
  const tail = split(after);
  return [...head, ...Array<string>(GROUPS - head.length - tail.length).fill("0"), ...tail];
}

function split(groups: string | undefined): string[] {
  return groups === undefined || groups === "" ? [] : groups.split(":");
}

function bytesOf(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
