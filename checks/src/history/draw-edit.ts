/** Chooses what a writer does to an event, given how it saw the event last. */
import type { Event, EventPatch } from "@daybook/client";
import type { Random } from "../random.ts";
import type { Edit } from "./edits.ts";

export interface DrawnFrom {
  /** How the writer saw the event, perhaps some versions ago. */
  readonly seen: Event;
  readonly calendarIds: readonly string[];
  /** What others have been told that they did. */
  readonly changeSetIds: readonly string[];
  /** Becomes the message of the version. */
  readonly name: string;
}

const WORDS = ["alder", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel"];
const STATUSES = ["confirmed", "tentative", "cancelled"] as const;

export function drawEdit(random: Random, from: DrawnFrom): Edit {
  const { seen, name: message } = from;
  const { id } = seen;
  if (seen.deletedAt !== null) {
    return random.chance(0.7)
      ? { procedure: "events.restore", input: { id, message } }
      : drawRollback(random, from);
  }
  if (random.chance(0.08)) return drawUndo(random, from);
  const choice = random.below(100);
  if (choice < 4) {
    return {
      procedure: "events.delete",
      input: { id, ...wholeOf(seen), ...baseOf(random, seen), message },
    };
  }
  if (choice < 10) return drawRollback(random, from);
  if (choice < 14) {
    const calendarId = random.pick(from.calendarIds);
    return { procedure: "events.move", input: { id, calendarId, message } };
  }
  if (seen.recurrence !== null && choice < 60) return drawSeriesEdit(random, from);
  const patch = random.chance(0.15) ? drawTimes(random, seen.start) : drawPlainPatch(random, from);
  return {
    procedure: "events.update",
    input: { id, patch, ...wholeOf(seen), ...baseOf(random, seen), ...mergingOf(random), message },
  };
}

function drawSeriesEdit(random: Random, from: DrawnFrom): Edit {
  const { seen, name: message } = from;
  const { id } = seen;
  const occurrenceKey = drawKey(random, seen);
  const one = { id, scope: "this", occurrenceKey, ...baseOf(random, seen), message } as const;
  // A split is merged over little, so most are made of the present.
  const { baseVersion: _seen, ...present } = one as typeof one & { baseVersion?: number };
  const rest = {
    ...(random.chance(0.3) ? { ...one } : present),
    scope: "thisAndFollowing",
  } as const;
  const choice = random.below(100);
  if (choice < 38) {
    const patch = random.chance(0.3)
      ? drawTimes(random, occurrenceKey)
      : drawPlainPatch(random, from);
    return { procedure: "events.update", input: { ...one, patch, ...mergingOf(random) } };
  }
  if (choice < 56) return { procedure: "events.delete", input: { ...one, ...mergingOf(random) } };
  if (choice < 66) return { procedure: "events.restore", input: { id, occurrenceKey, message } };
  if (choice < 82) {
    const patch = drawPlainPatch(random, from);
    return { procedure: "events.update", input: { ...rest, patch, ...mergingOf(random) } };
  }
  if (choice < 85) return { procedure: "events.delete", input: rest };
  const patch: EventPatch =
    choice < 93
      ? {
          recurrence: {
            rrule: random.pick(["FREQ=DAILY", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY"]),
          },
        }
      : drawTimes(random, seen.start);
  return {
    procedure: "events.update",
    input: {
      id,
      scope: "all",
      patch,
      ...(random.chance(0.7) ? { orphans: "drop" } : {}),
      ...baseOf(random, seen),
      ...mergingOf(random),
      message,
    },
  };
}

/** A patch of the fields that do not say when the event is. */
function drawPlainPatch(random: Random, { seen, name }: DrawnFrom): EventPatch {
  const word = random.pick(WORDS);
  switch (random.below(7)) {
    case 0:
      return { title: name };
    case 1:
      return { location: `${word} ${name}` };
    case 2:
      return { title: name, status: random.pick(STATUSES) };
    case 3:
      return { description: editLine(random, seen.description, name) };
    case 4:
      return { tags: drawTags(random, seen.tags) };
    case 5:
      return { metadata: { ...textsOf(seen.metadata), [word]: random.chance(0.2) ? null : name } };
    default:
      return {
        status: random.pick(STATUSES),
        transparency: random.pick(["opaque", "transparent"]),
      };
  }
}

/** All that is ever written there are texts. */
function textsOf(metadata: Event["metadata"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    ),
  );
}

function editLine(random: Random, description: string, name: string): string {
  const lines = description === "" ? WORDS.map((word) => `${word}:`) : description.split("\n");
  const index = random.below(lines.length);
  return lines.with(index, `${random.pick(WORDS)}: ${name}`).join("\n");
}

function drawTags(random: Random, tags: readonly string[]): string[] {
  const tag = random.pick(WORDS);
  return tags.includes(tag) ? tags.filter((other) => other !== tag) : [...tags, tag];
}

/** A start some quarters of an hour, or days, away. */
function drawTimes(random: Random, start: string): EventPatch {
  const distance = random.chance(0.2)
    ? (random.below(5) - 2) * 86_400_000
    : (random.below(9) - 4) * 900_000;
  return { start: addMs(start, distance) };
}

function drawKey(random: Random, { start, recurrence, overrides }: Event): string {
  const known = [...Object.keys(overrides), ...(recurrence?.exdates ?? [])];
  if (known.length > 0 && random.chance(0.3)) return random.pick(known);
  const days = recurrence?.rrule?.includes("WEEKLY") === true ? 7 : 1;
  return addMs(start, random.below(12) * days * 86_400_000);
}

function drawRollback(random: Random, { seen, name: message }: DrawnFrom): Edit {
  const version = 1 + random.below(seen.version);
  return {
    procedure: "versions.rollback",
    input: { eventId: seen.id, version, ...baseOf(random, seen), message },
  };
}

function drawUndo(random: Random, { seen, changeSetIds, name: message }: DrawnFrom): Edit {
  if (changeSetIds.length > 0 && random.chance(0.3)) {
    const changeSetId = random.pick(changeSetIds.slice(-20));
    return { procedure: "versions.undo", input: { changeSetId, message } };
  }
  const version = seen.version - random.below(Math.min(seen.version, 4));
  return {
    procedure: "versions.undo",
    input: {
      eventId: seen.id,
      version,
      ...(random.chance(0.3)
        ? { resolutions: { title: random.pick(["yours", "theirs"] as const) } }
        : {}),
      message,
    },
  };
}

function wholeOf({ recurrence }: Event): { scope?: "all" } {
  return recurrence === null ? {} : { scope: "all" };
}

function baseOf(random: Random, { version }: Event): { baseVersion?: number } {
  return random.chance(0.6) ? { baseVersion: version } : {};
}

function mergingOf(random: Random): { onConflict?: "fail" | "merge" } {
  return random.chance(0.3) ? { onConflict: random.pick(["fail", "merge"]) } : {};
}

function addMs(wallTime: string, ms: number): string {
  return new Date(Date.parse(`${wallTime}Z`) + ms).toISOString().slice(0, 19);
}
