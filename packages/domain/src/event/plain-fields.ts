import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { limitRefusal } from "../limit-refusal.ts";
import type { JsonValue, OccurrenceContent } from "./content.ts";
import { fieldAt } from "../time/event-time.ts";
import { exceedsBytes, requireText, requireWellFormed } from "./text-rules.ts";

/** The fields of an occurrence that have nothing to do with when it is. */
export type PlainFields = Pick<
  OccurrenceContent,
  "title" | "description" | "location" | "status" | "transparency" | "tags" | "metadata"
>;

export const PLAIN_FIELDS = [
  "title",
  "description",
  "location",
  "status",
  "transparency",
  "tags",
  "metadata",
] as const satisfies readonly (keyof PlainFields)[];

/** As a caller gives them (rule X8): absent leaves a field, `null` clears it. */
export type PlainFieldsInput = {
  readonly [F in keyof PlainFields]?: PlainFields[F] | null | undefined;
};

/** What a field is when nobody has set it. A title has no such value. */
export const PLAIN_DEFAULTS: Omit<PlainFields, "title"> = {
  description: "",
  location: "",
  status: "confirmed",
  transparency: "opaque",
  tags: [],
  metadata: {},
};

/**
 * The given fields as they are kept: checked against the limits, `null` replaced by the default,
 * tags and metadata in their normal form. Fields that were not given are not there.
 */
export function checkPlainFields(input: PlainFieldsInput, path: string): Partial<PlainFields> {
  const fields: { -readonly [F in keyof PlainFields]?: PlainFields[F] } = {};
  if (input.title !== undefined) fields.title = checkTitle(input.title, fieldAt(path, "title"));
  if (input.description !== undefined) {
    fields.description = input.description ?? PLAIN_DEFAULTS.description;
    requireText(fields.description, fieldAt(path, "description"), {
      limit: "descriptionLength",
      multiline: true,
    });
  }
  if (input.location !== undefined) {
    fields.location = input.location ?? PLAIN_DEFAULTS.location;
    requireText(fields.location, fieldAt(path, "location"), {
      limit: "locationLength",
      multiline: true,
    });
  }
  if (input.status !== undefined) fields.status = input.status ?? PLAIN_DEFAULTS.status;
  if (input.transparency !== undefined) {
    fields.transparency = input.transparency ?? PLAIN_DEFAULTS.transparency;
  }
  if (input.tags !== undefined) fields.tags = checkTags(input.tags ?? [], fieldAt(path, "tags"));
  if (input.metadata !== undefined) {
    fields.metadata = checkMetadata(input.metadata ?? {}, fieldAt(path, "metadata"));
  }
  return fields;
}

function checkTitle(title: string | null, field: string): string {
  if (title === null || title.trim() === "") {
    throw new DomainError("INVALID_INPUT", { field, message: "The title is empty." });
  }
  requireText(title, field, { limit: "titleLength", multiline: false });
  return title;
}

/** Tags keep the order in which they were first given; a repeated one counts once. */
function checkTags(tags: readonly string[], field: string): readonly string[] {
  const unique = [...new Set(tags)];
  if (unique.length > LIMITS.tags) {
    throw limitRefusal("tags", {
      field,
      message: `There are more than ${LIMITS.tags} tags.`,
      given: unique.length,
    });
  }
  unique.forEach((tag, index) => {
    const tagField = fieldAt(field, String(index));
    if (tag.trim() === "") {
      throw new DomainError("INVALID_INPUT", { field: tagField, message: "The tag is empty." });
    }
    requireText(tag, tagField, { limit: "tagLength", multiline: false });
  });
  return unique;
}

/**
 * A member that is `null` is no member: `null` clears (rule X8), and a diff can then say `null`
 * for a key that is not there. Keys are put in order, which JSON gives no meaning to.
 */
function checkMetadata(metadata: PlainFields["metadata"], field: string): PlainFields["metadata"] {
  const members: Record<string, JsonValue> = {};
  for (const key of Object.keys(metadata).sort()) {
    const value = metadata[key];
    requireKey(key, field);
    if (value === null || value === undefined) continue;
    members[key] = checkJson(value, fieldAt(field, key), 2);
  }
  if (exceedsBytes(JSON.stringify(members), LIMITS.metadataBytes)) {
    throw limitRefusal("metadataBytes", {
      field,
      message: `The metadata takes more than ${LIMITS.metadataBytes} bytes as JSON.`,
    });
  }
  return members;
}

function checkJson(value: JsonValue, field: string, depth: number): JsonValue {
  if (typeof value === "string") {
    requireWellFormed(value, field);
    return value;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new DomainError("INVALID_INPUT", { field, message: "The number is not finite." });
    }
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth > LIMITS.metadataDepth) {
    throw limitRefusal("metadataDepth", {
      field,
      message: `The metadata is nested deeper than ${LIMITS.metadataDepth} levels.`,
    });
  }
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) =>
      checkJson(item, fieldAt(field, String(index)), depth + 1),
    );
  }
  const members: Record<string, JsonValue> = {};
  for (const key of Object.keys(value).sort()) {
    const member = (value as Readonly<Record<string, JsonValue>>)[key];
    requireKey(key, field);
    if (member !== undefined) members[key] = checkJson(member, fieldAt(field, key), depth + 1);
  }
  return members;
}

function requireKey(key: string, field: string): void {
  requireWellFormed(key, field);
  // Assigning it would set an object's prototype and lose the member.
  if (key === "__proto__") {
    throw new DomainError("INVALID_INPUT", { field, message: "The key __proto__ is reserved." });
  }
}
