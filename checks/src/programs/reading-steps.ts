/** Steps that read: what the model knows must be there for who may see it, and nothing else. */
import { type EventView, type ModelEvent, plainContentOf, type Rights } from "./model.ts";
import {
  drawReader,
  mayEdit,
  type Program,
  refusalOf,
  rightsComplaint,
  type Step,
} from "./step.ts";

const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-05-01T00:00:00Z" };

export function drawReading(program: Program, event: ModelEvent): Step {
  const { random, people } = program;
  const actor = random.pick(people).index;
  switch (random.below(18)) {
    case 0:
    case 1:
      return drawGet(program, event);
    case 2:
      return drawList(program, actor);
    case 3:
      return drawVersions(program, event);
    case 4:
      return drawDiff(program, event);
    case 5:
      return drawCalendars(program, actor);
    case 6:
      return read(actor, "events.occurrences", {
        ...WINDOW,
        ...(random.chance(0.4) ? { timeZone: "America/New_York" } : {}),
        limit: 200,
      });
    case 7:
      return read(actor, "events.search", {
        query: random.pick(["cedar", "elan", "straße", "series", "line", "room al"]),
        limit: 20,
      });
    case 8:
      return read(actor, "schedule.freeBusy", {
        users: people.map(({ username }) => ({ username })),
        ...WINDOW,
      });
    case 9:
      return ofEvent(program, event, { path: "events.conflicts", input: { until: WINDOW.to } });
    case 10:
      return ofEvent(program, event, { path: "events.export", input: {} });
    case 11:
      return ofEvent(program, event, { path: "versions.blame", input: {} });
    case 12:
      return drawExplanation(program, event);
    case 13:
      return drawSync(program, actor);
    case 14:
    case 15:
      return drawPastEvent(program, event);
    case 16:
      return drawPastWindow(program, actor);
    default:
      return drawGrants(program, event);
  }
}

/** A read that both servers must answer alike, whatever it is. */
export function read(actor: number, path: string, input: Record<string, unknown>): Step {
  return { actor, path, input, settle: () => null };
}

/** A read of one event: refused as a missing one to whom it does not reach (S3). */
function ofEvent(
  program: Program,
  event: ModelEvent,
  { path, input }: { path: string; input: Record<string, unknown> },
): Step {
  const actor = drawReader(program, event);
  const mustHide = program.model.rightsOnEvent(event, actor) === undefined;
  return {
    actor,
    path,
    input: { eventId: event.id, ...input },
    settle(answer) {
      if (mustHide) return hiddenComplaint(answer);
      return !answer.ok && answer.reason === "NOT_FOUND" ? "is hidden from who may see it" : null;
    },
  };
}

function hiddenComplaint(answer: Parameters<Step["settle"]>[0]): string | null {
  if (answer.ok) return "is shown to somebody who may not see it";
  return answer.reason === "NOT_FOUND" ? null : `was refused with ${answer.reason}`;
}

function drawGet(program: Program, event: ModelEvent): Step {
  const actor = drawReader(program, event);
  const rights = program.model.rightsOnEvent(event, actor);
  return {
    actor,
    path: "events.get",
    input: { id: event.id },
    settle(answer) {
      if (rights === undefined) return hiddenComplaint(answer);
      if (!answer.ok) return `was refused with ${answer.reason}`;
      // The shape of the answer.
      return viewComplaint(event, answer.value as ShownEvent, rights);
    },
  };
}

type ShownEvent = EventView & Rights;

function viewComplaint(event: ModelEvent, shown: ShownEvent, rights: Rights): string | null {
  const { view, isFollowed } = event;
  if (!isFollowed) return rightsComplaint(shown, rights);
  if (shown.version !== view.version) return `is version ${shown.version}, not ${view.version}`;
  if ((shown.deletedAt === null) !== (view.deletedAt === null)) return "is deleted, or is not";
  if (shown.calendarId !== event.calendar.id) return "is in another calendar";
  if (event.isPlain && textOf(shown) !== textOf(view)) return `says ${textOf(shown)}`;
  return rightsComplaint(shown, rights);
}

function textOf(view: EventView): string {
  return JSON.stringify(plainContentOf(view));
}

