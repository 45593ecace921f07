import type { EventContent, Override } from "@daybook/domain/event/content";
import { keyMove } from "@daybook/domain/event/key-move";
import { newContent } from "@daybook/domain/event/new-event";
import { type EventPatch, patchContent } from "@daybook/domain/event/patch";
import { canonicalOverride } from "@daybook/domain/event/stored-content";
import { DomainError } from "@daybook/domain/errors";
import { changedFields, comparedValue, fieldNames } from "@daybook/domain/versions/diff";
import { mergeContents } from "@daybook/domain/versions/merge";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chain, type Traces, walkBack, type WalkedVersion } from "./blame-walk.ts";

/** A version with its content, as the whole of a history is kept here. */
interface Version extends WalkedVersion {
  readonly content: EventContent;
}

const BEGINNING = newContent(
  {
    title: "a",
    start: "2026-03-02T09:00:00",
    timeZone: "Europe/Berlin",
    recurrence: { rrule: "FREQ=DAILY", rdates: ["2026-03-03T11:00:00"] },
    overrides: { "2026-03-03T11:00:00": { title: "x" } },
  },
  { timeZone: "Europe/Berlin" },
);

type Step =
  | { readonly do: "all"; readonly patch: EventPatch }
  | { readonly do: "this"; readonly patch: EventPatch; readonly day: number }
  | { readonly do: "rollback" | "undo"; readonly pick: number };

const ownPatch: fc.Arbitrary<EventPatch> = fc.oneof(
  fc.record({ title: fc.constantFrom("a", "x", "y") }),
  fc.record({ location: fc.constantFrom("", "here", "there") }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  ownPatch.map((patch) => ({ do: "all", patch }) as const),
  fc
    .oneof(
      fc.record({
        start: fc.constantFrom("2026-03-02T09:00:00", "2026-03-03T08:00:00", "2026-03-05T10:00:00"),
      }),
      fc.constant({ allDay: true, start: "2026-03-03" }),
      fc.constant({ recurrence: { rrule: "FREQ=DAILY;INTERVAL=2" } }),
      fc.record({ metadata: fc.dictionary(fc.constantFrom("m", "n"), fc.nat({ max: 1 })) }),
      fc.record({ description: fc.constantFrom("1\n2\n3", "1\nB\n3", "1\n2\nC", "1\nB\nC") }),
    )
    .map((patch) => ({ do: "all", patch }) as const),
  fc.record({ do: fc.constant("this" as const), patch: ownPatch, day: fc.nat({ max: 4 }) }),
  fc.record({ do: fc.constantFrom("rollback", "undo"), pick: fc.nat({ max: 30 }) }),
);

/** What a step leads to; undefined where it is refused. */
function outcomeOf(step: Step, versions: readonly Version[]): Version["content"] | undefined {
  const present = versions.at(-1)?.content ?? BEGINNING;
  switch (step.do) {
    case "all":
      return patchContent(present, step.patch, { scope: "all", orphans: "drop" }).content;
    case "this": {
      const date = Temporal.PlainDate.from(present.start.slice(0, 10)).add({ days: step.day });
      const occurrenceKey = `${date.toString()}${present.start.slice(10)}`;
      return patchContent(present, step.patch, { scope: "this", occurrenceKey }).content;
    }
    case "rollback":
      return pickOf(step.pick, versions)?.content;
    case "undo": {
      const undone = pickOf(step.pick, versions);
      const before = versions.find(({ version }) => version + 1 === undone?.version);
      if (undone === undefined || before === undefined) return undefined;
      const sides = { base: undone.content, yours: before.content, theirs: present };
      const merged = mergeContents(sides);
      return merged.kind === "merged" ? merged.content : undefined;
    }
  }
}

function pickOf(pick: number, versions: readonly Version[]): Version | undefined {
  return versions[pick % versions.length];
}

const histories: fc.Arbitrary<Version[]> = fc
  .array(step, { minLength: 3, maxLength: 25 })
  .map((steps) => {
    const first = { version: 1, kind: "create", sourceVersion: null } as const;
    const versions: Version[] = [
      { ...first, changedFields: changedFields(null, BEGINNING), content: BEGINNING },
    ];
    for (const each of steps) {
      const before = versions.at(-1)?.content ?? BEGINNING;
      const content = allowed(() => outcomeOf(each, versions));
      if (content === undefined) continue;
      const changed = changedFields(before, content);
      if (changed.length === 0) continue;
      const source = "pick" in each ? pickOf(each.pick, versions) : undefined;
      versions.push({
        version: versions.length + 1,
        kind: each.do === "all" || each.do === "this" ? "update" : each.do,
        sourceVersion: source?.version ?? null,
        changedFields: changed,
        content,
      });
    }
    return versions;
  });

function allowed<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** Compares every pair of neighbours, and knows nothing of what versions say that they changed. */
class NaiveModel {
  readonly #versions: readonly Version[];

  constructor(versions: readonly Version[]) {
    this.#versions = versions;
  }

  /** `version` or `version (origin)` for each field. */
  blame(version: number): Record<string, string> {
    return Object.fromEntries(
      fieldNames(this.#at(version).content).map((name) => {
        const last = this.#lastSet(name, version);
        const origin = this.#origin(last);
        return [name, `${last.version}${origin === undefined ? "" : ` (${origin})`}`];
      }),
    );
  }

  #lastSet(name: string, version: number): { readonly name: string; readonly version: number } {
    if (version === 1) return { name, version };
    const before = this.#nameIn(version - 1, name, version);
    return before === undefined ? { name, version } : this.#lastSet(before, version - 1);
  }

  /** The version that first set what a rollback or an undo brought back. */
  #origin(set: { readonly name: string; readonly version: number }): number | undefined {
    const { kind, sourceVersion } = this.#at(set.version);
    if (sourceVersion === null) return undefined;
    const source = kind === "rollback" ? sourceVersion : sourceVersion - 1;
    const name = this.#nameIn(source, set.name, set.version);
    if (name === undefined) return undefined;
    const last = this.#lastSet(name, source);
    return this.#origin(last) ?? last.version;
  }

  /** The name under which an earlier version has the same value as a later one has under its own. */
  #nameIn(earlier: number, name: string, later: number): string | undefined {
    const [a, b] = [this.#at(earlier).content, this.#at(later).content];
    const key = /^overrides\.(.*)/.exec(name)?.[1];
    if (key === undefined) {
      return same(comparedValue(a, name), comparedValue(b, name)) ? name : undefined;
    }
    const move = keyMove(a, b);
    const value = (override: Override | undefined): unknown =>
      override && canonicalOverride(override);
    const origin = Object.keys(a.overrides)
      .toSorted()
      .find((own) => move(own) === key && same(value(a.overrides[own]), value(b.overrides[key])));
    return origin === undefined ? undefined : `overrides.${origin}`;
  }

  #at(version: number): Version {
    const found = this.#versions[version - 1];
    if (found === undefined) throw new RangeError(`no version ${version}`);
    return found;
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What the walk finds, in the words of the model, and which contents it read. */
async function walked(
  versions: readonly Version[],
  from: number,
): Promise<{ blame: Record<string, string>; read: Set<number> }> {
  const read = new Set<number>();
  const chain: Chain<Version> = {
    async *walk(start) {
      yield* versions.filter(({ version }) => version <= start).toReversed();
    },
    async contentAt(version) {
      read.add(version);
      const found = versions[version - 1];
      if (found === undefined) throw new RangeError(`no version ${version}`);
      return found.content;
    },
  };
  const content = versions[from - 1]?.content ?? BEGINNING;
  const names = fieldNames(content);
  const traces: Traces = new Map(names.map((name, index) => [name, [{ index, seeks: "last" }]]));
  const last = new Map<number, number>();
  const first = new Map<number, number>();
  const found = ({ index, seeks }: { index: number; seeks: "last" | "first" }, by: Version) => {
    (seeks === "last" ? last : first).set(index, by.version);
  };
  const beginning = await walkBack(chain, { version: from, traces }, found);
  for (const rest of beginning?.traces.values() ?? []) {
    for (const trace of rest) if (beginning !== undefined) found(trace, beginning.version);
  }
  const said = names.map((name, index) => {
    const origin = first.has(index) ? ` (${first.get(index)})` : "";
    return [name, `${last.get(index)}${origin}`];
  });
  return { blame: Object.fromEntries(said) as Record<string, string>, read };
}

