import type { FieldConflict, JsonValue } from "@daybook/client";
import type { ReactNode } from "react";

/** What two people made of the same field. */
export function ConflictView({
  conflicts,
}: {
  readonly conflicts: readonly FieldConflict[];
}): ReactNode {
  return (
    <div className="conflict" role="alert">
      <p>Somebody has changed this meanwhile.</p>
      {conflicts.map(({ field, base, yours, theirs }) => (
        <dl key={field}>
          <dt>Before</dt>
          <dd>{inWords(base)}</dd>
          <dt>Yours</dt>
          <dd>{inWords(yours)}</dd>
          <dt>Theirs</dt>
          <dd>{inWords(theirs)}</dd>
        </dl>
      ))}
    </div>
  );
}

/** Of one occurrence of a series only what differs from it is told. */
function inWords(value: JsonValue): string {
  if (value === null) return "as in the series";
  if (typeof value !== "object") return String(value);
  return Object.values(value).map(inWords).join(", ");
}
