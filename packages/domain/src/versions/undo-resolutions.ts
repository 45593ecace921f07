import { TIME_FIELDS } from "../time/event-time.ts";
import type { Resolutions, Side } from "./merge-fields.ts";

/** What `<eventId>/<field>` is made of. Fields have no such beginning. */
const OF_ONE_EVENT = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(.+)$/isu;

/**
 * Whose values the fields of each event take, where several are undone (rule V4): a bare field
 * means every event's, `<eventId>/<field>` that event's, and counts before the bare one. The time
 * fields are settled together, and so stand for each other here too.
 */
export function resolutionsByEvent(given: Resolutions): (eventId: string) => Resolutions {
  const ofAll: Record<string, Side> = {};
  const ofOne = new Map<string, Record<string, Side>>();
  for (const [name, side] of Object.entries(given)) {
    const [, eventId, field] = OF_ONE_EVENT.exec(name) ?? [];
    if (eventId === undefined || field === undefined) {
      ofAll[name] = side;
      continue;
    }
    const key = eventId.toLowerCase();
    const own = ofOne.get(key) ?? {};
    own[field] = side;
    ofOne.set(key, own);
  }
  const withoutTime = Object.fromEntries(
    Object.entries(ofAll).filter(([field]) => !isTimeField(field)),
  );
  return (eventId) => {
    const own = ofOne.get(eventId);
    if (own === undefined) return ofAll;
    const others = Object.keys(own).some(isTimeField) ? withoutTime : ofAll;
    return { ...others, ...own };
  };
}

function isTimeField(field: string): boolean {
  return TIME_FIELDS.some((name) => name === field);
}
