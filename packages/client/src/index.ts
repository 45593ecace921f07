/** The entry `@daybook/client`: the client, its errors, its token stores and its types. */
export {
  createDaybookClient,
  type DaybookClient,
  type DaybookClientOptions,
  type SessionHandle,
} from "./client.ts";
export {
  DaybookError,
  isConflict,
  isCursorExpired,
  isDaybookError,
  isForbidden,
  isInvalidInput,
  isNetworkError,
  isNotFound,
  isRateLimited,
  isServerFault,
  isTimeout,
  isUnauthenticated,
  isVersionConflict,
  type AnyDaybookError,
  type ClientReason,
  type Details,
  type FieldError,
  type Reason,
} from "./errors.ts";
export { allItems, pages } from "./paging.ts";
export type { SessionCause, SessionChange, SessionListener } from "./session.ts";
export {
  memoryTokenStore,
  webTokenStore,
  type KeyValueStorage,
  type TokenStore,
} from "./token-store.ts";
export type { Fetch } from "./fetch.ts";
export type {
  AroundCall,
  CallOptions,
  CallReport,
  OutgoingCall,
  Stream,
  StreamOptions,
  WriteOptions,
} from "./api-types.ts";
export type * from "./contract.ts";
export { CLIENT_VERSION } from "./version.ts";
