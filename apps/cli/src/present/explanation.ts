import type { DaybookApi, Resource } from "@daybook/client";
import { formatInstant } from "./clock.ts";
import { formatTable } from "./columns.ts";
import { flagsOf } from "./grants.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./printable.ts";

type Explanation = Awaited<ReturnType<DaybookApi["sharing"]["explain"]>>;

/** Which role somebody has, and every grant that gives it or would give less. */
export function presentExplanation(
  { role, canShare, canDelete, grants, complete }: Explanation,
  view: {
    /** Null for the reader. */
    readonly who: string | null;
    readonly resource: Resource;
    readonly at: string | null;
    readonly zone: string;
    readonly paint: Paint;
  },
): string {
  const { who, resource, at, zone, paint } = view;
  const subject = who === null ? "You" : printable(who);
  const verb = at === null ? (who === null ? "are" : "is") : who === null ? "were" : "was";
  const then = at === null ? "" : ` at ${formatInstant(at, zone)}`;
  const rights = flagsOf({ role, canShare, canDelete })
    .map((flag) => `, ${flag}`)
    .join("");
  const heading =
    role === null
      ? `${subject} ${at === null ? (who === null ? "do not" : "does not") : "did not"} reach this ${resource.type}${then}.`
      : `${subject} ${verb} ${paint.strong(role)} of this ${resource.type}${then}${rights}.`;
  const rows = grants.map((grant) => [
    grant.counts ? "*" : " ",
    grant.role,
    grant.via.type === "event" ? "on this event" : "on the calendar",
    flagsOf(grant).join(", "),
    `since ${formatInstant(grant.grantedAt, zone)}`,
    grant.expiresAt === null ? "" : `until ${formatInstant(grant.expiresAt, zone)}`,
  ]);
  const table = formatTable(rows, (cell, index) => (index > 3 ? paint.faint(cell) : cell));
  return [
    heading,
    ...(rows.length === 0 ? [] : [table]),
    ...(grants.some(({ counts }) => !counts)
      ? [paint.faint("* what counts: the highest role")]
      : []),
    ...(complete ? [] : [paint.note("What comes through its calendar is not for you to know.")]),
  ].join("\n");
}
