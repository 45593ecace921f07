import { windowsZones } from "./windows-zones.ts";

const MAX_SUGGESTIONS = 3;
/** Farther than this many edits is no longer a slip of the pen. */
const MAX_DISTANCE = 4;

/**
 * Up to three zones that somebody may have meant by `name`, the likeliest first: those whose city
 * is the name's last part, then those whose spelling is close, also of their Windows names.
 */
export function nearestTimeZones(name: string): string[] {
  const wanted = spelling(name);
  const wantedCity = cityOf(wanted);
  const candidates = [
    ...knownZones().map((zone) => ({
      zone,
      distance: distanceTo(spelling(zone), wanted, wantedCity),
    })),
    ...[...windowsZones()].map(([windowsName, zone]) => ({
      zone,
      distance: editDistance(spelling(windowsName), wanted),
    })),
  ]
    .filter(({ distance }) => distance <= MAX_DISTANCE)
    .toSorted((a, b) => a.distance - b.distance || compare(a.zone, b.zone));
  return [...new Set(candidates.map(({ zone }) => zone))].slice(0, MAX_SUGGESTIONS);
}

function knownZones(): string[] {
  return [...Intl.supportedValuesOf("timeZone"), "UTC"];
}

function distanceTo(zone: string, wanted: string, wantedCity: string): number {
  const city = cityOf(zone);
  const whole = editDistance(zone, wanted);
  if (wantedCity === "" || city.length < 3) return whole;
  // A city in the wrong region is likelier than another city in the right one.
  if (city === wantedCity) return Math.min(whole, 0.5);
  return Math.min(whole, editDistance(city, wantedCity) + 1);
}

/** Case and the kind of separator do not count. */
function spelling(name: string): string {
  return name.slice(0, 64).toLowerCase().replaceAll(/[\s-]/g, "_");
}

function cityOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Insertions, deletions and replacements that turn `a` into `b` (Levenshtein). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = a[row - 1] === b[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + replaced,
        ),
      );
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
