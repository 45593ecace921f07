import type { Database } from "@daybook/db/database";
import { listScopeStates } from "@daybook/db/queries/scope-states.queries";
import { DenialRecorder } from "./audit/denial-recorder.ts";
import { type AuthServiceOptions, openAuthService } from "./auth/auth.service.ts";
import { CalendarFileReader } from "./calendar-files/calendar-file-reader.ts";
import { CallLimit } from "./limits/call-limit.ts";
import { InTurn } from "./limits/in-turn.ts";
import type { App } from "./rpc/context.ts";
import { LiveStreams } from "./sync/live-streams.ts";
import { ScopeWatcher } from "./sync/scope-watcher.ts";

export interface AppOptions extends AuthServiceOptions {
  readonly database: Database;
  readonly serverVersion: string;
  /** What clients are told to connect to, without a slash at the end; asked when it is needed. */
  readonly publicUrl: () => string;
  /** Calls that one caller may make in a minute; 0 is no limit. */
  readonly callsPerMinute: number;
}

/** Wires what lives as long as the process. The caller opened the database and closes it. */
export async function createApp(options: AppOptions): Promise<App & { stop(): Promise<void> }> {
  const { database, log, serverVersion, publicUrl, callsPerMinute } = options;
  const auth = await openAuthService(options);
  const denials = new DenialRecorder(database, log);
  const calendarFiles = new CalendarFileReader();
  const scopeWatcher = new ScopeWatcher({
    read: (scopeIds) => listScopeStates(database.read, scopeIds),
    log,
  });
  const streams = new LiveStreams({ auth, database, watcher: scopeWatcher });
  return {
    database,
    auth,
    denials,
    calendarFiles,
    scopeWatcher,
    streams,
    callLimit: callsPerMinute === 0 ? undefined : new CallLimit({ callsPerMinute }),
    guesses: new InTurn(),
    log,
    serverVersion,
    publicUrl,
    async stop() {
      streams.close();
      scopeWatcher.stop();
      await calendarFiles.close();
      await denials.flush();
      await auth.stop();
    },
  };
}
