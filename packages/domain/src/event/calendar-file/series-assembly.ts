import { DomainError } from "../../errors.ts";
import { parseRule } from "../../recurrence/rule.ts";
import { endMsOf, occurrenceShape, startMsOf, storedWall } from "../../time/occurrence-time.ts";
import { toInstant } from "../../time/zone.ts";
import type { EventContent, EventTime, OccurrenceKey } from "../content.ts";
import { newContent } from "../new-event.ts";
import type { NewEventInput } from "../new-event.ts";
import type { OverrideInput } from "../overrides.ts";
import type { FileTime } from "./basic-time.ts";
import { asFault, checked } from "./component-faults.ts";
import { titleOf } from "./event-component.ts";
import type { EventComponent, ExtraDate, FileInterval } from "./event-component.ts";
import { fileRule } from "./file-rule.ts";
import { formatFileTime, inZone } from "./file-time.ts";
import { KeptRoom } from "./kept-lines.ts";
import type { KeptParts } from "./kept-lines.ts";
import { SeriesKeys } from "./series-keys.ts";
import { ComponentFault } from "./problems.ts";
import type { PartFault } from "./problems.ts";
import { writtenSeries } from "./written-series.ts";

/** A component that was left out of an event, and why. */
export interface LeftOut {
  readonly component: EventComponent;
  readonly fault: PartFault;
}

/** What is made of components, and what of them is left out. */
export interface Assembled {
  readonly content: EventContent;
  readonly leftOut: readonly LeftOut[];
}

/**
 * The content of one component by itself, without its recurrence. It serves an override whose
 * master the file does not hold (rule F1).
 */
export function standaloneContent(component: EventComponent, timeZone: string): Assembled {
  const { lines, faults } = new KeptRoom().take(component.kept);
  const content = checkedAlone(component, timeZone);
  return {
    content: lines.length === 0 ? content : { ...content, calendarProperties: lines },
    leftOut: faults.map((fault) => ({ component, fault })),
  };
}

/** Whether a component is within the limits by itself; throws {@link ComponentFault} if not. */
function checkedAlone(component: EventComponent, timeZone: string): EventContent {
  return checked(component, () => newContent(standaloneInput(component), { timeZone }));
}

/**
 * The content of an event of which the file holds the master and some overrides. An override
 * that is no good is left out alone; a master that is no good throws {@link ComponentFault}.
 */
export function joinedContent(
  master: EventComponent,
  overrides: readonly EventComponent[],
  timeZone: string,
): Assembled {
  const room = new KeptRoom();
  const kept = room.take(master.kept);
  const leftOut: LeftOut[] = kept.faults.map((fault) => ({ component: master, fault }));
  const { input, startIsExtra } = seriesInput(master, timeZone);
  const series = { ...input, calendarProperties: kept.lines };
  const plain = checked(master, () => newContent(series, { timeZone, startOutsideRule: true }));
  const extraDates = startIsExtra
    ? withoutStart(master.extraDates, plain.start)
    : master.extraDates;
  if (extraDates.length === 0 && master.exclusions.length === 0 && overrides.length === 0) {
    return { content: plain, leftOut };
  }

  const keys = new SeriesKeys(plain);
  const inputs = new Map<OccurrenceKey, OverrideInput>();
  const rdates = new Set<OccurrenceKey>();
  for (const { start, end } of extraDates) {
    const key = keys.named(start);
    rdates.add(key);
    if (end !== null) inputs.set(key, timeInput({ start, end }, plain));
  }
  const exdates = new Set(master.exclusions.map((exclusion) => keys.occurring(exclusion)));

  const isSingle = plain.recurrence === null && extraDates.length === 0;
  const claimed = new Set<OccurrenceKey>();
  for (const component of overrides.toSorted(byPrecedence)) {
    const key = keys.overridden(component.recurrenceId ?? component.start, rdates);
    try {
      if (claimed.has(key)) throw new ComponentFault(component.line, "DUPLICATE_EVENT");
      checkedAlone(component, timeZone);
    } catch (error) {
      leftOut.push({ component, fault: asFault(component, error) });
      continue;
    }
    claimed.add(key);
    const own = isSameKept(component.kept, master.kept)
      ? { lines: kept.lines, faults: [] }
      : room.take(component.kept);
    leftOut.push(...own.faults.map((fault) => ({ component, fault })));
    inputs.set(key, overrideInput(component, plain, { key, lines: own.lines }));
    // Who writes an exception says that the occurrence takes place, whether or not the rule
    // produces it or a list excludes it. It is kept as a start outside its rule is (rule R3), and
    // makes a series of an event that has no rule.
    exdates.delete(key);
    if (isSingle || !keys.has(key)) rdates.add(key);
  }

  const content = checked(master, () =>
    newContent(
      {
        ...series,
        recurrence: {
          rrule: series.recurrence.rrule,
          rdates: [...rdates].toSorted(),
          exdates: [...exdates].toSorted(),
        },
        overrides: Object.fromEntries([...inputs].filter(([key]) => !exdates.has(key))),
      },
      { timeZone, startOutsideRule: true },
    ),
  );
  return { content, leftOut };
}

