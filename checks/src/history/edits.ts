/** The writes that the history checker makes, as data, so that they can be kept, repeated and judged. */
import type { Changed, DaybookApi, DaybookClient, WriteOptions } from "@daybook/client";

type InputOf<Procedure> = Procedure extends (input: infer Input, ...rest: never[]) => unknown
  ? NonNullable<Input>
  : never;

export type UpdateInput = InputOf<DaybookApi["events"]["update"]>;
export type DeleteInput = InputOf<DaybookApi["events"]["delete"]>;
export type RestoreInput = InputOf<DaybookApi["events"]["restore"]>;
export type MoveInput = InputOf<DaybookApi["events"]["move"]>;
export type RollbackInput = InputOf<DaybookApi["versions"]["rollback"]>;
export type UndoInput = InputOf<DaybookApi["versions"]["undo"]>;
export type CreateInput = InputOf<DaybookApi["events"]["create"]>;
export type CreateManyInput = InputOf<DaybookApi["events"]["createMany"]>;

export type Edit =
  | { readonly procedure: "events.create"; readonly input: CreateInput }
  | { readonly procedure: "events.createMany"; readonly input: CreateManyInput }
  | { readonly procedure: "events.update"; readonly input: UpdateInput }
  | { readonly procedure: "events.delete"; readonly input: DeleteInput }
  | { readonly procedure: "events.restore"; readonly input: RestoreInput }
  | { readonly procedure: "events.move"; readonly input: MoveInput }
  | { readonly procedure: "versions.rollback"; readonly input: RollbackInput }
  | { readonly procedure: "versions.undo"; readonly input: UndoInput };

/** What was promised for one event: that this version is there, and by which change set. */
export interface Promised {
  readonly eventId: string;
  readonly version: number;
  /** Null: the call changed nothing, and the version is only the present one. */
  readonly changeSetId: string | null;
}

/** The answer as it was, and what it promises. */
export interface Acknowledgement {
  readonly answer: unknown;
  readonly promised: readonly Promised[];
  readonly changed: Changed | null;
}

/** Makes the call; it rejects as the client does. */
export async function send(
  client: DaybookClient,
  edit: Edit,
  options: WriteOptions,
): Promise<Acknowledgement> {
  switch (edit.procedure) {
    case "events.create": {
      const event = await client.events.create(edit.input, options);
      // A creation does not name its change set.
      const promised = [{ eventId: event.id, version: event.version, changeSetId: UNNAMED }];
      return { answer: event, promised, changed: null };
    }
    case "events.createMany": {
      const answer = await client.events.createMany(edit.input, options);
      const { changeSetId } = answer;
      const promised = answer.items.map(({ id, version }) => ({
        eventId: id,
        version,
        changeSetId,
      }));
      return { answer, promised, changed: null };
    }
    case "events.update":
      return acknowledged(await client.events.update(edit.input, options));
    case "events.delete":
      return acknowledged(await client.events.delete(edit.input, options));
    case "events.restore":
      return acknowledged(await client.events.restore(edit.input, options));
    case "events.move":
      return acknowledged(await client.events.move(edit.input, options));
    case "versions.rollback":
      return acknowledged(await client.versions.rollback(edit.input, options));
    case "versions.undo": {
      const answer = await client.versions.undo(edit.input, options);
      if ("event" in answer) return acknowledged(answer);
      const promised = answer.items.flatMap((item) => acknowledged(item).promised);
      return { answer, promised, changed: null };
    }
  }
}

/** Stands where an answer leaves the change set open. */
export const UNNAMED = "unnamed";

function acknowledged(changed: Changed): Acknowledgement {
  const { event, rightPart, changeSetId } = changed;
  const promised = [event, ...(rightPart === null ? [] : [rightPart])].map(({ id, version }) => ({
    eventId: id,
    version,
    changeSetId: changed.changed ? changeSetId : null,
  }));
  return { answer: changed, promised, changed };
}

/** The event that an edit names; undefined when it makes new ones. */
export function namedEvent(edit: Edit): string | undefined {
  switch (edit.procedure) {
    case "events.create":
    case "events.createMany":
      return undefined;
    case "versions.rollback":
    case "versions.undo":
      return edit.input.eventId;
    case "events.update":
    case "events.delete":
    case "events.restore":
    case "events.move":
      return edit.input.id;
  }
}
