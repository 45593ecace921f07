/** What must hold between what people were told and what is there (V1–V3, C2, C4). */
import { namedEvent, type Promised, UNNAMED } from "./edits.ts";
import { judgeEffect } from "./judge-effect.ts";
import { contentOf, type Chain } from "./read-chain.ts";
import { canonical, type Content } from "./apply-diff.ts";
import type { Attempt, Notebook, Sighting } from "./record.ts";
import { SEEDED } from "./world.ts";

/** One place in a history that names an attempt. */
interface Place {
  readonly eventId: string;
  readonly version: number;
  readonly changeSetId: string;
}

export function judgeAttempts(chains: readonly Chain[], notebook: Notebook): string[] {
  const byEvent = new Map(chains.map((chain) => [chain.eventId, chain]));
  const places = placesByName(chains);
  const known = new Map(notebook.attempts.map((attempt) => [attempt.name, attempt]));
  const complaints = [...places.keys()]
    .filter((name) => name !== SEEDED && !known.has(name))
    .map((name) => `[V1] nobody asked for ${name}, and it is in a history`);
  for (const attempt of notebook.attempts) {
    const found = places.get(attempt.name) ?? [];
    complaints.push(
      ...[...judgePlaces(attempt, found), ...judgeEffect(attempt, byEvent)].map(
        (text) => `${text} · ${attempt.name} ${attempt.edit.procedure} ${describe(attempt)}`,
      ),
    );
  }
  complaints.push(...notebook.sightings.flatMap((sighting) => judgeSighting(sighting, byEvent)));
  return complaints;
}

function placesByName(chains: readonly Chain[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const { eventId, versions } of chains) {
    for (const { version, changeSetId, message } of versions) {
      const name = message ?? `a version without a message (${eventId}, ${version})`;
      places.set(name, [...(places.get(name) ?? []), { eventId, version, changeSetId }]);
    }
  }
  return places;
}

function judgePlaces({ name, edit, outcome }: Attempt, found: readonly Place[]): string[] {
  const complaints: string[] = [];
  const events = new Set(found.map(({ eventId }) => eventId));
  if (events.size !== found.length) complaints.push(`[C2] is in one history more than once`);
  if (new Set(found.map(({ changeSetId }) => changeSetId)).size > 1) {
    complaints.push(`[X1] is of several change sets`);
  }
  const named = namedEvent(edit);
  // The parts of a split, and all that a change set did, are undone together (X4, V4).
  const reachesOthers = edit.procedure === "versions.undo";
  const foreign = reachesOthers
    ? undefined
    : found.find(({ eventId, version }) => eventId !== named && version !== 1);
  if (foreign !== undefined) {
    complaints.push(`[V1] is in the history of ${foreign.eventId}, which it did not name`);
  }
  switch (outcome.kind) {
    case "refused":
      if (found.length > 0) {
        complaints.push(
          `[C4] was refused with ${outcome.reason}, and is version ${found[0]?.version}`,
        );
      }
      break;
    case "unknown":
      break;
    case "acknowledged": {
      const promised = outcome.promised.filter(({ changeSetId }) => changeSetId !== null);
      if (reachesOthers ? promised.length > found.length : promised.length !== found.length) {
        complaints.push(`[V1] promised ${promised.length} versions, and there are ${found.length}`);
      }
      complaints.push(...promised.flatMap((one) => missing(one, found, name)));
    }
  }
  return complaints;
}

function missing(promised: Promised, found: readonly Place[], name: string): string[] {
  const { eventId, version, changeSetId } = promised;
  const isThere = found.some(
    (place) =>
      place.eventId === eventId &&
      place.version === version &&
      (changeSetId === UNNAMED || place.changeSetId === changeSetId),
  );
  return isThere ? [] : [`[V1] promised ${canonical(promised)}, which ${name} has not got`];
}

/** What was read of an event is what its history has at that version, and not older than promised. */
function judgeSighting(
  { eventId, version, content, atLeast }: Sighting,
  byEvent: ReadonlyMap<string, Chain>,
): string[] {
  const complaints: string[] = [];
  const then = byEvent.get(eventId)?.contents[version - 1];
  if (then === undefined) complaints.push(`[V1] ${eventId} was read at ${version}, which is gone`);
  else if (canonical(contentOf(then)) !== canonical(contentOf(content as Content))) {
    complaints.push(`[V7] ${eventId} was read at ${version} with another content`);
  }
  if (version < atLeast) {
    complaints.push(`[S4] ${eventId} was read at ${version} after ${atLeast} had been promised`);
  }
  return complaints;
}

function describe({ edit, outcome }: Attempt): string {
  return `${canonical(edit.input)} → ${canonical(outcome).slice(0, 600)}`;
}
