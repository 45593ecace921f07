import { clipIntervals, mergeIntervals } from "@daybook/domain/schedule/intervals";
import type { Interval } from "@daybook/domain/time/interval";
import { parseWindow, type Window } from "../events/window.ts";
import type { Call } from "../rpc/context.ts";
import { formatInstant } from "../rpc/instant.ts";
import { BusyBudget, listBusyEvents } from "./busy-events.ts";
import { type AskedPerson, findKnownPeople } from "./known-people.ts";
import type { FreeBusyInput, FreeBusyOutput, StretchView } from "./schedule.schema.ts";

/**
 * When people are busy (rule Q1): stretches of a window in order, merged where they touch, without
 * a word of what takes place. Of whom the caller may learn nothing is `NOT_FOUND`, one by one.
 */
export async function readFreeBusy(call: Call, input: FreeBusyInput): Promise<FreeBusyOutput> {
  const window = parseWindow(input, "", "scheduleWindowDays");
  const people = await findKnownPeople(call, input.users);
  const busy = await readBusyOf(call, people, window);
  return {
    items: people.map(({ view, calendars }, index) => ({
      user: view,
      busy: (busy[index] ?? []).map(toStretchView),
      error: calendars === undefined ? "NOT_FOUND" : null,
    })),
  };
}

/** The busy stretches of each person in the window, merged and clipped; none of who is not known. */
export async function readBusyOf(
  call: Call,
  people: readonly AskedPerson[],
  window: Window,
): Promise<Interval[][]> {
  const budget = new BusyBudget();
  const calendars = people.flatMap((person) => person.calendars ?? []);
  const events = await listBusyEvents(call.app.database.read, calendars, { window, budget });
  const timesIn = new Map<string, Interval[]>();
  for (const { calendarId, times } of events) {
    const all = timesIn.get(calendarId);
    if (all === undefined) timesIn.set(calendarId, [...times]);
    else all.push(...times);
  }
  return people.map((person) => {
    const times = (person.calendars ?? []).flatMap(
      ({ calendarId }) => timesIn.get(calendarId) ?? [],
    );
    return clipIntervals(mergeIntervals(times), window);
  });
}

export function toStretchView({ startsAtMs, endsAtMs }: Interval): StretchView {
  return { startsAt: formatInstant(startsAtMs), endsAt: formatInstant(endsAtMs) };
}
