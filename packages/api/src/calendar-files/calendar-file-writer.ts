import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  type ExportPlace,
  type ExportRecord,
  listExportPlaces,
  listExportPlacesInWindow,
  listExportsById,
} from "@daybook/db/queries/event-exports.queries";
import {
  CALENDAR_FILE_END,
  calendarFileHead,
  type CalendarFileOptions,
  eventParts,
  zoneParts,
  ZonesInUse,
} from "@daybook/domain/event/calendar-file/write";
import { setImmediate as nextTurn } from "node:timers/promises";
import { stretchesOf } from "../events/chunks.ts";
import type { Window } from "../events/window.ts";

/** Places of events that are read at a time. */
const PLACES = 500;
/** The same of a window, in which all are found anew for each page. */
const WINDOW_PLACES = 5_000;

/** Events whose contents are read at a time, and the length of those contents together. */
const CONTENTS = { size: 200, length: 2 * 1024 * 1024 } as const;

type Read = Database["read"];

/** The events of a file, some at a time. */
export type ExportStretches = AsyncIterable<readonly ExportRecord[]>;

/**
 * Events as an iCalendar file (rule F1) in one text, made in one pass: no more is read than what
 * fits. Others are answered meanwhile.
 *
 * @returns undefined where it would be of more than `maxBytes`, as UTF-8
 */
export async function wholeCalendarFile(
  stretches: ExportStretches,
  options: CalendarFileOptions,
  maxBytes: number,
): Promise<string | undefined> {
  const zones = new ZonesInUse();
  const parts: string[] = [];
  let bytes = CALENDAR_FILE_END.length;
  for await (const records of stretches) {
    for (const record of records) zones.add(record);
    for (const part of eventParts(records)) {
      bytes += Buffer.byteLength(part);
      if (bytes > maxBytes) return undefined;
      parts.push(part);
      await nextTurn();
    }
  }
  const head = calendarFileHead(zones, options);
  if (bytes + Buffer.byteLength(head) > maxBytes) return undefined;
  return [head, ...parts, CALENDAR_FILE_END].join("");
}

/**
 * Events as an iCalendar file (rule F1), in parts that are made as they are taken. The zones stand
 * before the events, so that more than a few are read twice rather than held in memory: `source` is
 * then called again. A zone that came into use in between is defined where its events begin. Others
 * are answered between the parts.
 */
export async function* writeCalendarFile(
  source: () => ExportStretches,
  options: CalendarFileOptions,
): AsyncGenerator<string, void, undefined> {
  const zones = new ZonesInUse();
  const first: ExportRecord[] = [];
  let stretches = 0;
  for await (const records of source()) {
    for (const record of records) zones.add(record);
    stretches += 1;
    if (stretches === 1) first.push(...records);
  }
  yield calendarFileHead(zones, options);
  yield* stretches > 1 ? writtenFrom(source(), zones) : eventParts(first);
  yield CALENDAR_FILE_END;
}

async function* writtenFrom(
  stretches: ExportStretches,
  zones: ZonesInUse,
): AsyncGenerator<string, void, undefined> {
  for await (const records of stretches) {
    const late = zones.addLate(records);
    if (late.length > 0) yield zoneParts(late);
    for (const part of eventParts(records)) {
      yield part;
      await nextTurn();
    }
  }
}

/** A calendar's events that are not deleted, some at a time, by their first instant. */
export async function* exportsOf(
  read: Read,
  calendarId: Id,
): AsyncGenerator<readonly ExportRecord[], void, undefined> {
  let after: ExportPlace | undefined;
  do {
    const places = await listExportPlaces(read, { calendarId, after, limit: PLACES });
    yield* exportsAt(read, calendarId, places);
    after = places.length < PLACES ? undefined : places.at(-1);
  } while (after !== undefined);
}

/** Those of them whose spans meet a window. */
export async function* exportsInWindow(
  read: Read,
  calendarId: Id,
  window: Window,
): AsyncGenerator<readonly ExportRecord[], void, undefined> {
  let after: ExportPlace | undefined;
  do {
    const page = { calendarId, ...window, after, limit: WINDOW_PLACES };
    const places = await listExportPlacesInWindow(read, page);
    yield* exportsAt(read, calendarId, places);
    after = places.length < WINDOW_PLACES ? undefined : places.at(-1);
  } while (after !== undefined);
}

/** The events at these places of a calendar, some at a time, in the same order. */
async function* exportsAt(
  read: Read,
  calendarId: Id,
  places: readonly ExportPlace[],
): AsyncGenerator<readonly ExportRecord[], void, undefined> {
  for (const stretch of stretchesOf(places, CONTENTS, ({ contentLength }) => contentLength)) {
    const ids = stretch.map(({ id }) => id);
    const found = new Map(
      (await listExportsById(read, calendarId, ids)).map((record) => [record.id, record]),
    );
    yield ids.flatMap((id) => found.get(id) ?? []);
    await nextTurn();
  }
}
