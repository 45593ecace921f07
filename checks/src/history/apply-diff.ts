/**
 * The checker's own way from one content to the next by the fields of a diff: it shares no code with
 * what made the diff.
 */
import type { VersionDiff, VersionedEvent } from "@daybook/client";

export type Content = VersionedEvent["event"];
export type FieldChange = Pick<VersionDiff["fields"][number], "field" | "from" | "to">;

const DAY_MS = 86_400_000;

/** The content that the changes lead to. Throws where a change does not start from what is there. */
export function applyDiff(content: Content, changes: readonly FieldChange[]): Content {
  const next = new Map<string, unknown>(Object.entries(content));
  const metadata = new Map<string, unknown>(Object.entries(content.metadata));
  const target = timesAfter(content, changes);
  const overrides = new Map<string, unknown>();
  for (const [key, override] of Object.entries(content.overrides)) {
    overrides.set(follow(key, content, target), override);
  }
  for (const { field, from, to } of changes) {
    const member = /^(metadata|overrides)\.(.*)$/s.exec(field);
    if (member === null) {
      requireSame(field, next.get(field), from);
      next.set(field, to);
    } else {
      const [, group, name = ""] = member;
      const values = group === "metadata" ? metadata : overrides;
      // An override goes by its key in the content that starts earlier.
      const key =
        group === "overrides" && content.start <= target.start
          ? follow(name, content, target)
          : name;
      requireSame(field, values.get(key) ?? null, from);
      if (to === null) values.delete(key);
      else values.set(key, to);
    }
  }
  next.set("metadata", Object.fromEntries(metadata));
  next.set("overrides", Object.fromEntries(overrides));
  // All that a content has was in it, and stays.
  return Object.fromEntries(next) as unknown as Content;
}

/** The text of a content, whatever the order of its keys, without what is derived from it. */
export function textOf(content: Content): string {
  const { startsAt: _startsAt, endsAt: _endsAt, ...kept } = content;
  return canonical(kept);
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

interface Times {
  readonly start: string;
  readonly allDay: boolean;
}

function timesAfter(content: Content, changes: readonly FieldChange[]): Times {
  const toOf = (name: string): unknown => changes.find(({ field }) => field === name)?.to;
  const start = toOf("start");
  const allDay = toOf("allDay") ?? content.allDay;
  return { start: typeof start === "string" ? start : content.start, allDay: allDay === true };
}

/** Where the exception of a series is after the whole series moved by the distance of its starts (X3). */
function follow(key: string, before: Times, after: Times): string {
  if (before.allDay && after.allDay) {
    return dateAt(Date.parse(key) + Date.parse(after.start) - Date.parse(before.start));
  }
  if (!before.allDay && !after.allDay) {
    const distance = clockOf(after.start) - clockOf(before.start);
    return new Date(clockOf(key) + distance).toISOString().slice(0, 19);
  }
  const days = Math.round((dayOf(after.start) - dayOf(before.start)) / DAY_MS);
  const date = dateAt(dayOf(key) + days * DAY_MS);
  return after.allDay ? date : `${date}${after.start.slice(10)}`;
}

function clockOf(wallTime: string): number {
  return Date.parse(`${wallTime}Z`);
}

function dayOf(wallTime: string): number {
  return Date.parse(wallTime.slice(0, 10));
}

function dateAt(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function requireSame(field: string, found: unknown, from: unknown): void {
  if (canonical(found) !== canonical(from)) {
    throw new Error(`${field} was ${canonical(found)}, and the diff says ${canonical(from)}`);
  }
}
