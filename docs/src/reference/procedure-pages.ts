/** The pages of the procedures: one for each group, a section for each. */
import { limitsOutput } from "@daybook/api/meta/meta.schema";
import { openApiDocument } from "@daybook/api/rest/openapi";
import { ROUTES, type Route } from "@daybook/api/rest/routes";
import { ownReasonsOf, REASON_GROUPS } from "@daybook/api/reference/procedure-reasons";
import { PROCEDURE_TEXTS } from "@daybook/api/reference/procedure-texts";
import { factsOf, PROCEDURE_NAMES, type ProcedureName } from "@daybook/api/reference/procedures";
import { z } from "zod";
import { anchorOf, code, link, paragraphs, table, withRules } from "./markdown.ts";
import { fieldRows, HEADINGS, nameOf, typeText, type Side } from "./schema-rows.ts";

export interface Group {
  /** As in `events`. */
  readonly name: string;
  readonly description: string;
  readonly procedures: readonly ProcedureName[];
}

const tagSchema = z.array(z.object({ name: z.string(), description: z.string() }));

/** The groups, with what the OpenAPI document says of them. */
export function groups(): readonly Group[] {
  const { tags } = openApiDocument({ url: "", version: "" });
  return tagSchema.parse(tags).map(({ name, description }) => ({
    name,
    description,
    procedures: PROCEDURE_NAMES.filter((procedure) => procedure.split(".")[0] === name),
  }));
}

/** The way to the section of a procedure. */
export function procedureLink(name: ProcedureName): string {
  return link(code(name), `${name.split(".")[0]}.md#${anchorOf(name)}`);
}

export function groupPage({ name, description, procedures }: Group): string {
  return paragraphs(
    `# ${code(name)}`,
    withRules(description),
    table(
      ["procedure", "does"],
      procedures.map((one) => [procedureLink(one), PROCEDURE_TEXTS[one].summary]),
    ),
    `Any call may also be refused for the ${link("reasons common to all", "errors.md#common-to-all")}.`,
    ...procedures.map(procedureSection),
  );
}

function procedureSection(name: ProcedureName): string {
  const { input, output, type, reach } = factsOf(name);
  const reasons = reasonLinks(name);
  return paragraphs(
    `## ${code(name)}`,
    withRules(PROCEDURE_TEXTS[name].description),
    [
      `- ${KINDS[type]}, ${REACHES[reach] ?? `with the scope ${code(reach)}`}.`,
      `- ${ROUTES[name].map(routeText).join(", ")}`,
      ...(reasons.length === 0 ? [] : [`- Refuses with ${reasons.join(", ")}.`]),
    ].join("\n"),
    shapeText("Takes", input, "input"),
    shapeText(type === "subscription" ? "Tells, message by message," : "Answers", output, "output"),
  ).trimEnd();
}

/** Where all that can be wrong with the content of an event is meant, it is said once. */
function reasonLinks(name: ProcedureName): string[] {
  const reasons = ownReasonsOf(name);
  const ofContent = new Set<string>(REASON_GROUPS.ContentReason);
  const takesContent = REASON_GROUPS.ContentReason.every((reason) => reasons.includes(reason));
  const own = takesContent ? reasons.filter((reason) => !ofContent.has(reason)) : reasons;
  return [
    ...own.map((reason) => link(code(reason), `errors.md#${anchorOf(reason)}`)),
    ...(takesContent ? [link("what is wrong with the content", "errors.md#of-content")] : []),
  ];
}

const KINDS = { query: "Asks", mutation: "Writes", subscription: "Streams" } as const;

const REACHES: Readonly<Record<string, string>> = {
  public: "for everybody, without signing in",
  session: "for a session, and never for a personal access token",
};

function routeText({ method, path }: Route): string {
  return code(`${method} /api${path}`);
}

function shapeText(verb: string, schema: z.core.$ZodType, side: Side): string {
  if (schema === limitsOutput) return `${verb} each of the ${link("limits", "limits.md")}.`;
  if (nameOf(unwrapped(schema)) !== undefined) return `${verb} ${typeText(schema, side)}.`;
  const rows = fieldRows(schema, side);
  if (rows.length > 0) return `${verb}:\n\n${table(HEADINGS, rows)}`;
  return isEmpty(schema) ? `${verb} nothing.` : `${verb} ${typeText(schema, side)}.`;
}

function isEmpty(schema: z.core.$ZodType): boolean {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject && Object.keys(inner.shape).length === 0;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional;
  return isWrapper ? unwrapped(schema.def.innerType) : schema;
}
