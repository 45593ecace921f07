/** The ways in which somebody comes to see a thing, and then does not any more. */
import type { DaybookClient } from "@daybook/client";
import type { Account } from "../accounts.ts";
import type { Random } from "../random.ts";

export interface Things {
  readonly calendarId: string;
  readonly eventId: string;
  /** A calendar of the owner's that nobody else sees. */
  readonly privateCalendarId: string;
}

export interface Loss {
  readonly name: string;
  /** What the right is on. */
  readonly on: "calendar" | "event";
  /** How long the right lasts by itself. */
  readonly lastsMs?: number;
  /** Ends it; it has gone when this resolves. */
  readonly end: (parties: Parties, things: Things) => Promise<unknown>;
}

export interface Parties {
  readonly asOwner: DaybookClient;
  readonly reader: Account;
  readonly asReader: DaybookClient;
}

const revoke =
  (type: "calendar" | "event"): Loss["end"] =>
  ({ asOwner, reader }, things) =>
    asOwner.sharing.revoke({ resource: resourceOf(type, things), userId: reader.user.id });

export const LOSSES: readonly Loss[] = [
  { name: "a calendar's grant is withdrawn", on: "calendar", end: revoke("calendar") },
  { name: "an event's grant is withdrawn", on: "event", end: revoke("event") },
  {
    name: "somebody leaves a calendar",
    on: "calendar",
    end: ({ asReader }, things) =>
      asReader.sharing.leave({ resource: resourceOf("calendar", things) }),
  },
  {
    name: "somebody leaves an event",
    on: "event",
    end: ({ asReader }, things) =>
      asReader.sharing.leave({ resource: resourceOf("event", things) }),
  },
  {
    name: "the event is moved away",
    on: "calendar",
    end: ({ asOwner }, { eventId, privateCalendarId }) =>
      asOwner.events.move({ id: eventId, calendarId: privateCalendarId }),
  },
  { name: "a calendar's grant expires", on: "calendar", lastsMs: 3_000, end: nothing },
  { name: "an event's grant expires", on: "event", lastsMs: 3_000, end: nothing },
];

/** Whether the calendar itself is still seen afterwards. */
export function keepsCalendar({ name }: Loss): boolean {
  return name === "the event is moved away";
}

/** It ends by itself, by the database's clock (S6). */
async function nothing(): Promise<void> {}

export function resourceOf(
  type: "calendar" | "event",
  { calendarId, eventId }: Things,
): { type: "calendar" | "event"; id: string } {
  return { type, id: type === "calendar" ? calendarId : eventId };
}

export function drawGrant(random: Random): {
  role: "viewer" | "editor";
  canShare: boolean;
  canDelete: boolean;
} {
  return {
    role: random.pick(["viewer", "editor"]),
    canShare: random.chance(0.3),
    canDelete: random.chance(0.3),
  };
}
