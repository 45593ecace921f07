import { expect, test } from "vitest";
import { resolutionsByEvent } from "./undo-resolutions.ts";

const [ONE, OTHER] = [
  "0199f0c0-0000-7000-8000-000000000001",
  "0199f0c0-0000-7000-8000-000000000002",
] as const;

test("[V4] a bare field settles every event's, and one with an id that event's before it", () => {
  const of = resolutionsByEvent({
    title: "yours",
    location: "theirs",
    [`${ONE.toUpperCase()}/title`]: "theirs",
    [`${ONE}/overrides.2026-03-02T09:00:00`]: "yours",
  });
  expect(of(ONE)).toEqual({
    title: "theirs",
    location: "theirs",
    "overrides.2026-03-02T09:00:00": "yours",
  });
  expect(of(OTHER)).toEqual({ title: "yours", location: "theirs" });
});

test("[V4] the times of one event are settled by any of its own, whatever is said of all", () => {
  const of = resolutionsByEvent({ start: "theirs", end: "theirs", [`${ONE}/timeZone`]: "yours" });
  expect(of(ONE)).toEqual({ timeZone: "yours" });
  expect(of(OTHER)).toEqual({ start: "theirs", end: "theirs" });
});

test("[V4] a slash does not make the name of a field an event's", () => {
  const given = { "metadata.a/b": "yours", [`${ONE}/`]: "theirs", "x/y": "yours" } as const;
  expect(resolutionsByEvent(given)(ONE)).toEqual(given);
});
