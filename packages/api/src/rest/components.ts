import { auditItemView } from "../audit/audit.schema.ts";
import { adminUserView } from "../admin/admin.schema.ts";
import { sessionView } from "../auth/auth.schema.ts";
import { calendarView } from "../calendars/calendars.schema.ts";
import { changedView, eventView, occurrenceView } from "../events/events.schema.ts";
import { stretch } from "../schedule/schedule.schema.ts";
import { grantView } from "../sharing/sharing.schema.ts";
import { syncMessage } from "../sync/subscribe.schema.ts";
import { syncItem } from "../sync/sync.schema.ts";
import { versionItemView } from "../versions/versions.schema.ts";

/** The shapes that have a name in the OpenAPI document. */
export const COMPONENTS = {
  Session: sessionView,
  Calendar: calendarView,
  Event: eventView,
  Changed: changedView,
  Occurrence: occurrenceView,
  Grant: grantView,
  Version: versionItemView,
  SyncItem: syncItem,
  SyncMessage: syncMessage,
  Stretch: stretch,
  AuditItem: auditItemView,
  UserOfInstallation: adminUserView,
} as const;
