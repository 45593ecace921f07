import type { Id } from "@daybook/db/ids";
import { contentEquals } from "@daybook/domain/versions/diff";
import { recordEventChanges } from "../write/record-changes.ts";
import type { RecordedEvent } from "../write/record-events.ts";
import { type FatedEvent, recordDeletions, recordRestorations } from "../write/record-fates.ts";
import type { Write } from "../write/write.ts";
import { writeDecision } from "./change-event.service.ts";
import type { Outcome } from "./changed-view.ts";
import { changesNothing, type Decision } from "./decision.ts";

/**
 * Writes decisions about different events in calendars whose rights the write guards already: those
 * that are alike together, with one statement for each table.
 *
 * @returns what became of each, in the same order
 */
export async function writeDecisions(
  write: Write,
  decisions: readonly Decision[],
): Promise<Outcome[]> {
  const alike = Map.groupBy(decisions, wayOf);
  const recorded = new Map<Id, RecordedEvent>();
  for (const event of [
    ...(await recordDeletions(write, (alike.get("delete") ?? []).map(toFated))),
    ...(await recordRestorations(write, (alike.get("restore") ?? []).map(toFated))),
    ...(await recordEventChanges(write, alike.get("edit") ?? [])),
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

/** How a decision is written: one that only deletes or brings back touches no content. */
function wayOf(decision: Decision): "delete" | "restore" | "edit" | "alone" {
  const { found, change, rightPart, also = [] } = decision;
  const isAlone = change.moveTo !== undefined || rightPart !== undefined || also.length > 0;
  if (isAlone || changesNothing(decision)) return "alone";
  if (!contentEquals(found.content, change.content)) return "edit";
  return change.deleted ? "delete" : "restore";
}

function toFated({ found, change }: Decision): FatedEvent {
  return { ...found, note: change };
}
