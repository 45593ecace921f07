import type { Id } from "@daybook/db/ids";
import { findCalendarForWrite } from "@daybook/db/queries/calendars.queries";
import {
  type ChangeSetMember,
  listEventPlaces,
  listEventsReaching,
  listVersionsAt,
  lockEvents,
} from "@daybook/db/queries/change-sets.queries";
import { listEventsById } from "@daybook/db/queries/events.queries";
import { listRightParts } from "@daybook/db/queries/right-parts.queries";
import { listSourcesOfEvents } from "@daybook/db/queries/version-sources.queries";
import type { VersionWithContent } from "@daybook/db/queries/versions.queries";
import { RestartTransaction } from "@daybook/db/restart-transaction";
import { DomainError } from "@daybook/domain/errors";
import { effectiveAccess } from "@daybook/domain/sharing/roles";
import { setImmediate as nextTurn } from "node:timers/promises";
import { chunksOf, stretchesOf } from "../events/chunks.ts";
import type { Decision } from "../events/decision.ts";
import type { Reading } from "../write/write.ts";
import { calendarsReaching } from "./undo-calendars.ts";
import type { ConflictList } from "./undo-conflicts.ts";
import { decideUndo } from "./undo-decision.ts";
import type { UndoOfSeveral } from "./undo-split.ts";
import { hidden, requireEditable, type UndoneVersion } from "./undone-version.ts";
import type { ChangeSetCalendar } from "@daybook/db/queries/change-sets.queries";

/** Events that are locked and whose contents are held in memory at a time, and those' length. */
const AT_ONCE = { size: 200, length: 4 * 1024 * 1024 };

/** A calendar whose rights the undo relies on, or whose scope it holds. */
export interface GuardedCalendar {
  readonly accessEpoch: number;
  readonly now: number;
  /** Whether the same write brings it back. */
  readonly comesBack: boolean;
}

/**
 * What somebody cannot see of a change set, nobody learns of: one of which they see nothing is not
 * there, as one that was never made.
 *
 * @throws DomainError NOT_FOUND; FORBIDDEN where the caller sees a part of it (rule S3)
 */
export async function requireWholeInSight(
  reading: Reading,
  members: readonly ChangeSetMember[],
  calendars: readonly ChangeSetCalendar[],
): Promise<void> {
  const { trx, call } = reading;
  let reached = (await calendarsReaching(reading, calendars)).length;
  let missing = calendars.length - reached;
  for (const some of chunksOf(members, AT_ONCE.size)) {
    const ids = some.map(({ eventId }) => eventId);
    const reaching = (await listEventsReaching(trx, ids, call.actor.userId)).length;
    reached += reaching;
    missing += ids.length - reaching;
    if (reached > 0 && missing > 0) throw hidden();
    await nextTurn();
  }
  if (reached === 0) throw new DomainError("NOT_FOUND");
}

/** Decisions about some events of a change set, with the length of their present contents. */
export interface DecidedStretch {
  readonly decisions: readonly Decision[];
  readonly lengthOf: (decision: Decision) => number;
}

/**
 * Decides what becomes of every event of a change set, stretch by stretch: no more contents are
 * held at a time than one stretch has, and others are answered in between. Conflicts are noted and
 * the rest is looked at all the same, as one refusal tells them all.
 *
 * @param guards calendars that are looked after already; the others are added as they are met
 */
