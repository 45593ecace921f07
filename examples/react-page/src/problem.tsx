import type { AnyDaybookError } from "@daybook/client";
import type { ReactNode } from "react";

/** Says why something was refused, and which fields are wrong. */
export function Problem({ error }: { readonly error: AnyDaybookError | null }): ReactNode {
  if (error === null) return null;
  return (
    <div className="problem" role="alert">
      {error.message}
      {error.fieldErrors.map(({ path, message }) => (
        <div key={path}>
          {path}: {message}
        </div>
      ))}
    </div>
  );
}
