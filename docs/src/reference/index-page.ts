/** The first page of the reference. */
import { PROCEDURE_TEXTS } from "@daybook/api/reference/procedure-texts";
import { code, link, paragraphs, table, withRules } from "./markdown.ts";
import { procedureLink, type Group } from "./procedure-pages.ts";

export function indexPage(groups: readonly Group[]): string {
  const rows = groups.flatMap(({ name, procedures }) =>
    procedures.map((one, index) => [
      index === 0 ? link(code(name), `${name}.md`) : "",
      procedureLink(one),
      PROCEDURE_TEXTS[one].summary,
    ]),
  );
  return paragraphs(
    "# Reference",
    "These pages are printed from the code by `npm run docs:print`: do not edit them.",
    [
      "- [Shapes](shapes.md): what procedures take and answer, where it has a name.",
      "- [Refusals](errors.md): every reason, its status and details, and whose it is.",
      "- [Limits](limits.md) and their units.",
      "- [Settings](settings.md) of the server.",
      "- [The `daybook` command](cli.md).",
      "- [`@daybook/client`](client.md): what its entries export.",
    ].join("\n"),
    "## Procedures",
    withRules(
      "Each is a function of the client, `daybook.events.get({ id })`; a procedure of tRPC at `/trpc/events.get`; and one or more paths of the REST face below `/api`, whose OpenAPI document a server serves at `/api/openapi.json`. What is in neither path nor body of a REST request comes in its query string. Unknown fields are refused (C5).",
    ),
    table(["group", "procedure", "does"], rows),
  );
}