export async function* decideChangeSet(
  reading: Reading,
  members: readonly ChangeSetMember[],
  context: {
    readonly asked: UndoOfSeveral;
    readonly conflicts: ConflictList;
    readonly guards: Map<Id, GuardedCalendar>;
    readonly guard: (calendarId: Id, accessEpoch: number) => void;
  },
): AsyncGenerator<DecidedStretch> {
  const { asked, conflicts } = context;
  for (const chunk of chunksOf(members, AT_ONCE.size)) {
    if (chunk.length === 0) continue;
    const ids = chunk.map(({ eventId }) => eventId);
    if (reading.locks) await lockEvents(reading.trx, ids);
    const places = new Map(
      (await listEventPlaces(reading.trx, ids)).map((place) => [place.eventId, place]),
    );
    for (const { calendarId } of places.values()) {
      await guardCalendar(reading, calendarId, context);
    }
    const presentLength = (eventId: Id) => places.get(eventId)?.length ?? 0;
    const lengthOf = ({ eventId, length }: ChangeSetMember) => length + presentLength(eventId);
    for (const stretch of stretchesOf(chunk, AT_ONCE, lengthOf)) {
      const decisions: Decision[] = [];
      for (const undone of await findAllUndone(reading, stretch, context.guards)) {
        const { id: eventId, version: currentVersion } = undone.found.event;
        const resolutions = asked.resolutionsOf(eventId);
        const outcome = await decideUndo(reading, undone, { ...asked, resolutions });
        if (outcome.kind === "decided") {
          decisions.push(outcome.decision);
        } else {
          const { version: baseVersion } = undone.base;
          conflicts.add({ eventId, baseVersion, currentVersion, conflicts: outcome.conflicts });
        }
      }
      yield { decisions, lengthOf: ({ found }) => presentLength(found.event.id) };
      // On SQLite nothing above has waited.
      await nextTurn();
    }
  }
}

/** The rights in a calendar must be at the commit what they are from here on (rule S4). */
async function guardCalendar(
  { trx, call }: Reading,
  calendarId: Id,
  { guards, guard }: Pick<Parameters<typeof decideChangeSet>[2], "guards" | "guard">,
): Promise<void> {
  if (guards.has(calendarId)) return;
  const found = await findCalendarForWrite(trx, { calendarId }, call.actor);
  if (found === undefined) throw new Error("an event is in no calendar");
  if (!found.credentialStands) throw new DomainError("TOKEN_REVOKED");
  const { accessEpoch, now } = found;
  guards.set(calendarId, { accessEpoch, now, comesBack: false });
  guard(calendarId, accessEpoch);
}

/** The events of one stretch as they are, and the versions of them that are taken back. */
async function findAllUndone(
  { trx, call }: Reading,
  members: readonly ChangeSetMember[],
  guards: ReadonlyMap<Id, GuardedCalendar>,
): Promise<UndoneVersion[]> {
  const ids = members.map(({ eventId }) => eventId);
  const events = await listEventsById(trx, ids, call.actor.userId);
  const found = new Map(events.map((event) => [event.event.id, event]));
  const wanted = members.flatMap(({ eventId, version }) => [
    { eventId, version },
    { eventId, version: version - 1 },
  ]);
  const versions = byEventAndVersion(await listVersionsAt(trx, wanted));
  const sources = await listSourcesOfEvents(trx, ids);
  const divided = new Set((await listRightParts(trx, ids)).map(({ leftId }) => leftId));
  return members.map(({ eventId, version }) => {
    const event = found.get(eventId);
    const base = versions(eventId, version);
    if (event === undefined || base === undefined) {
      throw new RestartTransaction("an event of the change set is gone");
    }
    const calendar = guards.get(event.event.calendarId);
    if (calendar === undefined) throw new RestartTransaction("an event has moved");
    const { accessEpoch, now, comesBack } = calendar;
    return {
      found: requireEditable({
        ...event,
        ...(comesBack ? { event: { ...event.event, calendarDeletedAt: null } } : {}),
        accessEpoch,
        now,
        credentialStands: true,
        access: effectiveAccess(event.grants, event.isOwner),
      }),
      base,
      before: versions(eventId, version - 1),
      sources: sources.get(eventId) ?? NO_SOURCES,
      isDivided: divided.has(eventId),
    };
  });
}

const NO_SOURCES: UndoneVersion["sources"] = new Map();

function byEventAndVersion(
  versions: readonly VersionWithContent[],
): (eventId: Id, version: number) => VersionWithContent | undefined {
  const nameOf = (eventId: Id, version: number) => `${eventId} ${version}`;
  const named = new Map(versions.map((found) => [nameOf(found.eventId, found.version), found]));
  return (eventId, version) => named.get(nameOf(eventId, version));
}
