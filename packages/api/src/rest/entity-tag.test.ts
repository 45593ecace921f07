import fc from "fast-check";
import { expect, test } from "vitest";
import { entityTagOf, versionInTag } from "./entity-tag.ts";

test("[V3] the tag of a thing that has a version says it, and the tag of anything else never says one", () => {
  const versions = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(versions, fc.string(), (version, title) => {
      const tag = entityTagOf({ id: "an id", version, title });
      expect(versionInTag(tag)).toBe(version);
      expect(versionInTag(`W/${tag}`)).toBeUndefined();
    }),
  );
  // A digest in an alphabet with hyphens began like a version once in some hundred answers.
  for (let n = 0; n < 5_000; n += 1) {
    expect(versionInTag(entityTagOf({ items: [n], nextCursor: null }))).toBeUndefined();
  }
});
