import { expect } from "vitest";
import { z } from "zod";
import { appRouter } from "../src/router.ts";

/**
 * Holds every answer of a caller against the output schema of its procedure, strictly: what a
 * mapper lets through that the schema does not know fails the test (rule C5).
 */
export function checkingAnswers<Caller extends object>(caller: Caller, path = ""): Caller {
  return new Proxy(caller, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || typeof member !== "function") {
        return member;
      }
      return checkingAnswers(member, path === "" ? name : `${path}.${name}`);
    },
    async apply(target, self, args) {
      const answer: unknown = await Reflect.apply(target as () => unknown, self, args);
      checkAnswer(path, answer);
      return answer;
    },
  });
}

/** Procedures are functions that carry their definition. */
const procedureDefinition = z.custom<{ _def: { output?: unknown } }>(
  (value) => typeof value === "function" && "_def" in value,
);

/** A procedure's answer has all that its schema names, and nothing else. */
function checkAnswer(path: string, answer: unknown): void {
  const procedure: unknown = Reflect.get(appRouter._def.procedures, path);
  const parser = procedureDefinition.parse(procedure)._def.output;
  const schema = parser instanceof z.ZodType ? parser : mappedSchema(parser);
  const wire: unknown = answer === undefined ? null : JSON.parse(JSON.stringify(answer));
  expect(schema.parse(wire), `answer of ${path}`).toEqual(wire);
}

function mappedSchema(parser: unknown): z.ZodType {
  if (typeof parser === "object" && parser !== null && "schema" in parser) {
    const { schema } = parser;
    if (schema instanceof z.ZodType) {
      return schema;
    }
  }
  throw new Error("the procedure has no output schema");
}
