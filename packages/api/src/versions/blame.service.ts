import type { Transaction } from "@daybook/db/database";
import type { Id } from "@daybook/db/ids";
import { findContent } from "@daybook/db/queries/chains.queries";
import { eventReachesUser } from "@daybook/db/queries/events.queries";
import { findLeftPart } from "@daybook/db/queries/right-parts.queries";
import { listVersions, type VersionRecord } from "@daybook/db/queries/versions.queries";
import type { EventContent } from "@daybook/domain/event/content";
import { fieldNames } from "@daybook/domain/versions/diff";
import { keysIntoRightPart } from "@daybook/domain/versions/split-keys";
import { unchangedFields } from "@daybook/domain/versions/unchanged";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Call } from "../rpc/context.ts";
import { formatInstant } from "../rpc/instant.ts";
import { type Chain, type Found, type Traces, walkBack } from "./blame-walk.ts";
import { requireReadableEvent, requireVersion } from "./readable-version.ts";
import type { BlameInput, BlameOutput } from "./versions.schema.ts";

/** Versions that are read at a time, without their contents. */
const AT_A_TIME = 200;

/**
 * Which version set each field and each override of an event last, and who (rule V6). What a right
 * part has from before its split is followed into the left part, as long as the caller can see it
 * (rule S3).
 */
export async function blameEvent(call: Call, input: BlameInput): Promise<BlameOutput> {
  const { eventId } = input;
  return call.app.database.snapshot(async (trx) => {
    const { event } = await requireReadableEvent(trx, call, eventId);
    const { content, version } = await requireVersion(trx, {
      eventId,
      version: input.version ?? event.version,
      field: "version",
    });
    const names = fieldNames(content);
    const last = new Map<number, VersionRecord>();
    const first = new Map<number, VersionRecord>();
    let part: Part | undefined = {
      eventId,
      version,
      splitFrom: event.splitFrom,
      traces: new Map(names.map((name, index) => [name, [{ index, seeks: "last" }]])),
    };
    while (part !== undefined) {
      part = await blamePart({ trx, call }, part, ({ index, seeks }, by) => {
        (seeks === "last" ? last : first).set(index, by);
      });
    }
    return {
      fields: names.map((field, index) => toBlameItem(field, last.get(index), first.get(index))),
    };
  });
}

function toBlameItem(
  field: string,
  by: VersionRecord | undefined,
  origin: VersionRecord | undefined,
): BlameOutput["fields"][number] {
  if (by === undefined) throw new RangeError(`No version has set ${field}.`);
  return {
    field,
    eventId: by.eventId,
    version: by.version,
    at: formatInstant(by.at),
    actor: { id: by.actorId, username: by.actorName },
    origin: origin?.version ?? null,
    originEventId: origin?.eventId ?? null,
  };
}

interface Reader {
  readonly trx: Transaction;
  readonly call: Call;
}

/** Fields that are looked for in one event, from one of its versions on. */
interface Part {
  readonly eventId: Id;
  readonly version: number;
  readonly splitFrom: { readonly eventId: Id; readonly version: number } | null;
  readonly traces: Traces;
}

/** @returns the left part, with the fields that are to be looked for there. */
async function blamePart(
  reader: Reader,
  part: Part,
  found: Found<VersionRecord>,
): Promise<Part | undefined> {
  const beginning = await walkBack(chainOf(reader.trx, part.eventId), part, found);
  if (beginning === undefined) return undefined;
  const { version, traces } = beginning;
  const left = await leftPart(reader, { ...part, traces });
  for (const [name, ended] of traces) {
    if (left?.taken.has(name) === true) continue;
    for (const trace of ended) found(trace, version);
  }
  return left?.part;
}

/** The left part of the split that made an event, and which fields it had as they are here. */
async function leftPart(
  { trx, call }: Reader,
  { eventId, splitFrom, traces }: Part,
): Promise<{ readonly part: Part; readonly taken: ReadonlySet<string> } | undefined> {
  if (splitFrom === null || traces.size === 0) return undefined;
  const { eventId: leftId, version: split } = splitFrom;
  if (!(await eventReachesUser(trx, leftId, call.actor.userId))) return undefined;
  const found = await findLeftPart(trx, leftId);
  const before = await findContent(trx, { eventId: leftId, version: split - 1 });
  const left = await findContent(trx, { eventId: leftId, version: split });
  const right = await findContent(trx, { eventId, version: 1 });
  if (!found || !before || !left || !right) return undefined;
  const moved = keysIntoRightPart({ before, left, right });
  const names = unchangedFields(traces.keys(), { later: right, earlier: before }, moved);
  const there: Traces = new Map();
  for (const [name, origin] of names) there.set(origin, traces.get(name) ?? []);
  const part = { eventId: leftId, version: split - 1, splitFrom: found.splitFrom, traces: there };
  return { part, taken: new Set(names.keys()) };
}

function chainOf(trx: Transaction, eventId: Id): Chain<VersionRecord> {
  /** The last two, as a walk asks for neighbours one after the other. */
  const contents = new Map<number, EventContent>();
  return {
    async *walk(from) {
      for (let before = from + 1; ;) {
        const page = await listVersions(trx, { eventId, before, limit: AT_A_TIME });
        yield* page;
        before = page.at(-1)?.version ?? 0;
        if (before <= 1) return;
        // SQLite reads without waiting for anything.
        await nextTurn();
      }
    },
    async contentAt(version) {
      const known = contents.get(version);
      if (known !== undefined) return known;
      // Nor does it while it reads contents, which may be long.
      await nextTurn();
      const content = await findContent(trx, { eventId, version });
      if (content === undefined) throw new RangeError(`There is no version ${version}.`);
      for (const other of [...contents.keys()].slice(0, -1)) contents.delete(other);
      contents.set(version, content);
      return content;
    },
  };
}
