/** Steps whose outcome the model foretells: plain events, and the calendars that they are in. */
import { type EventView, type ModelEvent, plainContentOf, type PlainContent } from "./model.ts";
import {
  drawCalendar,
  drawEditor,
  mayEdit,
  type Program,
  refusalOf,
  settleChange,
  type Step,
} from "./step.ts";

const WORDS = ["alder", "birch", "Cedar", "dogwood", "Élan", "fir", "gorse", "Straße"];

export function drawCreation(program: Program): Step {
  const { random, model, people, place } = program;
  const actor = random.pick(people).index;
  const calendar = drawCalendar(program, actor);
  const count = random.chance(0.2) ? 2 + random.below(3) : 1;
  const contents = Array.from({ length: count }, (_, index) => ({
    title: `${random.pick(WORDS)} ${place}.${index}`,
    ...drawTimes(program),
    ...(random.chance(0.3) ? { location: random.pick(WORDS) } : {}),
    ...(random.chance(0.3) ? { tags: [random.pick(WORDS)] } : {}),
    ...(random.chance(0.35) ? { recurrence: { rrule: drawRule(program) } } : {}),
  }));
  const rights = model.rightsOnCalendar(calendar, actor);
  const forbidden = refusalOf(rights, mayEdit(rights));
  const refusals = forbidden.length === 0 && calendar.isDeleted ? ["CALENDAR_DELETED"] : forbidden;
  const message = `step ${place}`;
  const calendarId = calendar.id;
  return {
    actor,
    path: count === 1 ? "events.create" : "events.createMany",
    input:
      count === 1
        ? { calendarId, ...contents[0], message }
        : { calendarId, events: contents, message },
    settle(answer) {
      if (!answer.ok) {
        return refusals.includes(answer.reason) ||
          (refusals.length === 0 && RULES_OF_TIME.has(answer.reason))
          ? null
          : `was refused with ${answer.reason}, not ${refusals.join()}`;
      }
      if (refusals.length > 0) return `should be refused: ${refusals.join()}`;
      // The shapes of the two answers.
      const views =
        count === 1 ? [answer.value as EventView] : (answer.value as { items: EventView[] }).items;
      if (views.length !== count) return `made ${views.length} events, not ${count}`;
      for (const view of views) model.add(view, { createdBy: actor });
      // Only a batch names its change set.
      const { changeSetId } = answer.value as { changeSetId?: string };
      if (changeSetId !== undefined) model.changeSets.push(changeSetId);
      return views.some(({ title }, index) => title !== contents[index]?.title)
        ? "made other events"
        : null;
    },
  };
}

/** What a start and a rule that do not go together are refused with. */
const RULES_OF_TIME: ReadonlySet<string> = new Set(["START_NOT_IN_RULE", "INVALID_RECURRENCE"]);

const RULES = [
  "FREQ=DAILY",
  "FREQ=DAILY;COUNT=12",
  "FREQ=WEEKLY",
  "FREQ=WEEKLY;BYDAY=MO,TH",
  "FREQ=WEEKLY;INTERVAL=2;COUNT=9",
  "FREQ=MONTHLY",
  "FREQ=MONTHLY;BYDAY=1MO",
  "FREQ=YEARLY",
];

export function drawRule({ random }: Program): string {
  return random.pick(RULES);
}

/** March 2026, with the night in which Berlin's clocks go forward. */
export function drawTimes({ random }: Program): Record<string, unknown> {
  const day = String(1 + random.below(31)).padStart(2, "0");
  const hour = String(random.below(24)).padStart(2, "0");
  if (random.chance(0.15)) return { start: `2026-03-${day}` };
  const start = `2026-03-${day}T${hour}:${random.pick(["00", "30"])}:00`;
  return { start, ...(random.chance(0.2) ? { timeZone: random.pick(["Asia/Tokyo", null]) } : {}) };
}

export function drawPlainUpdate(program: Program, event: ModelEvent): Step {
  const { random, model, place } = program;
  const actor = drawEditor(program, event);
  const patch = drawPatch(program, event.view);
  const { version } = event.view;
  const baseVersion = random.chance(0.4) ? 1 + random.below(version) : undefined;
  const isStale = baseVersion !== undefined && baseVersion !== version;
  const rights = model.rightsOnEvent(event, actor);
  const forbidden = refusalOf(rights, mayEdit(rights));
  const isDeleted = event.view.deletedAt !== null;
  const after = patched(plainContentOf(event.view), patch);
  const changes = JSON.stringify(after) !== JSON.stringify(plainContentOf(event.view));
  return {
    actor,
    path: "events.update",
    input: {
      id: event.id,
      patch,
      ...(baseVersion === undefined ? {} : { baseVersion }),
      ...(random.chance(0.2) ? { onConflict: "fail" } : {}),
      message: `step ${place}`,
    },
    settle: settleChange(program, event, {
      person: actor,
      refusals:
        forbidden.length > 0 || !isDeleted ? forbidden : ["EVENT_DELETED", "VERSION_CONFLICT"],
      mayRefuse: isStale ? ["VERSION_CONFLICT"] : [],
      check(changed) {
        if (isStale) return null;
        if (changed.changed !== changes) return `says changed: ${changed.changed}`;
        const shown = plainContentOf(changed.event);
        return JSON.stringify(shown) === JSON.stringify(after)
          ? null
          : `became ${JSON.stringify(shown)}, not ${JSON.stringify(after)}`;
      },
    }),
  };
}

