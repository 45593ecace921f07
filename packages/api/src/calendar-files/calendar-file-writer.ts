import type { Database } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import {
  type ExportPlace,
  type ExportRecord,
  listExportPlaces,
  listExportsById,
} from "@daybook/db/queries/event-exports.queries";
import {
  CALENDAR_FILE_END,
  calendarFileHead,
  type CalendarFileOptions,
  eventParts,
  ZonesInUse,
} from "@daybook/domain/event/calendar-file/write";
import { setImmediate as nextTurn } from "node:timers/promises";

/** Places of events that are read at a time. */
const PLACES = 500;

/** Events whose contents are read at a time, and the length of those contents together. */
const CONTENTS = 200;
const CONTENTS_LENGTH = 2 * 1024 * 1024;

type Read = Database["read"];

/** The events of a file, some at a time; called again, it reads them again. */
export type ExportSource = () => AsyncIterable<readonly ExportRecord[]>;

/**
 * Events as an iCalendar file (rule F1), in parts that are made as they are taken. The zones stand
 * before the events, so that more than a few are read twice rather than held in memory. Others are
 * answered between the parts.
 */
export async function* writeCalendarFile(
  source: ExportSource,
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
  yield* stretches > 1 ? writtenFrom(source()) : eventParts(first);
  yield CALENDAR_FILE_END;
}

async function* writtenFrom(
  stretches: AsyncIterable<readonly ExportRecord[]>,
): AsyncGenerator<string, void, undefined> {
  for await (const records of stretches) {
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

/** The events at these places of a calendar, some at a time, in the same order. */
export async function* exportsAt(
  read: Read,
  calendarId: Id,
  places: readonly ExportPlace[],
): AsyncGenerator<readonly ExportRecord[], void, undefined> {
  for (const ids of stretchesOf(places)) {
    const found = new Map(
      (await listExportsById(read, calendarId, ids)).map((record) => [record.id, record]),
    );
    yield ids.flatMap((id) => found.get(id) ?? []);
    await nextTurn();
  }
}

function* stretchesOf(places: readonly ExportPlace[]): Generator<Id[]> {
  let ids: Id[] = [];
  let length = 0;
  for (const { id, contentLength } of places) {
    if (ids.length === CONTENTS || (ids.length > 0 && length + contentLength > CONTENTS_LENGTH)) {
      yield ids;
      ids = [];
      length = 0;
    }
    ids.push(id);
    length += contentLength;
  }
  if (ids.length > 0) yield ids;
}
