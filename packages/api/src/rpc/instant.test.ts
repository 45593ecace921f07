import { expect, test } from "vitest";
import { formatInstant } from "./instant.ts";

test("an instant is shown in UTC, with milliseconds where it has any", () => {
  const instants = ["1970-01-01T00:00:00Z", "2026-03-02T08:00:00Z", "2026-03-02T08:00:00.007Z"];
  const early = ["1969-12-31T23:59:59.999Z", "1900-01-01T00:00:00Z"];
  for (const text of [...instants, ...early]) {
    expect(formatInstant(Date.parse(text))).toBe(text);
  }
});

test("what was shown before does not stay", () => {
  const [one, other] = [Date.UTC(2026, 2, 2), Date.UTC(2026, 2, 3)];
  const shown = [one, one, other, one].map(formatInstant);
  expect(shown).toEqual(["02", "02", "03", "02"].map((day) => `2026-03-${day}T00:00:00Z`));
});
