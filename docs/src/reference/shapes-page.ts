/** The page of the shapes that have a name, as the client's types have them. */
import { NAMED_DETAILS } from "@daybook/api/reference/error-details";
import { NAMED_INPUTS, NAMED_VIEWS } from "@daybook/api/reference/named-schemas";
import type { z } from "zod";
import { paragraphs, table, withRules } from "./markdown.ts";
import { descriptionOf, fieldRows, HEADINGS, structureText, type Side } from "./schema-rows.ts";

export function shapesPage(): string {
  return paragraphs(
    "# Shapes",
    "What procedures take and answer where it has a name. The client exports each as a type. A `?` marks what may be absent; times are described by rule [T2](../../packages/domain/SPEC.md#time).",
    "Answers:",
    ...sections(NAMED_VIEWS, "output"),
    "Details of refusals:",
    ...sections(NAMED_DETAILS, "output"),
    "Inputs:",
    ...sections(NAMED_INPUTS, "input"),
  );
}

function sections(shapes: Readonly<Record<string, z.core.$ZodType>>, side: Side): string[] {
  return Object.entries(shapes).map(([name, schema]) => {
    const rows = fieldRows(schema, side);
    return paragraphs(
      `## ${name}`,
      withRules(descriptionOf(schema)),
      rows.length > 0 ? table(HEADINGS, rows) : `${structureText(schema, side)}`,
    ).trimEnd();
  });
}
