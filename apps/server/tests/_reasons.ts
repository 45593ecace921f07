/** Holds every refusal of the tests to the reasons that its procedure is said to have (rule C1). */
import { reasonsOf } from "@daybook/api/reference/procedure-reasons";
import { PROCEDURE_NAMES, type ProcedureName } from "@daybook/api/reference/procedures";
import { reasonsOfRoute } from "@daybook/api/rest/route-reasons";
import { ALL_ROUTES } from "@daybook/api/rest/routes";
import { afterEach } from "vitest";

const NAMES: ReadonlyMap<string, ProcedureName> = new Map(
  PROCEDURE_NAMES.map((name) => [name, name]),
);

const unlisted: string[] = [];

afterEach(() => {
  const found = unlisted.splice(0);
  if (found.length > 0) throw new Error(`Nobody is told of these refusals: ${found.join(", ")}`);
});

/** Looks at an answer; what is amiss with it fails the test, whatever the test makes of the answer. */
export function noteRefusals(url: string, method: string, json: unknown): void {
  const { pathname } = new URL(url);
  if (pathname.startsWith("/trpc/")) {
    const names = pathname.slice("/trpc/".length).split(/,|%2c/i);
    for (const [index, name] of names.entries()) {
      const answer: unknown = Array.isArray(json) ? json[index] : json;
      const procedure = NAMES.get(name);
      if (procedure === undefined) continue;
      note(procedure, reasonsOf(procedure), memberAt(answer, ["error", "data", "reason"]));
    }
  } else if (pathname.startsWith("/api/")) {
    const route = routeAt(method, pathname.slice("/api".length));
    if (route === undefined) return;
    note(route.procedure, reasonsOfRoute(route.procedure, route), memberAt(json, ["reason"]));
  }
}

function note(name: ProcedureName, known: ReadonlySet<string>, reason: unknown): void {
  if (typeof reason === "string" && !known.has(reason)) unlisted.push(`${name}: ${reason}`);
}

/** The route that a path is of; one without parameters counts more. */
function routeAt(method: string, path: string) {
  const leading = ALL_ROUTES.filter((route) => route.method === method && leads(route.path, path));
  return leading.find((route) => route.path === path) ?? leading[0];
}

function leads(route: string, path: string): boolean {
  const [wanted, given] = [route.split("/"), path.split("/")];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith("{") || part === given[index])
  );
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (found: unknown, name) =>
      typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined,
    value,
  );
}
