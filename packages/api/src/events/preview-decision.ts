import type { EventContent } from "@daybook/domain/event/content";
import { effectiveOccurrence } from "@daybook/domain/event/occurrences";
import { previewChange } from "@daybook/domain/event/preview";
import { boundsOf } from "@daybook/domain/event/spans";
import { DomainError } from "@daybook/domain/errors";
import { LIMITS } from "@daybook/domain/limits";
import { toInstant } from "@daybook/domain/time/zone";
import { formatInstant } from "../rpc/instant.ts";
import { toOccurrenceChangesView } from "../versions/occurrence-changes-view.ts";
import { eventAfter, type RecordedEvent } from "../write/record-events.ts";
import { storedContent } from "../write/version-row.ts";
import { rightPartOf } from "../write/record-right-part.ts";
import { rightPartAmong, toChangedView } from "./changed-view.ts";
import { changesNothing, type Decision, leavesAlone } from "./decision.ts";
import type { ChangedView, PreviewView } from "./events.schema.ts";
import type { PreviewRequest } from "./preview.schema.ts";
import { parseWindow, type Window } from "./window.ts";

const DAY_MS = 86_400_000;

/** Stands for the id of a right part that nobody has made yet. */
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** Who asks for a preview, and in which window. */
export interface PreviewContext {
  readonly actorId: string;
  readonly window: { readonly from: string; readonly to: string } | undefined;
}

/**
 * A window without a preview asks for nothing: who sends one expects that nothing is written.
 *
 * @throws DomainError INVALID_INPUT
 */
export function requireWindowAsked({ preview, previewWindow }: PreviewRequest): void {
  if (preview !== true && previewWindow !== undefined) {
    const message = "A window is given for a preview that is not asked for.";
    throw new DomainError("INVALID_INPUT", { field: "previewWindow", message });
  }
}

/**
 * Answers what a decision would do, without doing it (rule X6).
 *
 * @throws DomainError WINDOW_INVALID, WINDOW_TOO_WIDE, and whatever would keep the decision from
 *   being written
 */
export function previewDecision(decision: Decision, context: PreviewContext): ChangedView {
  const { found, rightPart: content, also = [] } = decision;
  const changed = !changesNothing(decision);
  if (!changed) {
    const untouched = [found, ...also.map((other) => other.found)];
    const preview = previewOf(decision, context, untouched);
    const nothing = { changed, event: found, rightPart: null, changeSetId: null, preview };
    return toChangedView(decision, nothing);
  }
  const event = afterwards(decision, context);
  const others = also.map((other) => afterwards(other, context));
  const rightPart =
    content === undefined
      ? rightPartAmong(event, others)
      : rightPartOf({ id: NO_ID, content, left: event });
  const after =
    content === undefined || rightPart === null ? [event, ...others] : [event, rightPart];
  after.forEach((part) => storedContent(part.content));
  const preview = previewOf(decision, context, after);
  return toChangedView(decision, { changed, event, rightPart, changeSetId: null, preview });
}

function afterwards(decision: Decision, { actorId }: PreviewContext): RecordedEvent {
  const { found, change } = decision;
  return leavesAlone(decision) ? found : eventAfter(found, change, actorId);
}

/** The occurrences that appear, vanish or move in the window, and the overrides that are lost. */
function previewOf(
  { found, change, seenFrom, also = [] }: Decision,
  context: PreviewContext,
  eventsAfter: readonly RecordedEvent[],
): PreviewView {
  const viewZone = found.event.calendarTimeZone;
  const before = [found, ...also.map((other) => other.found)].flatMap(liveContent);
  const after = eventsAfter.flatMap(liveContent);
  const window =
    context.window === undefined
      ? defaultWindow([...before, ...after], { seenFrom, viewZone, now: found.now })
      : parseWindow(context.window, "previewWindow.");
  const viewZoneAfter = change.moveTo?.calendar.timeZone;
  const changes = previewChange({ before, after }, { ...window, viewZone, viewZoneAfter });
  return {
    window: { from: formatInstant(window.from), to: formatInstant(window.to) },
    occurrences: toOccurrenceChangesView(changes),
    overridesLost: [...changes.overridesLost],
  };
}

/** A deleted event has no occurrences. */
function liveContent({ event, content }: RecordedEvent): EventContent[] {
  return event.deletedAt === null ? [content] : [];
}

/**
 * The widest window that starts at the occurrence which the call names, else now; at the first
 * start of the event where it begins later or is over.
 */
function defaultWindow(
  contents: readonly EventContent[],
  at: { readonly seenFrom: string | undefined; readonly viewZone: string; readonly now: number },
): Window {
  const from = occurrenceStart(contents, at) ?? presentOrStart(contents, at);
  return { from, to: from + LIMITS.windowDays * DAY_MS };
}

/** Where the occurrence is now; one that comes back, where it will be. */
function occurrenceStart(
  contents: readonly EventContent[],
  { seenFrom, viewZone }: { readonly seenFrom: string | undefined; readonly viewZone: string },
): number | undefined {
  if (seenFrom === undefined) return undefined;
  for (const content of contents) {
    const occurrence = effectiveOccurrence(content, seenFrom, viewZone);
    if (occurrence !== undefined) return occurrence.startsAtMs;
  }
  return undefined;
}

function presentOrStart(
  contents: readonly EventContent[],
  { viewZone, now }: { readonly viewZone: string; readonly now: number },
): number {
  const bounds = contents.map((content) => {
    const { startMs, endMs } = boundsOf(content);
    // What has no zone is bounded by the clock's face, which shows its time where the reader is.
    const place = (ms: number) =>
      content.timeZone === null ? toInstant(ms / 1_000, viewZone) : ms;
    return { from: place(startMs), to: endMs === null ? Infinity : place(endMs) };
  });
  const first = Math.min(...bounds.map(({ from }) => from));
  const last = Math.max(...bounds.map(({ to }) => to));
  return bounds.length === 0 || (first <= now && now < last) ? now : first;
}
