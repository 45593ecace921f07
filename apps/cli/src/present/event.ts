import type { Event } from "@daybook/client";
import { formatInstant, formatWhen } from "./clock.ts";
import { formatTable } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable, printableLines } from "./printable.ts";
import { inline } from "./values.ts";

/** Everything about one event, its title first. The rule comes in words too. */
export function presentEvent(
  event: Event,
  { zone, rule, paint }: { zone: string; rule: string | null; paint: Paint },
): string {
  const { recurrence, overrides, deletedAt } = event;
  const rrule = recurrence?.rrule ?? "";
  // `--repeat` takes the rule as it is, not the words.
  const repeats = rule === null || rule === rrule ? rrule : `${rule} (${rrule})`;
  const rows = [
    ["when", `${formatWhen(event)}${zoneOf(event)}`],
    ...unlessEmpty("here", hereOf(event, zone)),
    ...unlessEmpty("repeats", repeats),
    ...unlessEmpty("extra", recurrence?.rdates.join(", ") ?? ""),
    ...unlessEmpty("excluded", recurrence?.exdates.join(", ") ?? ""),
    ...Object.entries(overrides).map(([key, override]) => [
      "changed",
      `${key}  ${describeOverride(override, event)}`,
    ]),
    ...unlessEmpty("where", event.location),
    ...unlessEmpty("status", event.status === "confirmed" ? "" : event.status),
    ...unlessEmpty("shows as", event.transparency === "opaque" ? "" : "free"),
    ...unlessEmpty("tags", event.tags.join(", ")),
    ...Object.entries(event.metadata).map(([key, value]) => [printable(key), inline(value)]),
    ["role", event.role],
    ["version", `${event.version}, ${formatInstant(event.updatedAt, zone)}`],
    ["calendar", event.calendarId],
    ["id", event.id],
    ...unlessEmpty("deleted", deletedAt === null ? "" : formatInstant(deletedAt, zone)),
  ];
  const table = formatTable(rows, (cell, index) => (index === 0 ? paint.faint(cell) : cell));
  const description = event.description === "" ? [] : ["", ...printableLines(event.description)];
  return [paint.strong(printable(event.title)), table, ...description].join("\n");
}

function unlessEmpty(label: string, value: string): string[][] {
  return value === "" ? [] : [[label, printable(value)]];
}

function zoneOf({ allDay, timeZone }: Event): string {
  if (allDay) {
    return "";
  }
  return timeZone === null ? " (wherever you are)" : ` ${timeZone}`;
}

/** What the reader's clock shows when the event begins; empty when it is the event's own time. */
function hereOf({ allDay, timeZone, start, startsAt }: Event, zone: string): string {
  if (allDay || timeZone === null) {
    return "";
  }
  const here = Temporal.Instant.from(startsAt).toZonedDateTimeISO(zone).toPlainDateTime();
  return here.equals(Temporal.PlainDateTime.from(start))
    ? ""
    : `${formatInstant(startsAt, zone)} ${zone}`;
}

/** What an override has of its own; its time fields go together (rule X2). */
function describeOverride(override: Event["overrides"][string], series: Event): string {
  const { allDay, start, end, timeZone, ...fields } = override;
  const moved = allDay !== undefined && start !== undefined && end !== undefined;
  const zone = timeZone === undefined || timeZone === series.timeZone ? "" : ` ${timeZone}`;
  return [
    ...(moved ? [`${formatWhen({ allDay, start, end })}${zone}`] : []),
    ...Object.entries(fields).map(([field, value]) => `${field}: ${inline(value)}`),
  ].join(", ");
}
