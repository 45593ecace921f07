const DAY_MS = 86_400_000;

/**
 * The instant of a time on the wall clock of a zone (rule T3): of two the first; a time that the
 * clock skips is read with the offset before the gap. A date is its midnight.
 */
export function instantOfWall(wall: string, timeZone: string): string {
  const asUtc = Date.parse(wall.includes("T") ? `${wall}Z` : `${wall}T00:00:00Z`);
  const before = asUtc - offsetMs(asUtc - DAY_MS, timeZone);
  const after = asUtc - offsetMs(asUtc + DAY_MS, timeZone);
  const exists = (instant: number): boolean => instant + offsetMs(instant, timeZone) === asUtc;
  return toInstantText(!exists(before) && exists(after) ? after : before);
}

/** A wall time or date, so much later on the wall clock. */
export function laterOnWall(wall: string, ms: number): string {
  const isDate = !wall.includes("T");
  const later = Date.parse(isDate ? `${wall}T00:00:00Z` : `${wall}Z`) + ms;
  const text = new Date(later).toISOString();
  return isDate ? text.slice(0, 10) : text.slice(0, 19);
}

function toInstantText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function offsetMs(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((found) => found.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - instant;
}
