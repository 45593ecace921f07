/** Steps off the path: what is only asked beforehand, files, and input that is to be refused. */
import type { ModelEvent } from "./model.ts";
import { read } from "./reading-steps.ts";
import { drawKey } from "./series-steps.ts";
import { drawCalendar, drawEditor, drawReader, type Program, type Step } from "./step.ts";

const PREVIEW_WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-04-15T00:00:00Z" };

export function drawOddStep(program: Program, event: ModelEvent): Step {
  const { random } = program;
  const choice = random.below(100);
  if (choice < 55) return drawPreview(program, event);
  if (choice < 75) return drawImport(program);
  return drawBadInput(program, event);
}

/** Writes nothing: the model does not move, and what follows shows whether it was so (X6). */
function drawPreview(program: Program, event: ModelEvent): Step {
  const { random } = program;
  const actor = drawEditor(program, event);
  const { view } = event;
  const preview = { preview: true, previewWindow: PREVIEW_WINDOW };
  const scope =
    view.recurrence === null ? {} : { scope: random.pick(["all", "this", "thisAndFollowing"]) };
  const key =
    scope.scope === undefined || scope.scope === "all"
      ? {}
      : { occurrenceKey: drawKey(program, view) };
  const { id } = event;
  switch (random.below(4)) {
    case 0:
      return read(actor, "events.delete", { id, ...scope, ...key, ...preview });
    case 1: {
      const version = 1 + random.below(view.version);
      return read(actor, "versions.rollback", { eventId: id, version, ...preview });
    }
    case 2:
      return read(actor, "events.move", {
        id,
        calendarId: drawCalendar(program, actor).id,
        ...preview,
      });
    default: {
      const patch = random.chance(0.5)
        ? { start: `${view.start.slice(0, 8)}15${view.start.slice(10)}` }
        : { title: "Only asked" };
      return read(actor, "events.update", { id, ...scope, ...key, patch, ...preview });
    }
  }
}

/** A dry run: what an import makes is not named in its answer. */
function drawImport(program: Program): Step {
  const { random, people, place } = program;
  const actor = random.pick(people).index;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Daybook//checks//EN",
    "BEGIN:VEVENT",
    `UID:import-${random.below(5)}@example.org`,
    "DTSTAMP:20260101T000000Z",
    "DTSTART;TZID=Europe/Berlin:20260309T100000",
    "DURATION:PT45M",
    random.pick(["RRULE:FREQ=WEEKLY;COUNT=4", "RRULE:FREQ=NEVER", "X-NOTHING:1"]),
    `SUMMARY:Imported ${place}`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  return read(actor, "events.import", {
    calendarId: drawCalendar(program, actor).id,
    ics: lines.join("\r\n"),
    dryRun: true,
  });
}

const NOBODYS_ID = "01000000-0000-7000-8000-000000000000";

/** Must be refused, alike on both, and leave nothing. */
function drawBadInput(program: Program, event: ModelEvent): Step {
  const { random } = program;
  const actor = drawReader(program, event);
  const { id, view } = event;
  const [path, input] = random.pick<[string, Record<string, unknown>]>([
    ["events.get", { id: NOBODYS_ID }],
    ["events.update", { id: NOBODYS_ID, patch: { title: "x" } }],
    ["events.update", { id, patch: { title: "x" }, baseVersion: view.version + 7 }],
    ["events.update", { id, patch: { title: "" }, scope: "all" }],
    ["events.update", { id, patch: { start: "2026-02-30T09:00:00" }, scope: "all" }],
    ["events.update", { id, patch: { end: "1999-01-01T09:00:00" }, scope: "all" }],
    ["events.update", { id, patch: { nothing: true } }],
    ["versions.get", { eventId: id, version: view.version + 1 }],
    ["versions.diff", { eventId: id, from: 1, to: view.version + 1 }],
    ["versions.rollback", { eventId: id, version: view.version + 1 }],
    ["events.move", { id, calendarId: NOBODYS_ID }],
    ["events.list", { cursor: "invented" }],
    ["events.occurrences", { from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z" }],
    [
      "sharing.share",
      { resource: { type: "event", id }, users: [{ userId: NOBODYS_ID, role: "viewer" }] },
    ],
    ["sharing.transfer", { resource: { type: "calendar", id: NOBODYS_ID }, userId: NOBODYS_ID }],
  ]);
  return {
    actor,
    path,
    input,
    settle: (answer) => (answer.ok ? "should be refused" : null),
  };
}
