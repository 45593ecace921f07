/*
 * No type of Temporal is named here: who compiles without it in `lib`, or with a polyfill's types,
 * can use this all the same. What is named is the part that is used.
 */

interface Printed {
  toString(options?: { readonly smallestUnit?: "second"; readonly calendarName?: "never" }): string;
}

export interface InstantLike {
  readonly epochMilliseconds: number;
}

export interface PlainDateLike extends Printed {
  readonly day: number;
  subtract(duration: { readonly days: number }): PlainDateLike;
}

export interface PlainDateTimeLike extends Printed {
  readonly hour: number;
}

export interface ZonedDateTimeLike {
  readonly epochMilliseconds: number;
  readonly offset: string;
  readonly timeZoneId: string;
  toPlainDateTime(): PlainDateTimeLike;
  withTimeZone(timeZone: string): ZonedDateTimeLike;
}

/** The part of the global `Temporal`, or of a polyfill, that is used. */
export interface TemporalLike {
  readonly Instant: { from(text: string): InstantLike };
  readonly PlainDate: { from(text: string): PlainDateLike };
  readonly PlainDateTime: { from(text: string): PlainDateTimeLike };
  readonly ZonedDateTime: {
    from(text: string, options?: { readonly offset?: "prefer" }): ZonedDateTimeLike;
  };
}

type Instant<T extends TemporalLike> = ReturnType<T["Instant"]["from"]>;
type PlainDate<T extends TemporalLike> = ReturnType<T["PlainDate"]["from"]>;
type PlainDateTime<T extends TemporalLike> = ReturnType<T["PlainDateTime"]["from"]>;
type ZonedDateTime<T extends TemporalLike> = ReturnType<T["ZonedDateTime"]["from"]>;

