import type { CallOptions, Stream, WriteOptions } from "./api-types.ts";
import type { DaybookApi, Page } from "./contract.ts";
import type { StreamScript } from "./stream-script.ts";

type NamesIn<Node, Prefix extends string = ""> = {
  [Name in keyof Node & string]: Node[Name] extends (...args: never[]) => object
    ? `${Prefix}${Name}`
    : NamesIn<Node[Name], `${Prefix}${Name}.`>;
}[keyof Node & string];

type At<Node, Name extends string> = Name extends `${infer Group}.${infer Rest}`
  ? Group extends keyof Node
    ? At<Node[Group], Rest>
    : never
  : Name extends keyof Node
    ? Node[Name]
    : never;

/** As in `events.update`. */
export type ProcedureName = NamesIn<DaybookApi>;

/** What a procedure takes. */
export type InputOf<Name extends ProcedureName> =
  At<DaybookApi, Name> extends (input: infer Input, ...rest: never[]) => object
    ? NonNullable<Input>
    : never;

/** What a procedure answers; of a stream, its messages. */
export type AnswerOf<Name extends ProcedureName> =
  At<DaybookApi, Name> extends (...args: never[]) => infer Returned
    ? Returned extends Stream<infer Message>
      ? Message
      : Awaited<Returned>
    : never;

/** An answer, an error to reject with, or a function that gives or throws one. */
export type Answer<Input, Output> =
  | Output
  | Error
  | ((input: Input, options: CallOptions & WriteOptions) => Output | Promise<Output>);

/** What a stream is to say, an error to refuse it with, or a function that gives or throws one. */
export type StreamAnswer<Input, Message> =
  | StreamScript<Message>
  | Error
  | ((input: Input) => StreamScript<Message>);

type Streaming<Name extends ProcedureName> =
  At<DaybookApi, Name> extends (...args: never[]) => Stream<infer Message>
    ? StreamAnswer<InputOf<Name>, Message>
    : Answer<InputOf<Name>, AnswerOf<Name>>;

/** What is answered, by the names of procedures. */
export type Answers = { readonly [Name in ProcedureName]?: Streaming<Name> };

/**
 * Answers one call after the other; the last answer is given for ever.
 *
 * @example fakeDaybook({ "events.update": inTurn(refusal("BUSY"), aChanged()) })
 */
export function inTurn<Outcomes extends [object, ...object[]]>(
  ...outcomes: Outcomes
): () => Exclude<Outcomes[number], Error> {
  let next = 0;
  return () => {
    const outcome = outcomes[Math.min(next, outcomes.length - 1)] as Outcomes[number];
    next += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome as Exclude<Outcomes[number], Error>;
  };
}

const PAGE_SIZE = 50;

/**
 * Answers a list page by page, as the input's `limit` and `cursor` say.
 *
 * @example fakeDaybook({ "events.list": pagesOf([anEvent(), anEvent(), anEvent()], 2) })
 */
export function pagesOf<Item>(
  items: readonly Item[],
  pageSize = PAGE_SIZE,
): (input: { cursor?: string | undefined; limit?: number | undefined }) => Page<Item> {
  return ({ cursor, limit = pageSize }) => {
    const from = Number(cursor ?? 0);
    const to = from + limit;
    return { items: items.slice(from, to), nextCursor: to < items.length ? String(to) : null };
  };
}
