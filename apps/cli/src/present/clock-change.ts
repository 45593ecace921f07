import { formatClock } from "./clock.ts";

/** `clocks go forward, 02:00 → 03:00` when they change on that day in that zone. */
export function clockChangeOf(day: Temporal.PlainDate, zone: string): string | undefined {
  const start = day.toZonedDateTime(zone);
  const change = start.subtract({ nanoseconds: 1 }).getTimeZoneTransition("next");
  if (change === null || !change.toPlainDate().equals(day)) {
    return undefined;
  }
  const before = change.subtract({ nanoseconds: 1 });
  const difference = change.offsetNanoseconds - before.offsetNanoseconds;
  if (difference === 0) {
    // A zone may change its name or its rules without its clocks moving.
    return undefined;
  }
  const after = change.toPlainDateTime();
  const from = formatClock(after.subtract({ nanoseconds: difference }).toPlainTime());
  return `clocks go ${difference > 0 ? "forward" : "back"}, ${from} → ${formatClock(after.toPlainTime())}`;
}
