/** Steps that give and take rights, and make and end calendars. */
import type { Model, ModelCalendar, ModelEvent, Rights } from "./model.ts";
import { type Person, type Program, refusalOf, type Step } from "./step.ts";

export function drawSharingStep(program: Program): Step {
  const { random } = program;
  const choice = random.below(100);
  if (choice < 50) return drawShare(program);
  if (choice < 65) return drawRevoke(program);
  if (choice < 75) return drawUpdate(program);
  if (choice < 80) return drawLeave(program);
  if (choice < 92) return drawCalendarStep(program);
  return drawCalendarDeletion(program);
}

type Target =
  | { readonly type: "event"; readonly thing: ModelEvent }
  | {
      readonly type: "calendar";
      readonly thing: ModelCalendar;
    };

interface Gift {
  readonly actor: number;
  readonly grantee: Person;
  readonly target: Target;
  readonly rights: Rights | undefined;
  readonly resource: { readonly type: "event" | "calendar"; readonly id: string };
}

function drawGift({ random, model, people }: Program): Gift {
  const target: Target =
    random.chance(0.6) && model.events.length > 0
      ? { type: "event", thing: random.pick(model.events) }
      : { type: "calendar", thing: random.pick(model.calendars) };
  const owner = ownerOf(target);
  const actor = random.chance(0.75) ? owner : random.pick(people).index;
  const grantee = random.pick(people);
  const rights = rightsOn(model, target, actor);
  const resource = { type: target.type, id: target.thing.id };
  return { actor, grantee, target, rights, resource };
}

function ownerOf({ type, thing }: Target): number {
  return type === "event" ? thing.calendar.owner : thing.owner;
}

function isInDeleted({ type, thing }: Target): boolean {
  return type === "event" ? thing.calendar.isDeleted : thing.isDeleted;
}

function rightsOn(model: Model, { type, thing }: Target, person: number): Rights | undefined {
  return type === "event"
    ? model.rightsOnEvent(thing, person)
    : model.rightsOnCalendar(thing, person);
}

/** What an owner's gift is refused with; of others the model only knows who must be refused. */
function settleGift(
  { target, rights, actor, grantee }: Gift,
  apply: () => void,
  mayFail: readonly string[] = [],
): Step["settle"] {
  return (answer) => {
    const isOwner = rights?.role === "owner";
    const toOwner = grantee.index === ownerOf(target);
    if (answer.ok) {
      if (!isOwner && rights?.canShare !== true) return "shared without the right";
      if (toOwner) return "gave the owner a grant";
      const held = target.thing.grants.has(actor);
      if (!isOwner && held && grantee.index === actor) return "changed the own grant";
      apply();
      return null;
    }
    if (mayFail.includes(answer.reason)) return null;
    const expected = [
      ...refusalOf(rights, isOwner),
      ...(isOwner && toOwner ? ["OWNER_REQUIRED"] : []),
      ...(rights?.canShare === true ? ["OWNER_REQUIRED", "NOT_FOUND"] : []),
      ...(isInDeleted(target) ? ["CALENDAR_DELETED"] : []),
    ];
    return expected.includes(answer.reason)
      ? null
      : `was refused with ${answer.reason}, not ${expected.join(" or ") || "at all"}`;
  };
}

function drawShare(program: Program): Step {
  const { random } = program;
  const gift = drawGift(program);
  const role = random.pick(["viewer", "editor"] as const);
  const flags = { canShare: random.chance(0.3), canDelete: random.chance(0.4) };
  const { actor, grantee, target, resource } = gift;
  return {
    actor,
    path: "sharing.share",
    input: { resource, users: [{ username: grantee.username, role, ...flags }] },
    settle: settleGift(gift, () => target.thing.grants.set(grantee.index, { role, ...flags })),
  };
}

function drawUpdate(program: Program): Step {
  const { random } = program;
  const gift = drawGift(program);
  const role = random.pick(["viewer", "editor"] as const);
  const { actor, grantee, target, resource } = gift;
  const earlier = target.thing.grants.get(grantee.index);
  const settle = settleGift(
    gift,
    () => target.thing.grants.set(grantee.index, { ...(earlier ?? NO_FLAGS), role }),
    earlier === undefined ? ["NOT_FOUND"] : [],
  );
  const userId = symbolOf(grantee);
  return { actor, path: "sharing.update", input: { resource, userId, role }, settle };
}

