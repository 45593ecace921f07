import { z } from "zod";
import { adminUserView } from "../admin/admin.schema.ts";
import { auditItemView } from "../audit/audit.schema.ts";
import { sessionView, tokenScope, tokenView, userView } from "../auth/auth.schema.ts";
import { calendarView } from "../calendars/calendars.schema.ts";
import {
  eventPatch,
  eventStatus,
  eventTransparency,
  newEventContent,
  occurrenceContentView,
  overrideInput,
  overrideView,
  recurrenceInput,
  recurrenceView,
} from "../events/event-content.schema.ts";
import {
  changedView,
  conflictsOutput,
  createEventInput,
  editTarget,
  eventView,
  importEventsOutput,
  importReason,
  occurrenceChangeView,
  occurrenceView,
  previewView,
} from "../events/events.schema.ts";
import { previewRequest } from "../events/preview.schema.ts";
import { feedView } from "../feeds/feeds.schema.ts";
import {
  findTimeOutput,
  freeBusyView,
  person,
  personView,
  stretch,
  workingHours,
} from "../schedule/schedule.schema.ts";
import { byId, errorReason, pageInput, windowInput } from "../rpc/wire.schema.ts";
import {
  accessView,
  explainedGrant,
  explainOutput,
  grantee,
  grantOptions,
  grantView,
  ofUser,
  resource,
  resourceView,
  revokedOutput,
  role,
} from "../sharing/sharing.schema.ts";
import { syncMessage } from "../sync/subscribe.schema.ts";
import {
  syncAccess,
  syncCalendar,
  syncChangesInput,
  syncEvent,
  syncItem,
} from "../sync/sync.schema.ts";
import { undoneChangeSetView } from "../versions/undo.schema.ts";
import {
  actor,
  diffVersionsOutput,
  fieldBlame,
  fieldChange,
  getVersionOutput,
  occurrenceChangesView,
  occurrencePlace,
  versionedContentView,
  versionItemView,
  versionKind,
  wordChange,
} from "../versions/versions.schema.ts";

/** The shapes of answers that have a name, in the OpenAPI document and in the client's types. */
export const NAMED_VIEWS = {
  Session: sessionView,
  User: userView,
  Calendar: calendarView,
  Role: role,
  Event: eventView,
  EventStatus: eventStatus,
  Transparency: eventTransparency,
  Recurrence: recurrenceView,
  Override: overrideView,
  Changed: changedView,
  Preview: previewView,
  UndoneChangeSet: undoneChangeSetView,
  OccurrenceChanges: occurrenceChangesView,
  OccurrencePlace: occurrencePlace,
  Occurrence: occurrenceView,
  OccurrenceChange: occurrenceChangeView,
  Stretch: stretch,
  Conflicts: conflictsOutput,
  ImportReport: importEventsOutput,
  ImportReason: importReason,
  Grant: grantView,
  Revoked: revokedOutput,
  Resource: resourceView,
  ExplainedGrant: explainedGrant,
  AccessExplanation: explainOutput,
  VersionItem: versionItemView,
  VersionKind: versionKind,
  VersionedContent: versionedContentView,
  VersionedEvent: getVersionOutput,
  VersionDiff: diffVersionsOutput,
  FieldChange: fieldChange,
  WordChange: wordChange,
  FieldBlame: fieldBlame,
  Actor: actor,
  SyncMessage: syncMessage,
  SyncItem: syncItem,
  SyncEvent: syncEvent,
  SyncCalendar: syncCalendar,
  SyncAccess: syncAccess,
  PersonalToken: tokenView,
  Feed: feedView,
  Person: personView,
  FreeBusy: freeBusyView,
  FoundTimes: findTimeOutput,
  AuditItem: auditItemView,
  Account: adminUserView,
  ServerReason: errorReason,
} as const;

/** The shapes of inputs that have a name in the client's types. */
export const NAMED_INPUTS = {
  GranteeById: grantee.options[0],
  GranteeByUsername: grantee.options[1],
  GranteeByEmail: grantee.options[2],
  TokenScope: tokenScope,
  NewEvent: createEventInput,
  NewEventContent: newEventContent,
  EventPatch: eventPatch,
  RecurrenceInput: recurrenceInput,
  OverrideInput: overrideInput,
  Resource: resource,
  Grantee: grantee,
  PersonInput: person,
  WorkingHours: workingHours,
} as const;

/** Members that several shapes have alike, which the client's types say once. */
export const NAMED_PARTS = {
  PageInput: pageInput,
  ById: byId,
  OfUser: ofUser,
  WindowInput: z.strictObject(windowInput),
  PreviewInput: z.strictObject(previewRequest),
  SyncInput: syncChangesInput,
  EditTarget: z.strictObject(editTarget),
  GrantOptions: z.strictObject(grantOptions),
  Access: accessView,
  OccurrenceContent: occurrenceContentView,
} as const;
