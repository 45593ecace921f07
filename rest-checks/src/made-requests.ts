import type { ProcedureName } from "@daybook/api/reference/procedures";
import type { Schema } from "@daybook/api/rest/openapi-schemas";
import { ALL_ROUTES } from "@daybook/api/rest/routes";
import type { OpenApiDocument } from "@daybook/server/testing/rest-contract";
import fc from "fast-check";
import { Arbitraries } from "./arbitraries.ts";
import { brokenIn } from "./broken.ts";
import type { Scene } from "./scene.ts";

/** A request that was made up. */
export interface MadeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** They end the session of whoever makes the other requests. */
const LEFT_OUT: ReadonlySet<ProcedureName> = new Set(["auth.logout", "auth.logoutAll"]);

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Operation {
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

/** Requests of every operation of a document: valid by it, or broken in one place. */
export function madeRequests(document: OpenApiDocument, scene: Scene): fc.Arbitrary<MadeRequest> {
  const arbitraries = new Arbitraries(document, hintsFrom(scene));
  const routes = ALL_ROUTES.filter(({ procedure }) => !LEFT_OUT.has(procedure));
  return fc.constantFrom(...routes).chain(({ method, path }) => {
    const operation = document.paths[path]?.[method.toLowerCase()] as Operation;
    return requestOf(arbitraries, operation).map(({ params, query, body, headers }) => ({
      method,
      path: pathOf(path, params, query),
      body,
      headers,
    }));
  });
}

type Members = Readonly<Record<string, unknown>>;

interface Parts {
  readonly params: Members;
  readonly query: Members;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function requestOf(arbitraries: Arbitraries, operation: Operation): fc.Arbitrary<Parts> {
  const parameters = (operation.parameters ?? []).map((found) =>
    arbitraries.resolved<Parameter>(found),
  );
  const inPlace = (place: Parameter["in"]) => {
    const those = parameters.filter((parameter) => parameter.in === place);
    const members = those.map(
      ({ name, schema }) =>
        [
          name,
          // Other texts could not be sent in a header.
          seldom(
            place === "path" ? "" : name,
            place === "header" ? arbitraries.hinted(name) : arbitraries.of(schema, lastOf(name)),
          ),
        ] as const,
    );
    const requiredKeys = those.filter(({ required }) => required === true).map(({ name }) => name);
    return fc.record(Object.fromEntries(members), { requiredKeys }).map(withoutAbsent);
  };
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const body = schema === undefined ? fc.constant(undefined) : arbitraries.of(schema);
  const valid = fc.record({
    params: inPlace("path"),
    query: inPlace("query"),
    body,
    headers: inPlace("header") as fc.Arbitrary<Record<string, string>>,
  });
  return valid.chain((parts) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(parts) },
      { weight: 1, arbitrary: brokenPart(parts) },
    ),
  );
}

/** What refuses most requests that have it is left out of most. */
const MOSTLY_REFUSED: ReadonlySet<string> = new Set([
  "cursor",
  "at",
  "version",
  "previewWindow.from",
  "previewWindow.to",
  "Idempotency-Key",
  "If-Match",
]);

function seldom(name: string, arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return MOSTLY_REFUSED.has(name)
    ? fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
    : arbitrary;
}

function withoutAbsent(members: Members): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function brokenPart(parts: Parts): fc.Arbitrary<Parts> {
  const { body, params, query } = parts;
  const ways = [
    ...(body === undefined ? [] : [brokenIn(body).map((broken) => ({ ...parts, body: broken }))]),
    ...(Object.keys(params).length === 0
      ? []
      : [brokenIn(params).map((broken) => ({ ...parts, params: membersOf(broken) }))]),
    brokenIn(query).map((broken) => ({ ...parts, query: membersOf(broken) })),
  ];
  return fc.oneof(...ways);
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

function lastOf(name: string): string {
  return name.split(".").at(-1) ?? name;
}

function pathOf(path: string, params: Members, query: Members): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(params[name] ?? "-").toWellFormed()),
  );
  const texts = Object.entries(query).map(([name, value]) => [name, textOf(value)]);
  const search = new URLSearchParams(texts).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(",");
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** What makes some of the requests ones that are granted. */
function hintsFrom(scene: Scene) {
  const id = fc.constantFrom(
    scene.calendarId,
    scene.otherCalendarId,
    scene.seriesId,
    scene.deletedId,
    scene.feedId,
    scene.changeSetId,
    scene.bea.user.id,
    scene.cleo.user.id,
  );
  const instant = fc.constantFrom(
    "2026-03-01T00:00:00Z",
    "2026-03-09T12:00:00+01:00",
    "2026-04-01T00:00:00Z",
  );
  const time = fc.constantFrom(
    "2026-03-02T09:00:00",
    "2026-03-09T09:00:00",
    "2026-03-29T02:30:00",
    "2026-03-02",
    "2026-03-02T09:00:00Z",
    "0000-00-00",
  );
  const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "UTC", "Europe/Brelin");
  const name = fc.constantFrom("ada", "bea", "cleo", "nobody", "x@example.org");
  return {
    id,
    userId: id,
    eventId: id,
    calendarId: id,
    feedId: id,
    changeSetId: id,
    to: instant,
    from: instant,
    until: instant,
    since: fc.constant("2026-01-01T00:00:00Z"),
    at: instant,
    expiresAt: fc.constantFrom("2030-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    start: time,
    end: time,
    occurrenceKey: time,
    timeZone: zone,
    rrule: fc.constantFrom(
      "FREQ=WEEKLY;BYDAY=MO",
      "FREQ=DAILY;COUNT=3",
      "FREQ=MONTHLY;BYMONTHDAY=31",
      "FREQ=SECONDLY",
      "FREQ=",
    ),
    username: name,
    login: name,
    email: name,
    scope: fc.constantFrom("all", "this", "thisAndFollowing"),
    cursor: fc.constantFrom("", "AAAA", "eyJhIjoxfQ"),
    query: fc.constantFrom("stand", "lunch tea", "☕", " "),
    ics: fc.constantFrom("", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "BEGIN:VCALENDAR"),
    "If-Match": fc.constantFrom('"1"', '"2-abc"', "*", 'W/"1"', "1"),
    "If-None-Match": fc.constantFrom("*", '"1"'),
    "Last-Event-ID": fc.constantFrom("AAAA", ""),
    "Idempotency-Key": fc.constantFrom("one", "two", "a b"),
  };
}