/** When an event or an occurrence is, as the server answers it. */
export interface WireTimes {
  readonly allDay: boolean;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string | null;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The same in Temporal, by the kind of time that it is (rule T1). */
export type TemporalTimes<T extends TemporalLike> =
  | {
      readonly kind: "zoned";
      readonly start: ZonedDateTime<T>;
      readonly end: ZonedDateTime<T>;
    }
  | {
      /** On the clock of whoever looks. */
      readonly kind: "floating";
      readonly start: PlainDateTime<T>;
      readonly end: PlainDateTime<T>;
    }
  | {
      readonly kind: "allDay";
      readonly start: PlainDate<T>;
      /** The day after the last one. */
      readonly end: PlainDate<T>;
      readonly lastDay: PlainDate<T>;
    };

/** When an event is to be, as `events.create` and a patch of `events.update` take it. */
export type InputTimes =
  | { allDay: false; start: string; end?: string; timeZone: string | null }
  | { allDay: true; start: string; end?: string };

export interface TemporalHelpers<T extends TemporalLike> {
  /**
   * When an event or an occurrence is. The wall clock and the zone are the truth; the instants say
   * which of two equal times of a night is meant.
   */
  timesOf(timed: WireTimes): TemporalTimes<T>;
  /** The instants at which an event or an occurrence begins and ends. */
  instantsOf(timed: Pick<WireTimes, "endsAt" | "startsAt">): {
    readonly start: Instant<T>;
    readonly end: Instant<T>;
  };
  /** What an occurrence key says: where its series has the occurrence, on its wall clock. */
  keyTime(key: string): PlainDateTime<T> | PlainDate<T>;
  /** The key of the occurrence that its series has there; a zoned time is taken in its own zone. */
  toKey(time: PlainDateTime<T> | PlainDate<T> | ZonedDateTime<T>): string;
  /**
   * What to create or patch an event with. An end in another zone is converted to that of the start.
   * The second of two equal times of a night is given with its offset, which the server refuses
   * (`TIME_OCCURS_TWICE`) rather than take it for the first.
   *
   * @throws TypeError for a start and an end of different kinds
   */
  toInput(start: ZonedDateTime<T>, end?: ZonedDateTime<T>): InputTimes & { allDay: false };
  toInput(start: PlainDateTime<T>, end?: PlainDateTime<T>): InputTimes & { allDay: false };
  toInput(start: PlainDate<T>, end?: PlainDate<T>): InputTimes & { allDay: true };
  /** The window that `events.occurrences` and `schedule` take, half-open. */
  toWindow(
    from: Instant<T> | ZonedDateTime<T>,
    to: Instant<T> | ZonedDateTime<T>,
  ): { from: string; to: string };
}

type AnyTime = ZonedDateTimeLike | PlainDateTimeLike | PlainDateLike;

/**
 * Reads and writes the times of the wire with the Temporal that is given: the global one, or a
 * polyfill.
 *
 * @example
 * const time = temporalHelpers(Temporal);
 * const when = time.timesOf(event);
 * if (when.kind === "zoned") {
 *   const patch = time.toInput(when.start.add({ hours: 1 }));
 *   await daybook.events.update({ id: event.id, patch });
 * }
 */
export function temporalHelpers<T extends TemporalLike>(temporal: T): TemporalHelpers<T> {
  const { Instant, PlainDate, PlainDateTime, ZonedDateTime } = temporal;

  function zoned(wall: string, instant: string, timeZone: string): ZonedDateTimeLike {
    const offset = offsetText(Date.parse(`${wall}Z`) - Date.parse(instant));
    return ZonedDateTime.from(`${wall}${offset}[${timeZone}]`, { offset: "prefer" });
  }

  function wallText(time: AnyTime): string {
    if (!isZoned(time)) return wireText(time);
    const wall = wireText(time.toPlainDateTime());
    const first = ZonedDateTime.from(`${wall}[${time.timeZoneId}]`);
    const ms = time.epochMilliseconds - first.epochMilliseconds;
    // Less than a second apart are times whose fraction was left out.
    return ms < 1_000 ? wall : `${wall}${time.offset}`;
  }

  function timesOf(timed: WireTimes): TemporalTimes<TemporalLike> {
    const { allDay, start, end, timeZone } = timed;
    if (allDay) {
      const after = PlainDate.from(end);
      const lastDay = after.subtract({ days: 1 });
      return { kind: "allDay", start: PlainDate.from(start), end: after, lastDay };
    }
    if (timeZone === null) {
      return {
        kind: "floating",
        start: PlainDateTime.from(start),
        end: PlainDateTime.from(end),
      };
    }
    return {
      kind: "zoned",
      start: zoned(start, timed.startsAt, timeZone),
      end: zoned(end, timed.endsAt, timeZone),
    };
  }

  function toInput(start: AnyTime, end?: AnyTime): InputTimes {
    const kind = kindOf(start);
    if (end !== undefined && kindOf(end) !== kind) {
      throw new TypeError(`toInput: the start is ${kind}, and the end is ${kindOf(end)}.`);
    }
    const timeZone = isZoned(start) ? start.timeZoneId : null;
    const ended = end !== undefined && isZoned(end) ? end.withTimeZone(timeZone ?? "UTC") : end;
    const times = {
      start: wallText(start),
      ...(ended === undefined ? {} : { end: wallText(ended) }),
    };
    return kind === "allDay" ? { allDay: true, ...times } : { allDay: false, ...times, timeZone };
  }

  const helpers: TemporalHelpers<TemporalLike> = {
    timesOf,
    instantsOf: ({ startsAt, endsAt }) => ({
      start: Instant.from(startsAt),
      end: Instant.from(endsAt),
    }),
    keyTime: (key) => (key.includes("T") ? PlainDateTime.from(key) : PlainDate.from(key)),
    toKey: (time) => wireText(isZoned(time) ? time.toPlainDateTime() : time),
    // The kinds of start and end decide, as the overloads say.
    toInput: toInput as TemporalHelpers<TemporalLike>["toInput"],
    toWindow: (from, to) => ({ from: instantText(from), to: instantText(to) }),
  };
  return helpers;
}

function isZoned(time: AnyTime): time is ZonedDateTimeLike {
  return "timeZoneId" in time;
}

function kindOf(time: AnyTime): TemporalTimes<TemporalLike>["kind"] {
  if (isZoned(time)) return "zoned";
  return "hour" in time ? "floating" : "allDay";
}

/** As the wire has it: whole seconds, and the calendar of ISO 8601. */
function wireText(time: PlainDateTimeLike | PlainDateLike): string {
  return time.toString({ smallestUnit: "second", calendarName: "never" });
}

function instantText({ epochMilliseconds }: InstantLike): string {
  return new Date(epochMilliseconds).toISOString();
}

function offsetText(ms: number): string {
  const seconds = Math.abs(ms) / 1_000;
  const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60];
  const text = parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
  return `${ms < 0 ? "-" : "+"}${text}`;
}
