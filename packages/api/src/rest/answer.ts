import { createCaller } from "../router.ts";
import type { RequestContext } from "../rpc/context.ts";
import { entityTagOf, taggedPart } from "./entity-tag.ts";
import { inputOf, type RestRequest } from "./input.ts";
import type { ProcedureName } from "../reference/procedures.ts";
import type { Route } from "./routes.ts";

/** What a procedure answered over REST. */
export interface RestAnswer {
  readonly status: 200 | 201;
  readonly body: unknown;
  /** Of the body, or of the one thing with a version in it. */
  readonly entityTag: string;
  /** Where what was created is, below the address of the REST face. */
  readonly location: string | undefined;
  /** Where the next page begins; undefined where there is none. */
  readonly nextCursor: string | undefined;
}

/**
 * Answers a request of the REST face by the procedure that its route leads to: the same rights,
 * refusals and effects as over tRPC.
 *
 * @throws TRPCError or DomainError: whatever refuses the call
 */
export async function answerRoute(
  context: RequestContext,
  { procedure, ...route }: Route & { readonly procedure: ProcedureName },
  request: RestRequest,
): Promise<RestAnswer> {
  const body = await call(context, procedure, inputOf(procedure, route, request));
  return {
    status: route.success ?? 200,
    body,
    entityTag: entityTagOf(taggedPart(body)),
    location: saysLocation(route) ? locationOf(route, body) : undefined,
    nextCursor: memberText(body, "nextCursor"),
  };
}

type AnyProcedure = (input: unknown) => Promise<unknown>;

function call(context: RequestContext, procedure: ProcedureName, input: unknown): Promise<unknown> {
  let found: unknown = createCaller(context);
  for (const step of procedure.split(".")) {
    found = Reflect.get(found as object, step);
  }
  // The name is one of the router's, and what it names there is a procedure.
  return (found as AnyProcedure)(input);
}

/** Whether what a route creates has its own path below it, where it can be asked for. */
export function saysLocation({ success, path }: Route): boolean {
  return success === 201 && READABLE.has(path);
}

const READABLE: ReadonlySet<string> = new Set(["/calendars", "/events"]);

function locationOf({ path }: Route, body: unknown): string | undefined {
  const id = memberText(body, "id");
  return id === undefined ? undefined : `${path}/${id}`;
}

function memberText(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return typeof member === "string" ? member : undefined;
}
