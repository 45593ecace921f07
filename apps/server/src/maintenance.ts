import { runMaintenance } from "@daybook/api/auth/maintenance";
import type { App } from "@daybook/api/rpc/context";

const EVERY_MS = 10 * 60_000;

/** Removes what has expired, every ten minutes, in each process: it does no harm twice. */
export function startMaintenance(app: App): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = runMaintenance(app.database).catch((error: unknown) => {
      app.log.error({ err: error }, "expired entries could not be removed");
    });
  }, EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
