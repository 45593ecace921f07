/** How the demo writes things for its reader. */
import type { FieldConflict, Occurrence, VersionDiff, VersionItem } from "@daybook/client";

/** `Mon 30 Mar 16:15–17:45  Seminar: …`, on the clock of the given zone. */
export function shownOccurrence(occurrence: Occurrence, timeZone: string): string {
  const { title, location, startsAt, endsAt, allDay, start, overridden, status } = occurrence;
  const place = location === "" ? "" : `, ${location}`;
  const notes = [...(overridden ? ["changed"] : []), ...(status === "confirmed" ? [] : [status])];
  const note = notes.length === 0 ? "" : `  (${notes.join(", ")})`;
  if (allDay) {
    return `${shownDay(Temporal.PlainDate.from(start))}  all day      ${title}${note}`;
  }
  const from = Temporal.Instant.from(startsAt).toZonedDateTimeISO(timeZone);
  const to = Temporal.Instant.from(endsAt).toZonedDateTimeISO(timeZone);
  return `${shownDay(from)}  ${clock(from)}–${clock(to)}  ${title}${place}${note}`;
}

export function shownVersion({
  version,
  kind,
  actor,
  changedFields,
  message,
}: VersionItem): string {
  const who = actor.username ?? "someone";
  // The first version sets every field.
  const what = version === 1 ? "" : `  ${changedFields.join(", ")}`;
  return `v${version}  ${kind.padEnd(8)}  ${who}${what}${message === null ? "" : `  “${message}”`}`;
}

export function shownDiff({ fields, occurrences }: VersionDiff): string[] {
  const { appear, vanish, move } = occurrences;
  return [
    ...fields.map(({ field, from, to }) => `${field}: ${short(from)} → ${short(to)}`),
    ...appear.map(({ start }) => `new:   ${start}`),
    ...vanish.map(({ start }) => `gone:  ${start}`),
    ...move.map(({ from, to }) => `moved: ${from.start} → ${to.start}`),
  ];
}

export function shownConflict({ field, base, yours, theirs }: FieldConflict): string[] {
  return [
    `${field}`,
    `  it was    ${short(base)}`,
    `  yours     ${short(yours)}`,
    `  theirs    ${short(theirs)}`,
  ];
}

function shownDay(date: Temporal.PlainDate | Temporal.ZonedDateTime): string {
  return date.toLocaleString("en-GB", { weekday: "short", day: "2-digit", month: "short" });
}

function clock(time: Temporal.ZonedDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: "minute" });
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
