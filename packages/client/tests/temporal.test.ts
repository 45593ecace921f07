/** The texts of the wire in Temporal and back, with the engine's own and with a polyfill. */
import fc from "fast-check";
import { Temporal as Polyfill } from "temporal-polyfill/implementation";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { EventPatch, NewEvent, Event } from "../src/contract.ts";
import { anEvent, anOccurrence } from "../src/builders.ts";
import { temporalHelpers } from "../src/temporal-helpers.ts";

const ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Monrovia"];

/** Seconds from the first to the last published year (rule C3). */
const SECONDS = fc.integer({
  min: Date.UTC(1600, 0, 2) / 1_000,
  max: Date.UTC(2999, 11, 30) / 1_000,
});
const INSTANTS = SECONDS.map(
  (seconds) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`,
);

/** What the server would answer for an event between two instants in a zone. */
function wireOf(startsAt: string, endsAt: string, timeZone: string): Event {
  const wall = (instant: string): string =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString();
  const full = (text: string): string => text.padEnd(19, ":00");
  return anEvent({
    start: full(wall(startsAt)),
    end: full(wall(endsAt)),
    timeZone,
    startsAt,
    endsAt,
  });
}

describe.each([
  ["the global Temporal", temporalHelpers(Temporal)],
  ["a polyfill", temporalHelpers(Polyfill)],
] as const)("with %s", (_name, time) => {
  test("[T1] a zoned event is its instants and its wall clock, on any day of any zone", () => {
    fc.assert(
      fc.property(INSTANTS, INSTANTS, fc.constantFrom(...ZONES), (one, other, timeZone) => {
        const event = wireOf(one, other, timeZone);
        const when = time.timesOf(event);
        if (when.kind !== "zoned") return expect.unreachable();
        const { start, end } = when;
        expect([start.epochMilliseconds, end.epochMilliseconds]).toEqual([
          Date.parse(one),
          Date.parse(other),
        ]);
        expect(start.toPlainDateTime().toString({ smallestUnit: "second" })).toBe(event.start);
        expect(start.timeZoneId).toBe(timeZone);
      }),
      { numRuns: 300 },
    );
  });

  test("[T2] what was read is given back as it was, but for the second of two equal times", () => {
    fc.assert(
      fc.property(INSTANTS, fc.constantFrom(...ZONES), (instant, timeZone) => {
        const { start, end } = wireOf(instant, instant, timeZone);
        const first = Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone);
        fc.pre(first.epochMilliseconds === Date.parse(instant));
        const when = time.timesOf(wireOf(instant, instant, timeZone));
        if (when.kind !== "zoned") return expect.unreachable();
        expect(time.toInput(when.start, when.end)).toEqual({
          allDay: false,
          start,
          end,
          timeZone,
        });
      }),
      { numRuns: 300 },
    );
  });

  test("[T3] of two equal times of a night the instant says which, and the second keeps its offset", () => {
    const twice = { start: "2026-10-25T02:30:00", timeZone: "Europe/Berlin" };
    const first = time.timesOf(anEvent(twice));
    const second = time.timesOf(anEvent({ ...twice, startsAt: "2026-10-25T01:30:00Z" }));
    if (first.kind !== "zoned" || second.kind !== "zoned") return expect.unreachable();
    expect([first.start.offset, second.start.offset]).toEqual(["+02:00", "+01:00"]);
    expect(time.toInput(first.start).start).toBe("2026-10-25T02:30:00");
    expect(time.toInput(second.start).start).toBe("2026-10-25T02:30:00+01:00");
  });

  test("[T3] a time that the clock skips is the instant that the server reads it as", () => {
    const skipped = anEvent({ start: "2026-03-29T02:30:00", timeZone: "Europe/Berlin" });
    const when = time.timesOf(skipped);
    if (when.kind !== "zoned") return expect.unreachable();
    expect(skipped.startsAt).toBe("2026-03-29T01:30:00Z");
    expect(when.start.epochMilliseconds).toBe(Date.parse(skipped.startsAt));
  });

  test("[T1] where time zone data differ, the wall clock is the truth", () => {
    const startsAt = "2026-07-01T08:00:00Z";
    const when = time.timesOf(anEvent({ start: "2026-07-01T09:00:00", startsAt }));
    if (when.kind !== "zoned") return expect.unreachable();
    expect(when.start.toPlainDateTime().toString()).toBe("2026-07-01T09:00:00");
    expect(when.start.offset).toBe("+02:00");
  });

  test("floating times and whole days go there and back", () => {
    const floating = time.timesOf(anEvent({ start: "2026-03-02T09:00:00", timeZone: null }));
    if (floating.kind !== "floating") return expect.unreachable();
    expect(time.toInput(floating.start, floating.end)).toEqual({
      allDay: false,
      start: "2026-03-02T09:00:00",
      end: "2026-03-02T09:30:00",
      timeZone: null,
    });
    const days = time.timesOf(anEvent({ start: "2026-02-27", end: "2026-03-02" }));
    if (days.kind !== "allDay") return expect.unreachable();
    expect(String(days.lastDay)).toBe("2026-03-01");
    expect(time.toInput(days.start, days.end)).toEqual({
      allDay: true,
      start: "2026-02-27",
      end: "2026-03-02",
    });
    expect(time.toInput(days.start)).toEqual({ allDay: true, start: "2026-02-27" });
  });

  test("occurrence keys go there and back, whatever they name", () => {
    fc.assert(
      fc.property(SECONDS, fc.boolean(), (seconds, isDate) => {
        const key = new Date(seconds * 1_000).toISOString().slice(0, isDate ? 10 : 19);
        expect(time.toKey(time.keyTime(key))).toBe(key);
      }),
      { numRuns: 200 },
    );
    const when = time.timesOf(anOccurrence({ start: "2026-03-30T09:00:00" }));
    if (when.kind !== "zoned") return expect.unreachable();
    expect(time.toKey(when.start)).toBe("2026-03-30T09:00:00");
  });

  test("instants are those of the answer, and make windows", () => {
    const { start, end } = time.instantsOf(anOccurrence({ start: "2026-03-30T09:00:00" }));
    expect(time.toWindow(start, end)).toEqual({
      from: "2026-03-30T07:00:00.000Z",
      to: "2026-03-30T07:30:00.000Z",
    });
  });

  test("an end in another zone is converted, and one of another kind refused", () => {
    const berlin = time.timesOf(anEvent({ start: "2026-07-01T09:00:00" }));
    const newYork = time.timesOf(
      anEvent({ start: "2026-07-01T05:00:00", timeZone: "America/New_York" }),
    );
    const days = time.timesOf(anEvent({ start: "2026-07-01" }));
    if (berlin.kind !== "zoned" || newYork.kind !== "zoned" || days.kind !== "allDay") {
      return expect.unreachable();
    }
    expect(time.toInput(berlin.start, newYork.start)).toMatchObject({
      end: "2026-07-01T11:00:00",
      timeZone: "Europe/Berlin",
    });
    const mixed = () => time.toInput(berlin.start, days.end as never);
    expect(mixed).toThrow("the start is zoned, and the end is allDay");
  });
});

test("the polyfill is another Temporal than the engine's", () => {
  expect(Polyfill.ZonedDateTime).not.toBe(Temporal.ZonedDateTime);
});

test("what is read is of the types of the Temporal that was given, and fits the calls", () => {
  const time = temporalHelpers(Temporal);
  const when = time.timesOf(anEvent());
  if (when.kind === "zoned") expectTypeOf(when.start).toEqualTypeOf<Temporal.ZonedDateTime>();
  if (when.kind === "allDay") expectTypeOf(when.lastDay).toEqualTypeOf<Temporal.PlainDate>();
  const input = time.toInput(Temporal.PlainDate.from("2026-03-02"));
  expectTypeOf({ title: "x", ...input }).toExtend<NewEvent>();
  expectTypeOf(input).toExtend<EventPatch>();
  expectTypeOf(temporalHelpers(Polyfill).instantsOf(anEvent()).start).toEqualTypeOf<
    InstanceType<typeof Polyfill.Instant>
  >();
});