/** An event at a version or at a moment, with the rights of now (V7). */
function drawPastEvent(program: Program, event: ModelEvent): Step {
  const { random, model } = program;
  const actor = drawReader(program, event);
  const rights = model.rightsOnEvent(event, actor);
  const moment = random.below(model.moments.length + 1) - 1;
  const version =
    moment < 0 ? 1 + random.below(event.view.version) : model.moments[moment]?.get(event.id);
  const then = version === undefined ? undefined : event.versions[version - 1];
  return {
    actor,
    path: "events.get",
    input: { id: event.id, ...(moment < 0 ? { version } : { at: { moment } }) },
    settle(answer) {
      if (rights === undefined) return hiddenComplaint(answer);
      if (!event.isFollowed) return null;
      if (then === undefined) {
        return !answer.ok && answer.reason === "VERSION_NOT_FOUND" ? null : "was not made by then";
      }
      if (!answer.ok) return `was refused with ${answer.reason}`;
      // The shape of the answer.
      const shown = answer.value as ShownEvent;
      if (shown.version !== version) return `shows version ${shown.version}, not ${version}`;
      if ((shown.deletedAt !== null) !== then.isDeleted) return "was deleted, or was not";
      if (event.isPlain && textOf(shown) !== JSON.stringify(then.content)) {
        return `shows ${textOf(shown)}, not ${JSON.stringify(then.content)}`;
      }
      return rightsComplaint(shown, rights);
    },
  };
}

/** A window as it stood at a moment, and what has become of it since. */
function drawPastWindow({ random, model }: Program, actor: number): Step {
  if (model.moments.length === 0) return read(actor, "events.occurrences", WINDOW);
  const moment = { moment: random.below(model.moments.length) };
  return random.chance(0.6)
    ? read(actor, "events.occurrences", { ...WINDOW, at: moment, limit: 200 })
    : read(actor, "events.changes", { ...WINDOW, since: moment, limit: 50 });
}

function drawList({ random, model }: Program, actor: number): Step {
  const includeDeleted = random.chance(0.3);
  const order = random.pick(["start", "updatedAt"]);
  const expected = model.events
    .filter((event) => event.isFollowed && model.rightsOnEvent(event, actor) !== undefined)
    .filter((event) => includeDeleted || event.view.deletedAt === null);
  return {
    actor,
    path: "events.list",
    input: { includeDeleted, order, limit: 200 },
    settle(answer) {
      if (!answer.ok) return `was refused with ${answer.reason}`;
      // The shape of the answer.
      const { items, nextCursor } = answer.value as {
        items: ShownEvent[];
        nextCursor: string | null;
      };
      // Of more than a page only what is there can be held against the model.
      const followed = items.filter(({ id }) => model.event(id)?.isFollowed !== false).length;
      if (nextCursor === null && followed !== expected.length) {
        return `lists ${followed} events, not ${expected.length}`;
      }
      for (const shown of items) {
        const event = model.event(shown.id);
        const rights = event && model.rightsOnEvent(event, actor);
        if (event === undefined || rights === undefined) return `lists ${shown.id}`;
        const complaint = viewComplaint(event, shown, rights);
        if (complaint !== null) return `${shown.id} ${complaint}`;
      }
      return null;
    },
  };
}

function drawVersions(program: Program, event: ModelEvent): Step {
  const { random, model } = program;
  const actor = drawReader(program, event);
  const rights = model.rightsOnEvent(event, actor);
  const version = 1 + random.below(event.view.version);
  if (random.chance(0.5)) {
    return ofEvent(program, event, { path: "versions.get", input: { version } });
  }
  if (random.chance(0.3)) return ofEvent(program, event, { path: "versions.verify", input: {} });
  return {
    actor,
    path: "versions.list",
    input: { eventId: event.id, limit: 200 },
    settle(answer) {
      if (rights === undefined) return hiddenComplaint(answer);
      if (!answer.ok) return `was refused with ${answer.reason}`;
      if (!event.isFollowed) return null;
      // The shape of the answer.
      const { items } = answer.value as { items: { version: number; deleted: boolean }[] };
      const expected = event.versions.map(({ isDeleted }, index) => [index + 1, isDeleted]);
      const shown = items.map(({ version: number, deleted }) => [number, deleted]).toReversed();
      return JSON.stringify(shown) === JSON.stringify(expected.slice(-200))
        ? null
        : `lists ${JSON.stringify(shown)}, not ${JSON.stringify(expected)}`;
    },
  };
}

