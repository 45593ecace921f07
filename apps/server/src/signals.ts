import type { ServerLog } from "./log.ts";
import type { RunningServer } from "./server.ts";

/** One Ctrl-C can arrive twice, from the terminal and from the program that started this one. */
const SAME_REQUEST_MS = 200;

/** Stops the server when the process is asked to end; a later second request ends it at once. */
export function stopOnSignals(server: RunningServer, log: ServerLog): void {
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince < SAME_REQUEST_MS) return;
      log.warn({ signal }, "stopped at once, without finishing what was under way");
      process.exit(1);
    }
    stoppingSince = performance.now();
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
