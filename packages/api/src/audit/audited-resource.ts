import { z } from "zod";

/** What an entry of the audit trail is about. Ids only: names may be erased one day (rule A1). */
export interface AuditResource {
  readonly type: "event" | "calendar" | "user" | "session" | "token";
  readonly id: string;
}

const reference = z.looseObject({
  id: z.guid().optional(),
  eventId: z.guid().optional(),
  calendarId: z.guid().optional(),
  userId: z.guid().optional(),
  resource: z.object({ type: z.enum(["event", "calendar"]), id: z.guid() }).optional(),
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
    return { type: procedure.startsWith("calendars.") ? "calendar" : "event", id: data.id };
  }
  if (data.calendarId !== undefined) {
    return { type: "calendar", id: data.calendarId };
  }
  return data.userId === undefined ? null : { type: "user", id: data.userId };
}
