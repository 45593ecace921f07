import { DAY_SECONDS, yearOfDay } from "../../time/wall-time.ts";
import { ianaZoneOfWindows, ZONES_OF_WINDOWS } from "../../time/windows-zones.ts";
import { isTimeZone, requireTimeZone } from "../../time/zone.ts";
import type { Component } from "./components.ts";
import { propertyName, readProperty } from "./property.ts";
import { clockYears, keepsSameTime, readZoneRules } from "./zone-rules.ts";
import type { ZoneRules } from "./zone-rules.ts";

/** Definitions that may be compared by their rules in one file, as that takes a millisecond or so. */
const MAX_COMPARED = 50;
/** Longest TZID that is looked at. */
const MAX_TZID = 255;
/**
 * Programs without zone history (Outlook) write the rules of their day as if they had always
 * held; in this year and the next they are those of the zone.
 */
const REFERENCE_YEAR = 2024;

const FIXED_OFFSET = /^(?:GMT|UTC)([+-])0?(\d{1,2})(?::?00)?$/i;

/** What Exchange calls UTC. */
const EXCHANGE_UTC = /^tzone:\/\/Microsoft\/Utc$/i;

/** Compares the rules of unnamed zones with known ones; one for a whole file, which bounds the work. */
export class ZoneMatcher {
  readonly #candidates: readonly string[];
  readonly #found = new Map<string, string | undefined>();

  /** @param preferred where several zones keep the same time, this one is taken if it does. */
  constructor(preferred: string) {
    this.#candidates = [...new Set([preferred, ...ZONES_OF_WINDOWS])].filter(isTimeZone);
  }

  /** A known zone that keeps the time of the rules around a year. */
  match(rules: ZoneRules, year: number): string | undefined {
    const signature = `${year} ${JSON.stringify(rules)}`;
    if (this.#found.has(signature)) return this.#found.get(signature);
    if (this.#found.size >= MAX_COMPARED) return undefined;
    const found = this.#around(rules, year) ?? this.#around(rules, REFERENCE_YEAR);
    this.#found.set(signature, found);
    return found;
  }

  #around(rules: ZoneRules, year: number): string | undefined {
    const clock = clockYears(rules, year);
    return clock && this.#candidates.find((timeZone) => keepsSameTime(clock, timeZone));
  }
}

interface Definition {
  readonly component: Component;
  /** Undefined until they are asked for, null when they cannot be read. */
  rules?: ZoneRules | null;
  /** What they were found to mean around a year. */
  readonly zones: Map<number, string | undefined>;
}

/**
 * The zones that one calendar of a file speaks of. A TZID is a name that means something only
 * beside its VTIMEZONE; it is taken for the IANA zone that it names, plainly or as Windows or an
 * older program would, and else for one that keeps the same time.
 */
export class FileZones {
  readonly #definitions = new Map<string, Definition>();
  readonly #named = new Map<string, string | undefined>();
  readonly #matcher: ZoneMatcher;

  constructor(calendar: Component, matcher: ZoneMatcher) {
    this.#matcher = matcher;
    for (const component of calendar.components) {
      if (component.name !== "VTIMEZONE") continue;
      const tzid = textOf(component, "TZID");
      if (tzid !== undefined) this.#definitions.set(tzid, { component, zones: new Map() });
    }
  }

  /**
   * The IANA zone that a TZID means for a wall time, in wall seconds; undefined when neither its
   * name nor its rules tell.
   */
  resolve(tzid: string, wall: number): string | undefined {
    if (tzid.length > MAX_TZID) return undefined;
    const definition = this.#definitions.get(tzid);
    if (!this.#named.has(tzid)) this.#named.set(tzid, namedZone(tzid, definition));
    const named = this.#named.get(tzid);
    if (named !== undefined) return named;

    if (definition === undefined) return fixedOffsetZone(tzid);
    definition.rules ??= readZoneRules(definition.component) ?? null;
    if (definition.rules === null) return fixedOffsetZone(tzid);
    const { rules, zones } = definition;
    const year = yearOfDay(Math.floor(wall / DAY_SECONDS));
    if (!zones.has(year)) zones.set(year, this.#matcher.match(rules, year));
    return zones.get(year) ?? fixedOffsetZone(tzid);
  }
}

function namedZone(tzid: string, definition: Definition | undefined): string | undefined {
  const location = definition && textOf(definition.component, "X-LIC-LOCATION");
  for (const name of [tzid, location]) {
    const zone = name === undefined ? undefined : zoneOfName(name.trim());
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** `Europe/Berlin`, `/freeassociation.sourceforge.net/Europe/Berlin`, `W. Europe Standard Time`. */
export function zoneOfName(name: string): string | undefined {
  if (isTimeZone(name)) return requireTimeZone(name);
  if (EXCHANGE_UTC.test(name)) return "UTC";
  if (name.startsWith("/")) {
    // A globally unique name (RFC 5545 §3.8.3.1): the IANA name is its last one to three parts.
    const parts = name.split("/");
    for (const count of [3, 2, 1]) {
      const end = parts.slice(-count).join("/");
      if (isTimeZone(end)) return requireTimeZone(end);
    }
  }
  const windows = ianaZoneOfWindows(name);
  return windows !== undefined && isTimeZone(windows) ? windows : undefined;
}

/** `GMT+0100`, `UTC-5`: a zone without clock changes. IANA's own names count westward. */
function fixedOffsetZone(tzid: string): string | undefined {
  const parts = FIXED_OFFSET.exec(tzid.trim());
  if (parts === null) return undefined;
  const [, sign, hours] = parts;
  const zone = `Etc/GMT${Number(hours) === 0 ? "" : sign === "+" ? "-" : "+"}${Number(hours) || ""}`;
  return isTimeZone(zone) ? zone : undefined;
}

function textOf(component: Component, name: string): string | undefined {
  const contentLine = component.properties.find((property) => propertyName(property) === name);
  if (contentLine === undefined) return undefined;
  try {
    return readProperty(contentLine).values[0];
  } catch {
    return undefined;
  }
}
