/** The page of the shapes that have a name, as the client's types have them. */
import { NAMED_DETAILS } from "@daybook/api/reference/error-details";
import { NAMED_INPUTS, NAMED_VIEWS } from "@daybook/api/reference/named-schemas";
import { errorReason } from "@daybook/api/rpc/wire.schema";
import type { z } from "zod";
import { link, paragraphs, table, withRules } from "./markdown.ts";
import { descriptionOf, fieldRows, HEADINGS, structureTexts, type Side } from "./schema-rows.ts";

export function shapesPage(): string {
  return paragraphs(
    "# Shapes",
    "What procedures take and answer where it has a name. The client exports each as a type. A `?` marks what may be absent; times are described by rule [T2](../../packages/domain/SPEC.md#time).",
    "## Of answers",
    ...sections(NAMED_VIEWS, "output"),
    "## Of the details of refusals",
    ...sections(NAMED_DETAILS, "output"),
    "## Of inputs",
    ...sections(NAMED_INPUTS, "input"),
  );
}

function sections(shapes: Readonly<Record<string, z.core.$ZodType>>, side: Side): string[] {
  return Object.entries(shapes).map(([name, schema]) => {
    return paragraphs(
      `### ${name}`,
      withRules(descriptionOf(schema)),
      body(schema, side),
    ).trimEnd();
  });
}

function body(schema: z.core.$ZodType, side: Side): string {
  if (schema === errorReason) return `One of the ${link("reasons", "errors.md")}.`;
  const rows = fieldRows(schema, side);
  if (rows.length > 0) return table(HEADINGS, rows);
  const alternatives = structureTexts(schema, side).map((text) => `- ${text}`);
  return `One of:\n\n${alternatives.join("\n")}`;
}
