import type { Database } from "@daybook/db/database";
import type { AuthService } from "../auth/auth.service.ts";
import type { DenialRecorder } from "../audit/denial-recorder.ts";
import type { CalendarFileReader } from "../calendar-files/calendar-file-reader.ts";
import type { CallLimit } from "../limits/call-limit.ts";
import type { InTurn } from "../limits/in-turn.ts";
import type { ServiceLimits } from "../limits/service-limits.ts";
import type { LiveStreams } from "../sync/live-streams.ts";
import type { ScopeWatcher } from "../sync/scope-watcher.ts";
import type { Actor, SessionActor } from "./actor.ts";
import type { Logger } from "./logger.ts";

/** From where a call came (rule A1). */
export type Channel = "web" | "cli" | "service" | "rest" | "import";

/** What lives as long as the process: made once, shared by all calls. */
export interface App {
  readonly database: Database;
  readonly auth: AuthService;
  readonly denials: DenialRecorder;
  readonly calendarFiles: CalendarFileReader;
  readonly scopeWatcher: ScopeWatcher;
  readonly streams: LiveStreams;
  /** Undefined where calls of every kind are not limited. */
  readonly callLimit: CallLimit | undefined;
  /** Calls that try names, each caller's one after the other (rule S9). */
  readonly guesses: InTurn;
  readonly log: Logger;
  /** Version of the running server, as `meta.health` shows it. */
  readonly serverVersion: string;
  /** What clients are told to connect to, without a slash at the end. */
  publicUrl(): string;
}

/** One HTTP request (or one in-process call in tests). */
export interface RequestContext {
  readonly app: App;
  readonly requestId: string;
  readonly channel: Channel;
  /** The caller's network address, for limits and the audit trail. */
  readonly address: string;
  readonly userAgent: string | null;
  /** Where its limits are noted, for whoever answers. */
  readonly serviceLimits: ServiceLimits;
  /** The value of the `Idempotency-Key` header (rule C2). */
  readonly idempotencyKey: string | undefined;
  /**
   * Who sent the request: undefined without a token. Rejects with the reason when a token is
   * there and does not hold. Answered once per request, however many calls a batch has.
   */
  authenticate(): Promise<Actor | undefined>;
  /** Closes the connection, whatever waits to be written to it; absent where there is none. */
  readonly cutOff?: (() => void) | undefined;
}

/** One authenticated call of a procedure, as services receive it. */
export interface Call {
  readonly app: App;
  readonly actor: Actor;
  /** Dotted name of the procedure, as in `events.update`. */
  readonly procedure: string;
  readonly channel: Channel;
  readonly requestId: string;
  readonly address: string;
  readonly serviceLimits: ServiceLimits;
  readonly idempotencyKey: string | undefined;
}

/** A call that only a signed-in session can make. */
export type SessionCall = Call & { readonly actor: SessionActor };
