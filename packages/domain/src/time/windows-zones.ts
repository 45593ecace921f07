import { WINDOWS_TO_IANA_MAP } from "windows-iana";

/** The IANA zone that stands for each Windows zone in general, by its name in lower case. */
const IANA_BY_WINDOWS_NAME: ReadonlyMap<string, string> = new Map(
  WINDOWS_TO_IANA_MAP.flatMap(({ windowsName, territory, iana }) =>
    territory === "001" ? [[windowsName.toLowerCase(), iana[0]]] : [],
  ),
);

/** The IANA zones that stand for the Windows zones, each once. */
export const ZONES_OF_WINDOWS: readonly string[] = [...new Set(IANA_BY_WINDOWS_NAME.values())];

/** The names that Windows gives its zones, in lower case, with the IANA zone of each. */
export function windowsZones(): Iterable<readonly [name: string, timeZone: string]> {
  return IANA_BY_WINDOWS_NAME;
}

/**
 * The IANA zone that the Unicode CLDR has for a Windows zone (`W. Europe Standard Time` is
 * `Europe/Berlin`), in any letter case; undefined when Windows has no zone of this name. The IANA
 * names are those that CLDR knows a zone by, some of which are aliases today (`Europe/Kiev`).
 */
export function ianaZoneOfWindows(name: string): string | undefined {
  return IANA_BY_WINDOWS_NAME.get(name.toLowerCase());
}
