/** What clients read of a field is said by its schema; a field that says nothing fails by its name. */
import { expect, test } from "vitest";
import { z } from "zod";
import { ERROR_DETAILS } from "./error-details.ts";
import { factsOf, PROCEDURE_NAMES } from "./procedures.ts";

test.for(PROCEDURE_NAMES)("every field of %s has its words", (name) => {
  const { input, output } = factsOf(name);
  expect([...undescribed("input", input), ...undescribed("output", output)]).toEqual([]);
});

test.for(Object.entries(ERROR_DETAILS))("every detail of %s has its words", ([reason, schema]) => {
  expect(undescribed(reason, schema)).toEqual([]);
});

test("a field without words is found, however deep it lies", () => {
  const inner = z.object({ said: z.string().describe("So."), unsaid: z.string() });
  const list = z.array(z.union([z.string(), inner.nullable()])).describe("Some.");
  const outer = z.strictObject({ list: list.optional(), bare: z.int() }).prefault({ bare: 1 });
  expect(undescribed("it", outer)).toEqual(["it.list.unsaid", "it.bare"]);
});

/** Paths of the fields that nothing is said of. */
function undescribed(path: string, schema: z.core.$ZodType): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what has no parts has no fields
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).flatMap(([name, member]) => [
        ...(isDescribed(member) ? [] : [`${path}.${name}`]),
        ...undescribed(`${path}.${name}`, member),
      ]);
    case "array":
      return undescribed(path, def.element);
    case "record":
      return undescribed(path, def.valueType);
    case "union":
      return def.options.flatMap((option) => undescribed(path, option));
    case "nullable":
    case "optional":
    case "default":
    case "prefault":
      return undescribed(path, def.innerType);
    default:
      return [];
  }
}

/** By itself, or by what it wraps. */
function isDescribed(schema: z.core.$ZodType): boolean {
  const text = z.globalRegistry.get(schema)?.description ?? "";
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return text !== "" || ("innerType" in def && isDescribed(def.innerType));
}
