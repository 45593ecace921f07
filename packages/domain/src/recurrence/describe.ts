import * as rruleModule from "rrule";
import { parseRule } from "./rule.ts";
import type { RecurrenceRule } from "./rule.ts";

// Node reads the package's CommonJS build, which is the default export; bundlers its ES modules,
// which have none.
const { RRule } = rruleModule.default ?? rruleModule;

/**
 * A rule in English, as in "every 2 weeks on Monday and Friday for 10 times". What has no simple
 * sentence is described by its frequency, and by the text of the rule.
 *
 * @throws what `parseRule` throws.
 */
export function describeRule(text: string): string {
  const rule = parseRule(text);
  if (saysMoreThanToText(rule)) return plainDescription(rule);
  const readable = RRule.fromString(rule.text);
  return readable.isFullyConvertibleToText() ? readable.toText() : plainDescription(rule);
}

/** `rrule` leaves these parts out without a word. */
function saysMoreThanToText({ byHour, byMinute, bySetPos }: RecurrenceRule): boolean {
  return byHour.length + byMinute.length + bySetPos.length > 0;
}

function plainDescription({ frequency, interval, text }: RecurrenceRule): string {
  const unit = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" }[frequency];
  const every = interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
  return `${every} by the rule ${text}`;
}
