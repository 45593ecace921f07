import type { ErrorReason } from "@daybook/domain/errors";
import { reasonsOf } from "../reference/procedure-reasons.ts";
import type { ProcedureName } from "../reference/procedures.ts";
import type { Route } from "./routes.ts";

/** Every reason that a call by this route can be refused with, in whichever form it is answered. */
export function reasonsOfRoute(procedure: ProcedureName, route: Route): ReadonlySet<ErrorReason> {
  return new Set([...reasonsOf(procedure), ...(route.asFile?.reasons ?? [])]);
}
