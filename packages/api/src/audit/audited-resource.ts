import { z } from "zod";
import { id } from "../rpc/wire.schema.ts";

/** What an entry of the audit trail is about. Ids only: names may be erased one day (rule A1). */
export interface AuditResource {
  readonly type: "event" | "calendar" | "user" | "session" | "token" | "feed";
  readonly id: string;
}

const reference = z.looseObject({
  id: id.optional(),
  eventId: id.optional(),
  calendarId: id.optional(),
  userId: id.optional(),
  feedId: id.optional(),
  resource: z.object({ type: z.enum(["event", "calendar"]), id }).optional(),
});

/**
 * The thing that a call names, read from its raw input. Hidden and missing things are read alike:
 * nothing is looked up.
 */
export function resourceOfInput(procedure: string, input: unknown): AuditResource | null {
  const { data } = reference.safeParse(input);
  if (data === undefined) {
    return null;
  }
  if (data.resource !== undefined) {
    return data.resource;
  }
  if (data.eventId !== undefined) {
    return { type: "event", id: data.eventId };
  }
  if (data.id !== undefined) {
    return { type: typeOfId(procedure), id: data.id };
  }
  if (data.feedId !== undefined) {
    return { type: "feed", id: data.feedId };
  }
  if (data.calendarId !== undefined) {
    return { type: "calendar", id: data.calendarId };
  }
  return data.userId === undefined ? null : { type: "user", id: data.userId };
}

/** What a bare `id` names: the router that a procedure belongs to says so. */
function typeOfId(procedure: string): AuditResource["type"] {
  const router = procedure.slice(0, procedure.lastIndexOf("."));
  return TYPES_BY_ROUTER[router] ?? "event";
}

const TYPES_BY_ROUTER: Readonly<Record<string, AuditResource["type"]>> = {
  calendars: "calendar",
  "auth.sessions": "session",
  "auth.tokens": "token",
};