/** The event's start and rule, from how a file of ours or of another program says them. */
function seriesInput(
  master: EventComponent,
  timeZone: string,
): {
  readonly input: NewEventInput & { readonly recurrence: { readonly rrule: string | null } };
  readonly startIsExtra: boolean;
} {
  const rrule = master.rrule === null ? null : fileRule(master.rrule, master.start, timeZone);
  const input = { ...standaloneInput(master), recurrence: { rrule } };
  const { origin } = master;
  if (origin === null) return { input, startIsExtra: false };
  const { start, end } = origin;
  const original = { ...input, start, end, recurrence: { rrule: origin.rrule } };
  try {
    const content = newContent(original, { timeZone, startOutsideRule: true });
    const { time, startIsExtra, rrule: written } = writtenSeries(content);
    const agrees =
      time.start === input.start && time.end === input.end && isSameRule(written, rrule);
    return agrees ? { input: original, startIsExtra } : { input, startIsExtra: false };
  } catch (error) {
    if (error instanceof DomainError) return { input, startIsExtra: false };
    throw error;
  }
}

function isSameRule(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  return parseRule(a).text === parseRule(b).text;
}

/** Without the start, once; the event may have it as an extra date of its own besides. */
function withoutStart(extraDates: readonly ExtraDate[], start: string): readonly ExtraDate[] {
  const index = extraDates.findIndex((date) => formatFileTime(date.start) === start);
  return extraDates.filter((_, other) => other !== index);
}

function isSameKept(a: KeptParts, b: KeptParts): boolean {
  return (
    a.faults.length + b.faults.length === 0 &&
    a.parts.length === b.parts.length &&
    a.parts.every(({ lines }, index) => lines.join("\n") === b.parts[index]?.lines.join("\n"))
  );
}

/** The later revision first: by SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5), then place in the file. */
export function byPrecedence(a: EventComponent, b: EventComponent): number {
  if (a.sequence !== b.sequence) return b.sequence - a.sequence;
  if (a.stamp !== b.stamp) return a.stamp < b.stamp ? 1 : -1;
  return b.line - a.line;
}

/** RECURRENCE-ID in one form for every program: a date, a floating time, or an instant with `Z`. */
export function canonicalRecurrenceId(recurrenceId: FileTime): string {
  return recurrenceId.kind === "zoned"
    ? `${formatFileTime(inZone(recurrenceId, "UTC"))}Z`
    : formatFileTime(recurrenceId);
}

function standaloneInput(component: EventComponent): NewEventInput {
  return {
    title: titleOf(component),
    description: component.description,
    location: component.location,
    status: component.status,
    transparency: component.transparency,
    tags: component.tags,
    metadata: component.own.metadata,
    allDay: component.start.kind === "date",
    start: formatFileTime(component.start),
    end: formatFileTime(component.end),
    timeZone: component.start.timeZone,
  };
}

/**
 * An override component is the whole occurrence, so that what it leaves out is empty; only a
 * missing SUMMARY is taken for the series' title.
 */
function overrideInput(
  component: EventComponent,
  series: EventTime,
  { key, lines }: { readonly key: OccurrenceKey; readonly lines: readonly string[] },
): OverrideInput {
  const { metadata } = component.own;
  return {
    ...(component.title === null ? {} : { title: component.title }),
    description: component.description,
    location: component.location,
    status: component.status,
    transparency: component.transparency,
    tags: component.tags,
    ...(metadata === undefined ? {} : { metadata }),
    calendarProperties: lines,
    ...(endsWithSeries(component, series, key) ? {} : timeInput(component, series)),
  };
}

/** Whether an end that the clock cannot name is that of the series' own occurrence. */
function endsWithSeries(
  { start, exactEndMs }: EventComponent,
  series: EventTime,
  key: OccurrenceKey,
): boolean {
  if (exactEndMs === null || start.timeZone === null) return false;
  const shape = occurrenceShape(series);
  const wall = storedWall(key, series.allDay);
  return (
    startMsOf(shape, wall, "UTC") === toInstant(start.wall, start.timeZone) &&
    endMsOf(shape, wall, "UTC") === exactEndMs
  );
}

/** Times in UTC come on the clock of the series where it can name them: that is what they mean. */
export function timeInput({ start, end }: FileInterval, series: EventTime): EventTime {
  const { timeZone } = series;
  const onClock =
    start.inUtc === true &&
    timeZone !== null &&
    isNamedBy(start, timeZone) &&
    isNamedBy(end, timeZone);
  return {
    allDay: start.kind === "date",
    start: formatFileTime(onClock ? inZone(start, timeZone) : start),
    end: formatFileTime(onClock ? inZone(end, timeZone) : end),
    timeZone: onClock ? timeZone : start.timeZone,
  };
}

/** Whether a zone has a wall time for this time in UTC; it has none for the second of two. */
function isNamedBy(time: FileTime, timeZone: string): boolean {
  return toInstant(inZone(time, timeZone).wall, timeZone) === time.wall * 1_000;
}
