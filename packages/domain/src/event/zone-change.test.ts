import { describe, expect, test } from "vitest";
import { eventContent, movedTo, series } from "../../tests/_content.ts";
import { clockOfRecord, largestDifferenceMs, recordZone } from "../time/zone-record.ts";
import { parseWallTime } from "../time/wall-time.ts";
import { toInstant, toWall, withClocks } from "../time/zone.ts";
import { spansOf } from "./spans.ts";
import { movedByClocks, zonesOf } from "./zone-change.ts";

/** Berlin as if it had never had summer time. */
const NO_SUMMER = "[3600]";
const NO_SUMMER_CLOCK = new Map([["Europe/Berlin", clockOfRecord(NO_SUMMER, "Europe/Berlin")]]);
const YEAR_2026 = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) };

function wall(text: string): number {
  return parseWallTime(text) ?? Number.NaN;
}

function instant(text: string): number {
  return Date.parse(text);
}

describe("the record of a zone", () => {
  test.each(["Europe/Berlin", "Africa/Casablanca", "Pacific/Apia", "America/St_Johns", "UTC"])(
    "[T1] is a clock that shows what the zone's shows: %s",
    (timeZone) => {
      const clock = clockOfRecord(recordZone(timeZone), timeZone);
      for (let second = wall("1600-01-01T00:00:00"); second < wall("2200-01-01T00:00:00");) {
        expect(clock.offsetAt(second)).toBe(toWall(second * 1000, timeZone) - second);
        expect(clock.secondOf(second)).toBe(toInstant(second, timeZone) / 1000);
        second += 11 * 86_400 + 3_607;
      }
    },
  );

  test("[T1] tells how much two clocks differ", () => {
    const berlin = recordZone("Europe/Berlin");
    expect(largestDifferenceMs(berlin, berlin)).toBe(0);
    // In the summer of 1945 the clocks were two hours ahead of that.
    expect(largestDifferenceMs(berlin, NO_SUMMER)).toBe(2 * 3_600_000);
    expect(largestDifferenceMs("[0]", "[0,100,3600,200,0]")).toBe(3_600_000);
  });

  test("[T1] of every zone can be kept", () => {
    const sizes = Intl.supportedValuesOf("timeZone").map((zone) => recordZone(zone).length);
    expect(Math.max(...sizes)).toBeLessThan(16_384);
  });
});

describe("new time zone data", () => {
  test("[T1] for a while, and no longer, another clock can be gone by", () => {
    const noon = wall("2026-07-01T12:00:00");
    const before = toInstant(noon, "Europe/Berlin");
    expect(withClocks(NO_SUMMER_CLOCK, () => toInstant(noon, "Europe/Berlin"))).toBe(
      before + 3_600_000,
    );
    expect(() =>
      withClocks(NO_SUMMER_CLOCK, () => {
        throw new Error("fault");
      }),
    ).toThrow("fault");
    expect(toInstant(noon, "Europe/Berlin")).toBe(before);
  });

  test("[T1] moves the occurrences that it moves, and no others", () => {
    const content = series("FREQ=MONTHLY;BYMONTHDAY=2;COUNT=12", {
      overrides: {
        "2026-05-02T09:00:00": { title: "Renamed" },
        "2026-06-02T09:00:00": movedTo("2026-12-24T09:00:00", "2026-12-24T10:00:00"),
        "2026-07-02T09:00:00": { timeZone: "Asia/Tokyo", start: "2026-07-02T09:00:00" },
      },
      exdates: ["2026-08-02T09:00:00"],
    });
    const moved = movedByClocks(content, NO_SUMMER_CLOCK, YEAR_2026);
    expect(moved.map(({ key }) => key.slice(0, 7))).toEqual([
      "2026-04",
      "2026-05",
      "2026-09",
      "2026-10",
    ]);
    expect(moved[0]).toEqual({
      key: "2026-04-02T09:00:00",
      before: {
        startsAtMs: instant("2026-04-02T08:00:00Z"),
        endsAtMs: instant("2026-04-02T09:00:00Z"),
      },
      after: {
        startsAtMs: instant("2026-04-02T07:00:00Z"),
        endsAtMs: instant("2026-04-02T08:00:00Z"),
      },
    });
  });

  test("[T1] an UNTIL in UTC lets in what a clock set forward puts before it", () => {
    const content = series("FREQ=DAILY;UNTIL=20260405T073000Z");
    const moved = movedByClocks(content, NO_SUMMER_CLOCK, YEAR_2026);
    const last = moved.at(-1);
    expect(last?.key).toBe("2026-04-05T09:00:00");
    expect(last?.before).toBeNull();
    expect(last?.after?.startsAtMs).toBe(instant("2026-04-05T07:00:00Z"));
  });

  test("[T1] what leaves a window or comes into it has moved", () => {
    const content = eventContent({ start: "2026-07-01T09:00:00", end: "2026-07-01T09:30:00" });
    const at = (from: string, to: string) =>
      movedByClocks(content, NO_SUMMER_CLOCK, { from: instant(from), to: instant(to) }).length;
    expect(at("2026-07-01T07:00:00Z", "2026-07-01T07:30:00Z")).toBe(1);
    expect(at("2026-07-01T08:00:00Z", "2026-07-01T08:30:00Z")).toBe(1);
    expect(at("2026-07-01T07:30:00Z", "2026-07-01T08:00:00Z")).toBe(0);
  });

  test("[T1] moves nothing floating or all-day", () => {
    const day = { allDay: true, start: "2026-07-01", end: "2026-07-02", timeZone: null };
    expect(movedByClocks(eventContent(day), NO_SUMMER_CLOCK, YEAR_2026)).toEqual([]);
    const floating = eventContent({ timeZone: null });
    expect(movedByClocks(floating, NO_SUMMER_CLOCK, YEAR_2026)).toEqual([]);
  });

  test("[T1] [R5] spans go by the clock, and the zones of overrides count", () => {
    const content = series("FREQ=DAILY;COUNT=3", {
      start: "2026-07-01T09:00:00",
      end: "2026-07-01T10:00:00",
      overrides: {
        "2026-07-02T09:00:00": {
          allDay: false,
          start: "2026-08-02T09:00:00",
          end: "2026-08-02T10:00:00",
          timeZone: "Asia/Tokyo",
        },
      },
    });
    expect(zonesOf(content)).toEqual(new Set(["Europe/Berlin", "Asia/Tokyo"]));
    const [whole, moved] = spansOf(content);
    const [wholeBefore, movedBefore] = withClocks(NO_SUMMER_CLOCK, () => spansOf(content));
    expect(wholeBefore?.startMs).toBe((whole?.startMs ?? 0) + 3_600_000);
    expect(movedBefore).toEqual(moved);
  });
});
