import { listVersionSources } from "@daybook/db/queries/version-sources.queries";
import {
  listVersions,
  type VersionRecord,
  type VersionWithContent,
} from "@daybook/db/queries/versions.queries";
import { LIMITS } from "@daybook/domain/limits";
import { instantsOf } from "@daybook/domain/time/event-time";
import { requireTimeZone } from "@daybook/domain/time/zone";
import { diffContent } from "@daybook/domain/versions/diff";
import { takenBackBy, type VersionSources } from "@daybook/domain/versions/in-effect";
import { diffOccurrences } from "@daybook/domain/versions/occurrence-diff";
import { withWords } from "@daybook/domain/versions/word-diff";
import { z } from "zod";
import { toContentView } from "../events/event-view.ts";
import { parseWindow } from "../events/window.ts";
import type { Call } from "../rpc/context.ts";
import { cursorFormat, pageOf } from "../rpc/cursor.ts";
import { formatInstant } from "../rpc/instant.ts";
import { toOccurrenceChangesView } from "./occurrence-changes-view.ts";
import { requireReadableEvent, requireVersion } from "./readable-version.ts";
import type {
  DiffVersionsInput,
  DiffVersionsOutput,
  GetVersionInput,
  GetVersionOutput,
  ListVersionsInput,
  VersionItemView,
} from "./versions.schema.ts";

const DAY_MS = 86_400_000;

/** The changelog of an event, latest version first (rule V1). */
export async function listEventVersions(
  call: Call,
  { eventId, cursor, limit }: ListVersionsInput,
): Promise<{ items: VersionItemView[]; nextCursor: string | null }> {
  const format = cursorFormat("versions.list", { eventId }, z.int());
  const before = cursor === undefined ? undefined : format.decode(cursor);
  return call.app.database.snapshot(async (trx) => {
    const { event } = await requireReadableEvent(trx, call, eventId);
    const rows = await listVersions(trx, { eventId, before, limit });
    const sources = await listVersionSources(trx, eventId);
    return pageOf(rows, limit, {
      item: (row) => toVersionItem(row, { present: event.version, sources }),
      cursor: (row) => format.encode(row.version),
    });
  });
}

/** One version with the content of the event then. */
export async function getVersion(
  call: Call,
  { eventId, version }: GetVersionInput,
): Promise<GetVersionOutput> {
  return call.app.database.snapshot(async (trx) => {
    const { event } = await requireReadableEvent(trx, call, eventId);
    const found = await requireVersion(trx, { eventId, version, field: "version" });
    const sources = await listVersionSources(trx, eventId);
    const { startsAtMs, endsAtMs } = instantsOf(found.content, event.calendarTimeZone);
    return {
      ...toVersionItem(found, { present: event.version, sources }),
      event: {
        ...toContentView(found.content),
        startsAt: formatInstant(startsAtMs),
        endsAt: formatInstant(endsAtMs),
      },
    };
  });
}

/** What differs between two versions: fields, and occurrences within a window (rule V5). */
export async function diffVersions(
  call: Call,
  input: DiffVersionsInput,
): Promise<DiffVersionsOutput> {
  const { eventId } = input;
  return call.app.database.snapshot(async (trx) => {
    const { event } = await requireReadableEvent(trx, call, eventId);
    const from = await requireVersion(trx, { eventId, version: input.from, field: "from" });
    const to = await requireVersion(trx, { eventId, version: input.to, field: "to" });
    const window = diffWindow(input.window, {
      now: to.at,
      timeZone: event.calendarTimeZone,
    });
    const changes = diffOccurrences(liveContent(from), liveContent(to), window);
    return {
      fields: withWords(diffContent(from.content, to.content)),
      occurrences: toOccurrenceChangesView(changes),
    };
  });
}

/** A deleted event has no occurrences. */
function liveContent(version: VersionWithContent) {
  return version.deleted ? null : version.content;
}

/** The window asked for, else the widest one that begins when the later version was made. */
function diffWindow(
  window: DiffVersionsInput["window"],
  fallback: { readonly now: number; readonly timeZone: string },
) {
  if (window === undefined) {
    const { now, timeZone } = fallback;
    return { from: now, to: now + LIMITS.windowDays * DAY_MS, viewZone: timeZone };
  }
  const viewZone =
    window.timeZone === undefined
      ? fallback.timeZone
      : requireTimeZone(window.timeZone, "window.timeZone");
  return { ...parseWindow(window, "window."), viewZone };
}

function toVersionItem(
  record: VersionRecord,
  { present, sources }: { readonly present: number; readonly sources: VersionSources },
): VersionItemView {
  return {
    version: record.version,
    kind: record.kind,
    deleted: record.deleted,
    at: formatInstant(record.at),
    actor: { id: record.actorId, username: record.actorName },
    message: record.message,
    changedFields: [...record.changedFields],
    calendarId: record.calendarId,
    changeSetId: record.changeSetId,
    sourceVersion: record.sourceVersion,
    undoneBy: takenBackBy(record.version, present, sources),
  };
}
