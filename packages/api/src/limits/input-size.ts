/**
 * Whether an input holds more values than so many, lists and objects among them, at whatever depth.
 * It is asked before a schema is, which says of each value at length what is wrong with it.
 */
export function holdsMoreThan(values: number, input: unknown): boolean {
  const toVisit = [input];
  let found = 0;
  for (let visited = toVisit.pop(); visited !== undefined; visited = toVisit.pop()) {
    const members = typeof visited === "object" && visited !== null ? Object.values(visited) : [];
    found += members.length;
    if (found > values) return true;
    for (const member of members) {
      if (typeof member === "object" && member !== null) toVisit.push(member);
    }
  }
  return false;
}
