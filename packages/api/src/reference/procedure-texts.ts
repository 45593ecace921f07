import type { ProcedureName } from "./procedures.ts";

/** What the reference says of a procedure. */
export interface ProcedureText {
  /** A few words, without a full stop. */
  readonly summary: string;
  /** Whole sentences: what it does, to whom, and what it refuses, with rules by their numbers. */
  readonly description: string;
}

/** The words of the reference, for the OpenAPI document and for the client's types. */
export const PROCEDURE_TEXTS: Readonly<Record<ProcedureName, ProcedureText>> = {
  "auth.register": {
    summary: "Create an account",
    description:
      "Creates an account with a default calendar and signs it in. `USERNAME_TAKEN`, `EMAIL_TAKEN`; a password that is too common or too like the account's names is refused (U1).",
  },
  "auth.login": {
    summary: "Sign in",
    description:
      "Signs in with a username or an e-mail address. An unknown name answers as a wrong password does (U1); failed attempts are limited, `RATE_LIMITED` (U5).",
  },
  "auth.refresh": {
    summary: "Exchange a refresh token",
    description:
      "Trades a refresh token for a new session; each can be used once. The second use of an old one ends the session (U2).",
  },
  "auth.logout": {
    summary: "Sign out",
    description: "Ends the caller's session, with its tokens and live streams (U3).",
  },
  "auth.logoutAll": {
    summary: "Sign out everywhere",
    description: "Ends every session of the caller; personal access tokens stay (U3).",
  },
  "auth.me": {
    summary: "Tell who is calling",
    description: "The caller's account, and by what the caller is known: a session or a token.",
  },
  "auth.changePassword": {
    summary: "Change the password",
    description:
      "Sets a new password, ends all sessions and personal access tokens, and answers a new session (U3). `WRONG_PASSWORD` where the current one is not right.",
  },
  "auth.deleteAccount": {
    summary: "Delete the account",
    description:
      "Deletes the caller's account. Every shared calendar and event is transferred or deleted as `dispositions` say; where one is missing, `DISPOSITION_REQUIRED` lists them (S7).",
  },
  "auth.sessions.list": {
    summary: "List sessions",
    description: "The caller's sessions that have not ended.",
  },
  "auth.sessions.revoke": {
    summary: "End a session",
    description: "Ends one of the caller's sessions, as if it had signed out (U3).",
  },
  "auth.tokens.create": {
    summary: "Create a personal access token",
    description:
      "Makes a token for programs, with scopes and an expiry of at most a year. The token itself is shown this once (U4).",
  },
  "auth.tokens.list": {
    summary: "List personal access tokens",
    description: "The caller's tokens, without the secrets.",
  },
  "auth.tokens.revoke": {
    summary: "Revoke a personal access token",
    description: "Ends a token at once (U3).",
  },
  "calendars.create": {
    summary: "Create a calendar",
    description: "Creates a calendar that the caller owns, in a time zone of its own.",
  },
  "calendars.list": {
    summary: "List calendars",
    description: "Pages through the calendars that the caller owns or holds a grant on.",
  },
  "calendars.get": {
    summary: "Get a calendar",
    description: "One calendar, with the caller's role.",
  },
  "calendars.update": {
    summary: "Change a calendar",
    description: "Changes the name, the zone, or who learns the busy times; for its owner (S1).",
  },
  "calendars.delete": {
    summary: "Delete a calendar",
    description:
      "Deletes a calendar with its events in one change set, which can be undone (K1). The default calendar is refused, `DEFAULT_CALENDAR`.",
  },
  "events.create": {
    summary: "Create an event",
    description:
      "Creates an event or a series, in the default calendar unless one is named. Times are wall-clock texts with an IANA zone, floating, or dates (T1, T2); a rule must produce the start, `START_NOT_IN_RULE` (R3).",
  },
  "events.createMany": {
    summary: "Create several events",
    description: "Creates events in one calendar, all or none, as one change set.",
  },
  "events.get": {
    summary: "Get an event",
    description:
      "One event, deleted or not (K1); as it is now, at a version, or at an instant, with the rights of now (V7).",
  },
  "events.list": {
    summary: "List events",
    description:
      "Pages through the events that the caller can see, by first start or by last change. Series are one item; `events.occurrences` expands them.",
  },
  "events.occurrences": {
    summary: "List what takes place in a window",
    description:
      "The occurrences that overlap a window of instants (half-open, T4), of everything the caller can see, in time order. Series are expanded (R4). With `at`, the window as it stood at that instant (V7).",
  },
  "events.changes": {
    summary: "List what changed in a window since an instant",
    description:
      "Compares a window at two instants: the occurrences that appeared, vanished, moved or changed, each with the versions between and who made them (V7).",
  },
  "events.conflicts": {
    summary: "List conflicts of an event",
    description:
      "What else takes the time of an event that is there, or of one that is to be made. Of hidden events only the time is told (Q1).",
  },
  "events.update": {
    summary: "Change an event",
    description:
      "Changes the fields that the patch has: of an event, of a whole series, of one occurrence, or of one and all that follow (X1, X8). With `baseVersion`, edits made meanwhile are merged by field, and `VERSION_CONFLICT` says where both changed the same (V3).",
  },
  "events.delete": {
    summary: "Delete an event",
    description:
      "Deletes an event, excludes one occurrence, or ends a series before one (X5). It can be restored.",
  },
  "events.restore": {
    summary: "Restore an event",
    description: "Brings back a deleted event, or one occurrence as the series has it (X5).",
  },
  "events.move": {
    summary: "Move an event to another calendar",
    description:
      "Takes an event along with its history and its own grants: a delete at the source and a creation at the target (S1).",
  },
  "events.search": {
    summary: "Search events",
    description:
      "Finds events that have all the words, without regard to case and accents, the last one as a prefix (Q2).",
  },
  "events.import": {
    summary: "Import a calendar file",
    description:
      "Reads an iCalendar file (RFC 5545) into a calendar, merged from the last import of each event. What cannot be read is listed with its line and reason (F1).",
  },
  "events.export": {
    summary: "Export a calendar file",
    description: "Writes an event, or a calendar or a window of it, as an iCalendar file (F1).",
  },
  "sharing.share": {
    summary: "Share an event or a calendar",
    description:
      "Gives grants to people, who are named by id, username or e-mail address: all, or none (`USER_NOT_FOUND`, S9). Sharing again replaces the grant.",
  },
  "sharing.list": {
    summary: "List who has access",
    description:
      "The owner and the grants on a resource. A viewer sees the owner's and their own (S1).",
  },
  "sharing.update": {
    summary: "Change a grant",
    description: "Changes role, flags or expiry of a grant; what is absent stays.",
  },
  "sharing.revoke": {
    summary: "Withdraw a grant",
    description: "Takes a grant away. It holds at once, everywhere (S4).",
  },
  "sharing.leave": {
    summary: "Leave",
    description: "Gives up the caller's own grant on a resource.",
  },
  "sharing.transfer": {
    summary: "Transfer ownership",
    description:
      "Passes a calendar, or an event, to somebody who holds a grant on it (S5). The former owner stays an editor.",
  },
  "sharing.explain": {
    summary: "Explain who may see something",
    description:
      "Why somebody reaches a resource, now or at an instant: the role and every grant, each with whether it counts (S2). Asking about others needs an editor's role.",
  },
  "versions.list": {
    summary: "List the versions of an event",
    description: "The changelog, latest first: who, when, what kind, which fields (V1).",
  },
  "versions.get": {
    summary: "Get a version",
    description: "One version of an event with its content then.",
  },
  "versions.diff": {
    summary: "Compare two versions",
    description:
      "The fields that differ, with the words that changed in long text, and what that means in time: occurrences that appear, vanish or move in a window (V5).",
  },
  "versions.rollback": {
    summary: "Roll back to a version",
    description:
      "Writes a new version with exactly an old one's content; it never merges, and never touches grants (V4, S8).",
  },
  "versions.blame": {
    summary: "Say who set each field",
    description:
      "Which version set each field and each override last, when and who; after a rollback or an undo also the version that had first set the value (V6).",
  },
  "versions.undo": {
    summary: "Undo a change",
    description:
      "Takes back one version of an event, or everything that one user action did, and keeps what came later (V4). What both changed is a conflict, which `resolutions` settle field by field.",
  },
  "versions.verify": {
    summary: "Verify chains of versions",
    description:
      "Recomputes the hashes of an event, or of the events of a calendar in several calls, and names the first version that does not fit (V8).",
  },
  "schedule.freeBusy": {
    summary: "Look up busy times",
    description:
      "When people are busy, as far as the caller may know (Q1). A person who is hidden or unknown is `NOT_FOUND`, and the rest is answered.",
  },
  "schedule.findTime": {
    summary: "Find a time that suits all",
    description:
      "Suggests starts in a window at which nobody is busy, within working hours; where there is none, `reason` says why (Q1).",
  },
  "feeds.create": {
    summary: "Create a feed",
    description:
      "Makes a secret address at which calendar programs read a calendar without signing in (F1). The address is shown this once.",
  },
  "feeds.list": { summary: "List feeds", description: "The caller's feeds, without addresses." },
  "feeds.revoke": { summary: "Revoke a feed", description: "Ends an address at once." },
  "sync.changes": {
    summary: "Follow what changes",
    description:
      "What has changed since a cursor in everything that the caller can see, in the order of commits; without a cursor, all that is there (L1, L2, L3). A cursor that is too old, or from before a restoration, is `CURSOR_EXPIRED`.",
  },
  "sync.subscribe": {
    summary: "Follow what changes as it happens",
    description:
      "A stream of server-sent events with what `sync.changes` tells, as soon as it is committed by whichever server; each message's id is the cursor from which the stream is resumed (L3). It ends with the session.",
  },
  "audit.list": {
    summary: "Read the audit trail",
    description:
      "Owners read the trail of their resources, users their own, administrators all (A1). Latest first.",
  },
  "admin.users.list": {
    summary: "List accounts",
    description: "All accounts of the installation; for administrators.",
  },
  "admin.users.disable": {
    summary: "Disable an account",
    description: "Ends the sessions and tokens of an account and keeps it from signing in.",
  },
  "admin.users.enable": { summary: "Enable an account", description: "Lets it sign in again." },
  "meta.limits": {
    summary: "Read the published limits",
    description:
      "Every limit by its name; each says what it limits, and its unit unless it is a count (C3).",
  },
  "meta.health": {
    summary: "Read the health of the server",
    description: "Version of the server, clock of the database, time zone data in use.",
  },
};
