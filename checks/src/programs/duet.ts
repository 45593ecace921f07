/** Makes each call on two servers and holds the answers against each other. */
import { createHash } from "node:crypto";
import { canonical } from "../history/apply-diff.ts";
import type { Answer, Call, Contender } from "./contender.ts";

export interface Duet {
  call(call: Call): Promise<Answer>;
  noteMoment(): Promise<void>;
  /** How many calls both have answered alike, and a hash over all of them. */
  transcript(): { readonly calls: number; readonly hash: string };
}

/** Two servers answered one call differently: from there on nothing can be compared. */
export class Divergence extends Error {
  override readonly name = "Divergence";
}

export function createDuet(one: Contender, other: Contender): Duet {
  const hash = createHash("sha256");
  let calls = 0;
  return {
    async call(call) {
      const [a, b] = await Promise.all([one.call(call), other.call(call)]);
      const [textOfA, textOfB] = [canonical(a), canonical(b)];
      if (textOfA !== textOfB) {
        throw new Divergence(
          `call ${calls + 1}, ${canonical(call)}\n${one.name}: ${textOfA}\n${other.name}: ${textOfB}`,
        );
      }
      calls += 1;
      hash.update(canonical(call)).update(textOfA);
      return a;
    },
    async noteMoment() {
      await Promise.all([one.noteMoment(), other.noteMoment()]);
    },
    transcript: () => ({ calls, hash: hash.copy().digest("hex").slice(0, 16) }),
  };
}
