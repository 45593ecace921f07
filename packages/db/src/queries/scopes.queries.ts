import type { VersionKind } from "@daybook/domain/versions/chain";
import type { Transaction } from "kysely";
import { compareBytes, toStoredFlag, toStoredId, toStoredIdOrNull } from "../codec.ts";
import { RestartTransaction } from "../restart-transaction.ts";
import { engineOf } from "../engines/engine.ts";
import type { Id } from "../ids.ts";
import type { Schema } from "../schema.ts";
import { insertRows } from "./insert-rows.ts";
import type { Resource } from "./permissions.queries.ts";

/** One item of a scope's log. */
export type LogEntry = EventLogEntry | CalendarLogEntry | AccessLogEntry;

/** An event has a new version. */
export interface EventLogEntry {
  readonly type: "event";
  readonly at: number;
  readonly eventId: Id;
  readonly version: number;
  readonly kind: VersionKind;
}

/** The calendar itself has changed: its name, zone, owner, or that it is there. */
export interface CalendarLogEntry {
  readonly type: "calendar";
  readonly at: number;
  readonly resource: Resource;
}

/** A grant came, went or changed its role (rule L2); in the shelf of whose grant it is. */
export interface AccessLogEntry {
  readonly type: "added" | "removed" | "role";
  readonly at: number;
  readonly resource: Resource;
  readonly userId: Id;
  readonly grant: {
    readonly role: "viewer" | "editor" | "owner";
    readonly canShare: boolean;
    readonly canDelete: boolean;
    readonly expiresAt: number | null;
    /** Null for an owner's place: no grant made it. */
    readonly grantedBy: Id | null;
    readonly grantedAt: number;
  } | null;
  readonly cause:
    | "created"
    | "shared"
    | "revoked"
    | "left"
    | "transferred"
    | "deleted"
    | "split"
    | "restored";
}

/** What a write does to one scope, all at its end. */
export interface ScopeChange {
  readonly scopeId: Id;
  /** The epoch at which the rights that the write relied on were read (rule S4). */
  readonly accessEpoch?: number;
  /** The write changes who may do what here: writes that read rights before it will restart. */
  readonly raiseEpoch?: boolean;
  readonly entries: readonly LogEntry[];
}

/** Inserts the scope of a new calendar or user. */
export async function insertScope(
  trx: Transaction<Schema>,
  scope: { readonly id: Id; readonly kind: "calendar" | "shelf" },
): Promise<void> {
  await trx
    .insertInto("scopes")
    .values({ id: toStoredId(scope.id), kind: scope.kind, seq: 0, access_epoch: 0 })
    .execute();
}

/**
 * Takes scopes' rows before their turn at the end, so that no other write of them commits from here
 * on: what is read afterwards stays so until this one has committed. They are taken in the order of
 * their ids, as at the end; give all that the write will have places in, since one that is taken
 * later stands out of that order, and two such writes wait for each other.
 */
export async function lockScopes(trx: Transaction<Schema>, scopeIds: readonly Id[]): Promise<void> {
  const query = trx
    .selectFrom("scopes")
    .select("id")
    .where("id", "in", scopeIds.map(toStoredId))
    .orderBy("id");
  await engineOf(trx).forUpdate(query).execute();
}

/**
 * The last step of a write: takes its places in the logs, scope by scope in the order of their
 * ids, and writes the entries. The scope's row stays locked until the commit, so the order of
 * places is the order of commits (rule L1); a scope whose rights have changed since they were
 * read restarts the transaction (rule S4).
 */
export async function appendToScopes(
  trx: Transaction<Schema>,
  changes: readonly ScopeChange[],
): Promise<void> {
  const merged = mergeByScope(changes);
  const last = await takePlaces(trx, merged);
  const rows = merged.flatMap(({ scopeId, entries }, index) => {
    // There is one place for each scope: takePlaces has restarted otherwise.
    const first = (last[index] as number) - entries.length + 1;
    return entries.map((entry, offset) => toRow(scopeId, first + offset, entry));
  });
  await insertRows(trx, "log", rows);
}

