import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queries } from "./daybook.ts";
import { Problem } from "./problem.tsx";

/** A change that was made here, by the version that it made. */
export interface Done {
  readonly eventId: string;
  readonly version: number;
  readonly what: string;
}

interface UndoBarProps {
  readonly done: Done | undefined;
  readonly onDone: (done: Done | undefined) => void;
}

/** Says what was done last, and takes it back; what others did since then stays. */
export function UndoBar({ done, onDone }: UndoBarProps): ReactNode {
  const undo = useMutation(queries.versions.undo.mutationOptions());
  return (
    <output className="done">
      {done !== undefined && (
        <div className="undo">
          {done.what}
          <button
            disabled={undo.isPending}
            onClick={() => {
              const { eventId, version } = done;
              undo.mutate({ eventId, version }, { onSuccess: () => onDone(undefined) });
            }}
          >
            Undo
          </button>
          <Problem error={undo.error} />
        </div>
      )}
    </output>
  );
}
