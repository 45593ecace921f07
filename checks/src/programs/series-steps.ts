/** Steps on series, in all scopes: what they come to is held by the agreement of both servers. */
import type { EventView, ModelEvent } from "./model.ts";
import { drawRule } from "./plain-steps.ts";
import { drawEditor, mayEdit, type Program, refusalOf, settleChange, type Step } from "./step.ts";

export function drawSeriesStep(program: Program, event: ModelEvent): Step {
  const { random, model, place } = program;
  const actor = drawEditor(program, event);
  const { view } = event;
  const id = event.id;
  const scope = random.pick(["all", "this", "this", "thisAndFollowing"] as const);
  const occurrenceKey = drawKey(program, view);
  const target = scope === "all" && random.chance(0.8) ? { scope } : { scope, occurrenceKey };
  const base = random.chance(0.4) ? { baseVersion: 1 + random.below(view.version) } : {};
  const common = { id, ...target, ...base, message: `step ${place}` };
  const rights = model.rightsOnEvent(event, actor);
  // What takes the last occurrence away deletes the event, and needs that right.
  const refusals = refusalOf(rights, mayEdit(rights));
  const foretold = { person: actor, refusals, mayRefuse: "anything" } as const;
  const settle = settleChange(program, event, foretold);
  const choice = random.below(100);
  if (choice < 25 && scope !== "all") {
    // Which right it needs depends on what it names, so that is looked for first.
    const reasons = refusals.includes("FORBIDDEN") ? [...refusals, ...NO_TARGET] : refusals;
    const settleDelete = settleChange(program, event, { ...foretold, refusals: reasons });
    return { actor, path: "events.delete", input: common, settle: settleDelete };
  }
  if (choice < 35) {
    const input = { id, occurrenceKey, message: common.message };
    return { actor, path: "events.restore", input, settle };
  }
  const patch = drawSeriesPatch(program, target.scope === "all" ? view.start : occurrenceKey);
  const options = {
    ...(random.chance(0.3) ? { orphans: "drop" } : {}),
    ...(random.chance(0.2) ? { onConflict: "fail" } : {}),
    ...(random.chance(0.1) ? { onOverlap: "reject" } : {}),
  };
  return { actor, path: "events.update", input: { ...common, patch, ...options }, settle };
}

const NO_TARGET = ["OCCURRENCE_NOT_FOUND", "VERSION_NOT_FOUND", "SCOPE_UNSUPPORTED"];

export function drawKey({ random }: Program, { start, recurrence, overrides }: EventView): string {
  const known = [...Object.keys(overrides), ...(recurrence?.exdates ?? [])];
  if (known.length > 0 && random.chance(0.3)) return random.pick(known);
  const rule = recurrence?.rrule ?? "";
  const days = rule.includes("WEEKLY") ? 7 : 1;
  return addDays(start, random.below(8) * days);
}

function drawSeriesPatch(program: Program, start: string): Record<string, unknown> {
  const { random, place } = program;
  switch (random.below(9)) {
    case 0:
      return { title: `Series ${place}` };
    case 1:
      return { location: `Room ${random.below(4)}`, tags: ["series"] };
    case 2:
      return { description: `first\nsecond ${place}\nthird`, status: "tentative" };
    case 3:
      return { metadata: { [random.pick(["a", "b"])]: random.below(5) } };
    case 4:
      return {
        start:
          start.length > 10 ? `${start.slice(0, 11)}${random.pick(["08", "15"])}:15:00` : start,
      };
    case 5:
      return { start: addDays(start, random.below(5) - 2) };
    case 6:
      return start.length > 10
        ? { allDay: true, start: start.slice(0, 10) }
        : { allDay: false, start: `${start}T11:00:00` };
    case 7:
      return { recurrence: random.chance(0.15) ? null : { rrule: drawRule(program) } };
    default:
      return random.chance(0.5)
        ? { recurrence: { rdates: [addDays(start, 3)] } }
        : { timeZone: random.pick(["Europe/Berlin", "America/New_York"]) };
  }
}

function addDays(time: string, days: number): string {
  const date = new Date(Date.parse(time.slice(0, 10)) + days * 86_400_000);
  return `${date.toISOString().slice(0, 10)}${time.slice(10)}`;
}
