import { newId } from "@daybook/db/ids";
import { expect, test } from "vitest";
import { rollbackInput } from "../versions/versions.schema.ts";
import {
  deleteEventInput,
  moveEventInput,
  restoreEventInput,
  updateEventInput,
} from "./events.schema.ts";

const id = newId();

// A member that a release adds with a default would make another input of a call that is repeated.
test.each([
  ["update", updateEventInput, { id, patch: { title: "Tea" } }],
  ["delete", deleteEventInput, { id, scope: "all" }],
  ["restore", restoreEventInput, { id }],
  ["move", moveEventInput, { id, calendarId: id }],
  ["rollback", rollbackInput, { eventId: id, version: 1 }],
])("[C2] %s is bound to its key by what the call says, and by no default", (_, schema, input) => {
  expect(JSON.stringify(schema.parse(input))).toBe(JSON.stringify(input));
});
