import { formatWhen } from "./clock.ts";

/** A stretch of time as the reader's clock shows it. */
export function formatStretch(
  { startsAt, endsAt }: { startsAt: string; endsAt: string },
  zone: string,
): string {
  const local = (instant: string): string =>
    Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString();
  return formatWhen({ allDay: false, start: local(startsAt), end: local(endsAt) });
}
