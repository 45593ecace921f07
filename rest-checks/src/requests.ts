import type { Route } from "@daybook/api/rest/routes";

/** A request of the REST face, as an input stands in it. */
export interface RestRequest {
  readonly params: Readonly<Record<string, unknown>>;
  /** As the input has them. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Below the REST face, with its query string. */
  readonly path: string;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * What a route makes of a procedure's input: which of its members stand in the path, which in the
 * query string and which in the body. It is the way back of what the server does.
 */
export function requestOf(route: Route, input: Members): RestRequest {
  const rest = structuredClone(input) as Record<string, unknown>;
  for (const name of Object.keys(route.fixed ?? {})) take(rest, name);
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const params = Object.fromEntries(
    names.map((name) => [name, take(rest, route.params?.[name] ?? name)]),
  );
  const inPath = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  if (route.body === "") return { params, query: {}, body: rest, path: inPath };
  const body = route.body === undefined ? undefined : take(rest, route.body);
  const query = Object.fromEntries(membersOf(rest, ""));
  const texts = Object.entries(query).map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(texts).toString();
  return { params, query, body, path: search === "" ? inPath : `${inPath}?${search}` };
}

/** Takes a member out, dotted where it is nested, and what is left empty around it. */
function take(members: Record<string, unknown>, name: string): unknown {
  const [first = "", ...more] = name.split(".");
  const value = members[first];
  if (more.length === 0) {
    delete members[first];
    return value;
  }
  // What is named with a dot has members.
  const inner = (value ?? {}) as Record<string, unknown>;
  const taken = take(inner, more.join("."));
  if (Object.keys(inner).length === 0) delete members[first];
  return taken;
}

/** Members of members with dots between; of a list, its texts have commas between. */
function membersOf(value: Members, before: string): [string, unknown][] {
  return Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    if (member === undefined) return [];
    return typeof member === "object" && member !== null && !Array.isArray(member)
      ? membersOf(member as Members, `${before}${name}.`)
      : [[before + name, member]];
  });
}
