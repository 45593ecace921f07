import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DomainError } from "../errors.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent, JsonValue } from "./content.ts";
import {
  CONTENT_SCHEMA,
  type ContentUpgrade,
  UPGRADES,
  canonicalJson,
  contentSchemaOf,
  decodeContent,
  encodeContent,
  upgradeContent,
} from "./stored-content.ts";

// A key that checkMetadata refuses.
const isKept = (value: unknown): boolean => !JSON.stringify(value).includes("__proto__");
const json = fc.jsonValue({ maxDepth: 3 }).filter(isKept) as fc.Arbitrary<JsonValue>;
const metadata = fc.dictionary(fc.string(), json, { noNullPrototype: true }).filter(isKept);

/** The same value with the keys of every object in another order. */
function shuffled<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled) as T;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  ) as T;
}

describe("canonical text", () => {
  test("[V8] the stored bytes of a content are these, for ever", () => {
    const content = aSeries("FREQ=WEEKLY;BYDAY=MO", {
      tags: ["b", "a"],
      metadata: { z: 1, a: { d: [1, "é"], c: null } },
      recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", exdates: ["2026-03-09T09:00:00"] },
      overrides: {
        "2026-03-30T09:00:00": { location: "Room 2", title: "Retro" },
        "2026-03-16T09:00:00": { status: "cancelled" },
      },
    });
    expect(encodeContent(content)).toBe(
      '{"title":"Stand-up","description":"","location":"","status":"confirmed",' +
        '"transparency":"opaque","allDay":false,"start":"2026-03-02T09:00:00",' +
        '"end":"2026-03-02T09:30:00","timeZone":"Europe/Berlin",' +
        '"recurrence":{"rrule":"FREQ=WEEKLY;BYDAY=MO","rdates":[],"exdates":["2026-03-09T09:00:00"]},' +
        '"overrides":{"2026-03-16T09:00:00":{"status":"cancelled"},' +
        '"2026-03-30T09:00:00":{"title":"Retro","location":"Room 2"}},' +
        '"tags":["b","a"],"metadata":{"a":{"c":null,"d":[1,"é"]},"z":1}}',
    );
  });

  test("[V8] the text does not depend on the order of keys", () => {
    fc.assert(
      fc.property(metadata, metadata, (own, other) => {
        const content: EventContent = {
          ...aSeries(),
          metadata: own,
          overrides: {
            "2026-03-09T09:00:00": { title: "x", metadata: other },
            "2026-03-16T09:00:00": { location: "y", title: "z" },
          },
        };
        expect(encodeContent(shuffled(content))).toBe(encodeContent(content));
      }),
    );
  });

  test("[V9] what was encoded is read back as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), metadata, (description, own) => {
        const content = { ...aSeries(), description, metadata: own };
        const text = encodeContent(content);
        expect(encodeContent(decodeContent(text, CONTENT_SCHEMA))).toBe(text);
        expect(decodeContent(text, CONTENT_SCHEMA)).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });

  test("a value in canonical order is given back itself", () => {
    const ordered = { a: [{ b: 1, c: 2 }], d: "x" };
    expect(canonicalJson(ordered)).toBe(ordered);
    expect(canonicalJson({ a: ordered, b: [ordered] })).toMatchObject({ a: ordered });
  });

  test("an undefined member is no member", () => {
    const content = { ...aSeries(), overrides: { "2026-03-09T09:00:00": { title: "x" } } };
    const loose = {
      ...content,
      overrides: { "2026-03-09T09:00:00": { title: "x", location: undefined } },
    } as unknown as EventContent;
    expect(encodeContent(loose)).toBe(encodeContent(content));
  });
});

describe("[F1] calendar properties", () => {
  const lines = ["X-A;B=1:c", "BEGIN:VALARM", "END:VALARM"];

  test("[V8] [F1] come last in the stored bytes, and only where there are some", () => {
    expect(encodeContent(anEvent({ calendarProperties: [] }))).toBe(encodeContent(anEvent()));
    expect(encodeContent(anEvent({ calendarProperties: lines }))).toMatch(
      /"metadata":\{\},"calendarProperties":\["X-A;B=1:c","BEGIN:VALARM","END:VALARM"\]\}$/,
    );
  });

  test("[V9] [F1] raise the schema of the event that has some, itself or in an override", () => {
    expect(contentSchemaOf(aSeries())).toBe(1);
    expect(contentSchemaOf(anEvent({ calendarProperties: lines }))).toBe(2);
    const key = "2026-03-09T09:00:00";
    const own = aSeries("FREQ=WEEKLY", { overrides: { [key]: { calendarProperties: lines } } });
    expect(own.overrides[key]).toEqual({ calendarProperties: lines });
    expect(contentSchemaOf(own)).toBe(2);
    expect(decodeContent(encodeContent(own), contentSchemaOf(own))).toEqual(own);
  });

  test("[X2] [F1] of an override are all its own, or none, where they differ from the series'", () => {
    const overrides = {
      "2026-03-09T09:00:00": { calendarProperties: lines },
      "2026-03-16T09:00:00": { calendarProperties: [] },
      "2026-03-23T09:00:00": { title: "Same lines" },
    };
    expect(aSeries("FREQ=WEEKLY", { calendarProperties: lines, overrides }).overrides).toEqual({
      "2026-03-16T09:00:00": { calendarProperties: [] },
      "2026-03-23T09:00:00": { title: "Same lines" },
    });
  });

  test("[V9] [F1] a content of schema 1 is read as it was", () => {
    const content = aSeries();
    expect(decodeContent(encodeContent(content), 1)).toEqual(content);
  });
});

describe("[V9] schemas", () => {
  test("[V9] a newer schema is neither read nor written", () => {
    const text = encodeContent(anEvent());
    expect(() => decodeContent(text, CONTENT_SCHEMA + 1)).toThrow(
      expect.objectContaining({ reason: "SERVER_TOO_OLD" }) as DomainError,
    );
  });

  test("[V9] there is one step between each schema and the next", () => {
    expect(UPGRADES).toHaveLength(CONTENT_SCHEMA - 1);
  });

  test("[V9] an old content takes every step from its own schema on, in order", () => {
    const step =
      (name: string): ContentUpgrade =>
      (stored) => ({ ...stored, steps: [...((stored.steps as string[] | undefined) ?? []), name] });
    const upgrades = [step("1 to 2"), step("2 to 3"), step("3 to 4")];
    expect(upgradeContent({}, 1, upgrades)).toEqual({ steps: ["1 to 2", "2 to 3", "3 to 4"] });
    expect(upgradeContent({}, 3, upgrades)).toEqual({ steps: ["3 to 4"] });
    expect(upgradeContent({}, 4, upgrades)).toEqual({});
    expect(() => upgradeContent({}, 0, upgrades)).toThrow(RangeError);
  });
});