/** The last place taken in each scope. */
async function takePlaces(
  trx: Transaction<Schema>,
  changes: readonly ScopeChange[],
): Promise<number[]> {
  if (changes.length > 2) return takePlacesTogether(trx, changes);
  const places = [];
  for (const change of changes) {
    const place = await engineOf(trx).advanceScope(trx, { ...change, by: change.entries.length });
    if (place === undefined) throw rightsChanged();
    places.push(place);
  }
  return places;
}

/** For many scopes: two or three round trips, however many there are. */
async function takePlacesTogether(
  trx: Transaction<Schema>,
  changes: readonly ScopeChange[],
): Promise<number[]> {
  const query = trx
    .selectFrom("scopes")
    .select(["id", "seq", "access_epoch"])
    .where(
      "id",
      "in",
      changes.map(({ scopeId }) => toStoredId(scopeId)),
    )
    .orderBy("id");
  const rows = await engineOf(trx).forUpdate(query).execute();
  const places = changes.map(({ accessEpoch, entries }, index) => {
    // Both are in the order of ids; a scope that is not there makes the lists differ.
    const row = rows[index];
    if (row === undefined || rows.length !== changes.length) throw rightsChanged();
    if (accessEpoch !== undefined && row.access_epoch !== accessEpoch) throw rightsChanged();
    return row.seq + entries.length;
  });
  const alike = Map.groupBy(
    changes,
    ({ entries, raiseEpoch }) => `${entries.length} ${raiseEpoch === true}`,
  );
  for (const group of alike.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { entries, raiseEpoch } = first;
    await trx
      .updateTable("scopes")
      .set((eb) => ({
        seq: eb("seq", "+", entries.length),
        access_epoch: eb("access_epoch", "+", raiseEpoch === true ? 1 : 0),
      }))
      .where(
        "id",
        "in",
        group.map(({ scopeId }) => toStoredId(scopeId)),
      )
      .execute();
  }
  return places;
}

function rightsChanged(): RestartTransaction {
  return new RestartTransaction("the rights in a scope have changed");
}

/**
 * One change for each scope. Rights that were read at two epochs have changed in between, and the
 * write relied on both.
 */
function mergeByScope(changes: readonly ScopeChange[]): ScopeChange[] {
  const merged = new Map<Id, ScopeChange>();
  for (const change of changes) {
    const earlier = merged.get(change.scopeId);
    const epochs = [earlier?.accessEpoch, change.accessEpoch].filter((one) => one !== undefined);
    if (new Set(epochs).size > 1) throw rightsChanged();
    merged.set(
      change.scopeId,
      earlier === undefined
        ? change
        : { ...earlier, ...change, entries: [...earlier.entries, ...change.entries] },
    );
  }
  return [...merged.values()].toSorted((a, b) =>
    compareBytes(toStoredId(a.scopeId), toStoredId(b.scopeId)),
  );
}

function toRow(scopeId: Id, seq: number, entry: LogEntry) {
  const event = entry.type === "event" ? entry : null;
  const resource = entry.type === "event" ? null : entry.resource;
  const access = entry.type === "event" || entry.type === "calendar" ? null : entry;
  const grant = access?.grant ?? null;
  return {
    scope_id: toStoredId(scopeId),
    seq,
    type: entry.type,
    at: entry.at,
    event_id: toStoredIdOrNull(event?.eventId ?? null),
    version: event?.version ?? null,
    kind: event?.kind ?? null,
    resource_type: resource?.type ?? null,
    resource_id: toStoredIdOrNull(resource?.id ?? null),
    user_id: toStoredIdOrNull(access?.userId ?? null),
    role: grant?.role ?? null,
    can_share: grant === null ? null : toStoredFlag(grant.canShare),
    can_delete: grant === null ? null : toStoredFlag(grant.canDelete),
    expires_at: grant?.expiresAt ?? null,
    granted_by: toStoredIdOrNull(grant?.grantedBy ?? null),
    granted_at: grant?.grantedAt ?? null,
    cause: access?.cause ?? null,
  };
}
