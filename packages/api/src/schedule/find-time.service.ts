import { DomainError } from "@daybook/domain/errors";
import { findTime } from "@daybook/domain/schedule/find-time";
import { parseTimeOfDay, type WorkingHours } from "@daybook/domain/schedule/working-hours";
import { requireTimeZone } from "@daybook/domain/time/zone";
import { parseWindow } from "../events/window.ts";
import type { Call } from "../rpc/context.ts";
import { readBusyOf, toStretchView } from "./free-busy.service.ts";
import { findKnownPeople, personKey } from "./known-people.ts";
import type { FindTimeInput, FindTimeOutput } from "./schedule.schema.ts";

const MINUTE_MS = 60_000;
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const ALL_DAYS = WEEKDAYS.map((_, index) => index);

type GivenHours = NonNullable<FindTimeInput["workingHours"]>[number];

/** The earliest times at which all are free and at work, or why there is none. */
export async function findTimes(call: Call, input: FindTimeInput): Promise<FindTimeOutput> {
  const window = parseWindow(input, "", "scheduleWindowDays");
  const hours = (input.workingHours ?? []).map((given, index) => ({
    key: given.user === undefined ? undefined : personKey(given.user),
    hours: toWorkingHours(given, `workingHours.${index}`),
  }));
  requireAsked(input, hours);
  const people = await findKnownPeople(call, input.users);
  const unknown = people.filter(({ calendars }) => calendars === undefined);
  if (unknown.length > 0) {
    const views = unknown.map(({ view }) => view);
    return { items: [], reason: "SOMEONE_UNKNOWN", unknown: views };
  }
  const busy = await readBusyOf(call, people, window);
  const { times, reason } = findTime({
    window,
    attendees: input.users.map((person, index) => ({
      busy: busy[index] ?? [],
      hours: hoursOf(hours, personKey(person)),
    })),
    durationMs: input.durationMinutes * MINUTE_MS,
    stepMs: input.stepMinutes * MINUTE_MS,
    limit: input.limit,
  });
  return { items: times.map(toStretchView), reason, unknown: [] };
}

interface HoursFor {
  /** Whose; undefined: of everyone who has none of their own. */
  readonly key: string | undefined;
  readonly hours: WorkingHours;
}

/** A person's own hours, else those of everybody, else any time. */
function hoursOf(given: readonly HoursFor[], key: string): WorkingHours[] | null {
  const own = given.filter((entry) => entry.key === key);
  const chosen = own.length > 0 ? own : given.filter((entry) => entry.key === undefined);
  return chosen.length === 0 ? null : chosen.map(({ hours }) => hours);
}

/** Hours of somebody who is not asked about would silently count for nobody. */
function requireAsked({ users }: FindTimeInput, hours: readonly HoursFor[]): void {
  const asked = new Set(users.map(personKey));
  for (const [index, { key }] of hours.entries()) {
    if (key === undefined || asked.has(key)) continue;
    const message =
      "Working hours are given for somebody who is not among the users, or is named otherwise there.";
    throw new DomainError("INVALID_INPUT", { field: `workingHours.${index}.user`, message });
  }
}

/** @throws DomainError INVALID_TIME, UNKNOWN_TIME_ZONE with the field */
function toWorkingHours(given: GivenHours, path: string): WorkingHours {
  const from = timeOfDay(given.from, `${path}.from`);
  const to = timeOfDay(given.to, `${path}.to`);
  if (from === to || given.from === "24:00") {
    const message = "Working hours last some time; a whole day is 00:00 to 24:00.";
    throw new DomainError("INVALID_TIME", { field: `${path}.to`, message });
  }
  return {
    from,
    to,
    weekdays: given.days?.map((day) => WEEKDAYS.indexOf(day)) ?? ALL_DAYS,
    timeZone: requireTimeZone(given.timeZone, `${path}.timeZone`),
  };
}

function timeOfDay(text: string, field: string): number {
  const seconds = parseTimeOfDay(text);
  if (seconds === undefined) {
    const message = "A time of day is HH:MM, up to 24:00.";
    throw new DomainError("INVALID_TIME", { field, message });
  }
  return seconds;
}
