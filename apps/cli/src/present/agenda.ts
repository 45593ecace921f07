import type { Occurrence } from "@daybook/client";
import { clockChangeOf } from "./clock-change.ts";
import { formatClock, formatDay } from "./clock.ts";
import { columnWidths, formatRow } from "./columns.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

export interface AgendaView {
  /** The zone of the reader: days begin and end there. */
  readonly zone: string;
  readonly firstDay: Temporal.PlainDate;
  /** The last day that is shown. */
  readonly lastDay: Temporal.PlainDate;
  /** Whether to show what an edit needs: event id and occurrence key. */
  readonly long: boolean;
  readonly paint: Paint;
}

/** Where an occurrence lies on the reader's calendar. */
interface Place {
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
  /** Undefined for whole days. */
  readonly times: { start: Temporal.ZonedDateTime; end: Temporal.ZonedDateTime } | undefined;
}

/** What one occurrence shows on one day. */
interface Row {
  readonly occurrence: Occurrence;
  readonly wholeDay: boolean;
  /** Times, title, remarks. */
  readonly cells: readonly string[];
}

/** The occurrences day by day, in the reader's zone. What lasts several days is on each of them. */
export function presentAgenda(occurrences: readonly Occurrence[], view: AgendaView): string {
  const days = rowsByDay(occurrences, view);
  if (days.size === 0) {
    return `Nothing from ${formatDay(view.firstDay)} to ${formatDay(view.lastDay)}.`;
  }
  const widths = columnWidths([...days.values()].flat().map(({ cells }) => cells));
  const blocks = [...days.keys()].toSorted().map((date) => {
    const rows = days.get(date) ?? [];
    // Whole days first; the rest is in time order already.
    const ordered = [
      ...rows.filter(({ wholeDay }) => wholeDay),
      ...rows.filter(({ wholeDay }) => !wholeDay),
    ];
    const heading = headingOf(Temporal.PlainDate.from(date), view);
    return [heading, ...ordered.flatMap((row) => linesOf(row, widths, view))].join("\n");
  });
  return [view.paint.faint(`Times in ${view.zone}`), ...blocks].join("\n\n");
}

/** By ISO date, those days that have anything. */
function rowsByDay(
  occurrences: readonly Occurrence[],
  { zone, firstDay, lastDay }: AgendaView,
): Map<string, Row[]> {
  const days = new Map<string, Row[]>();
  for (const occurrence of occurrences) {
    const place = placeOf(occurrence, zone);
    const last = notAfter(place.lastDay, lastDay) ? place.lastDay : lastDay;
    let day = notAfter(firstDay, place.firstDay) ? place.firstDay : firstDay;
    for (; notAfter(day, last); day = day.add({ days: 1 })) {
      const row: Row = {
        occurrence,
        wholeDay: place.times === undefined,
        cells: [
          timesOn(day, place),
          printable(occurrence.title),
          remarksOn(occurrence, place, zone).join(" · "),
        ],
      };
      const rows = days.get(day.toString()) ?? [];
      rows.push(row);
      days.set(day.toString(), rows);
    }
  }
  return days;
}

/** What the `edit` command takes: the event's id, and the key of an occurrence of a series. */
export function handleOf({ eventId, key, recurring }: Occurrence): string {
  return recurring ? `${eventId}@${key}` : eventId;
}

function headingOf(day: Temporal.PlainDate, { zone, paint }: AgendaView): string {
  const change = clockChangeOf(day, zone);
  const heading = paint.strong(formatDay(day));
  return change === undefined ? heading : `${heading}  ${paint.note(change)}`;
}

function linesOf(
  { cells, occurrence }: Row,
  widths: readonly number[],
  { long, paint }: AgendaView,
): string[] {
  const cancelled = occurrence.status === "cancelled";
  const line = formatRow(cells, widths, (cell, index) => {
    if (index === 1) {
      return cancelled ? paint.faint(cell) : cell;
    }
    return index === 2 ? (cancelled ? paint.bad(cell) : paint.faint(cell)) : cell;
  });
  const indent = " ".repeat(2 + (widths[0] ?? 0) + 2);
  return [`  ${line}`, ...(long ? [`${indent}${paint.faint(handleOf(occurrence))}`] : [])];
}

function placeOf(occurrence: Occurrence, zone: string): Place {
  if (occurrence.allDay) {
    return {
      firstDay: Temporal.PlainDate.from(occurrence.start),
      lastDay: Temporal.PlainDate.from(occurrence.end).subtract({ days: 1 }),
      times: undefined,
    };
  }
  const start = Temporal.Instant.from(occurrence.startsAt).toZonedDateTimeISO(zone);
  const end = Temporal.Instant.from(occurrence.endsAt).toZonedDateTimeISO(zone);
  // Intervals are half-open (rule T4): what ends at midnight does not touch the next day.
  const endsBeforeMidnight =
    Temporal.ZonedDateTime.compare(end, start) > 0 && isMidnight(end)
      ? end.subtract({ nanoseconds: 1 })
      : end;
  return {
    firstDay: start.toPlainDate(),
    lastDay: endsBeforeMidnight.toPlainDate(),
    times: { start, end },
  };
}

function timesOn(day: Temporal.PlainDate, { firstDay, lastDay, times }: Place): string {
  if (times === undefined) {
    return "all day";
  }
  const begins = day.equals(firstDay);
  const ends = day.equals(lastDay);
  const start = formatClock(times.start.toPlainTime());
  const end = isMidnight(times.end) ? "24:00" : formatClock(times.end.toPlainTime());
  if (begins && ends) {
    return times.start.equals(times.end) ? start : `${start}–${end}`;
  }
  if (begins) {
    return `${start}–…`;
  }
  return ends ? `…–${end}` : "…";
}

/** What there is to say beside the title: where, in which zone, and what is special about it. */
function remarksOn(occurrence: Occurrence, { times }: Place, zone: string): string[] {
  const { location, status, recurring, overridden, transparency } = occurrence;
  return [
    ...(location === "" ? [] : [printable(location)]),
    ...(times === undefined ? [] : clockRemarks(occurrence, times.start, zone)),
    ...(recurring ? ["repeats"] : []),
    ...(overridden ? ["changed"] : []),
    ...(status === "confirmed" ? [] : [status]),
    ...(transparency === "transparent" ? ["free"] : []),
  ];
}

function clockRemarks(
  occurrence: Occurrence,
  start: Temporal.ZonedDateTime,
  zone: string,
): string[] {
  const own = Temporal.PlainDateTime.from(occurrence.start);
  const elsewhere = occurrence.timeZone !== null && !own.equals(start.toPlainDateTime());
  const first = start.toPlainDateTime().toZonedDateTime(zone, { disambiguation: "earlier" });
  return [
    ...(elsewhere ? [`${formatClock(own.toPlainTime())} ${occurrence.timeZone}`] : []),
    ...(first.equals(start) ? [] : [`the second ${formatClock(start.toPlainTime())}`]),
  ];
}

function isMidnight(time: Temporal.ZonedDateTime): boolean {
  return time.toPlainTime().equals(Temporal.PlainTime.from("00:00"));
}

function notAfter(a: Temporal.PlainDate, b: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(a, b) <= 0;
}
