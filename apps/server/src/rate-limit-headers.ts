import type { ServiceLimit } from "@daybook/api/limits/service-limits";

/**
 * Says what is left of the limits that a call was counted against, in the fields of
 * draft-ietf-httpapi-ratelimit-headers-11: lists of structured fields (RFC 9651).
 */
export function setRateLimitHeaders(headers: Headers, limits: readonly ServiceLimit[]): void {
  if (limits.length === 0) return;
  headers.set("ratelimit-policy", limits.map(policyItem).join(", "));
  headers.set("ratelimit", limits.map(limitItem).join(", "));
}

function policyItem({ policy, quota, unit, windowSeconds }: ServiceLimit): string {
  return item(policy, {
    q: quota,
    qu: unit === undefined ? undefined : JSON.stringify(unit),
    w: windowSeconds,
  });
}

function limitItem({ policy, remaining, resetSeconds }: ServiceLimit): string {
  return item(policy, { r: remaining, t: resetSeconds });
}

/** Names are visible ASCII without quotes and backslashes: as JSON they are strings here too. */
function item(name: string, parameters: Readonly<Record<string, number | string | undefined>>) {
  const said = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return [JSON.stringify(name), ...said.map(([key, value]) => `${key}=${value}`)].join(";");
}
