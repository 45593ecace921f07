import type { Database } from "@daybook/db/database";
import { DenialRecorder } from "./audit/denial-recorder.ts";
import { type AuthServiceOptions, openAuthService } from "./auth/auth.service.ts";
import { CalendarFileReader } from "./calendar-files/calendar-file-reader.ts";
import type { App } from "./rpc/context.ts";

export interface AppOptions extends AuthServiceOptions {
  readonly database: Database;
  readonly serverVersion: string;
  /** What clients are told to connect to, without a slash at the end; asked when it is needed. */
  readonly publicUrl: () => string;
}

/** Wires what lives as long as the process. The caller opened the database and closes it. */
export async function createApp(options: AppOptions): Promise<App & { stop(): Promise<void> }> {
  const { database, log, serverVersion, publicUrl } = options;
  const auth = await openAuthService(options);
  const denials = new DenialRecorder(database, log);
  const calendarFiles = new CalendarFileReader();
  return {
    database,
    auth,
    denials,
    calendarFiles,
    log,
    serverVersion,
    publicUrl,
    async stop() {
      await calendarFiles.close();
      await denials.flush();
      await auth.stop();
    },
  };
}
