import { accounts } from "./202611230900-accounts.ts";
import { calendars } from "./202611230910-calendars.ts";
import { events } from "./202611230920-events.ts";
import { calls } from "./202611230930-calls.ts";
import { feeds } from "./202611240900-feeds.ts";
import { search } from "./202611240910-search.ts";
import { spanBusy } from "./202611240920-span-busy.ts";
import { zoneData } from "./202611240930-zone-data.ts";
import { calendarRestorations } from "./202611290910-calendar-restorations.ts";
import { past } from "./202611290930-past.ts";
import { logGrants } from "./202611290940-log-grants.ts";
import { logReading } from "./202611290950-log-reading.ts";
import type { Migration } from "./migration.ts";

/** Every step, in order; a new one is added at the end. */
export const ALL_MIGRATIONS: readonly Migration[] = [
  accounts,
  calendars,
  events,
  calls,
  feeds,
  search,
  spanBusy,
  zoneData,
  calendarRestorations,
  past,
  logGrants,
  logReading,
];
