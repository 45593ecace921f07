import { expect, test } from "vitest";
import { PROCEDURE_NAMES } from "../reference/procedures.ts";
import { operationIdOf } from "./operation-id.ts";
import { ROUTES } from "./routes.ts";

test.each([
  ["events.update", 0, "events_update"],
  ["events.update", 1, "events_update_put"],
  ["auth.sessions.list", 0, "auth_sessions_list"],
  ["sharing.share", 1, "sharing_share_calendar"],
  ["versions.undo", 1, "versions_undo_changeSet"],
  ["sync.changes", 1, "sync_changes_post"],
] as const)("the operation of %s by its route %i is %s", (procedure, index, id) => {
  expect(operationIdOf(procedure, index)).toBe(id);
});

test("every operation has a name of its own", () => {
  const ids = PROCEDURE_NAMES.flatMap((name) =>
    ROUTES[name].map((_, index) => operationIdOf(name, index)),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
