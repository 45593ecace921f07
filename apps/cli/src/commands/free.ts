import { InvalidArgumentError, type Command } from "commander";
import type { DaybookApi } from "@daybook/client";
import { parseCount } from "../arguments.ts";
import type { Cli } from "../cli.ts";
import { UsageError } from "../failure.ts";
import { presentFoundTimes, presentFreeBusy } from "../present/free-busy.ts";
import { requireZone } from "../when.ts";
import { addDayRangeOptions, type DayRangeOptions, daysOf, windowOf } from "./day-range.ts";

type WorkingHours = NonNullable<
  Parameters<DaybookApi["schedule"]["findTime"]>[0]["workingHours"]
>[number];

interface FreeOptions extends DayRangeOptions {
  readonly zone?: string;
  readonly find?: number;
  readonly hours?: Pick<WorkingHours, "from" | "to">;
  readonly on?: Weekday[];
  readonly number?: number;
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
type Weekday = (typeof WEEKDAYS)[number];

export function addFree(program: Command, cli: Cli): void {
  const command = program
    .command("free")
    .description("Show when people are busy, or find a time at which all of them are free")
    .argument("[who...]", "usernames or e-mail addresses; me for yourself (default)");
  addDayRangeOptions(command)
    .option("--zone <zone>", "time zone of the days and times (default: yours)")
    .option("--find <minutes>", "find times of this length at which all are free", parseCount)
    .option("--hours <from-to>", "with --find: only within, as in 09:00-17:00", parseHours)
    .option("--on <days>", "with --hours: only on these days, as in MO,TU", parseWeekdays)
    .option("-n, --number <n>", "with --find: how many times", parseCount)
    .action(
      cli.action<[who: string[]], FreeOptions>(
        async ({ daybook, paint, answer, ...run }, [who], options) => {
          requireFit(options);
          const zone = requireZone(options.zone ?? run.zone);
          const days = daysOf(options, Temporal.Now.plainDateISO(zone));
          const names = who.length === 0 ? [MYSELF] : who;
          // No username is as short (rule U1).
          const own = names.includes(MYSELF) ? (await daybook.auth.me()).username : "";
          const users = names.map((name) => (name === MYSELF ? own : name));
          const asked = { users, ...windowOf(days, zone) };
          const { find, hours, on, number } = options;
          if (find === undefined) {
            const found = await daybook.schedule.freeBusy(asked);
            answer(found, () => presentFreeBusy(found.items, { zone, paint }));
            return;
          }
          const times = await daybook.schedule.findTime({
            ...asked,
            durationMinutes: find,
            workingHours: hours && [{ ...hours, days: on, timeZone: zone }],
            limit: number,
          });
          answer(times, () => presentFoundTimes(times, { zone, paint }));
        },
      ),
    );
}

const MYSELF = "me";

function requireFit({ find, hours, on, number }: FreeOptions): void {
  if (find === undefined && (hours !== undefined || number !== undefined)) {
    throw new UsageError("--hours and --number belong to --find.");
  }
  if (on !== undefined && hours === undefined) {
    throw new UsageError("--on belongs to --hours.");
  }
}

function parseHours(text: string): Pick<WorkingHours, "from" | "to"> {
  const [, from, to] = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) {
    throw new InvalidArgumentError("Expected hours as in 09:00-17:00.");
  }
  return { from, to };
}

function parseWeekdays(text: string): Weekday[] {
  return text.split(",").map((name) => {
    const day = WEEKDAYS.find((weekday) => weekday === name.trim().toUpperCase());
    if (day === undefined) {
      throw new InvalidArgumentError(`Expected days out of ${WEEKDAYS.join(",")}.`);
    }
    return day;
  });
}
