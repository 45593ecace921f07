/** A version that was made from an older one: a rollback to it, or an undo that took it back. */
export interface VersionSource {
  readonly kind: "rollback" | "undo";
  readonly version: number;
}

/** The rollbacks and undos of one event, by their own versions. */
export type VersionSources = ReadonlyMap<number, VersionSource>;

/**
 * Whether an event, as it stood at a version, had the change that another version made. A rollback
 * has what the version had that it took. An undo has what the present before it had, but for what
 * the version brought or took away that it takes back: it is a merge of what there is, as it is a
 * merge of what stands there (rule V4). Whatever else made a version leaves what was there.
 */
export function hasChange(change: number, version: number, sources: VersionSources): boolean {
  return stretchesOf(change, version, sources).at(version);
}

/**
 * The version that took a change away, so that there is nothing of it to take back (rule V4): an
 * undo of it, or a rollback to before it. Null while it is in effect, as again after an undo of
 * that version. An undo is in effect as long as what it took back is away, and the undo of an undo
 * as long as what it brought back is there.
 */
export function takenBackBy(
  change: number,
  present: number,
  sources: VersionSources,
): number | null {
  const { root, brings } = rootOf(change, sources);
  const own = stretchesOf(change, present, sources);
  const ofRoot = root === change ? own : stretchesOf(root, present, sources);
  const starts = [...own.starts, ...ofRoot.starts.filter((start) => start > change)];
  let takenAway: number | null = null;
  for (const start of starts.toSorted((a, b) => b - a)) {
    if (own.at(start) && ofRoot.at(start) === brings) break;
    takenAway = start;
  }
  return takenAway;
}

/** The change that an undo, or an undo of an undo, is about, and whether it brings it back. */
export function rootOf(
  change: number,
  sources: VersionSources,
): { readonly root: number; readonly brings: boolean } {
  let root = change;
  let brings = true;
  for (;;) {
    const source = sources.get(root);
    if (source?.kind !== "undo") return { root, brings };
    root = source.version;
    brings = !brings;
  }
}

/** Stretches of versions, by their first ones: in turn with a change and without it. */
interface Stretches {
  readonly starts: readonly number[];
  at(version: number): boolean;
}

/** Which versions have a change, up to the last. As long as the event was edited alone, one stretch. */
function stretchesOf(change: number, last: number, sources: VersionSources): Stretches {
  const starts = [change];
  // The change is there in the first stretch, away in the second, and so on.
  const at = (version: number): boolean => countUpTo(version, starts) % 2 === 1;
  const later = [...sources].filter(([version]) => version > change && version <= last);
  for (const [version, source] of later.sort(([a], [b]) => a - b)) {
    const before = at(version - 1);
    if (hasAfter(source, { before, at }) !== before) starts.push(version);
  }
  return { starts, at };
}

/** How many of some ascending numbers are not above one: by halves, as an undo can be undone often. */
function countUpTo(most: number, ascending: readonly number[]): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] ?? Infinity) <= most) from = middle + 1;
    else to = middle;
  }
  return from;
}

function hasAfter(
  source: VersionSource,
  { before, at }: { readonly before: boolean; readonly at: Stretches["at"] },
): boolean {
  if (source.kind === "rollback") return at(source.version);
  const beforeSource = at(source.version - 1);
  return at(source.version) === beforeSource ? before : beforeSource;
}
