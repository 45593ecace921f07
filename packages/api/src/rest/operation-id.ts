import type { ProcedureName } from "../reference/procedures.ts";
import { type Route, ROUTES } from "./routes.ts";

/**
 * What generated clients call an operation: the procedure's name, as in `events_list`. Further ways
 * to it say how they differ, by their method (`events_update_put`) or by what their path is about
 * (`sharing_share_calendar`).
 *
 * @param index which of the procedure's routes, from 0
 */
export function operationIdOf(procedure: ProcedureName, index: number): string {
  const name = procedure.replaceAll(".", "_");
  const routes: readonly Route[] = ROUTES[procedure];
  const [first, route] = [routes[0], routes[index]];
  if (first === undefined || route === undefined) throw new Error(`${name} has no such route.`);
  if (index === 0) return name;
  return `${name}_${route.path === first.path ? route.method.toLowerCase() : subjectOf(route)}`;
}

/** `/change-sets/{id}/undo` is about a `changeSet`. */
function subjectOf({ path }: Route): string {
  const [, segment = ""] = path.split("/");
  return segment
    .replace(/s$/, "")
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
