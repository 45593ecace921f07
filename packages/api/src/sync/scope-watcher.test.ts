import { type Id, newId } from "@daybook/db/ids";
import type { ScopeState } from "@daybook/db/queries/scope-states.queries";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ScopeWatcher } from "./scope-watcher.ts";
import type { Watch } from "./watch.ts";

/** Longer than the watcher takes to look again, on a machine that is busy with others, too. */
const LOOKED_AGAIN_MS = 1_000;

/** The scopes of a database, which may be away. */
function newScopes() {
  const scopes = new Map<Id, ScopeState>();
  const logged: string[] = [];
  const reads: (readonly Id[])[] = [];
  const state = { away: false, databaseTime: 1_000 };
  const watcher = new ScopeWatcher({
    log: { info: () => {}, warn: () => {}, error: (_fields, message) => logged.push(message) },
    async read(ids) {
      reads.push(ids);
      await delay(1);
      if (state.away) throw new Error("the database is away");
      return {
        databaseTime: state.databaseTime,
        scopes: ids.flatMap((id) => scopes.get(id) ?? []),
      };
    },
  });
  return {
    watcher,
    state,
    logged,
    reads,
    newScope: (): Id => {
      const id = newId();
      scopes.set(id, { id, seq: 0, accessEpoch: 0 });
      return id;
    },
    change: (id: Id, by: Partial<ScopeState> = { seq: (scopes.get(id)?.seq ?? 0) + 1 }): void => {
      scopes.set(id, { id, seq: 0, accessEpoch: 0, ...scopes.get(id), ...by });
    },
    [Symbol.dispose]: () => watcher.stop(),
  };
}

/** Whether the watch is woken within that time. */
async function isWoken(
  watch: Watch,
  { within = LOOKED_AGAIN_MS, until = null }: { within?: number; until?: number | null } = {},
): Promise<boolean> {
  const startedAt = performance.now();
  await watch.wait({ until, atMostMs: within, signal: new AbortController().signal });
  return performance.now() - startedAt < within - 10;
}

/** A watch over these scopes that was told all there was. */
async function levelWatch(watcher: ScopeWatcher, ...ids: Id[]): Promise<Watch> {
  const watch = watcher.watch();
  watch.follow(ids);
  while (await isWoken(watch));
  watch.noteLevel();
  return watch;
}

describe("the watcher of scopes", { concurrent: true }, () => {
  test("wakes whoever watches a scope that has a new entry, and nobody else", async () => {
    using scopes = newScopes();
    const { watcher, newScope, change } = scopes;
    const [ours, theirs] = [newScope(), newScope()];
    const watch = await levelWatch(watcher, ours);
    const other = await levelWatch(watcher, theirs);
    change(ours);
    expect(await Promise.all([isWoken(watch), isWoken(other)])).toEqual([true, false]);
    expect(await isWoken(watch)).toBe(false);
  });

  test("wakes for changed rights, which have no entry here", async () => {
    using scopes = newScopes();
    const { watcher, newScope, change } = scopes;
    const id = newScope();
    const watch = await levelWatch(watcher, id);
    change(id, { accessEpoch: 1 });
    expect(await isWoken(watch)).toBe(true);
  });

  test("wakes whoever begins to watch, since nobody knows what came before", async () => {
    using scopes = newScopes();
    const { watcher, newScope } = scopes;
    const watch = watcher.watch();
    expect(watch.follow([newScope()])).toBe(true);
    expect(await isWoken(watch)).toBe(true);
  });

  test("does not lose what changes while the reader reads", async () => {
    using scopes = newScopes();
    const { watcher, newScope, change } = scopes;
    const id = newScope();
    const watch = await levelWatch(watcher, id);
    change(id);
    await delay(LOOKED_AGAIN_MS);
    expect(await isWoken(watch)).toBe(true);
  });

  test("looks at once for what this process has committed, where it is watched", async () => {
    using scopes = newScopes();
    const { watcher, newScope, change, reads } = scopes;
    const [id, quiet, unwatched] = [newScope(), newScope(), newScope()];
    const watch = await levelWatch(watcher, id, quiet);
    const woken = isWoken(watch);
    change(id);
    reads.length = 0;
    watcher.noteCommit([id, unwatched]);
    expect(await woken).toBe(true);
    expect(reads).toContainEqual([id]);
    expect(reads.flat()).not.toContain(unwatched);
  });

  test("[S6] wakes at a time by the database's clock", async () => {
    using scopes = newScopes();
    const { watcher, newScope, state } = scopes;
    const watch = await levelWatch(watcher, newScope());
    expect(await isWoken(watch, { until: 5_000 })).toBe(false);
    state.databaseTime = 5_000;
    expect(await isWoken(watch, { until: 5_000 })).toBe(true);
  });

  test("asks nothing while nobody watches", async () => {
    using scopes = newScopes();
    const { watcher, newScope, reads } = scopes;
    const watch = await levelWatch(watcher, newScope());
    watch[Symbol.dispose]();
    await delay(10);
    reads.length = 0;
    watcher.noteCommit([newScope()]);
    await delay(LOOKED_AGAIN_MS);
    expect(reads).toEqual([]);
    expect(watcher.size).toBe(0);
  });

  test("asks once for all that watch, and in parts where they are many", async () => {
    using scopes = newScopes();
    const { watcher, newScope, reads } = scopes;
    const ids = Array.from({ length: 1_200 }, newScope);
    await levelWatch(watcher, ...ids);
    await levelWatch(watcher, ...ids);
    reads.length = 0;
    await delay(LOOKED_AGAIN_MS);
    expect(reads.slice(0, 3).map((part) => part.length)).toEqual([500, 500, 200]);
  });

  test("says once that the database is away, and goes on when it is back", async () => {
    using scopes = newScopes();
    const { watcher, newScope, change, state, logged } = scopes;
    const id = newScope();
    const watch = await levelWatch(watcher, id);
    state.away = true;
    watcher.noteCommit([id]);
    expect(await isWoken(watch, { within: 3 * LOOKED_AGAIN_MS })).toBe(false);
    expect(logged).toHaveLength(1);
    change(id);
    state.away = false;
    expect(await isWoken(watch)).toBe(true);
  });

  test("[L3] counts what was committed since the reader was level", async () => {
    using scopes = newScopes();
    const { watcher, newScope, change } = scopes;
    const [one, other] = [newScope(), newScope()];
    change(one, { seq: 700 });
    const watch = await levelWatch(watcher, one);
    expect(watch.behind()).toBe(0);
    change(one, { seq: 705 });
    await delay(LOOKED_AGAIN_MS);
    expect(watch.behind()).toBe(5);
    // What came with a new scope is no backlog.
    change(other, { seq: 900 });
    watch.follow([one, other]);
    await delay(LOOKED_AGAIN_MS);
    expect(watch.behind()).toBe(5);
    change(other, { seq: 902 });
    await delay(LOOKED_AGAIN_MS);
    expect(watch.behind()).toBe(7);
    watch.noteLevel();
    expect(watch.behind()).toBe(0);
  });
});
