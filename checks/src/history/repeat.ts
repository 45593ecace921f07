/** Calls that are made again under their keys: the same answer, and nothing new (C2). */
import { clientAt } from "../accounts.ts";
import { createGate } from "../gate.ts";
import type { Random } from "../random.ts";
import { canonical } from "./apply-diff.ts";
import { send } from "./edits.ts";
import type { Attempt, Notebook } from "./record.ts";
import { outcomeOf } from "./writers.ts";

/** How many of the acknowledged edits are asked for again. */
const SHARE = 0.25;

/**
 * Repeats some of what was acknowledged, and half of what never got an answer. The notebook that it
 * gives back knows the latter's outcomes.
 */
export async function repeatSome(
  notebook: Notebook,
  random: Random,
): Promise<{ notebook: Notebook; complaints: string[]; count: number }> {
  const throughGate = createGate(8);
  const complaints: string[] = [];
  let count = 0;

  async function repeat(attempt: Attempt): Promise<Attempt> {
    const { name, account, edit, outcome } = attempt;
    const isAcknowledged = outcome.kind === "acknowledged";
    const isRepeated =
      (isAcknowledged && random.chance(SHARE)) ||
      (outcome.kind === "unknown" && random.chance(0.5));
    if (!isRepeated) return attempt;
    const client = clientAt(account.clients, random.below(1_000));
    count += 1;
    const again = await throughGate(() =>
      outcomeOf(send(client, edit, { idempotencyKey: name, timeoutMs: 30_000 })),
    );
    if (!isAcknowledged) return { ...attempt, outcome: again, sent: attempt.sent + 1 };
    if (again.kind !== "acknowledged" || canonical(again.answer) !== canonical(outcome.answer)) {
      complaints.push(
        `[C2] ${name} was answered ${canonical(outcome)}, and again ${canonical(again)}`,
      );
    }
    return attempt;
  }

  const attempts = await Promise.all(notebook.attempts.map(repeat));
  return { notebook: { ...notebook, attempts }, complaints, count };
}
