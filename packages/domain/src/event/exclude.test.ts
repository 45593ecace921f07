import { describe, expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { LIMITS } from "../limits.ts";
import { contentEquals } from "../versions/diff.ts";
import { aSeries, anEvent } from "./_event-builder.ts";
import type { EventContent, OccurrenceKey } from "./content.ts";
import { type EditTarget, deleteTarget } from "./edit-target.ts";
import { excludeOccurrence, restoreOccurrence } from "./exclude.ts";
import { effectiveOccurrence } from "./occurrences.ts";
import { patchContent } from "./patch.ts";

const SECOND = "2026-03-09T09:00:00";

function exclude(content: EventContent, key: OccurrenceKey): EventContent {
  const exclusion = excludeOccurrence(content, key);
  if (exclusion.deletesEvent) throw new Error("An occurrence is expected to be left.");
  return exclusion.content;
}

function reasonOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
  return undefined;
}

describe("[X5] what a delete takes away", () => {
  const series = aSeries();
  test.each<[string, EventContent, EditTarget, unknown]>([
    ["a single event", anEvent(), {}, { kind: "event" }],
    [
      "a single event, by its only occurrence",
      anEvent(),
      { scope: "this", occurrenceKey: "2026-03-02T09:00:00" },
      { kind: "event" },
    ],
    ["a series as a whole", series, { scope: "all" }, { kind: "event" }],
    [
      "one occurrence",
      series,
      { scope: "this", occurrenceKey: SECOND },
      { kind: "occurrence", key: SECOND },
    ],
    ["a series without a scope", series, {}, "SCOPE_REQUIRED"],
    ["one occurrence without a key", series, { scope: "this" }, "OCCURRENCE_KEY_REQUIRED"],
    [
      "the rest of a series",
      series,
      { scope: "thisAndFollowing", occurrenceKey: SECOND },
      { kind: "following", key: SECOND },
    ],
    [
      "no occurrence",
      series,
      { scope: "this", occurrenceKey: "2026-03-10T09:00:00" },
      "OCCURRENCE_NOT_FOUND",
    ],
  ])("[X5] %s", (_name, content, target, expected) => {
    let outcome: unknown;
    const reason = reasonOf(() => {
      outcome = deleteTarget(content, target);
    });
    expect(reason ?? outcome).toEqual(expected);
  });
});

describe("[X5] excluding", () => {
  test("[X5] takes the occurrence and its override away", () => {
    const titled = patchContent(
      aSeries(),
      { title: "x" },
      { scope: "this", occurrenceKey: SECOND },
    );
    const excluded = exclude(titled.content, SECOND);
    expect(excluded.recurrence?.exdates).toEqual([SECOND]);
    expect(excluded.overrides).toEqual({});
    expect(effectiveOccurrence(excluded, SECOND, "UTC")).toBeUndefined();
  });

  test("[X5] keeps exclusions sorted", () => {
    const later = exclude(aSeries(), "2026-03-16T09:00:00");
    expect(exclude(later, SECOND).recurrence?.exdates).toEqual([SECOND, "2026-03-16T09:00:00"]);
  });

  test.each<[string, OccurrenceKey]>([
    ["what is no occurrence", "2026-03-10T09:00:00"],
    ["what is no key", "yesterday"],
    ["an exclusion that takes nothing away", "2026-03-17T09:00:00"],
  ])("[X5] refuses %s", (_name, key) => {
    const exdates = ["2026-03-16T09:00:00", "2026-03-17T09:00:00"];
    const series = aSeries("", { recurrence: { rrule: "FREQ=WEEKLY;BYDAY=MO", exdates } });
    expect(reasonOf(() => excludeOccurrence(series, key))).toBe("OCCURRENCE_NOT_FOUND");
  });

  test("[X5] [V2] what is excluded already stays as it is", () => {
    const excluded = exclude(aSeries(), SECOND);
    const target = { scope: "this", occurrenceKey: SECOND } as const;
    expect(deleteTarget(excluded, target)).toEqual({ kind: "occurrence", key: SECOND });
    expect(exclude(excluded, SECOND)).toBe(excluded);
  });

  test("[X5] the last occurrence takes the event", () => {
    let series = aSeries("FREQ=DAILY;COUNT=3", {
      recurrence: { rrule: "FREQ=DAILY;COUNT=3", rdates: ["2026-04-01T09:00:00"] },
    });
    for (const key of ["2026-03-03T09:00:00", "2026-04-01T09:00:00", "2026-03-02T09:00:00"]) {
      series = exclude(series, key);
    }
    expect(excludeOccurrence(series, "2026-03-04T09:00:00")).toEqual({ deletesEvent: true });
    expect(excludeOccurrence(anEvent(), "2026-03-02T09:00:00")).toEqual({ deletesEvent: true });
  });

  test("[X5] an endless series has no last occurrence, but room for so many exclusions", () => {
    const exdates = Array.from({ length: LIMITS.exdates }, (_, index) =>
      new Date(Date.UTC(2026, 2, 3 + index, 9)).toISOString().slice(0, 19),
    );
    const series = aSeries("", { recurrence: { rrule: "FREQ=DAILY", exdates } });
    expect(reasonOf(() => excludeOccurrence(series, "2026-03-02T09:00:00"))).toBe("LIMIT_EXCEEDED");
  });
});

describe("[X5] restoring", () => {
  test("[X5] undoes an exclusion, of an extra date too", () => {
    const series = aSeries("", {
      recurrence: { rrule: "FREQ=WEEKLY", rdates: ["2026-03-05T09:00:00"] },
    });
    for (const key of [SECOND, "2026-03-05T09:00:00", "2026-03-02T09:00:00"]) {
      expect(contentEquals(restoreOccurrence(exclude(series, key), key), series)).toBe(true);
    }
  });

  test("[X5] takes an override away", () => {
    const titled = patchContent(
      aSeries(),
      { title: "x" },
      { scope: "this", occurrenceKey: SECOND },
    );
    expect(restoreOccurrence(titled.content, SECOND)).toEqual(aSeries());
  });

  test("[V2] changes nothing where there was neither", () => {
    const series = aSeries();
    expect(restoreOccurrence(series, SECOND)).toBe(series);
    const single = anEvent();
    expect(restoreOccurrence(single, "2026-03-02T09:00:00")).toBe(single);
  });

  test.each(["2026-03-10T09:00:00", "2026-03-09", ""])(
    "[X5] refuses what the series would not produce: %j",
    (key) => {
      expect(reasonOf(() => restoreOccurrence(aSeries(), key))).toBe("OCCURRENCE_NOT_FOUND");
      expect(reasonOf(() => restoreOccurrence(anEvent(), key))).toBe("OCCURRENCE_NOT_FOUND");
    },
  );
});