const NO_FLAGS = { canShare: false, canDelete: false };

function drawRevoke(program: Program): Step {
  const gift = drawGift(program);
  const { actor, grantee, target, resource } = gift;
  return {
    actor,
    path: "sharing.revoke",
    input: { resource, userId: symbolOf(grantee) },
    settle: settleGift(gift, () => target.thing.grants.delete(grantee.index)),
  };
}

/** People are the first whose ids appear. */
function symbolOf({ index }: Person): string {
  return `<id ${index + 1}>`;
}

function drawLeave(program: Program): Step {
  const { random, people } = program;
  const { target, resource } = drawGift(program);
  const held = [...target.thing.grants.keys()];
  const actor =
    held.length > 0 && random.chance(0.7) ? random.pick(held) : random.pick(people).index;
  const rights = rightsOn(program.model, target, actor);
  const isOwner = ownerOf(target) === actor;
  return {
    actor,
    path: "sharing.leave",
    input: { resource },
    settle(answer) {
      const expected = isOwner ? ["OWNER_REQUIRED"] : refusalOf(rights, true);
      if (!answer.ok) {
        return expected.includes(answer.reason) ? null : `was refused with ${answer.reason}`;
      }
      if (expected.length > 0) return `should be refused: ${expected.join()}`;
      target.thing.grants.delete(actor);
      return null;
    },
  };
}

function drawCalendarStep(program: Program): Step {
  const { random, model, people, place } = program;
  const actor = random.pick(people).index;
  const name = `Calendar ${place}`;
  if (random.chance(0.5)) {
    const timeZone = random.pick(["Europe/Berlin", "UTC", "America/New_York"]);
    return {
      actor,
      path: "calendars.create",
      input: { name, timeZone },
      settle(answer) {
        if (!answer.ok) return `was refused with ${answer.reason}`;
        // The shape of the answer.
        const { id } = answer.value as { id: string };
        model.calendars.push(calendarOf({ id, owner: actor, name, isDefault: false }));
        return null;
      },
    };
  }
  const calendar = random.pick(model.calendars);
  const rights = model.rightsOnCalendar(calendar, actor);
  const refusals = refusalOf(rights, rights?.role === "owner");
  return {
    actor,
    path: "calendars.update",
    input: { id: calendar.id, patch: { name } },
    settle(answer) {
      const expected =
        refusals.length === 0 && calendar.isDeleted ? ["CALENDAR_DELETED"] : refusals;
      if (!answer.ok) {
        return expected.includes(answer.reason) ? null : `was refused with ${answer.reason}`;
      }
      if (expected.length > 0) return `should be refused: ${expected.join()}`;
      calendar.name = name;
      return null;
    },
  };
}

export function calendarOf(
  fields: Pick<ModelCalendar, "id" | "owner" | "name" | "isDefault">,
): ModelCalendar {
  return { ...fields, isDeleted: false, grants: new Map() };
}

function closedReasons({ isDefault, isDeleted }: ModelCalendar): string[] {
  if (isDefault) return ["DEFAULT_CALENDAR"];
  return isDeleted ? ["CALENDAR_DELETED"] : [];
}

function drawCalendarDeletion({ random, model, people }: Program): Step {
  const calendar = random.pick(model.calendars);
  const actor = random.chance(0.6) ? calendar.owner : random.pick(people).index;
  const rights = model.rightsOnCalendar(calendar, actor);
  const forbidden = refusalOf(rights, rights?.role === "owner");
  const refusals = forbidden.length > 0 ? forbidden : closedReasons(calendar);
  const living = model.events.filter(
    (event) => event.calendar === calendar && event.view.deletedAt === null,
  ).length;
  return {
    actor,
    path: "calendars.delete",
    input: { id: calendar.id },
    settle(answer) {
      if (!answer.ok) {
        return refusals.includes(answer.reason) ? null : `was refused with ${answer.reason}`;
      }
      if (refusals.length > 0) return `should be refused: ${refusals.join()}`;
      // The shape of the answer.
      const { deletedEvents, changeSetId } = answer.value as {
        deletedEvents: number;
        changeSetId: string | null;
      };
      if (changeSetId !== null) model.changeSets.push(changeSetId);
      if (deletedEvents !== living) {
        return `took ${deletedEvents} events along, not ${living}`;
      }
      model.deleteCalendar(calendar);
      return null;
    },
  };
}
