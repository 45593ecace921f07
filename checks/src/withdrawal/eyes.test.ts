import { expect, test } from "vitest";
import { EYES, tells } from "./eyes.ts";
import type { Secret } from "./secret.ts";

const SECRET: Secret = {
  ownerName: "owner",
  calendarId: "calendar",
  eventId: "event",
  word: "Secret1before",
  laterWord: "Hidden1later",
  startsAt: "2027-01-02T09:07:00Z",
  seenAt: "2026-11-29T03:00:00Z",
  createdBefore: "2026-11-29T02:00:00Z",
  marks: ["Secret1before", "Hidden1later", "event-id", "2027-01-02T09:07:00Z"],
};
const eyeNamed = (name: string) => EYES.find((eye) => eye.name === name)!;

test.each([
  ["events.list", '{"items":[{"title":"Secret1before"}]}', true],
  ["events.list", '{"items":[{"title":"Another"}]}', false],
  ["schedule.freeBusy", '{"busy":[{"startsAt":"2027-01-02T09:07:00Z"}]}', true],
  ["events.occurrences", '{"items":[],"nextCursor":null}', false],
  ["versions.verify", '{"ok":true}', true],
  ["events.update", "FORBIDDEN", true],
  ["events.get", null, false],
])("[S3] %s that answers %s tells of it: %s", (name, text, expected) => {
  expect(tells(eyeNamed(name), text, SECRET)).toBe(expected);
});
