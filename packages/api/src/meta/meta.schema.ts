import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { instant } from "../rpc/wire.schema.ts";

const limitNames = Object.keys(LIMITS) as (keyof typeof LIMITS)[];

const limitFields = Object.fromEntries(limitNames.map((name) => [name, z.int()]));

/** Every limit by its name; the unit is in the name, else it is a count. */
export const limitsOutput = z.object(limitFields as Record<keyof typeof LIMITS, z.ZodInt>);

export const healthOutput = z.object({
  status: z.literal("ok"),
  version: z.string().describe("Version of the server."),
  time: instant.describe("The database's clock."),
  timeZoneData: z
    .string()
    .nullable()
    .describe(
      "Version of the IANA time zone data that instants are derived with; null where the runtime does not say.",
    ),
  storedTimeZoneData: z
    .string()
    .nullable()
    .describe(
      "The version that what is stored was derived with: while it is another one, events are being brought to `timeZoneData`. Null before that was first looked at.",
    ),
});

export type HealthOutput = z.output<typeof healthOutput>;
