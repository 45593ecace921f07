/** One step of a program: a call, what the model foretells of it, and what it changes in the model. */
import type { Random } from "../random.ts";
import type { Answer, Call } from "./contender.ts";
import type { EventView, Model, ModelCalendar, ModelEvent, Rights } from "./model.ts";

export interface Step extends Call {
  /** Says what is wrong with the answer, if anything; then takes the model along. */
  readonly settle: (answer: Answer) => string | null;
}

export interface Program {
  readonly random: Random;
  readonly model: Model;
  readonly people: readonly Person[];
  /** How many steps there were. */
  readonly place: number;
}

export interface Person {
  readonly index: number;
  readonly username: string;
}

/** Foretells a refusal, or nothing where the call is to succeed. */
export type Foretold = readonly string[];

/** Settles a change of one event. */
export function settleChange(
  { model }: Program,
  event: ModelEvent,
  foretold: {
    /** The refusals of which one must come; none: it must not be refused. */
    readonly refusals: Foretold;
    /** Refusals that may come as well, where the model does not look that far. */
    readonly mayRefuse?: "anything" | readonly string[];
    readonly check?: (changed: ChangedView) => string | null;
    readonly person: number;
  },
): Step["settle"] {
  return (answer) => {
    if (!answer.ok) {
      const { refusals } = foretold;
      const mayRefuse = event.isFollowed ? (foretold.mayRefuse ?? []) : "anything";
      if (refusals.includes(answer.reason)) return null;
      if (refusals.length === 0 && mayRefuse === "anything") return null;
      if (mayRefuse !== "anything" && mayRefuse.includes(answer.reason)) return null;
      return `was refused with ${answer.reason}, not ${refusals.join(" or ") || "at all"}`;
    }
    if (foretold.refusals.some((reason) => event.isFollowed || HOLDS_ALWAYS.has(reason)))
      return `should be refused: ${foretold.refusals.join(" or ")}`;
    // Every change of an event answers this shape.
    const changed = answer.value as ChangedView;
    if (changed.preview !== null) return null;
    const wrong = event.isFollowed
      ? (versionComplaint(event, changed) ?? foretold.check?.(changed) ?? null)
      : null;
    const { createdBy, grants } = event;
    model.adopt(event, changed.event);
    const { rightPart } = changed;
    // The undo of a split shows one that is there already.
    if (rightPart !== null && model.event(rightPart.id) === undefined) {
      model.add(rightPart, { createdBy, grants });
    }
    if (changed.changeSetId !== null) model.changeSets.push(changed.changeSetId);
    const rights = model.rightsOnEvent(event, foretold.person);
    return wrong ?? rightsComplaint(changed.event, rights);
  };
}

/** Whoever has no right has none, whatever has become of the event. */
const HOLDS_ALWAYS: ReadonlySet<string> = new Set(["NOT_FOUND"]);

export interface ChangedView {
  readonly event: EventView & Partial<Rights>;
  readonly changed: boolean;
  readonly merged: boolean;
  readonly changeSetId: string | null;
  readonly rightPart: EventView | null;
  readonly preview: unknown;
}

function versionComplaint(
  event: ModelEvent,
  { event: after, changed }: ChangedView,
): string | null {
  const expected = event.view.version + (changed ? 1 : 0);
  return after.version === expected ? null : `is version ${after.version}, not ${expected}`;
}

/** Whether an answer shows its reader the rights that the model knows of. */
export function rightsComplaint(
  shown: Partial<Omit<Rights, "role">> & { readonly role: string },
  rights: Rights | undefined,
): string | null {
  if (rights === undefined) return "is shown to somebody who may not see it";
  const isSame =
    shown.role === rights.role &&
    shown.canShare === rights.canShare &&
    shown.canDelete === rights.canDelete;
  return isSame ? null : `shows ${shown.role}, not ${JSON.stringify(rights)}`;
}

/** The refusal of somebody who needs this right. */
export function refusalOf(rights: Rights | undefined, isAllowed: boolean): Foretold {
  if (rights === undefined) return ["NOT_FOUND"];
  return isAllowed ? [] : ["FORBIDDEN"];
}

export function mayEdit(rights: Rights | undefined): boolean {
  return rights !== undefined && rights.role !== "viewer";
}

/** Mostly somebody who sees the event, now and then anybody. */
export function drawReader({ random, model, people }: Program, event: ModelEvent): number {
  const readers = people.filter(({ index }) => model.rightsOnEvent(event, index) !== undefined);
  return random.chance(0.85) ? random.pick(readers).index : random.pick(people).index;
}

/** Mostly somebody who may edit it. */
export function drawEditor(program: Program, event: ModelEvent): number {
  const { random, model, people } = program;
  const editors = people.filter(({ index }) => mayEdit(model.rightsOnEvent(event, index)));
  return random.chance(0.8) ? random.pick(editors).index : drawReader(program, event);
}

/** A calendar that somebody writes to, now and then any. */
export function drawCalendar({ random, model }: Program, person: number): ModelCalendar {
  const writable = model.calendars.filter(
    (calendar) => !calendar.isDeleted && mayEdit(model.rightsOnCalendar(calendar, person)),
  );
  return random.chance(0.85) && writable.length > 0
    ? random.pick(writable)
    : random.pick(model.calendars);
}
