import type { DataTag, InfiniteData } from "@tanstack/react-query";
import type { CallOptions } from "./api-types.ts";
import type { DaybookClient } from "./client.ts";
import type { DaybookApi } from "./contract.ts";
import type { AnyDaybookError } from "./errors.ts";
import { PROCEDURES, type ProcedureKind } from "./procedures.ts";

/**
 * `["daybook", "events", "list", input]`, or for all pages `["daybook", "events", "list", "pages",
 * input]`: what begins with less of it is invalidated together.
 */
export type DaybookQueryKey = readonly ["daybook", ...names: string[], input: unknown];

/** What questions and writes have in common. */
interface CommonOptions {
  /** Nothing is repeated by TanStack Query: the client has done so where it helps. */
  readonly retry: false;
  /** Never set; it tells the hooks of which type their `error` is. */
  readonly throwOnError?: (error: AnyDaybookError) => boolean;
}

/** A question, as TanStack Query takes it. */
export interface QueryOf<Args extends unknown[], Output> {
  /** For `useQuery`, `useSuspenseQuery`, `prefetchQuery`, … The call ends when nobody waits for it. */
  readonly queryOptions: (...input: Args) => CommonOptions & {
    readonly queryKey: DataTag<DaybookQueryKey, Output, AnyDaybookError>;
    readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Output>;
  };
  /** What the keys of all its questions begin with. */
  readonly key: readonly string[];
}

/** A question that is answered in pages. */
export interface PagedQueryOf<Args extends unknown[], Output> extends QueryOf<Args, Output> {
  /** For `useInfiniteQuery`, `useSuspenseInfiniteQuery`, `prefetchInfiniteQuery`, … */
  readonly infiniteQueryOptions: (...input: Args) => CommonOptions & {
    readonly queryKey: DataTag<
      DaybookQueryKey,
      InfiniteData<Output, string | undefined>,
      AnyDaybookError
    >;
    readonly queryFn: (context: {
      readonly signal: AbortSignal;
      readonly pageParam: string | undefined;
    }) => Promise<Output>;
    readonly initialPageParam: string | undefined;
    readonly getNextPageParam: (page: Output) => string | null;
  };
}

/** A write, as TanStack Query takes it. */
export interface MutationOf<Input, Output> {
  /** For `useMutation`. */
  readonly mutationOptions: () => CommonOptions & {
    readonly mutationKey: readonly string[];
    readonly mutationFn: (input: Input) => Promise<Output>;
  };
}

/** Procedures that belong together, and what the keys of all their questions begin with. */
type QueriesOf<Node> = { readonly key: readonly string[] } & {
  readonly [
    Name in keyof Node as Node[Name] extends (...args: never[]) => AsyncIterable<unknown>
      ? never
      : Name
  ]: Node[Name] extends (input: infer Input, options?: infer Options) => Promise<infer Output>
    ? "idempotencyKey" extends keyof NonNullable<Options>
      ? MutationOf<Input, Output>
      : QuestionOf<ArgumentsOf<Input>, Output>
    : QueriesOf<Node[Name]>;
};

/** Pages end: what is told for ever, as by `sync.changes`, has none. */
type QuestionOf<Args extends unknown[], Output> = Output extends { nextCursor: infer Cursor }
  ? null extends Cursor
    ? PagedQueryOf<Args, Output>
    : QueryOf<Args, Output>
  : QueryOf<Args, Output>;

/** The input, which may be left out where the procedure lets it be. */
type ArgumentsOf<Input> = undefined extends Input ? [input?: Input] : [input: Input];

/** Every question and every write, by its name; streams are read with `for await`. */
export type DaybookQueries = QueriesOf<DaybookApi>;

/**
 * The procedures of a client as options of TanStack Query.
 *
 * @example
 * const queries = daybookQueries(daybook);
 * const { data } = useQuery(queries.events.list.queryOptions({ limit: 20 }));
 * const pages = useInfiniteQuery(queries.events.list.infiniteQueryOptions({ limit: 20 }));
 * const create = useMutation(queries.events.create.mutationOptions());
 * await queryClient.invalidateQueries({ queryKey: queries.events.key });
 */
export function daybookQueries(daybook: DaybookClient): DaybookQueries {
  // The tree has the contract's shape, as the client's own has.
  return queriesOf(PROCEDURES, ["daybook"], daybook) as DaybookQueries;
}

type ProcedureTree = { readonly [name: string]: ProcedureKind | ProcedureTree };
type AnyCall = (input: unknown, options?: CallOptions) => Promise<unknown>;

function queriesOf(tree: ProcedureTree, key: readonly string[], calls: object): object {
  const members = Object.entries(tree).flatMap(([name, node]): [string, object][] => {
    const call: unknown = Reflect.get(calls, name);
    if (typeof node !== "string") {
      return [[name, queriesOf(node, [...key, name], call as object)]];
    }
    switch (node) {
      case "query":
        return [[name, queryOf([...key, name], call as AnyCall)]];
      case "mutation":
        return [[name, mutationOf([...key, name], call as AnyCall)]];
      case "subscription":
        return [];
    }
  });
  return { key, ...Object.fromEntries(members) };
}

/** Whether there are pages, its type knows. */
function queryOf(key: readonly string[], call: AnyCall): object {
  return {
    key,
    queryOptions: (input: object = {}) => ({
      queryKey: [...key, input],
      queryFn: ({ signal }: { signal: AbortSignal }) => call(input, { signal }),
      retry: false,
    }),
    infiniteQueryOptions: (input: { cursor?: string } = {}) => ({
      queryKey: [...key, "pages", input],
      queryFn: ({ signal, pageParam: cursor }: { signal: AbortSignal; pageParam?: string }) =>
        call({ ...input, cursor }, { signal }),
      initialPageParam: input.cursor,
      getNextPageParam: ({ nextCursor }: { nextCursor: string | null }) => nextCursor,
      retry: false,
    }),
  };
}

function mutationOf(mutationKey: readonly string[], call: AnyCall): object {
  return {
    mutationOptions: () => ({
      mutationKey,
      mutationFn: (input: unknown) => call(input),
      retry: false,
    }),
  };
}
