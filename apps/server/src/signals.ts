import type { ServerLog } from "./log.ts";
import type { RunningServer } from "./server.ts";

/** Stops the server when the process is asked to end; a second request ends it at once. */
export function stopOnSignals(server: RunningServer, log: ServerLog): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) {
      log.warn({ signal }, "stopped at once, without finishing what was under way");
      process.exit(1);
    }
    stopping = true;
    server.stop().then(
      (complete) => process.exit(complete ? 0 : 1),
      (error: unknown) => {
        log.error({ err: error }, "the server did not stop cleanly");
        process.exit(1);
      },
    );
  };
  // The process still ends with the failure; this puts it into the log.
  process.on("uncaughtExceptionMonitor", (error) => {
    log.fatal({ err: error }, "a failure that nobody handled");
  });
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
