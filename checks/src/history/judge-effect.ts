/** Whether an acknowledged edit did what it says, and a conflict names what is in conflict (V2, V3, X5). */
import type { Changed } from "@daybook/client";
import { canonical, type Content, textOf } from "./apply-diff.ts";
import type { Edit, UndoInput, UpdateInput } from "./edits.ts";
import type { Chain } from "./read-chain.ts";
import type { Attempt } from "./record.ts";

/** Fields that a patch of the whole event sets to what it says, merged or not. */
const SET_AS_SAID = ["title", "location", "status", "transparency"] as const;

/** Fields that an edit may change without naming them: times and recurrence belong together (X3). */
const TIMES = new Set(["start", "end", "allDay", "timeZone", "recurrence"]);

export function judgeEffect(
  { edit, outcome }: Attempt,
  byEvent: ReadonlyMap<string, Chain>,
): string[] {
  if (outcome.kind === "refused") {
    return outcome.reason === "VERSION_CONFLICT" ? judgeConflict(outcome.details, byEvent) : [];
  }
  if (outcome.kind === "unknown" || outcome.changed === null) return [];
  const { changed } = outcome;
  const chain = byEvent.get(changed.event.id);
  if (chain === undefined) return [`[V1] its event is gone`];
  if (!changed.changed) {
    const isPlain = !changed.merged && changed.changeSetId === null && changed.rightPart === null;
    return isPlain ? [] : ["[V2] nothing changed, and something is told"];
  }
  const { version } = changed.event;
  const [before, after] = [chain.contents[version - 2], chain.contents[version - 1]];
  if (before === undefined || after === undefined) return [`[V1] there is no version ${version}`];
  return [
    ...judgeMerge(edit, changed),
    ...judgeKind(edit, { chain, version, before, after }),
    ...(edit.procedure === "events.update"
      ? judgeUpdate(edit.input, { chain, before, after })
      : []),
    ...(canonical(contentOfAnswer(changed, after)) === canonical(after)
      ? []
      : [`[V1] the answer's content is not that of version ${version}`]),
  ];
}

function judgeMerge(edit: Edit, { event, merged, mergedOver }: Changed): string[] {
  const base = baseOf(edit);
  const since = base === undefined ? 0 : event.version - 1 - base;
  const expected = Array.from({ length: since }, (_, index) => (base ?? 0) + 1 + index);
  const complaints: string[] = [];
  if (canonical(expected) !== canonical(mergedOver) || merged !== since > 0) {
    complaints.push(`[V3] merged over ${canonical(mergedOver)}, not ${canonical(expected)}`);
  }
  const refusesMerging = "onConflict" in edit.input && edit.input.onConflict === "fail";
  if (merged && (refusesMerging || edit.procedure === "versions.rollback")) {
    complaints.push("[V3] was merged, though it was not to be");
  }
  return complaints;
}

/** The version that the caller started from: of an undo, the one that it takes back. */
function baseOf(edit: Edit): number | undefined {
  if (edit.procedure === "versions.undo") return edit.input.version;
  return "baseVersion" in edit.input ? edit.input.baseVersion : undefined;
}

interface Step {
  readonly chain: Chain;
  readonly version: number;
  readonly before: Content;
  readonly after: Content;
}

function judgeKind(edit: Edit, { chain, version, before, after }: Step): string[] {
  const item = chain.versions[version - 1];
  const earlier = chain.versions[version - 2];
  if (item === undefined || earlier === undefined) return [`[V1] there is no version ${version}`];
  const isSame = textOf(before) === textOf(after);
  const isOne = "scope" in edit.input && edit.input.scope !== "all";
  switch (edit.procedure) {
    case "events.delete":
      if (item.kind === "delete") return isSame && item.deleted ? [] : ["[V1] is no delete"];
      return isOne && item.kind === "update" ? [] : [`[X5] is of kind ${item.kind}`];
    case "events.restore":
      if (item.kind !== "restore") return [`[X5] is of kind ${item.kind}`];
      if ("occurrenceKey" in edit.input) return [];
      return isSame && earlier.deleted && !item.deleted ? [] : ["[V4] restored something else"];
    case "events.move":
      return item.kind === "move" && isSame && item.calendarId === edit.input.calendarId
        ? []
        : ["[S1] is no move to that calendar"];
    case "events.update":
      return item.kind === "update" || item.kind === "split"
        ? []
        : [`[V1] is of kind ${item.kind}`];
    case "versions.rollback":
      return item.kind === "rollback" && item.sourceVersion === edit.input.version
        ? []
        : ["[V4] took another version"];
    case "versions.undo":
      return judgeUndo(edit.input, { chain, version, before, after });
    case "events.create":
    case "events.createMany":
      return [];
  }
}

