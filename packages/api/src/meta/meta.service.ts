import { readClock } from "@daybook/db/queries/clock.queries";
import { readZoneData } from "@daybook/db/queries/zone-data.queries";
import { timeZoneDataVersion } from "@daybook/domain/time/zone";
import type { App } from "../rpc/context.ts";
import { formatInstant } from "../rpc/instant.ts";
import type { HealthOutput } from "./meta.schema.ts";

/** That the database answers, by its own clock, and what this server runs on. */
export async function checkHealth({ database, serverVersion }: App): Promise<HealthOutput> {
  const [now, zoneData] = await Promise.all([
    readClock(database.read),
    readZoneData(database.read),
  ]);
  return {
    status: "ok",
    version: serverVersion,
    time: formatInstant(now),
    timeZoneData: timeZoneDataVersion(),
    storedTimeZoneData: zoneData.version,
  };
}
