/** The page of the limits. */
import { limitsOutput } from "@daybook/api/meta/meta.schema";
import { LIMITS, type Limits } from "@daybook/domain/limits";
import { code, paragraphs, table, withRules } from "./markdown.ts";
import { procedureLink } from "./procedure-pages.ts";
import { descriptionOf } from "./schema-rows.ts";

export function limitsPage(): string {
  const names = Object.keys(LIMITS) as (keyof Limits)[];
  const rows = names.map((name) => [
    code(name),
    LIMITS[name].toLocaleString("en"),
    withRules(descriptionOf(limitsOutput.shape[name])),
  ]);
  return paragraphs(
    "# Limits",
    withRules(
      `Every limit of the server (C3), as ${procedureLink("meta.limits")} answers them. What would go beyond one is refused, and never cut silently.`,
    ),
    table(["limit", "value", "of"], rows),
  );
}
