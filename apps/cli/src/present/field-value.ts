import type { VersionedEvent } from "@daybook/client";

type Content = Omit<VersionedEvent["event"], "startsAt" | "endsAt">;

/** The value of a field as a diff names it: `overrides.<key>` and `metadata.<key>` are members. */
export function fieldValue(content: Content, field: string): unknown {
  for (const group of ["overrides", "metadata"] as const) {
    if (field.startsWith(`${group}.`)) {
      return content[group][field.slice(group.length + 1)];
    }
  }
  return Object.entries(content).find(([name]) => name === field)?.[1];
}
