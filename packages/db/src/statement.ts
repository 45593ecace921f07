import { type CompiledQuery, type Kysely, type QueryResult, type RawBuilder, sql } from "kysely";
import type { Bindable } from "./engines/bindable.ts";
import { engineOf } from "./engines/engine.ts";
import type { Engine } from "./engines/engine.ts";
import type { Schema } from "./schema.ts";

/** What a statement is given each time: values as they are stored, or lists of them. */
export type StatementParameters = Readonly<Record<string, Bindable | readonly Bindable[]>>;

interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** What decides the shape of a statement besides the lengths of its lists. */
export type StatementVariant = string | Readonly<Record<string, string | number | boolean>>;

/** How many compiled texts one statement keeps: one for each engine, variant and length of lists. */
const TEXTS = 64;

/**
 * A number written into the statement. SQLite looks at the value that a LIMIT is bound to, and
 * prepares the whole statement again whenever it is bound anew.
 */
export function literal(value: number): RawBuilder<number> {
  if (!Number.isSafeInteger(value)) throw new TypeError(`Not a whole number: ${value}`);
  return sql.lit(value);
}

/**
 * A query that is built and compiled at its first use and then only filled in: building a query is
 * the larger part of what it costs this process.
 *
 * `build` must make the same query whenever engine, variant and the lengths of its lists are the
 * same. It stands at the top of a module, so that it can see nothing else; its parameters have no
 * value yet and may only be passed on.
 *
 * @example
 * const eventsOfCalendar = statement((db, p: { calendarId: StoredId }) =>
 *   db.selectFrom("events").select("id").where("calendar_id", "=", p.calendarId),
 * );
 * const { rows } = await eventsOfCalendar(db, { calendarId: toStoredId(id) });
 */
export function statement<
  P extends StatementParameters,
  Row,
  Variant extends StatementVariant = "",
>(
  build: (db: Kysely<Schema>, parameters: P, variant: Variant) => Compilable<Row>,
): (
  db: Kysely<Schema>,
  parameters: P,
  ...variant: "" extends Variant ? [] : [variant: Variant]
) => Promise<QueryResult<Row>> {
  const texts = new Map<string, Text<Row>>();
  return (db, parameters, ...[variant]) => {
    const key = keyOf(engineOf(db), parameters, variant ?? "");
    let text = texts.get(key);
    if (text === undefined) {
      // The signature lets the variant be absent only where it is the empty one.
      const query = build(db, slotsFor(parameters), (variant ?? "") as Variant).compile();
      text = { query, slots: query.parameters };
      if (texts.size >= TEXTS) texts.clear();
      texts.set(key, text);
    }
    return db.executeQuery(fillIn(text, parameters));
  };
}

/** A compiled query with slots among its parameters. */
interface Text<Row> {
  readonly query: CompiledQuery<Row>;
  readonly slots: readonly unknown[];
}

/** Stands for a value that comes later. */
class Slot {
  readonly name: string;
  readonly index: number | undefined;

  constructor(name: string, index?: number) {
    this.name = name;
    this.index = index;
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError(`The parameter ${this.name} has no value while its statement is built.`);
  }
}

/** The parameters as the builder sees them: each value is a slot that claims its type. */
function slotsFor<P extends StatementParameters>(parameters: P): P {
  const slots = Object.entries(parameters).map(([name, value]) => [
    name,
    isList(value) ? value.map((_, index) => new Slot(name, index)) : new Slot(name),
  ]);
  return Object.fromEntries(slots) as P;
}

function keyOf(engine: Engine, parameters: StatementParameters, variant: StatementVariant): string {
  let key = `${engine.kind} ${typeof variant === "string" ? variant : JSON.stringify(variant)}`;
  for (const name in parameters) {
    const value = parameters[name];
    if (isList(value)) key += ` ${value.length}`;
  }
  return key;
}

function fillIn<Row>(text: Text<Row>, parameters: StatementParameters): CompiledQuery<Row> {
  const values = text.slots.map((slot) => {
    if (!(slot instanceof Slot)) return slot;
    const value = parameters[slot.name];
    return slot.index === undefined || !isList(value) ? value : value[slot.index];
  });
  return { ...text.query, parameters: values };
}

function isList(value: unknown): value is readonly Bindable[] {
  return Array.isArray(value);
}
