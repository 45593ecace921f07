import { expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { type Disposition, type OwnedThings, planDispositions } from "./dispositions.ts";

const owned: OwnedThings = {
  calendars: [
    { id: "private", shared: false },
    { id: "team", shared: true },
  ],
  sharedEvents: [
    { id: "party", calendarId: "private" },
    { id: "standup", calendarId: "team" },
  ],
};

function calendar(id: string, to?: string): Disposition {
  const resource = { type: "calendar" as const, id };
  return to === undefined ? { resource, action: "delete" } : { resource, action: "transfer", to };
}

function event(id: string, to?: string): Disposition {
  const resource = { type: "event" as const, id };
  return to === undefined ? { resource, action: "delete" } : { resource, action: "transfer", to };
}

function missing(dispositions: Disposition[]): unknown {
  try {
    planDispositions(owned, dispositions);
  } catch (error) {
    if (error instanceof DomainError && error.reason === "DISPOSITION_REQUIRED") {
      return error.details["resources"];
    }
    throw error;
  }
  return "nothing";
}

test.each<[string, Disposition[], unknown]>([
  [
    "nothing was said",
    [],
    [
      { type: "calendar", id: "team" },
      { type: "event", id: "party" },
      { type: "event", id: "standup" },
    ],
  ],
  [
    "a calendar that is handed over takes its events along",
    [calendar("team", "bob"), event("party")],
    "nothing",
  ],
  [
    "a calendar that is deleted does not",
    [calendar("team"), event("party")],
    [{ type: "event", id: "standup" }],
  ],
  ["everything was said", [calendar("team"), event("party", "bob"), event("standup")], "nothing"],
])("[S7] what is missing when %s", (_case, dispositions, expected) => {
  expect(missing(dispositions)).toEqual(expected);
});

test("[S7] calendars that nobody else sees are deleted unasked", () => {
  const plan = planDispositions(owned, [
    event("party", "bob"),
    calendar("team", "eve"),
    event("standup"),
  ]);
  expect(plan).toEqual({
    transferEvents: [{ id: "party", to: "bob", index: 0 }],
    deleteEvents: [{ id: "standup", index: 2 }],
    transferCalendars: [{ id: "team", to: "eve", index: 1 }],
    deleteCalendars: [{ id: "private", index: undefined }],
  });
});

test("[S7] what is named twice is refused, and the field is named", () => {
  expect(() => planDispositions(owned, [calendar("team", "bob"), calendar("team")])).toThrow(
    expect.objectContaining({
      reason: "INVALID_INPUT",
      fieldErrors: [expect.objectContaining({ path: "dispositions.1.resource" })],
    }),
  );
});

test("[S7] an account that shares nothing says nothing", () => {
  const nothing = { calendars: [{ id: "private", shared: false }], sharedEvents: [] };
  expect(planDispositions(nothing, []).deleteCalendars).toEqual([
    { id: "private", index: undefined },
  ]);
});
