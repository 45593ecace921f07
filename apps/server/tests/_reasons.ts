/** Holds every refusal of the tests to the reasons that its procedure is said to have (rule C1). */
import { reasonsOf } from "@daybook/api/reference/procedure-reasons";
import { PROCEDURE_NAMES, type ProcedureName } from "@daybook/api/reference/procedures";
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
      note(NAMES.get(name), memberAt(answer, ["error", "data", "reason"]));
    }
  } else if (pathname.startsWith("/api/")) {
    note(procedureAt(method, pathname.slice("/api".length)), memberAt(json, ["reason"]));
  }
}

function note(name: ProcedureName | undefined, reason: unknown): void {
  if (name === undefined || typeof reason !== "string") return;
  const known: ReadonlySet<string> = reasonsOf(name);
  if (!known.has(reason)) unlisted.push(`${name}: ${reason}`);
}

/** The procedure that a path leads to; one without parameters counts more. */
function procedureAt(method: string, path: string): ProcedureName | undefined {
  const leading = ALL_ROUTES.filter((route) => route.method === method && leads(route.path, path));
  const exact = leading.find((route) => route.path === path);
  return (exact ?? leading[0])?.procedure;
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
