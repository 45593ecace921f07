import { runMaintenance } from "@daybook/api/auth/maintenance";
import type { App } from "@daybook/api/rpc/context";
import { followZoneData } from "@daybook/api/zones/zone-data.service";

const EVERY_MS = 10 * 60_000;

/**
 * Removes what has expired, every ten minutes, in each process: it does no harm twice. Follows the
 * time zone data (rule T1) at once, and then as often, where another process was about it.
 */
export function startMaintenance(app: App): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const followZones = () =>
    followZoneData(app, { signal: stopping.signal }).catch((error: unknown) => {
      app.log.error({ err: error }, "the time zone data could not be followed");
    });
  const removeExpired = () =>
    runMaintenance(app.database).catch((error: unknown) => {
      app.log.error({ err: error }, "expired entries could not be removed");
    });
  let running: Promise<unknown> = followZones();
  const timer = setInterval(() => {
    running = running.then(removeExpired).then(followZones);
  }, EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