function drawDiff(program: Program, event: ModelEvent): Step {
  const { random } = program;
  const from = 1 + random.below(event.view.version);
  const to = 1 + random.below(event.view.version);
  return ofEvent(program, event, { path: "versions.diff", input: { from, to, window: WINDOW } });
}

function drawCalendars({ random, model }: Program, actor: number): Step {
  const includeDeleted = random.chance(0.3);
  const expected = model.calendars
    .filter((calendar) => model.rightsOnCalendar(calendar, actor) !== undefined)
    .filter(({ isDeleted }) => includeDeleted || !isDeleted);
  return {
    actor,
    path: "calendars.list",
    input: { includeDeleted, limit: 200 },
    settle(answer) {
      if (!answer.ok) return `was refused with ${answer.reason}`;
      // The shape of the answer.
      const { items } = answer.value as { items: (Rights & { id: string; name: string })[] };
      if (items.length !== expected.length) {
        return `lists ${items.length} calendars, not ${expected.length}`;
      }
      for (const shown of items) {
        const calendar = expected.find(({ id }) => id === shown.id);
        if (calendar?.name !== shown.name) return `lists ${shown.id} as ${shown.name}`;
        const complaint = rightsComplaint(shown, model.rightsOnCalendar(calendar, actor));
        if (complaint !== null) return `${shown.id} ${complaint}`;
      }
      return null;
    },
  };
}

/** What the model knows of somebody's rights is what they are told of them (S2). */
function drawExplanation(program: Program, event: ModelEvent): Step {
  const actor = drawReader(program, event);
  const rights = program.model.rightsOnEvent(event, actor);
  return {
    actor,
    path: "sharing.explain",
    input: { resource: { type: "event", id: event.id } },
    settle(answer) {
      if (rights === undefined) return hiddenComplaint(answer);
      if (!answer.ok) return `was refused with ${answer.reason}`;
      // The shape of the answer.
      return rightsComplaint(answer.value as Rights, rights);
    },
  };
}

/** Goes on from the last cursor, or begins anew. */
function drawSync({ random, model }: Program, actor: number): Step {
  const known = model.cursors.get(actor);
  const cursor = known === undefined || random.chance(0.1) ? {} : { cursor: known };
  return {
    actor,
    path: "sync.changes",
    input: { ...cursor, limit: random.pick([1, 5, 50, 200]) },
    settle(answer) {
      if (!answer.ok) return `was refused with ${answer.reason}`;
      // The shape of the answer.
      const { items, nextCursor } = answer.value as {
        items: { event?: ShownEvent | null }[];
        nextCursor: string;
      };
      model.cursors.set(actor, nextCursor);
      for (const { event: shown } of items) {
        if (shown === undefined || shown === null) continue;
        const event = model.event(shown.id);
        const rights = event && model.rightsOnEvent(event, actor);
        if (event === undefined || rights === undefined) return `tells of ${shown.id}`;
        const complaint = viewComplaint(event, shown, rights);
        if (complaint !== null) return `${shown.id} ${complaint}`;
      }
      return null;
    },
  };
}

function drawGrants(program: Program, event: ModelEvent): Step {
  const { random, model, people } = program;
  const ofCalendar = random.chance(0.4);
  const thing = ofCalendar ? event.calendar : event;
  const actor = random.pick(people).index;
  const rights = ofCalendar
    ? model.rightsOnCalendar(event.calendar, actor)
    : model.rightsOnEvent(event, actor);
  return {
    actor,
    path: "sharing.list",
    input: { resource: { type: ofCalendar ? "calendar" : "event", id: thing.id } },
    settle(answer) {
      if (rights === undefined) return hiddenComplaint(answer);
      if (!answer.ok) return `was refused with ${refusalOf(rights, true).join()}`;
      // The shape of the answer.
      const { items } = answer.value as { items: { via: { id: string } }[] };
      const own = items.filter(({ via }) => via.id === thing.id).length;
      // The owner is listed by way of the calendar; viewers see their own grant alone (S1).
      const grants = mayEdit(rights) ? thing.grants.size : Number(thing.grants.has(actor));
      const expected = grants + (ofCalendar ? 1 : 0);
      return own === expected ? null : `lists ${own} grants, not ${expected}`;
    },
  };
}
