import type { Random } from "./random.ts";

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY"] as const;
const EDGE_YEAR_DAYS = [1, 59, 60, 61, 365, 366, -1, -366, -365, -306, -307] as const;
const EDGE_MONTH_DAYS = [28, 29, 30, 31, -1, -28, -29, -30, -31] as const;

/** A rule of parts that go together, hard ones before plain ones; without COUNT and UNTIL. */
export function hardRule(random: Random, allDay: boolean): string {
  const frequency = random.of(FREQUENCIES);
  const parts: string[] = [];
  const list = (name: string, values: readonly (string | number)[]): void => {
    parts.push(`${name}=${values.join(",")}`);
  };
  const months = (percent: number): void => {
    if (random.chance(percent))
      list(
        "BYMONTH",
        random.some(4, () => random.int(1, 12)),
      );
  };
  const monthDays = (percent: number): void => {
    if (!random.chance(percent)) return;
    const edges = random.chance(40);
    const day = () => (edges ? random.of(EDGE_MONTH_DAYS) : random.signed(31));
    list("BYMONTHDAY", random.some(5, day));
  };
  const weekdays = (percent: number, ordinal = 0): void => {
    if (!random.chance(percent)) return;
    // Both kinds beside each other are what dateutil gets wrong, so they are few.
    const mixed = random.chance(15);
    const allNumbered = random.chance(65);
    const day = () => {
      const numbered = ordinal > 0 && (mixed ? random.chance(50) : allNumbered);
      return `${numbered ? random.signed(ordinal) : ""}${random.of(WEEKDAYS)}`;
    };
    list("BYDAY", random.some(4, day));
  };

  switch (frequency) {
    case "DAILY":
      months(40);
      monthDays(30);
      weekdays(40);
      break;
    case "WEEKLY":
      months(25);
      weekdays(75);
      break;
    case "MONTHLY":
      months(25);
      monthDays(45);
      weekdays(65, 5);
      break;
    case "YEARLY":
      yearParts();
  }
  if (!allDay) {
    if (random.chance(20))
      list(
        "BYHOUR",
        random.some(3, () => random.int(0, 23)),
      );
    if (random.chance(20))
      list(
        "BYMINUTE",
        random.some(3, () => random.int(0, 59)),
      );
  }
  if (parts.length > 0 && random.chance(40)) {
    list(
      "BYSETPOS",
      random.some(3, () => random.signed(random.chance(80) ? 5 : 60)),
    );
  }
  if (random.chance(45)) parts.push(`WKST=${random.of(WEEKDAYS)}`);
  const interval = random.chance(55) ? `;INTERVAL=${random.int(2, 9)}` : "";
  return [`FREQ=${frequency}${interval}`, ...parts].join(";");

  function yearParts(): void {
    const kind = random.int(1, 100);
    if (kind <= 30) {
      list(
        "BYWEEKNO",
        random.some(4, () => random.signed(53)),
      );
      months(25);
      weekdays(70);
      monthDays(10);
    } else if (kind <= 55) {
      const edges = random.chance(40);
      list(
        "BYYEARDAY",
        random.some(6, () => (edges ? random.of(EDGE_YEAR_DAYS) : random.signed(366))),
      );
      months(20);
      weekdays(30);
      monthDays(10);
    } else {
      months(50);
      monthDays(45);
      weekdays(60, random.chance(50) ? 5 : 53);
    }
  }
}
