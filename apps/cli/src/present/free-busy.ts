import type { FoundTimes, FreeBusy } from "@daybook/client";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { formatStretch } from "./stretch.ts";

interface View {
  readonly zone: string;
  readonly paint: Paint;
}

/** Each person with the times that are taken. */
export function presentFreeBusy(people: readonly FreeBusy[], { zone, paint }: View): string {
  const blocks = people.map(({ user, busy, error }) => {
    const name = paint.strong(nameOf(user));
    if (error !== null) {
      return `${name}\n  ${paint.bad("not known here, or not shown to you")}`;
    }
    const lines = busy.map((stretch) => `  ${formatStretch(stretch, zone)}`);
    return [name, ...(lines.length === 0 ? ["  free"] : lines)].join("\n");
  });
  return [paint.faint(`Busy, times in ${zone}`), ...blocks].join("\n\n");
}

/** Times at which all are free, or why there is none. */
export function presentFoundTimes(found: FoundTimes, { zone, paint }: View): string {
  const { items, reason, unknown } = found;
  if (reason !== null) {
    const who = unknown.map((user) => `  ${nameOf(user)}`);
    return [`${NO_TIME[reason]} ${paint.faint(`(${reason})`)}`, ...who].join("\n");
  }
  const lines = items.map((stretch) => `  ${formatStretch(stretch, zone)}`);
  return [paint.faint(`All are free, times in ${zone}`), "", ...lines].join("\n");
}

const NO_TIME: Readonly<Record<NonNullable<FoundTimes["reason"]>, string>> = {
  SOMEONE_UNKNOWN: "Somebody is not known here, or does not show you their times:",
  WINDOW_SHORTER_THAN_DURATION: "These days are shorter than the time that is asked for.",
  NO_WORKING_HOURS_IN_WINDOW: "There are no such hours on these days.",
  NO_COMMON_WORKING_HOURS: "There is no hour at which all work.",
  ALL_BUSY: "There is no time at which all are free.",
};

function nameOf({ id, username, email }: FreeBusy["user"]): string {
  return printable(username ?? email ?? id ?? "");
}
