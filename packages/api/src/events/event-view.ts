import type { EventForUser, EventRecord } from "@daybook/db/queries/events.queries";
import type { EventContent } from "@daybook/domain/event/content";
import type { EffectiveOccurrence } from "@daybook/domain/event/occurrences";
import { type Access, effectiveAccess } from "@daybook/domain/sharing/roles";
import { instantsOf } from "@daybook/domain/time/event-time";
import { formatInstant } from "../rpc/instant.ts";
import type { EventView, OccurrenceView } from "./events.schema.ts";

/** An event as its reader sees it: key by key, so that nothing else leaves (rule C5). */
export function toEventView(
  { event, content }: { readonly event: EventRecord; readonly content: EventContent },
  access: Access,
): EventView {
  const { startsAtMs, endsAtMs } = instantsOf(content, event.calendarTimeZone);
  return {
    id: event.id,
    calendarId: event.calendarId,
    ownerId: event.ownerId,
    createdBy: event.createdBy,
    role: access.role,
    canShare: access.canShare,
    canDelete: access.canDelete,
    version: event.version,
    uid: event.uid,
    sequence: event.sequence,
    // As in toContentView, whose object would be copied here for each event of a page.
    title: content.title,
    description: content.description,
    location: content.location,
    status: content.status,
    transparency: content.transparency,
    allDay: content.allDay,
    start: content.start,
    end: content.end,
    timeZone: content.timeZone,
    recurrence: content.recurrence as ContentView["recurrence"],
    overrides: content.overrides as ContentView["overrides"],
    tags: content.tags as ContentView["tags"],
    metadata: content.metadata,
    calendarProperties: [...(content.calendarProperties ?? [])],
    startsAt: formatInstant(startsAtMs),
    endsAt: formatInstant(endsAtMs),
    splitFrom: event.splitFrom,
    createdAt: formatInstant(event.createdAt),
    updatedAt: formatInstant(event.updatedAt),
    updatedBy: event.updatedBy,
    deletedAt: event.deletedAt === null ? null : formatInstant(event.deletedAt),
  };
}

type ContentView = Pick<EventView, keyof EventContent>;

/**
 * What its reader may do with a listed event. A list answers only what reaches the reader; without
 * a right there is no row.
 */
export function listedAccess({
  grants,
  isOwner,
}: Pick<EventForUser, "grants" | "isOwner">): Access {
  const access = effectiveAccess(grants, isOwner);
  if (access === undefined) {
    throw new Error("a listed event does not reach its reader");
  }
  return access;
}

/** The content of an event as it crosses the wire. */
export function toContentView(content: EventContent): ContentView {
  return {
    title: content.title,
    description: content.description,
    location: content.location,
    status: content.status,
    transparency: content.transparency,
    allDay: content.allDay,
    start: content.start,
    end: content.end,
    timeZone: content.timeZone,
    recurrence: content.recurrence as ContentView["recurrence"],
    overrides: content.overrides as ContentView["overrides"],
    tags: content.tags as ContentView["tags"],
    metadata: content.metadata,
    calendarProperties: [...(content.calendarProperties ?? [])],
  };
}

/** The event that an occurrence belongs to, as far as the occurrence shows it. */
export interface OccurrenceSource {
  readonly eventId: string;
  readonly calendarId: string;
  readonly version: number;
  readonly role: Access["role"];
}

export function toOccurrenceView(
  occurrence: EffectiveOccurrence,
  source: OccurrenceSource,
): OccurrenceView {
  return {
    eventId: source.eventId,
    key: occurrence.key,
    title: occurrence.title,
    location: occurrence.location,
    status: occurrence.status,
    transparency: occurrence.transparency,
    allDay: occurrence.allDay,
    start: occurrence.start,
    end: occurrence.end,
    timeZone: occurrence.timeZone,
    startsAt: formatInstant(occurrence.startsAtMs),
    endsAt: formatInstant(occurrence.endsAtMs),
    recurring: occurrence.recurring,
    overridden: occurrence.overridden,
    role: source.role,
    calendarId: source.calendarId,
    version: source.version,
  };
}
