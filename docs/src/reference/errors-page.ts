/** The page of the reasons for which the server refuses. */
import { ERROR_DETAILS } from "@daybook/api/reference/error-details";
import {
  COMMON_REASONS,
  REASON_GROUPS,
  ownReasonsOf,
} from "@daybook/api/reference/procedure-reasons";
import { PROCEDURE_NAMES } from "@daybook/api/reference/procedures";
import { statusOfReason } from "@daybook/api/rpc/errors";
import { ERROR_CATALOGUE, type ErrorReason } from "@daybook/domain/errors";
import type { z } from "zod";
import { anchorOf, code, link, paragraphs, table, withRules } from "./markdown.ts";
import { procedureLink } from "./procedure-pages.ts";
import { descriptionOf, fieldRows, HEADINGS, typeText } from "./schema-rows.ts";

const REASONS = Object.keys(ERROR_CATALOGUE) as ErrorReason[];
const DETAILS: Readonly<Partial<Record<ErrorReason, z.ZodType>>> = ERROR_DETAILS;
const COMMON: readonly ErrorReason[] = COMMON_REASONS;

export function errorsPage(): string {
  const rows = REASONS.toSorted().map((reason) => [
    link(code(reason), `#${anchorOf(reason)}`),
    String(statusOfReason(reason)),
    ERROR_CATALOGUE[reason].message,
  ]);
  return paragraphs(
    "# Refusals",
    withRules(
      "A refusal has a stable `reason`, a sentence for people, `details` with the facts, and for bad input `fieldErrors` with the path of each field (C1). Over REST it is an `application/problem+json` with the same members. Reasons are added, never renamed; the sentences may change.",
    ),
    table(["reason", "status", "means"], rows),
    "## Common to all",
    "Any call may be refused with these, for what it is and not for what it asks: its form, its credential, its idempotency key, or the state of the server.",
    links(COMMON),
    "## Of content",
    "What is made or changed may be refused for what its fields say:",
    links(REASON_GROUPS.ContentReason),
    ...REASONS.toSorted().map(section),
  );
}

function links(reasons: readonly ErrorReason[]): string {
  return reasons.map((reason) => link(code(reason), `#${anchorOf(reason)}`)).join(", ");
}

function section(reason: ErrorReason): string {
  const { message } = ERROR_CATALOGUE[reason];
  return paragraphs(
    `## ${code(reason)}`,
    `${message} Status ${statusOfReason(reason)}.`,
    whose(reason),
    details(reason),
  ).trimEnd();
}

function whose(reason: ErrorReason): string {
  const procedures = PROCEDURE_NAMES.filter((name) => ownReasonsOf(name).includes(reason));
  const said = procedures.map(procedureLink).join(", ");
  const common = COMMON.includes(reason) ? "Any call may be refused with it." : "";
  return [common, said === "" ? "" : `Of ${said}.`].filter(Boolean).join(" ");
}

function details(reason: ErrorReason): string {
  const schema = DETAILS[reason];
  if (schema === undefined) return "";
  const rows = fieldRows(schema, "output");
  return rows.length > 0
    ? `Details:\n\n${table(HEADINGS, rows)}`
    : `Details: ${typeText(schema, "output")}. ${withRules(descriptionOf(schema))}`;
}
