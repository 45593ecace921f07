/**
 * Whether an event stood at a version as it was before a split (rule X4): a rollback stands where
 * the version stands that it took, and whatever else changed it stands where it was.
 *
 * @param split the version that the split made of the left part
 * @param rollbacks the version that each rollback of the event took, by its own
 */
export function standsBeforeSplit(
  version: number,
  split: number,
  rollbacks: ReadonlyMap<number, number>,
): boolean {
  let at = version;
  while (at > split) at = rollbacks.get(at) ?? at - 1;
  return at < split;
}
