/** Steps that take back what was done: one version, or everything that one call did (V4). */
import { type ModelEvent, type PlainContent, plainContentOf } from "./model.ts";
import {
  type ChangedView,
  drawEditor,
  mayEdit,
  type Program,
  refusalOf,
  settleChange,
  type Step,
} from "./step.ts";

export function drawUndo(program: Program, event: ModelEvent): Step {
  const { random, model } = program;
  return random.chance(0.25) && model.changeSets.length > 0
    ? drawChangeSetUndo(program)
    : drawVersionUndo(program, event);
}

/** `yours` counts only where an undo meets what came after, and so never for the latest version. */
type Resolutions = Readonly<Partial<Record<keyof PlainContent, "yours" | "theirs">>>;

function drawVersionUndo(program: Program, event: ModelEvent): Step {
  const { random, model, place } = program;
  const actor = drawEditor(program, event);
  const last = event.view.version;
  const version = random.chance(0.5) ? last : 1 + random.below(last);
  const resolutions: Resolutions | undefined = random.chance(0.3)
    ? { title: "yours", location: "theirs" }
    : undefined;
  const rights = model.rightsOnEvent(event, actor);
  const settle = settleChange(program, event, {
    person: actor,
    refusals: refusalOf(rights, mayEdit(rights)),
    // The right of its effect, and what came after, are not looked at here.
    mayRefuse: "anything",
    check: (changed) => (version === last ? undoneComplaint(event, changed, resolutions) : null),
  });
  return {
    actor,
    path: "versions.undo",
    input: {
      eventId: event.id,
      version,
      ...(resolutions === undefined ? {} : { resolutions }),
      message: `step ${place}`,
    },
    settle(answer) {
      if (answer.ok) model.loseOtherParts(event);
      return settle(answer);
    },
  };
}

/** Of the latest version nothing came after: all is as it was before, but for what is to stay. */
function undoneComplaint(
  event: ModelEvent,
  { event: after }: ChangedView,
  resolutions: Resolutions = {},
): string | null {
  const [before, present] = event.versions.slice(-2);
  if (!event.isPlain || before === undefined || present === undefined) return null;
  const foretold = { ...before.content, ...keptOf(present.content, resolutions) };
  const shown = plainContentOf(after);
  return JSON.stringify(shown) === JSON.stringify(foretold)
    ? null
    : `became ${JSON.stringify(shown)}, not ${JSON.stringify(foretold)}`;
}

/** What stays as it is because a resolution says so (V4). */
function keptOf(present: PlainContent, resolutions: Resolutions): Partial<PlainContent> {
  const isKept = (field: string) => resolutions[field as keyof PlainContent] === "theirs";
  return Object.fromEntries(Object.entries(present).filter(([field]) => isKept(field)));
}

/** What becomes of each event is taken over: which events a change set has is not in the model. */
function drawChangeSetUndo(program: Program): Step {
  const { random, model, people, place } = program;
  const actor = random.pick(people).index;
  const changeSetId = random.pick(model.changeSets.slice(-15));
  return {
    actor,
    path: "versions.undo",
    input: { changeSetId, message: `step ${place}` },
    settle(answer) {
      if (!answer.ok) return null;
      // The shape of the answer.
      const {
        items,
        calendar,
        changeSetId: own,
      } = answer.value as {
        items: ChangedView[];
        calendar: { id: string; deletedAt: string | null } | null;
        changeSetId: string | null;
      };
      if (calendar !== null) {
        const known = model.calendar(calendar.id);
        if (known !== undefined) known.isDeleted = calendar.deletedAt !== null;
      }
      for (const { event, changed } of items) {
        const known = model.event(event.id);
        if (known === undefined) return `took back ${event.id}, which nobody made`;
        if (known.isFollowed && event.version !== known.view.version + (changed ? 1 : 0)) {
          return `${event.id} is version ${event.version}, not the next one`;
        }
        if (!mayEdit(model.rightsOnEvent(known, actor)))
          return `took back ${event.id} without a right`;
        model.adopt(known, event);
        model.loseOtherParts(known);
      }
      if (own !== null) model.changeSets.push(own);
      return null;
    },
  };
}
