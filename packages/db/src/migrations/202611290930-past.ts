import { setImmediate as nextTurn } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { StoredId } from "../codec.ts";
import type { Database, Transaction } from "../database.ts";
import { engineOf } from "../engines/engine.ts";
import type { IndexDefinition } from "../engines/table-definition.ts";
import type { Migration } from "./migration.ts";

/** The version of an event at an instant in one seek, however many came later. */
const VERSIONS_BY_TIME: IndexDefinition = {
  table: "event_versions",
  name: "event_versions_by_time",
  columns: ["event_id", "at", "version"],
};

/**
 * The past can be asked for (V7). What each scope knows of where its events were becomes complete
 * by itself: that of a calendar also for events that came from another one, and that of a shelf for
 * the time before the event was shared.
 */
export const past: Migration = {
  name: "202611290930-past",

  up: (db, engine) => engine.addIndex(db, VERSIONS_BY_TIME),

  async fill(database, assertHeld) {
    let after: StoredId | undefined = FIRST_ID;
    while (after !== undefined) after = await fillBatch(database, after, assertHeld);
  },

  down: (db, engine) => engine.dropIndex(db, VERSIONS_BY_TIME),
};

/** The tables of the steps before this one. */
interface Tables {
  events: { id: StoredId; calendar_id: StoredId };
  event_permissions: { event_id: StoredId; user_id: StoredId };
  event_versions: { event_id: StoredId; version: number; calendar_id: StoredId };
  event_spans: Span & { busy: number; pattern: string | null };
  event_span_history: Span & { valid_to: number };
}

interface Span {
  scope_id: StoredId;
  class: number;
  starts: number;
  event_id: StoredId;
  ends: number;
  floating: number;
  valid_from: number;
}

const SPAN_COLUMNS = ["class", "starts", "event_id", "ends", "floating", "valid_from"] as const;

const FIRST_ID = Buffer.alloc(16) as Uint8Array as StoredId;
const BATCH_EVENTS = 500;

/** Looks at the next events in order of id, and answers where it ended. */
async function fillBatch(
  database: Database,
  after: StoredId,
  assertHeld: () => void,
): Promise<StoredId | undefined> {
  const db = untyped(database.read);
  const events = await db
    .selectFrom("events")
    .select("id")
    .where("id", ">", after)
    .orderBy("id")
    .limit(BATCH_EVENTS)
    .execute();
  const last = events.at(-1)?.id;
  if (last === undefined) return undefined;
  const ids = events.map(({ id }) => id);
  for (const id of await wandered(db, ids)) {
    assertHeld();
    await database.transaction((trx) => completeScopes(trx, id));
    // SQLite answers at once: without a pause nothing else of this process would have a turn.
    await nextTurn();
  }
  return last;
}

/** Those that stand on a shelf, or stood there or in another calendar. */
async function wandered(db: Kysely<Tables>, ids: readonly StoredId[]): Promise<StoredId[]> {
  const rows = await db
    .selectFrom("events")
    .select("events.id")
    .where("events.id", "in", ids)
    .where((eb) =>
      eb.or(
        (["event_spans", "event_span_history"] as const).map((table) =>
          eb.exists(
            eb
              .selectFrom(table)
              .select("starts")
              .whereRef("event_id", "=", "events.id")
              .whereRef("scope_id", "<>", "events.calendar_id"),
          ),
        ),
      ),
    )
    .orderBy("events.id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Safe to repeat: what is there already is replaced by the same. */
async function completeScopes(trx: Transaction, id: StoredId): Promise<void> {
  const db = untyped(trx);
  // Whoever moves or shares it holds its row.
  await engineOf(trx)
    .forUpdate(trx.selectFrom("events").select("id").where("id", "=", id))
    .execute();
  const event = await db
    .selectFrom("events")
    .select("calendar_id")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const calendars = await db
    .selectFrom("event_versions")
    .select("calendar_id")
    .distinct()
    .where("event_id", "=", id)
    .execute();
  const grants = await db
    .selectFrom("event_permissions")
    .select("user_id")
    .where("event_id", "=", id)
    .execute();
  const present = event.calendar_id;
  await db
    .deleteFrom("event_spans")
    .where("event_id", "=", id)
    .where("scope_id", "<>", present)
    .execute();
  await db
    .deleteFrom("event_span_history")
    .where("event_id", "=", id)
    .where(
      "scope_id",
      "not in",
      calendars.map(({ calendar_id }) => calendar_id),
    )
    .execute();
  for (const { calendar_id } of calendars) {
    if (calendar_id.toHex() === present.toHex()) continue;
    await copyMissing(db, { id, from: calendar_id, to: present });
  }
  for (const { user_id } of grants) {
    await copy(db, "event_spans", { id, from: present, to: user_id });
    await copy(db, "event_span_history", { id, from: present, to: user_id });
  }
}

interface Copy {
  readonly id: StoredId;
  readonly from: StoredId;
  readonly to: StoredId;
}

/** What a scope knows of an event, to one that knows nothing of it. */
async function copy(
  db: Kysely<Tables>,
  table: "event_spans" | "event_span_history",
  { id, from, to }: Copy,
): Promise<void> {
  const more = table === "event_spans" ? ["busy", "pattern"] : ["valid_to"];
  const columns = sql.join([...SPAN_COLUMNS, ...more].map((column) => sql.ref(column)));
  await sql`
    insert into ${sql.table(table)} (scope_id, ${columns})
    select ${to}, ${columns} from ${sql.table(table)} where event_id = ${id} and scope_id = ${from}
  `.execute(db);
}

/** The spans of before that a calendar does not know, from one where the event was. */
async function copyMissing(db: Kysely<Tables>, { id, from, to }: Copy): Promise<void> {
  const columns = [...SPAN_COLUMNS, "valid_to"];
  const names = sql.join(columns.map((column) => sql.ref(column)));
  const wanted = sql.join(columns.map((column) => sql.ref(`was.${column}`)));
  const same = sql.join(
    SPAN_COLUMNS.map((column) => sql`${sql.ref(`known.${column}`)} = ${sql.ref(`was.${column}`)}`),
    sql` and `,
  );
  await sql`
    insert into event_span_history (scope_id, ${names})
    select ${to}, ${wanted} from event_span_history as was
    where was.event_id = ${id} and was.scope_id = ${from} and not exists (
      select 1 from event_span_history as known where known.scope_id = ${to} and ${same}
    )
  `.execute(db);
}

function untyped(handle: Database["read"]): Kysely<Tables> {
  return handle;
}