function judgeUndo({ version: undone }: UndoInput, { chain, version, after }: Step): string[] {
  const item = chain.versions[version - 1];
  if (item?.kind !== "undo" || item.sourceVersion !== undone) return ["[V4] is no undo of that"];
  // Of the latest version nothing came after, so that all is as it was before.
  if (undone !== version - 1) return [];
  const [then, wasThen] = [chain.contents[undone - 2], chain.versions[undone - 2]];
  if (then === undefined || wasThen === undefined) {
    return item.deleted ? [] : ["[V4] undid a creation, and the event is there"];
  }
  const isAsBefore =
    textOf(then) === textOf(after) &&
    wasThen.deleted === item.deleted &&
    wasThen.calendarId === item.calendarId;
  return isAsBefore ? [] : [`[V4] is not as it was at ${undone - 1}`];
}

function judgeUpdate(
  { patch, scope = "all", baseVersion }: UpdateInput,
  { chain, before, after }: Pick<Step, "chain" | "before" | "after">,
): string[] {
  if (scope !== "all") return [];
  // What says what the writer saw is no change of theirs: whoever changed it since is right.
  const base = baseVersion === undefined ? undefined : chain.contents[baseVersion - 1];
  const complaints = SET_AS_SAID.filter((field) => {
    const said = patch[field];
    if (said === undefined) return false;
    return after[field] !== (base?.[field] === said ? before[field] : said);
  }).map((field) => `[V3] ${field} is not what was said`);
  if (baseVersion === undefined && patch.description !== undefined) {
    if (after.description !== (patch.description ?? "")) {
      complaints.push("[X8] description is not what was said");
    }
  }
  complaints.push(
    ...fieldsNotNamed(patch, before)
      .filter((field) => canonical(before[field]) !== canonical(after[field]))
      .map((field) => `[V3] ${field} changed, which was not asked for`),
  );
  return complaints;
}

/** What an edit leaves alone; one that moves the series may move its exceptions along. */
function fieldsNotNamed(patch: UpdateInput["patch"], content: Content): (keyof Content)[] {
  const movesAlong = Object.keys(patch).some((field) => TIMES.has(field))
    ? new Set([...TIMES, "overrides"])
    : new Set();
  // A content has these keys.
  return (Object.keys(content) as (keyof Content)[]).filter(
    (field) =>
      field !== "startsAt" && field !== "endsAt" && !(field in patch) && !movesAlong.has(field),
  );
}

interface ConflictDetails {
  readonly eventId: string;
  readonly baseVersion: number;
  readonly currentVersion: number;
  readonly conflicts: readonly {
    readonly field: string;
    readonly base: unknown;
    readonly yours: unknown;
    readonly theirs: unknown;
  }[];
}

/** Base and theirs of a conflict are what the history has at these versions. */
function judgeConflict(details: unknown, byEvent: ReadonlyMap<string, Chain>): string[] {
  // Of a change set there are the conflicts of several events.
  if (typeof details !== "object" || details === null || !("eventId" in details)) return [];
  // C1 promises this shape for the reason.
  const { eventId, baseVersion, currentVersion, conflicts } = details as ConflictDetails;
  const contents = byEvent.get(eventId)?.contents ?? [];
  const [base, theirs] = [contents[baseVersion - 1], contents[currentVersion - 1]];
  if (base === undefined || theirs === undefined || baseVersion >= currentVersion) {
    return [`[V3] a conflict of ${baseVersion} with ${currentVersion}, which is none`];
  }
  if (conflicts.length === 0) return ["[V3] a conflict of nothing"];
  return conflicts.flatMap((conflict) => {
    const field = SET_AS_SAID.find((name) => name === conflict.field);
    if (field === undefined) return [];
    const isRight = conflict.base === base[field] && conflict.theirs === theirs[field];
    return isRight ? [] : [`[V3] the conflict in ${field} says what never was`];
  });
}

function contentOfAnswer({ event }: Changed, like: Content): unknown {
  const answered: Record<string, unknown> = { ...event };
  return Object.fromEntries(Object.keys(like).map((name) => [name, answered[name]]));
}
