import type { OccurrenceChanges, OccurrencePlace } from "@daybook/domain/versions/occurrence-diff";
import { formatInstant } from "../rpc/instant.ts";
import type { OccurrenceChangesView } from "./versions.schema.ts";

/** What a change means in time, as it crosses the wire (rules V5, X6). */
export function toOccurrenceChangesView(changes: OccurrenceChanges): OccurrenceChangesView {
  return {
    appear: changes.appear.map(toPlaceView),
    vanish: changes.vanish.map(toPlaceView),
    move: changes.move.map((move) => ({
      key: move.key,
      from: toPlaceView(move.from),
      to: toPlaceView(move.to),
    })),
  };
}

function toPlaceView(place: OccurrencePlace): OccurrenceChangesView["appear"][number] {
  return {
    key: place.key,
    start: place.start,
    end: place.end,
    startsAt: formatInstant(place.startsAtMs),
    endsAt: formatInstant(place.endsAtMs),
  };
}
