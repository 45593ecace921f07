import type { ExpressionBuilder } from "kysely";
import { hashContent } from "@daybook/db/chain-hash";
import { type StoredId, toStoredBytes, toStoredHash, toStoredId } from "@daybook/db/codec";
import type { Transaction } from "@daybook/db/database";
import { newId } from "@daybook/db/ids";
import type { Schema } from "@daybook/db/schema";
import { VERSION_KINDS } from "@daybook/domain/versions/chain";

/** A version of an event that somebody with the database at hand is about to change. */
export interface TamperPlace {
  readonly event: StoredId;
  readonly version: number;
  /** How many versions the event has. */
  readonly versions: number;
  readonly random: () => number;
}

/**
 * Changes one thing behind the back of the server. Answers the first version that does not fit any
 * more; undefined where the event has too few versions for it.
 */
export type Tampering = (trx: Transaction, place: TamperPlace) => Promise<number | undefined>;

/** Every column that the chain binds, rows that go, come and change places, and the event's own row. */
export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  "a character of the content": edit(({ content }, random) => {
    const at = Math.floor(random() * content.length);
    const other = content[at] === "x" ? "y" : "x";
    return { content: content.slice(0, at) + other + content.slice(at + 1) };
  }),
  "a blank behind the content": edit(({ content }) => ({ content: `${content} ` })),
  "a shorter content": edit(({ content }) => ({ content: content.slice(0, -1) })),
  "a content with its own hash": edit(({ content, salt }) => {
    const forged = content.replace('"title":"', '"title":"not ');
    return { content: forged, content_hash: toStoredHash(hashContent(salt, forged)) };
  }),
  "the salt": edit(({ salt }, random) => ({ salt: toStoredBytes(flipped(salt, random)) })),
  "the content hash": edit(({ content_hash: hash }, random) => ({
    content_hash: toStoredHash(flipped(hash, random)),
  })),
  "the chain hash": edit(({ chain_hash: hash }, random) => ({
    chain_hash: toStoredHash(flipped(hash, random)),
  })),
  "the kind": edit(({ kind }, random) => {
    const others = VERSION_KINDS.filter((other) => other !== kind);
    return { kind: others[Math.floor(random() * others.length)] ?? "move" };
  }),
  "the time": edit(({ at }, random) => ({ at: at + (random() < 0.5 ? 1 : -1) })),
  "the actor": edit(() => ({ actor_id: toStoredId(newId()) })),
  "whether it deletes": edit(({ deleted }) => ({ deleted: 1 - deleted })),
  "the number": edit(({ version }) => ({ version: version + 1_000 })),
  "the event": edit(() => ({ event_id: toStoredId(newId()) })),

  "a row that is gone": async (trx, { event, version }) => {
    await trx.deleteFrom("event_versions").where(isVersion(event, version)).execute();
    return version;
  },
  "the last rows gone": async (trx, { event, version }) => {
    await trx
      .deleteFrom("event_versions")
      .where("event_id", "=", event)
      .where("version", ">=", version)
      .execute();
    return version;
  },
  "two rows that change places": async (trx, { event, version, versions, random }) => {
    if (versions < 2) return undefined;
    const other = 1 + ((version - 1 + 1 + Math.floor(random() * (versions - 1))) % versions);
    const renumber = async (from: number, to: number): Promise<void> => {
      const query = trx.updateTable("event_versions").set({ version: to });
      await query.where(isVersion(event, from)).execute();
    };
    await renumber(version, 5_000);
    await renumber(other, version);
    await renumber(5_000, other);
    return Math.min(version, other);
  },
  "a row that was not there": async (trx, { event, versions }) => {
    const last = await trx
      .selectFrom("event_versions")
      .selectAll()
      .where(isVersion(event, versions))
      .executeTakeFirstOrThrow();
    await trx
      .insertInto("event_versions")
      .values({ ...last, version: versions + 1 })
      .execute();
    return versions + 1;
  },
  "the event's present version, later": async (trx, { event, versions }) => {
    await setPresent(trx, event, versions + 1);
    return versions + 1;
  },
  "the event's present version, earlier": async (trx, { event, version, versions }) => {
    if (version === versions) return undefined;
    await setPresent(trx, event, version);
    return version + 1;
  },
};

type VersionRow = Awaited<ReturnType<typeof readRow>>;

/** A tampering with some columns of one row. */
function edit(change: (row: VersionRow, random: () => number) => Partial<VersionRow>): Tampering {
  return async (trx, { event, version, random }) => {
    const row = await readRow(trx, event, version);
    await trx
      .updateTable("event_versions")
      .set(change(row, random))
      .where(isVersion(event, version))
      .execute();
    return version;
  };
}

function readRow(trx: Transaction, event: StoredId, version: number) {
  return trx
    .selectFrom("event_versions")
    .select([
      "event_id",
      "version",
      "kind",
      "deleted",
      "at",
      "actor_id",
      "content",
      "salt",
      "content_hash",
      "chain_hash",
    ])
    .where(isVersion(event, version))
    .executeTakeFirstOrThrow();
}

function isVersion(event: StoredId, version: number) {
  return (eb: ExpressionBuilder<Schema, "event_versions">) =>
    eb.and([eb("event_id", "=", event), eb("version", "=", version)]);
}

async function setPresent(trx: Transaction, event: StoredId, version: number): Promise<void> {
  await trx.updateTable("events").set({ version }).where("id", "=", event).execute();
}

/** The same bytes but for one bit. */
function flipped(bytes: Uint8Array, random: () => number): Uint8Array {
  const other = Uint8Array.from(bytes);
  const at = Math.floor(random() * other.length);
  other[at] = (other[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return other;
}
