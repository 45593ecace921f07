/** Nobody sees anything after losing the right: in no list, no history, no file, on no server (S3, S4, S6). */
import { signUp } from "../accounts.ts";
import { type EngineName, startCluster } from "../cluster.ts";
import { createRandom } from "../random.ts";
import { runEpisode } from "./episode.ts";
import { EYES } from "./eyes.ts";
import { LOSSES } from "./losses.ts";
import { STREAM } from "./watcher.ts";

export interface WithdrawalOptions {
  readonly engine: EngineName;
  readonly seed: string;
  /** How often each kind of loss happens. */
  readonly rounds: number;
  readonly readers: number;
}

export interface WithdrawalReport {
  readonly complaints: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  /** Eyes that never saw anything: they prove nothing. */
  readonly blind: readonly string[];
}

export async function checkWithdrawal(options: WithdrawalOptions): Promise<WithdrawalReport> {
  const random = createRandom(options.seed);
  await using cluster = await startCluster(options.engine, 2, { TRUST_PROXY: "1" });
  const owner = await signUp(cluster.urls, "owner", { retries: 3 });
  const readers = await Promise.all(
    Array.from({ length: options.readers }, (_, index) =>
      signUp(cluster.urls, `reader${index}`, { retries: 3 }),
    ),
  );
  const complaints: string[] = [];
  const sightings = new Map([...EYES, STREAM].map(({ name }) => [name, 0]));
  let [episodes, after] = [0, 0];
  for (let round = 0; round < options.rounds; round += 1) {
    await Promise.all(
      LOSSES.map(async (loss) => {
        episodes += 1;
        const number = episodes;
        const own = random.fork(`episode ${number}`);
        const watchers = await runEpisode({ loss, owner, readers, random: own, number });
        for (const watcher of watchers) {
          complaints.push(...watcher.complaints(loss.name));
          after += watcher.looksAfter();
          for (const [eye, count] of watcher.sightings()) {
            sightings.set(eye, (sightings.get(eye) ?? 0) + count);
          }
        }
      }),
    );
  }
  const seen = [...sightings.values()].reduce((sum, count) => sum + count, 0);
  return {
    complaints: [...complaints, ...cluster.complaints()],
    counts: { episodes, "seen before": seen, "looks after": after },
    blind: [...sightings].filter(([, count]) => count === 0).map(([eye]) => eye),
  };
}
