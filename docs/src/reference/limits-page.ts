/** The page of the limits. */
import { type Limit, LIMIT_TABLE } from "@daybook/domain/limits";
import { code, paragraphs, table, withRules } from "./markdown.ts";
import { procedureLink } from "./procedure-pages.ts";

export function limitsPage(): string {
  const rows = Object.entries<Limit>(LIMIT_TABLE).map(([name, { value, unit = "", of }]) => [
    code(name),
    // A year is no quantity.
    name.endsWith("Year") ? String(value) : value.toLocaleString("en"),
    unit,
    withRules(of),
  ]);
  return paragraphs(
    "# Limits",
    withRules(
      `Every limit of the server (C3), as ${procedureLink("meta.limits")} answers them. What would go beyond one is refused, and never cut silently. Where there is no unit the limit is a number of things; characters are UTF-16 code units, bytes those of UTF-8.`,
    ),
    table(["limit", "value", "unit", "of"], rows),
  );
}
