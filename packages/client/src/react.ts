/** The entry `@daybook/client/react`: options of TanStack Query for every procedure. */
export {
  daybookQueries,
  type DaybookQueries,
  type DaybookQueryKey,
  type MutationOf,
  type QueryOf,
} from "./queries.ts";
