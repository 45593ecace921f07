import { isVersionConflict, type Occurrence } from "@daybook/client";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useEffect, useRef, useState } from "react";
import { ConflictView } from "./conflict-view.tsx";
import { queries } from "./daybook.ts";
import { Problem } from "./problem.tsx";
import type { Done } from "./undo-bar.tsx";

interface EditEventProps {
  /** As it was when it was opened, with the version that the edit begins at. */
  readonly occurrence: Occurrence;
  readonly onDone: (done: Done) => void;
  readonly onClose: () => void;
}

export function EditEvent({ occurrence, onDone, onClose }: EditEventProps): ReactNode {
  const [title, setTitle] = useState(occurrence.title);
  const dialog = useRef<HTMLDialogElement>(null);
  const update = useMutation(queries.events.update.mutationOptions());
  const conflict = isVersionConflict(update.error) ? update.error.details : undefined;
  // Whoever has seen what others did goes on from there.
  const baseVersion = conflict?.currentVersion ?? occurrence.version;

  useEffect(() => dialog.current?.showModal(), []);

  function submit(submitted: SubmitEvent<HTMLFormElement>): void {
    submitted.preventDefault();
    const { eventId: id, key: occurrenceKey } = occurrence;
    update.mutate(
      { id, scope: "this", occurrenceKey, patch: { title }, baseVersion },
      {
        onSuccess({ event, changed }) {
          if (changed) {
            onDone({ eventId: id, version: event.version, what: `Renamed to “${title}”` });
          }
          onClose();
        },
      },
    );
  }

  return (
    <dialog ref={dialog} aria-label="Edit event" onClose={onClose}>
      <form onSubmit={submit}>
        <label>
          Title
          <input value={title} onChange={({ target }) => setTitle(target.value)} required />
        </label>
        {conflict === undefined ? (
          <Problem error={update.error} />
        ) : (
          <ConflictView conflicts={conflict.conflicts} />
        )}
        <div className="actions">
          <button type="button" onClick={onClose}>
            {conflict === undefined ? "Cancel" : "Keep theirs"}
          </button>
          <button className="primary" disabled={update.isPending}>
            {conflict === undefined ? "Save" : "Save mine"}
          </button>
        </div>
      </form>
    </dialog>
  );
}
