/** The package's one public entry. */
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
  type FieldConflict,
  type FieldError,
  type Reason,
  type ServerReason,
  type VersionConflictDetails,
} from "./errors.ts";
export { allItems, pages } from "./paging.ts";
export type { SessionCause, SessionChange, SessionListener } from "./session.ts";
export {
  memoryTokenStore,
  webTokenStore,
  type KeyValueStorage,
  type TokenStore,
} from "./token-store.ts";
export type { Fetch } from "./transport.ts";
export type {
  AccessExplanation,
  AuditItem,
  Calendar,
  Call,
  CallOptions,
  Changed,
  Conflicts,
  DaybookApi,
  Event,
  EventPatch,
  Feed,
  FoundTimes,
  FreeBusy,
  Grant,
  Grantee,
  ImportReport,
  NewEvent,
  Occurrence,
  Preview,
  Resource,
  Role,
  Session,
  UndoneChangeSet,
  User,
  VersionDiff,
  VersionedEvent,
  VersionItem,
  WriteOptions,
} from "./api-types.ts";
export { CLIENT_VERSION } from "./version.ts";
