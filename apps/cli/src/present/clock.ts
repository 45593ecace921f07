/** Dates and times for people, the same in every locale. */
const WEEKDAYS = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `Monday 30 March 2026` */
export function formatDay(day: Temporal.PlainDate): string {
  return `${WEEKDAYS[day.dayOfWeek - 1]} ${day.day} ${MONTHS[day.month - 1]} ${day.year}`;
}

/** `09:00`, with seconds where there are any. */
export function formatClock(time: Temporal.PlainTime): string {
  return time.toString({ smallestUnit: time.second === 0 ? "minute" : "second" });
}

/** `2026-03-30 09:00` in the zone. */
export function formatInstant(instant: string, zone: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return `${local.toPlainDate().toString()} ${formatClock(local.toPlainTime())}`;
}

const AGO: readonly (readonly [unit: string, seconds: number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago an instant was, in its largest unit: `3 hours ago`. */
export function formatAgo(instant: string, now: Temporal.Instant): string {
  const seconds = (now.epochMilliseconds - Temporal.Instant.from(instant).epochMilliseconds) / 1000;
  for (const [unit, length] of AGO) {
    const count = Math.floor(seconds / length);
    if (count >= 1) {
      return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
    }
  }
  // Also where this clock is behind the server's.
  return "just now";
}

/** When an event is, as its own clock shows it: `Monday 30 March 2026, 09:00–09:30`. */
export function formatWhen(time: { allDay: boolean; start: string; end: string }): string {
  return time.allDay ? formatDates(time) : formatWallTimes(time);
}

function formatDates({ start, end }: { start: string; end: string }): string {
  const first = Temporal.PlainDate.from(start);
  const last = Temporal.PlainDate.from(end).subtract({ days: 1 });
  return first.equals(last)
    ? `${formatDay(first)}, all day`
    : `${formatDay(first)} – ${formatDay(last)}`;
}

function formatWallTimes({ start, end }: { start: string; end: string }): string {
  const first = Temporal.PlainDateTime.from(start);
  const last = Temporal.PlainDateTime.from(end);
  const opening = `${formatDay(first.toPlainDate())}, ${formatClock(first.toPlainTime())}`;
  if (first.equals(last)) {
    return opening;
  }
  const closing = formatClock(last.toPlainTime());
  return first.toPlainDate().equals(last.toPlainDate())
    ? `${opening}–${closing}`
    : `${opening} – ${formatDay(last.toPlainDate())}, ${closing}`;
}
