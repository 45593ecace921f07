import { allItems, type Calendar, type DaybookClient, type Resource } from "@daybook/client";
import { LocalFailure } from "./failure.ts";

/** How ids are written. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of a calendar that is given by its id or its name. */
export async function findCalendarId(daybook: DaybookClient, text: string): Promise<string> {
  if (UUID.test(text)) {
    return text.toLowerCase();
  }
  const calendar = byName(await listCalendars(daybook), text);
  if (calendar === undefined) {
    throw new LocalFailure(`You have no calendar named “${text}”: see npx daybook calendars.`);
  }
  return calendar.id;
}

export async function findCalendarIds(
  daybook: DaybookClient,
  texts: readonly string[] | undefined,
): Promise<string[] | undefined> {
  return texts && Promise.all(texts.map((text) => findCalendarId(daybook, text)));
}

/** What is to be shared: a calendar by its id or name, else an event by its id. */
export async function findResource(daybook: DaybookClient, text: string): Promise<Resource> {
  const calendars = await listCalendars(daybook);
  const id = text.toLowerCase();
  const calendar = calendars.find((candidate) => candidate.id === id) ?? byName(calendars, text);
  if (calendar !== undefined) {
    return { type: "calendar", id: calendar.id };
  }
  if (UUID.test(text)) {
    return { type: "event", id };
  }
  throw new LocalFailure(`“${text}” is neither an event's id nor a calendar of yours.`);
}

function listCalendars(daybook: DaybookClient): Promise<Calendar[]> {
  return Array.fromAsync(allItems(daybook.calendars.list, {}));
}

function byName(calendars: readonly Calendar[], text: string): Calendar | undefined {
  const named = calendars.filter(({ name }) => name.toLowerCase() === text.toLowerCase());
  if (named.length > 1) {
    throw new LocalFailure(
      `Several calendars are named “${text}”; give the id of one: ${named.map(({ id }) => id).join(", ")}`,
    );
  }
  return named[0];
}
