import { adminRouter } from "./admin/admin.router.ts";
import { auditRouter } from "./audit/audit.router.ts";
import { authRouter } from "./auth/auth.router.ts";
import { calendarsRouter } from "./calendars/calendars.router.ts";
import { eventsRouter } from "./events/events.router.ts";
import { feedsRouter } from "./feeds/feeds.router.ts";
import { metaRouter } from "./meta/meta.router.ts";
import { createCallerFactory, router } from "./rpc/procedures.ts";
import { scheduleRouter } from "./schedule/schedule.router.ts";
import { sharingRouter } from "./sharing/sharing.router.ts";
import { syncRouter } from "./sync/sync.router.ts";
import { versionsRouter } from "./versions/versions.router.ts";

/** Every procedure of Daybook, by its name on the wire. */
export const appRouter = router({
  auth: authRouter,
  calendars: calendarsRouter,
  events: eventsRouter,
  sharing: sharingRouter,
  versions: versionsRouter,
  schedule: scheduleRouter,
  sync: syncRouter,
  feeds: feedsRouter,
  audit: auditRouter,
  admin: adminRouter,
  meta: metaRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in this process, as the tests and the server's own jobs do. */
export const createCaller = createCallerFactory(appRouter);
