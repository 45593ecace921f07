import type { DataTag } from "@tanstack/react-query";
import type { CallOptions } from "./api-types.ts";
import type { DaybookClient } from "./client.ts";
import type { DaybookApi } from "./contract.ts";
import type { AnyDaybookError } from "./errors.ts";
import { PROCEDURES, type ProcedureKind } from "./procedures.ts";

/** `["daybook", "events", "list", input]`: what begins with less of it is invalidated together. */
export type DaybookQueryKey = readonly ["daybook", ...names: string[], input: unknown];

/** A question, as TanStack Query takes it. */
export interface QueryOf<Args extends unknown[], Output> {
  /**
   * For `useQuery`, `useSuspenseQuery`, `prefetchQuery`, … The call ends when nobody waits for it,
   * and is not repeated by TanStack Query: the client has done so where it helps.
   */
  readonly queryOptions: (...input: Args) => {
    readonly queryKey: DataTag<DaybookQueryKey, Output, AnyDaybookError>;
    readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Output>;
    readonly retry: false;
  };
  /** What the keys of all its questions begin with. */
  readonly key: readonly string[];
}

/** A write, as TanStack Query takes it. */
export interface MutationOf<Input, Output> {
  /** For `useMutation`. */
  readonly mutationOptions: () => {
    readonly mutationKey: readonly string[];
    readonly mutationFn: (input: Input) => Promise<Output>;
    readonly retry: false;
  };
}

type QueriesOf<Node> = {
  readonly [
    Name in keyof Node as Node[Name] extends (...args: never[]) => AsyncIterable<unknown>
      ? never
      : Name
  ]: Node[Name] extends (input: infer Input, options?: infer Options) => Promise<infer Output>
    ? "idempotencyKey" extends keyof NonNullable<Options>
      ? MutationOf<Input, Output>
      : QueryOf<ArgumentsOf<Input>, Output>
    : QueriesOf<Node[Name]>;
};

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
 * const create = useMutation(queries.events.create.mutationOptions());
 * await queryClient.invalidateQueries({ queryKey: queries.events.list.key });
 */
export function daybookQueries(daybook: DaybookClient): DaybookQueries {
  // The tree has the contract's shape, as the client's own has.
  return queriesOf(PROCEDURES, ["daybook"], daybook) as DaybookQueries;
}

type ProcedureTree = { readonly [name: string]: ProcedureKind | ProcedureTree };
type AnyCall = (input: unknown, options?: CallOptions) => Promise<unknown>;

function queriesOf(tree: ProcedureTree, prefix: readonly string[], calls: object): object {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, node]): [string, object][] => {
      const key = [...prefix, name];
      const call: unknown = Reflect.get(calls, name);
      if (typeof node !== "string") {
        return [[name, queriesOf(node, key, call as object)]];
      }
      switch (node) {
        case "query":
          return [[name, queryOf(key, call as AnyCall)]];
        case "mutation":
          return [[name, mutationOf(key, call as AnyCall)]];
        case "subscription":
          return [];
      }
    }),
  );
}

function queryOf(key: readonly string[], call: AnyCall): object {
  return {
    key,
    queryOptions: (input: unknown = {}) => ({
      queryKey: [...key, input],
      queryFn: ({ signal }: { signal: AbortSignal }) => call(input, { signal }),
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
