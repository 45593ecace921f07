import { LIMITS } from "@daybook/domain/limits";
import { z } from "zod";
import { instant } from "../rpc/wire.schema.ts";

const limitNames = Object.keys(LIMITS) as (keyof typeof LIMITS)[];

const limitFields = Object.fromEntries(limitNames.map((name) => [name, z.int()]));

/** Every limit by its name; the unit is in the name, else it is a count. */
export const limitsOutput = z.object(limitFields as Record<keyof typeof LIMITS, z.ZodInt>);

export const healthOutput = z.object({
  status: z.literal("ok"),
  /** Version of the server. */
  version: z.string(),
  /** The database's clock. */
  time: instant,
  /** Version of the IANA time zone data that instants are derived with; null where the runtime does not say. */
  timeZoneData: z.string().nullable(),
  /**
   * The version that what is stored was derived with: while it is another one, events are being
   * brought to `timeZoneData`. Null before that was first looked at.
   */
  storedTimeZoneData: z.string().nullable(),
});

export type HealthOutput = z.output<typeof healthOutput>;
