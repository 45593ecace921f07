import type { VersionFacts } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { OVERRIDES } from "@daybook/domain/versions/diff";
import { unchangedFields } from "@daybook/domain/versions/unchanged";

/** The versions of one event as they are walked through. */
export interface Chain<Version extends WalkedVersion> {
  /** The versions up to one, latest first, a stretch at a time. */
  walk(from: number): AsyncIterable<Version>;
  contentAt(version: number): Promise<EventContent>;
}

export type WalkedVersion = Pick<
  VersionFacts,
  "version" | "kind" | "changedFields" | "sourceVersion"
>;

/** A field on its way back to the version that set it. */
export interface Trace {
  /** Which field of the answer it is about. */
  readonly index: number;
  /** Whether it looks for who set the value last, or for who set it first. */
  readonly seeks: "last" | "first";
}

/** Fields on their way, by the names that they have in one version. */
export type Traces = Map<string, Trace[]>;

/** Called for each field as the version that set it is found. */
export type Found<Version> = (trace: Trace, version: Version) => void;

/**
 * Goes back through the versions of an event until it is known of every field which one set it
 * (rule V6). Where a rollback or an undo brought a value back, it is also looked for who had set
 * it before.
 *
 * Versions name what they changed, so contents are read only where the series moved and overrides
 * are still on their way, which go by other keys before (rule X3), and where an undo may have
 * brought something back.
 *
 * @returns the first version, and what no later one set; undefined where there is nothing left
 */
export async function walkBack<Version extends WalkedVersion>(
  chain: Chain<Version>,
  start: { readonly version: number; readonly traces: Traces },
  found: Found<Version>,
): Promise<{ readonly version: Version; readonly traces: Traces } | undefined> {
  const active: Traces = new Map();
  /** By the version at which they go on. */
  const waiting = new Map<number, Traces>([[start.version, start.traces]]);
  for await (const version of chain.walk(start.version)) {
    for (const [name, traces] of waiting.get(version.version) ?? [])
      addTraces(active, name, traces);
    waiting.delete(version.version);
    if (active.size === 0 && waiting.size === 0) return undefined;
    if (version.version === 1) return { version, traces: active };
    const set = await takeChanged(chain, version, active);
    if (set.size === 0) continue;
    for (const traces of set.values()) for (const trace of traces) found(trace, version);
    const source = sourceOf(version);
    if (source === undefined) continue;
    const goOn = waiting.get(source) ?? new Map<string, Trace[]>();
    waiting.set(source, goOn);
    for (const [name, origin] of await broughtBack(chain, version, set.keys())) {
      const origins = set.get(name)?.map(({ index }) => ({ index, seeks: "first" }) as const);
      addTraces(goOn, origin, origins ?? []);
    }
  }
  return undefined;
}

/** Takes out what a version has set, and gives the rest the names that it had before. */
async function takeChanged(
  chain: Chain<WalkedVersion>,
  { version, changedFields }: WalkedVersion,
  active: Traces,
): Promise<Traces> {
  const set: Traces = new Map();
  // A move gives overrides other keys, whether or not they changed besides.
  if (changedFields.includes("start")) {
    for (const [name, traces] of active) if (name.startsWith(OVERRIDES)) set.set(name, traces);
  }
  const moved = [...set.keys()];
  for (const name of changedFields) {
    const traces = active.get(name);
    if (traces !== undefined) set.set(name, traces);
  }
  for (const name of set.keys()) active.delete(name);
  if (moved.length === 0) return set;
  const later = await chain.contentAt(version);
  const earlier = await chain.contentAt(version - 1);
  for (const [name, before] of unchangedFields(moved, { later, earlier })) {
    addTraces(active, before, set.get(name) ?? []);
    set.delete(name);
  }
  return set;
}

/** The version whose content a rollback took, or which an undo came back to. */
function sourceOf({ version, kind, sourceVersion }: WalkedVersion): number | undefined {
  if (sourceVersion === null || (kind !== "rollback" && kind !== "undo")) return undefined;
  const source = kind === "rollback" ? sourceVersion : sourceVersion - 1;
  return source >= 1 && source < version ? source : undefined;
}

/** Those of some fields that have the value of the source again, and their names there. */
async function broughtBack(
  chain: Chain<WalkedVersion>,
  version: WalkedVersion,
  names: Iterable<string>,
): Promise<Map<string, string>> {
  const source = sourceOf(version);
  if (source === undefined) return new Map();
  if (version.kind === "rollback") return new Map(Array.from(names, (name) => [name, name]));
  const later = await chain.contentAt(version.version);
  const earlier = await chain.contentAt(source);
  return unchangedFields(names, { later, earlier });
}

function addTraces(all: Traces, name: string, traces: readonly Trace[]): void {
  all.set(name, [...(all.get(name) ?? []), ...traces]);
}
