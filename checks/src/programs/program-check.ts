import { type EngineName, startCluster } from "../cluster.ts";
import { createRandom } from "../random.ts";
import { createContender } from "./contender.ts";
import { createDuet } from "./duet.ts";
import { PEOPLE, type ProgramReport, runProgram } from "./program.ts";

export interface ProgramCheckOptions {
  /** Two that must answer alike; the same one twice must at least repeat itself. */
  readonly engines: readonly [EngineName, EngineName];
  readonly seed: string;
  readonly steps: number;
}

/** Runs one program on two servers, each with a database of its own. */
export async function checkProgram(options: ProgramCheckOptions): Promise<ProgramReport> {
  const [one, other] = options.engines;
  await using first = await startCluster(one, 1);
  await using second = await startCluster(other, 1);
  const [firstUrl = "", secondUrl = ""] = [first.urls[0], second.urls[0]];
  const contenders = await Promise.all([
    createContender(`${one} (1)`, firstUrl, PEOPLE),
    createContender(`${other} (2)`, secondUrl, PEOPLE),
  ]);
  const random = createRandom(options.seed);
  const report = await runProgram(createDuet(...contenders), { random, steps: options.steps });
  const complaints = [...report.complaints, ...first.complaints(), ...second.complaints()];
  return { ...report, complaints };
}
