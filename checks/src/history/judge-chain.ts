/** What must hold of one event's history by itself: numbers, times, hashes, diffs (V1, V4, V5, V8). */
import { applyDiff, textOf } from "./apply-diff.ts";
import type { Chain } from "./read-chain.ts";

/** One sentence for each promise that the chain breaks. */
export function judgeChain(chain: Chain): string[] {
  const { eventId, versions } = chain;
  const complaints: string[] = [];
  const complain = (rule: string, text: string): void => {
    complaints.push(`[${rule}] ${eventId}: ${text}`);
  };

  versions.forEach(({ version, at, kind, changedFields }, index) => {
    if (version !== index + 1) complain("V1", `version ${version} stands at place ${index + 1}`);
    const before = versions[index - 1];
    if (before !== undefined && !(Date.parse(before.at) < Date.parse(at))) {
      complain("V1", `version ${version} is of ${at}, and the one before of ${before.at}`);
    }
    const step = chain.steps[index - 1];
    if (step === undefined) return;
    const names = step.map(({ field }) => field);
    if (names.join() !== changedFields.join()) {
      complain(
        "V1",
        `version ${version} (${kind}) lists ${changedFields.join()}, its diff ${names.join()}`,
      );
    }
  });
  if (versions.length !== chain.presentVersion) {
    complain("V1", `${versions.length} versions, and the present one is ${chain.presentVersion}`);
  }
  if (versions.at(-1)?.deleted !== chain.deletedNow) {
    complain("V1", `the last version and the event disagree on whether it is deleted`);
  }
  const last = chain.contents.at(-1);
  if (last === undefined || textOf(last) !== textOf(chain.present)) {
    complain("V7", "the last version's content is not the event's");
  }
  if (!chain.verified.ok || chain.verified.checked !== versions.length) {
    complain("V8", `verify says ${JSON.stringify(chain.verified)} of ${versions.length} versions`);
  }
  for (const text of pastComplaints(chain)) complain("V7", text);
  for (const text of foldComplaints(chain)) complain("V5", text);
  for (const text of rollbackComplaints(chain)) complain("V4", text);
  return complaints;
}

/** An instant names the last version made by then, and the past shows what that version was. */
function pastComplaints({ past, versions, contents }: Chain): string[] {
  return past.flatMap(({ version, shown }) => {
    const [item, content] = [versions[version - 1], contents[version - 1]];
    if (item === undefined || content === undefined) return [`the past has a version ${version}`];
    return shown.flatMap((event) => {
      const isSame =
        event.version === version &&
        event.deleted === item.deleted &&
        event.calendarId === item.calendarId &&
        textOf(event.content) === textOf(content);
      return isSame ? [] : [`version ${version} is shown as ${JSON.stringify(event)}`];
    });
  });
}

function foldComplaints({ contents, steps }: Chain): string[] {
  return steps.flatMap((changes, index) => {
    const [before, after] = [contents[index], contents[index + 1]];
    if (before === undefined || after === undefined) return [`version ${index + 2} has no content`];
    const said = `the diff of ${index + 1} to ${index + 2}`;
    try {
      const reached = textOf(applyDiff(before, changes));
      if (reached === textOf(after)) return [];
      return [`${said} leads to ${reached}, not to ${textOf(after)}`];
    } catch (error) {
      return [`${said} does not fit: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

function rollbackComplaints({ versions, contents }: Chain): string[] {
  return versions.flatMap(({ kind, sourceVersion, version, deleted }, index) => {
    if (kind !== "rollback") return [];
    if (sourceVersion === null) return [`rollback ${version} does not say to which version`];
    const [source, content] = [contents[sourceVersion - 1], contents[index]];
    if (source === undefined || content === undefined) {
      return [`rollback ${version} took version ${sourceVersion}, which is not there`];
    }
    const isSame =
      textOf(source) === textOf(content) && versions[sourceVersion - 1]?.deleted === deleted;
    return isSame ? [] : [`rollback ${version} is not what version ${sourceVersion} was`];
  });
}
