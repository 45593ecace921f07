import type { ProcedureName } from "../reference/procedures.ts";

/** A procedure's name as part of another identifier: `events.list` is `events_list`. */
export function operationIdOf(procedure: ProcedureName, index: number): string {
  const name = procedure.replaceAll(".", "_");
  return index === 0 ? name : `${name}_${index + 1}`;
}
