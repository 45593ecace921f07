import type { DaybookApi, Occurrence } from "@daybook/client";
import { formatAgo, formatDay, formatInstant, formatWhen } from "./clock.ts";
import type { Paint } from "./paint.ts";
import { padTo } from "./columns.ts";
import { printable } from "./printable.ts";
import { formatStretch } from "./stretch.ts";

/** What became of one occurrence. */
export type OccurrenceChange = Awaited<
  ReturnType<DaybookApi["events"]["changes"]>
>["items"][number];

interface ChangesView {
  readonly since: string;
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  readonly zone: string;
  readonly now: Temporal.Instant;
  /** Whether to show what an edit needs: event id and occurrence key. */
  readonly long: boolean;
  readonly paint: Paint;
}

const MARKS = { appeared: "+", vanished: "-", moved: "~", changed: "*" } as const;

/** So many occurrences of one event are listed, and so many versions that made it so. */
const MOST_OCCURRENCES = 10;
const MOST_VERSIONS = 3;

/** Event by event what became of its occurrences on some days, who did it, and why. */
export function presentChanges(changes: readonly OccurrenceChange[], view: ChangesView): string {
  const { since, firstDay, lastDay, zone, paint } = view;
  const days = `from ${formatDay(firstDay)} to ${formatDay(lastDay)}`;
  const moment = formatInstant(since, zone);
  if (changes.length === 0) {
    return `Nothing has changed since ${moment} of what takes place ${days}.`;
  }
  const events = Map.groupBy(changes, ({ eventId }) => eventId);
  return [
    paint.faint(`Changed since ${moment} of what takes place ${days}, times in ${zone}`),
    ...[...events.values()].map((ofEvent) => blockOf(ofEvent, view).join("\n")),
  ].join("\n\n");
}

function blockOf(changes: readonly OccurrenceChange[], view: ChangesView): string[] {
  const { now, paint } = view;
  const [first] = changes;
  const title = printable((first?.after ?? first?.before)?.title ?? "");
  const more = changes.length - MOST_OCCURRENCES;
  return [
    paint.strong(title),
    ...changes.slice(0, MOST_OCCURRENCES).flatMap((change) => linesOf(change, view)),
    ...(more > 0 ? [paint.faint(`  … and ${more} more`)] : []),
    ...versionLines(first?.versions ?? [], now).map((line) => `    ${line}`),
  ];
}

function linesOf(change: OccurrenceChange, { zone, long, paint }: ChangesView): string[] {
  const { eventId, key, before, after, fields } = change;
  const mark = padTo(`${MARKS[change.change]} ${change.change}`, 10);
  const places = [before, after].flatMap((side) => (side === null ? [] : [whenOf(side, zone)]));
  const times = change.change === "changed" ? places.slice(-1) : places;
  const others = fields.filter((field) => !TIME_FIELDS.has(field));
  const handle = (after ?? before)?.recurring === true ? `${eventId}@${key}` : eventId;
  return [
    [
      `  ${paintMark(mark, change, paint)}`,
      times.join(" → "),
      ...(others.length === 0 ? [] : [others.join(", ")]),
    ].join("  "),
    ...(long ? [`              ${paint.faint(handle)}`] : []),
  ];
}

/** The times say these. */
const TIME_FIELDS: ReadonlySet<string> = new Set(["allDay", "start", "end", "timeZone"]);

function whenOf(occurrence: Occurrence, zone: string): string {
  return occurrence.allDay ? formatWhen(occurrence) : formatStretch(occurrence, zone);
}

function paintMark(mark: string, { change }: OccurrenceChange, paint: Paint): string {
  switch (change) {
    case "appeared":
      return paint.good(mark);
    case "vanished":
      return paint.bad(mark);
    case "moved":
    case "changed":
      return paint.note(mark);
  }
}

/** The latest first. */
function versionLines(versions: OccurrenceChange["versions"], now: Temporal.Instant): string[] {
  const latest = versions.toSorted((a, b) => b.version - a.version);
  const lines = latest.slice(0, MOST_VERSIONS).map(({ version, kind, at, actor, message }) => {
    const who = printable(actor.username ?? "(gone)");
    const words = message === null ? "" : `  “${printable(message)}”`;
    return `v${version} ${kind} by ${who}, ${formatAgo(at, now)}${words}`;
  });
  const more = latest.length - lines.length;
  return more > 0 ? [...lines, `… and ${more} earlier`] : lines;
}
