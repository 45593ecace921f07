import type { Changed, Event } from "@daybook/client";
import type { Run } from "../cli.ts";
import { LocalFailure } from "../failure.ts";
import { type Deed, presentChanged } from "../present/changed.ts";
import { fieldsOf } from "../present/fields-of.ts";
import type { Paint } from "../present/paint.ts";
import type { YesOptions } from "./yes-option.ts";

/** How a call is to be made: as a preview, or as the change of exactly what a preview showed. */
export interface Manner {
  readonly preview?: true;
  readonly baseVersion?: number;
}

/**
 * Changes an event. With `--preview` it is only shown what would become of it. At a terminal a
 * change that gives up more than what the command names is shown and asked about first, unless
 * `--yes` is given; it is then made of the version that was shown, or refused. A script is never
 * asked: what it says is done.
 *
 * @param id the event, whose fields before are compared with those after
 * @param reachesFar whether a change has to be asked about, judged by its preview; absent for never
 */
export async function changeEvent(
  run: Run,
  { preview = false, yes = false }: YesOptions,
  {
    id,
    deed,
    call,
    reachesFar,
  }: {
    readonly id: string;
    readonly deed: Deed;
    readonly call: (manner: Manner) => Promise<Changed>;
    readonly reachesFar?: ((shown: Changed) => boolean) | undefined;
  },
): Promise<void> {
  const { daybook, zone, paint, answer } = run;
  const show = async (changed: Changed, before: Event, asking: boolean) => {
    const fields = changed.changed ? await fieldsOf(before, changed.event) : [];
    return (palette: Paint) =>
      presentChanged(changed, { ...deed, zone, fields, asking, paint: palette });
  };
  if (preview) {
    const before = await daybook.events.get({ id });
    const changed = await call({ preview: true });
    const text = await show(changed, before, false);
    answer(changed, () => text(paint));
    return;
  }
  let manner: Manner = {};
  if (reachesFar !== undefined && run.attended && !yes) {
    const before = await daybook.events.get({ id });
    const shown = await call({ preview: true });
    if (shown.changed && reachesFar(shown)) {
      run.tell(await show(shown, before, true));
      await requireYes(run);
      manner = { baseVersion: before.version };
    }
  }
  const changed = await call(manner);
  answer(changed, () => presentChanged(changed, { ...deed, zone, paint }));
}

/** @throws LocalFailure unless the answer is yes. */
export async function requireYes({ prompts }: Pick<Run, "prompts">): Promise<void> {
  if (!(await prompts.confirm("Go on?"))) {
    throw new LocalFailure("Nothing was changed.");
  }
}

export function losesExceptions({ preview }: Changed): boolean {
  return preview !== null && preview.overridesLost.length > 0;
}
