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
  return version >= change && (standing(change, version, sources).at(-1) ?? false);
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
  const own = standing(change, present, sources);
  const ofRoot = root === change ? own : standing(root, present, sources).slice(change - root);
  const isAway = (index: number): boolean => !own[index] || ofRoot[index] !== brings;
  let index = own.length;
  while (index > 0 && isAway(index - 1)) index -= 1;
  return index === own.length ? null : change + index;
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

/** Whether the event has a change, at each version from the one that made it to the last. */
function standing(change: number, last: number, sources: VersionSources): boolean[] {
  const has: boolean[] = [true];
  const at = (version: number): boolean => version >= change && has[version - change] === true;
  for (let version = change + 1; version <= last; version += 1) {
    const before = at(version - 1);
    const source = sources.get(version);
    if (source === undefined) {
      has.push(before);
    } else if (source.kind === "rollback") {
      has.push(at(source.version));
    } else {
      const beforeSource = at(source.version - 1);
      has.push(at(source.version) === beforeSource ? before : beforeSource);
    }
  }
  return has;
}
