import type { EventContent } from "@daybook/domain/event/content";
import { decodeContent } from "@daybook/domain/event/stored-content";
import type { VersionKind } from "@daybook/domain/versions/chain";
import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import {
  compareBytes,
  fromHexId,
  fromStoredId,
  type HexId,
  type StoredId,
  toStoredId,
} from "../codec.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { literal, statement } from "../statement.ts";

/** What is recomputed of one version (rule V8). */
export interface ChainRecord {
  readonly eventId: Id;
  readonly version: number;
  readonly kind: VersionKind;
  readonly deleted: boolean;
  readonly at: number;
  readonly actorId: Id;
  /** The stored text; null where it is long, and to be read by itself. */
  readonly content: string | null;
  /** These in hexadecimal digits: of many rows, drivers give texts much sooner than bytes. */
  readonly salt: string;
  readonly contentHash: string;
  readonly chainHash: string;
}

/**
 * Whose chains are read: those of some events, or whatever lies between two ids (both may be
 * missing; the latter is among them), also of events that are not there.
 */
export type ChainScope =
  | { readonly eventIds: readonly Id[] }
  | { readonly after: Id | null; readonly upTo: Id | null };

/** A place in the order of chains: by event, and in each by version. */
export type ChainPosition = Pick<ChainRecord, "eventId" | "version">;

/** What is read at a time: so many versions, and of each content no more than so many bytes. */
const AT_A_TIME = 1_000;
const SHORT_BYTES = 16_384;

/** Whatever lies before the first id, and behind the last one. */
const BEFORE_ALL = Buffer.alloc(0) as Uint8Array as StoredId;
const BEHIND_ALL = Buffer.alloc(17, 0xff) as Uint8Array as StoredId;

/** The next versions behind a position, or the first ones; none where there are no more. */
export async function listChains(
  db: Kysely<Schema>,
  scope: ChainScope,
  position: ChainPosition | null,
): Promise<ChainRecord[]> {
  const event = position === null ? null : toStoredId(position.eventId);
  // Neither engine reads an index from a place in the midst of an event on, so that is two reads.
  const rest =
    position === null || event === null
      ? []
      : (await restOfChain(db, { event, after: position.version })).rows;
  if (rest.length >= AT_A_TIME) return toChainRecords(rest);
  const following = await chainsBehind(db, scope, event);
  return toChainRecords([...rest, ...following]);
}

async function chainsBehind(
  db: Kysely<Schema>,
  scope: ChainScope,
  event: StoredId | null,
): Promise<ChainRow[]> {
  if ("eventIds" in scope) {
    const events = scope.eventIds
      .map(toStoredId)
      .filter((id) => event === null || compareBytes(id, event) > 0);
    return events.length === 0 ? [] : (await chainsOf(db, { events })).rows;
  }
  const after = event ?? (scope.after === null ? BEFORE_ALL : toStoredId(scope.after));
  const upTo = scope.upTo === null ? BEHIND_ALL : toStoredId(scope.upTo);
  return (await chainsBetween(db, { after, upTo })).rows;
}

const restOfChain = statement((db, p: { readonly event: StoredId; readonly after: number }) =>
  chains(db).where("event_id", "=", p.event).where("version", ">", p.after),
);

const chainsOf = statement((db, p: { readonly events: readonly StoredId[] }) =>
  chains(db).where("event_id", "in", p.events),
);

const chainsBetween = statement((db, p: { readonly after: StoredId; readonly upTo: StoredId }) =>
  chains(db).where("event_id", ">", p.after).where("event_id", "<=", p.upTo),
);

function chains(db: Kysely<Schema>) {
  return db
    .selectFrom("event_versions")
    .select(["version", "kind", "deleted", "at"])
    .select((eb) => [
      asHex(eb.ref("event_id")).as("event_id"),
      asHex(eb.ref("actor_id")).as("actor_id"),
      asHex(eb.ref("salt")).as("salt"),
      asHex(eb.ref("content_hash")).as("content_hash"),
      asHex(eb.ref("chain_hash")).as("chain_hash"),
      eb
        .case()
        .when(eb.fn<number>("octet_length", ["content"]), "<=", literal(SHORT_BYTES))
        .then(eb.ref("content"))
        .else(null)
        .end()
        .as("content"),
    ])
    .orderBy("event_versions.event_id")
    .orderBy("event_versions.version")
    .limit(literal(AT_A_TIME));
}

