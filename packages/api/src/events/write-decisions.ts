import type { Id } from "@daybook/db/ids";
import { contentEquals } from "@daybook/domain/versions/diff";
import type { RecordedEvent } from "../write/record-events.ts";
import { type FatedEvent, recordDeletions, recordRestorations } from "../write/record-fates.ts";
import type { Write } from "../write/write.ts";
import { writeDecision } from "./change-event.service.ts";
import type { Outcome } from "./changed-view.ts";
import { changesNothing, type Decision } from "./decision.ts";

/**
 * Writes decisions about different events in calendars whose rights the write guards already. Those
 * that only delete or bring back are written together, with one statement for each table.
 *
 * @returns what became of each, in the same order
 */
export async function writeDecisions(
  write: Write,
  decisions: readonly Decision[],
): Promise<Outcome[]> {
  const fates = decisions.filter((decision) => !changesNothing(decision) && isFate(decision));
  const ofFate = (deleted: boolean) =>
    fates.filter(({ change }) => change.deleted === deleted).map(toFated);
  const recorded = new Map<Id, RecordedEvent>();
  for (const event of [
    ...(await recordDeletions(write, ofFate(true))),
    ...(await recordRestorations(write, ofFate(false))),
  ]) {
    recorded.set(event.event.id, event);
  }
  const { changeSetId } = write;
  const outcomes: Outcome[] = [];
  for (const decision of decisions) {
    const event = recorded.get(decision.found.event.id);
    outcomes.push(
      event === undefined
        ? await writeDecision(write, decision)
        : { changed: true, event, rightPart: null, changeSetId, preview: null },
    );
  }
  return outcomes;
}

/** Whether a change leaves all of an event as it is but whether it is deleted. */
function isFate({ found, change, rightPart, also = [] }: Decision): boolean {
  const isAlone = change.moveTo === undefined && rightPart === undefined && also.length === 0;
  return isAlone && contentEquals(found.content, change.content);
}

function toFated({ found, change }: Decision): FatedEvent {
  return { ...found, note: change };
}