test("[V6] [X3] blame is what comparing every pair of versions says, moves, rollbacks and undos included", async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.nat(), async (versions, pick) => {
      const from = 1 + (pick % versions.length);
      const { blame } = await walked(versions, from);
      expect(blame).toEqual(new NaiveModel(versions).blame(from));
    }),
    { numRuns: 1_500 },
  );
});

test("[V6] contents are read only where a move gave overrides other keys", async () => {
  const edits: EventPatch[] = [
    { title: "b" },
    { start: "2026-03-05T10:00:00" },
    { title: "c" },
    { location: "here" },
    { start: "2026-03-02T09:00:00" },
  ];
  const history = edits.reduce<Version[]>(
    (versions, patch) => {
      const before = versions.at(-1)?.content ?? BEGINNING;
      const { content } = patchContent(before, patch, { scope: "all" });
      const changed = changedFields(before, content);
      const version = versions.length + 1;
      const facts = {
        version,
        kind: "update",
        sourceVersion: null,
        changedFields: changed,
      } as const;
      return [...versions, { ...facts, content }];
    },
    [{ version: 1, kind: "create", sourceVersion: null, changedFields: [], content: BEGINNING }],
  );
  expect((await walked(history, 2)).read).toEqual(new Set());
  expect((await walked(history, 5)).read).toEqual(new Set([2, 3]));
  expect((await walked(history, 6)).read).toEqual(new Set([2, 3, 5, 6]));
});