type PlainPatch = { -readonly [Name in keyof PlainContent]?: PlainContent[Name] | null };

function drawPatch({ random, place }: Program, view: PlainContent): PlainPatch {
  const patch: PlainPatch = {};
  if (random.chance(0.4)) patch.title = `${random.pick(WORDS)} ${place}`;
  if (random.chance(0.3)) patch.location = random.chance(0.2) ? null : random.pick(WORDS);
  if (random.chance(0.3)) patch.tags = random.chance(0.2) ? null : [random.pick(WORDS), "all"];
  if (random.chance(0.4)) {
    const lines = view.description.split("\n");
    patch.description =
      lines.length < 4
        ? [...lines, `line ${place}`].join("\n")
        : lines.with(random.below(lines.length), `line ${place}`).join("\n");
  }
  return patch;
}

function patched(content: PlainContent, patch: PlainPatch): PlainContent {
  return {
    title: patch.title ?? content.title,
    description: patch.description === null ? "" : (patch.description ?? content.description),
    location: patch.location === null ? "" : (patch.location ?? content.location),
    tags: patch.tags === null ? [] : (patch.tags ?? content.tags),
  };
}

export function drawDeletion(program: Program, event: ModelEvent): Step {
  const { model, place } = program;
  const actor = drawEditor(program, event);
  const isDeleted = event.view.deletedAt !== null;
  const rights = model.rightsOnEvent(event, actor);
  return {
    actor,
    path: "events.delete",
    input: {
      id: event.id,
      ...(event.view.recurrence === null ? {} : { scope: "all" }),
      message: `step ${place}`,
    },
    settle: settleChange(program, event, {
      person: actor,
      refusals: refusalOf(rights, model.mayDelete(event, actor)),
      check: (changed) =>
        changed.changed === !isDeleted && changed.event.deletedAt !== null
          ? null
          : "is not deleted by it",
    }),
  };
}

export function drawRestoring(program: Program, event: ModelEvent): Step {
  const { model, place } = program;
  const actor = drawEditor(program, event);
  const isDeleted = event.view.deletedAt !== null;
  const rights = model.rightsOnEvent(event, actor);
  const forbidden = refusalOf(rights, model.mayDelete(event, actor));
  return {
    actor,
    path: "events.restore",
    input: { id: event.id, message: `step ${place}` },
    settle: settleChange(program, event, {
      person: actor,
      refusals:
        forbidden.length === 0 && event.calendar.isDeleted ? ["CALENDAR_DELETED"] : forbidden,
      mayRefuse: event.isPlain ? [] : ["SPLIT_SINCE", "SPLIT_TAKEN_BACK"],
      check: (changed) =>
        changed.changed === isDeleted && changed.event.deletedAt === null
          ? null
          : "is not there again by it",
    }),
  };
}

export function drawRollback(program: Program, event: ModelEvent): Step {
  const { random, model, place } = program;
  const actor = drawEditor(program, event);
  const version = 1 + random.below(event.view.version);
  const then = event.versions[version - 1];
  const rights = model.rightsOnEvent(event, actor);
  const turns = then?.isDeleted !== (event.view.deletedAt !== null);
  const isAllowed = mayEdit(rights) && (!turns || model.mayDelete(event, actor));
  const forbidden = refusalOf(rights, isAllowed);
  const isLost = event.calendar.isDeleted && then?.isDeleted === false;
  return {
    actor,
    path: "versions.rollback",
    input: { eventId: event.id, version, message: `step ${place}` },
    settle: settleChange(program, event, {
      person: actor,
      refusals: forbidden.length === 0 && isLost ? ["CALENDAR_DELETED"] : forbidden,
      mayRefuse: event.isPlain ? [] : ["SPLIT_SINCE", "SPLIT_TAKEN_BACK"],
      check: (changed) =>
        !event.isPlain ||
        JSON.stringify(plainContentOf(changed.event)) === JSON.stringify(then?.content)
          ? null
          : `is not what version ${version} was`,
    }),
  };
}

export function drawMove(program: Program, event: ModelEvent): Step {
  const { random, model, place } = program;
  const actor = drawEditor(program, event);
  const target = drawCalendar(program, actor);
  const stays = target === event.calendar;
  const isDeleted = event.view.deletedAt !== null;
  const rights = model.rightsOnEvent(event, actor);
  const leaving = refusalOf(rights, stays ? mayEdit(rights) : model.mayDelete(event, actor));
  const there = model.rightsOnCalendar(target, actor);
  const coming = stays ? [] : refusalOf(there, mayEdit(there));
  const closed = !stays && target.isDeleted ? ["CALENDAR_DELETED"] : [];
  const gone = isDeleted ? ["EVENT_DELETED"] : [];
  const refusals = [leaving, coming, closed, gone].find((reasons) => reasons.length > 0) ?? [];
  return {
    actor,
    path: "events.move",
    input: {
      id: event.id,
      calendarId: target.id,
      ...(random.chance(0.3) ? { baseVersion: event.view.version } : {}),
      message: `step ${place}`,
    },
    settle: settleChange(program, event, {
      person: actor,
      refusals,
      check: (changed) =>
        changed.event.calendarId === target.id && changed.changed === !stays
          ? null
          : "is not where it should be",
    }),
  };
}
