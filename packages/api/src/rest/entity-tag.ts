import { hash } from "node:crypto";

/** What an answer that has a version of its own looks like. */
interface Versioned {
  readonly version: number;
}

/** So long that a digest of decimal digits alone is no version either. */
const DIGEST_DIGITS = 24;

/**
 * The strong entity tag of an answer (RFC 9110 §8.8.3): the version, where it is of one thing that
 * has one, and a hash of all that the answer depends on besides: rights, names, zones. The hash is
 * in hexadecimal digits, which have no hyphen: by itself it never looks like a version.
 */
export function entityTagOf(answer: unknown): string {
  const digest = hash("sha256", JSON.stringify(answer) ?? "", "hex").slice(0, DIGEST_DIGITS);
  return isVersioned(answer) ? `"${answer.version}-${digest}"` : `"${digest}"`;
}

/** One strong tag that begins with a version, or is one. */
const VERSION_TAG = /^"([1-9]\d{0,9})(?:-[\w-]+)?"$/;

/** The version that an entity tag says; undefined where it says none. */
export function versionInTag(tag: string): number | undefined {
  const version = VERSION_TAG.exec(tag)?.[1];
  return version === undefined ? undefined : Number(version);
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