type ChainRow = Awaited<ReturnType<typeof restOfChain>>["rows"][number];

function asHex<Bytes extends Uint8Array>(bytes: Expression<Bytes>): RawBuilder<HexOf<Bytes>> {
  return sql<HexOf<Bytes>>`lower(hex(${bytes}))`;
}

type HexOf<Bytes extends Uint8Array> = Bytes extends StoredId ? HexId : string;

function toChainRecords(rows: readonly ChainRow[]): ChainRecord[] {
  return rows.map((row) => ({
    eventId: fromHexId(row.event_id),
    version: row.version,
    kind: row.kind,
    deleted: row.deleted !== 0,
    at: row.at,
    actorId: fromHexId(row.actor_id),
    content: row.content,
    salt: row.salt,
    contentHash: row.content_hash,
    chainHash: row.chain_hash,
  }));
}

/** The stored text of one version, however long. */
export async function findStoredContent(
  db: Kysely<Schema>,
  place: ChainPosition,
): Promise<string | undefined> {
  const [row] = await contentRows(db, place);
  return row?.content;
}

/** The content of one version, without anything else of it. */
export async function findContent(
  db: Kysely<Schema>,
  place: ChainPosition,
): Promise<EventContent | undefined> {
  const [row] = await contentRows(db, place);
  return row === undefined ? undefined : decodeContent(row.content, row.content_schema);
}

async function contentRows(db: Kysely<Schema>, { eventId, version }: ChainPosition) {
  return (await contentOf(db, { event: toStoredId(eventId), version })).rows;
}

const contentOf = statement((db, p: { readonly event: StoredId; readonly version: number }) =>
  db
    .selectFrom("event_versions")
    .select(["content", "content_schema"])
    .where("event_id", "=", p.event)
    .where("version", "=", p.version),
);

/** An event, and the version that its row says is the present one. */
export interface ChainEnd {
  readonly eventId: Id;
  readonly version: number;
}

/** The next events of all, or of one calendar, deleted ones included, by id. */
export async function listChainEnds(
  db: Kysely<Schema>,
  page: {
    readonly calendarId?: Id | undefined;
    readonly after: Id | null;
    readonly limit: number;
  },
): Promise<ChainEnd[]> {
  let query = db.selectFrom("events").select(["id", "version"]).orderBy("id").limit(page.limit);
  if (page.calendarId !== undefined) {
    query = query.where("calendar_id", "=", toStoredId(page.calendarId));
  }
  if (page.after !== null) query = query.where("id", ">", toStoredId(page.after));
  const rows = await query.execute();
  return rows.map((row) => ({ eventId: fromStoredId(row.id), version: row.version }));
}

/** A version that the log or the trail knows of, and the event does not. */
export interface MissingVersion {
  readonly eventId: Id;
  readonly version: number;
  /** The present one; null where there is no such event. */
  readonly present: number | null;
}

/**
 * Events whose later versions are gone, or that are gone altogether, as the log of the scopes (L1)
 * and the trail (A1) tell: the last of their versions that these know of.
 */
export async function listMissingVersions(db: Kysely<Schema>): Promise<MissingVersion[]> {
  const told = db
    .selectFrom("log")
    .select(["event_id", "version"])
    .where("event_id", "is not", null)
    .where("version", "is not", null)
    .unionAll(
      db
        .selectFrom("audit_log")
        .select(["event_id", "version"])
        .where("event_id", "is not", null)
        .where("version", "is not", null)
        .where("outcome", "=", "allowed"),
    );
  const rows = await db
    .selectFrom(told.as("told"))
    .leftJoin("events", "events.id", "told.event_id")
    .select((eb) => [
      "told.event_id",
      "events.version as present",
      eb.fn.max("told.version").as("version"),
    ])
    .where((eb) =>
      eb.or([eb("events.id", "is", null), eb("told.version", ">", eb.ref("events.version"))]),
    )
    .groupBy(["told.event_id", "events.version"])
    .orderBy("told.event_id")
    .$narrowType<{ event_id: StoredId }>()
    .execute();
  return rows.map((row) => ({
    eventId: fromStoredId(row.event_id),
    version: Number(row.version),
    present: row.present,
  }));
}
