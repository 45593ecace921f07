import { contentLines } from "./content-lines.ts";
import type { ContentLine } from "./content-lines.ts";
import type { ProblemList } from "./problems.ts";

/** Components in components; RFC 5545 needs three levels (calendar, event, alarm). */
const MAX_DEPTH = 8;

/** What stands directly in a calendar and in nothing else, so that its BEGIN ends what was left open. */
const CALENDAR_COMPONENTS: ReadonlySet<string> = new Set([
  "VEVENT",
  "VTODO",
  "VJOURNAL",
  "VFREEBUSY",
  "VTIMEZONE",
  "VAVAILABILITY",
]);

const PROPERTY_LINE = /^[A-Za-z0-9-]+[;:]/;

/** A component as it stands in the file, its properties unread. */
export interface Component {
  /** In upper case: `VEVENT`. */
  readonly name: string;
  /** 1-based physical line of its `BEGIN`. */
  readonly line: number;
  readonly properties: ContentLine[];
  /** Lines that are no properties. */
  readonly malformed: ContentLine[];
  readonly components: Component[];
  /** Its own `END` was found. */
  terminated: boolean;
}

/**
 * Finds the components of a calendar file and leaves their properties as they are. What is
 * wrong with the shape of the file is added to `problems`; what stands around it is still found:
 * a component that is cut off ends where the next one in the calendar begins.
 *
 * @returns the calendars of the file; none when it holds no `BEGIN:VCALENDAR`.
 */
export function scanCalendars(ics: string, problems: ProblemList): Component[] {
  const calendars: Component[] = [];
  const open: Component[] = [];
  let tooDeep = 0;
  let toldOfDepth = false;
  let toldOfOutside = false;

  const closeDownTo = (depth: number): void => {
    open.length = Math.min(open.length, depth);
    tooDeep = 0;
  };

  for (const contentLine of contentLines(ics)) {
    const { line, text } = contentLine;
    const begins = componentName(text, "BEGIN:");
    const ends = begins === null ? componentName(text, "END:") : null;

    if (begins !== null) {
      if (begins === "VCALENDAR") closeDownTo(0);
      else if (CALENDAR_COMPONENTS.has(begins)) closeDownTo(open[0]?.name === "VCALENDAR" ? 1 : 0);
      if (tooDeep > 0 || open.length >= MAX_DEPTH) {
        tooDeep += 1;
        if (!toldOfDepth) {
          const message = `Components lie more than ${MAX_DEPTH} deep.`;
          problems.add({ line, uid: null, reason: "LIMIT_EXCEEDED", message });
        }
        toldOfDepth = true;
        continue;
      }
      const parent = open.at(-1);
      if (parent === undefined && begins !== "VCALENDAR") {
        const message = "The component lies outside a calendar.";
        problems.add({ line, uid: null, reason: "MALFORMED_COMPONENT", message });
        open.push(newComponent(begins, line));
        continue;
      }
      const component = newComponent(begins, line);
      (parent?.components ?? calendars).push(component);
      open.push(component);
      continue;
    }

    if (ends !== null) {
      if (tooDeep > 0 && ends !== "VCALENDAR" && !CALENDAR_COMPONENTS.has(ends)) {
        tooDeep -= 1;
        continue;
      }
      const depth = open.findLastIndex((component) => component.name === ends);
      const component = open[depth];
      if (component === undefined) {
        const message = `END:${ends.slice(0, 50)} has no BEGIN.`;
        problems.add({ line, uid: null, reason: "MALFORMED_LINE", message });
        continue;
      }
      component.terminated = true;
      closeDownTo(depth);
      continue;
    }

    if (tooDeep > 0) continue;
    const component = open.at(-1);
    if (component === undefined) {
      if (!toldOfOutside) {
        const message = "The line lies outside a calendar.";
        problems.add({ line, uid: null, reason: "MALFORMED_LINE", message });
      }
      toldOfOutside = true;
    } else if (PROPERTY_LINE.test(text)) {
      component.properties.push(contentLine);
    } else {
      component.malformed.push(contentLine);
    }
  }
  return calendars;
}

function newComponent(name: string, line: number): Component {
  return { name, line, properties: [], malformed: [], components: [], terminated: false };
}

/** The name in a `BEGIN:` or `END:` line, or null for another line. */
function componentName(text: string, prefix: "BEGIN:" | "END:"): string | null {
  const first = text.charCodeAt(0) | 0x20;
  if (first !== prefix.charCodeAt(0) + 0x20 || text.length > 200) return null;
  if (text.slice(0, prefix.length).toUpperCase() !== prefix) return null;
  return text.slice(prefix.length).trim().toUpperCase();
}
