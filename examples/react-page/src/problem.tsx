import type { AnyDaybookError } from "@daybook/client";
import type { ReactNode } from "react";

/** Says why something was refused: of the fields that are wrong, what is wrong with each. */
export function Problem({ error }: { readonly error: AnyDaybookError | null }): ReactNode {
  if (error === null) return null;
  const { fieldErrors, message } = error;
  return (
    <div className="problem" role="alert">
      {fieldErrors.length === 0 && message}
      {fieldErrors.map((field) => (
        <div key={field.path}>
          {field.path}: {field.message}
        </div>
      ))}
    </div>
  );
}
