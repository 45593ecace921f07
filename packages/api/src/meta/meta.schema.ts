import { type Limit, LIMIT_TABLE, type LimitName } from "@daybook/domain/limits";
import { z } from "zod";
import { instant } from "../rpc/wire.schema.ts";

const limitFields = Object.entries<Limit>(LIMIT_TABLE).map(([name, { of, unit }]) => {
  const meaning = unit === undefined ? `${of}.` : `${of}, in ${unit}.`;
  return [name, z.int().describe(meaning)] as const;
});

/** Every limit by its name. */
export const limitsOutput = z.object(
  // One for each row of the table.
  Object.fromEntries(limitFields) as Record<LimitName, z.ZodInt>,
);

export const healthOutput = z.object({
  status: z.literal("ok").describe("The server answers, and its database does."),
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
