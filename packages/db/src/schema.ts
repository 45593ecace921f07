import type { AccessTokensTable } from "./tables/access-tokens.table.ts";
import type { AuditLogTable } from "./tables/audit-log.table.ts";
import type { CalendarPermissionsTable } from "./tables/calendar-permissions.table.ts";
import type { CalendarsTable } from "./tables/calendars.table.ts";
import type { EventImportsTable } from "./tables/event-imports.table.ts";
import type { EventPermissionsTable } from "./tables/event-permissions.table.ts";
import type { EventSpanHistoryTable } from "./tables/event-span-history.table.ts";
import type { EventSpansTable } from "./tables/event-spans.table.ts";
import type { EventVersionsTable } from "./tables/event-versions.table.ts";
import type { EventsTable } from "./tables/events.table.ts";
import type { FeedsTable } from "./tables/feeds.table.ts";
import type { IdempotencyKeysTable } from "./tables/idempotency-keys.table.ts";
import type { LogTable } from "./tables/log.table.ts";
import type { RateLimitsTable } from "./tables/rate-limits.table.ts";
import type { RefreshTokensTable } from "./tables/refresh-tokens.table.ts";
import type { ScopesTable } from "./tables/scopes.table.ts";
import type { SessionsTable } from "./tables/sessions.table.ts";
import type { SigningKeysTable } from "./tables/signing-keys.table.ts";
import type { TokenBlocklistTable } from "./tables/token-blocklist.table.ts";
import type { UsersTable } from "./tables/users.table.ts";

/** Every table, by its name in the database. */
export interface Schema {
  users: UsersTable;
  sessions: SessionsTable;
  refresh_tokens: RefreshTokensTable;
  access_tokens: AccessTokensTable;
  token_blocklist: TokenBlocklistTable;
  signing_keys: SigningKeysTable;
  rate_limits: RateLimitsTable;
  calendars: CalendarsTable;
  calendar_permissions: CalendarPermissionsTable;
  events: EventsTable;
  event_permissions: EventPermissionsTable;
  event_versions: EventVersionsTable;
  event_imports: EventImportsTable;
  event_spans: EventSpansTable;
  event_span_history: EventSpanHistoryTable;
  feeds: FeedsTable;
  scopes: ScopesTable;
  log: LogTable;
  audit_log: AuditLogTable;
  idempotency_keys: IdempotencyKeysTable;
}
