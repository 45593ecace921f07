import { createHash } from "node:crypto";

/** What an answer that has a version of its own looks like. */
interface Versioned {
  readonly version: number;
}

/**
 * The strong entity tag of an answer (RFC 9110 §8.8.3): the version, where it is of one thing that
 * has one, and a hash of all that the answer depends on besides: rights, names, zones.
 */
export function entityTagOf(answer: unknown): string {
  const hash = createHash("sha256")
    .update(JSON.stringify(answer) ?? "")
    .digest("base64url")
    .slice(0, 16);
  return isVersioned(answer) ? `"${answer.version}-${hash}"` : `"${hash}"`;
}

/** RFC 9110 §13.1.2: any of a list, weak or not, or whatever there is. */
export function isKnownTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((one) => one.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(tag) || tags.includes("*");
}

/** The thing with a version that an answer is, or that it says the new state of. */
export function taggedPart(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null) return answer;
  const changed = "changed" in answer && "event" in answer ? answer.event : answer;
  return isVersioned(changed) ? changed : answer;
}

function isVersioned(value: unknown): value is Versioned {
  return (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    typeof value.version === "number" &&
    "id" in value
  );
}
