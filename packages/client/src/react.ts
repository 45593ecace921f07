/** The entry `@daybook/client/react`: options of TanStack Query for every procedure, kept fresh. */
export { followChanges } from "./follow-changes.ts";
export {
  daybookQueries,
  type DaybookQueries,
  type DaybookQueryKey,
  type MutationOf,
  type PagedQueryOf,
  type QueryOf,
} from "./queries.ts";
